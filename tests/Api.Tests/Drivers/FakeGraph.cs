using System.Text.Json.Nodes;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Conversations.Api.Tests.Drivers;

/// <summary>As much of Meta's Graph API as a store outside Development needs: its templates, and somewhere to send to.</summary>
public sealed class FakeGraph : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly Channel<JsonNode> sent = Channel.CreateUnbounded<JsonNode>();

    private FakeGraph()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.MapGet("/{version}/{account}/message_templates", (HttpContext context) =>
            Templates is { } templates ? Results.Json(new { data = templates }) : Results.Json(new { error = new { code = 1, message = "not now" } }, statusCode: 500));
        app.MapPost("/{version}/{number}/messages", async (HttpContext context) =>
        {
            await sent.Writer.WriteAsync((await JsonNode.ParseAsync(context.Request.Body))!);
            return Results.Json(new { messaging_product = "whatsapp", messages = new[] { new { id = $"wamid.{Guid.NewGuid():N}" } } });
        });
    }

    /// <summary>What the account has; null: it answers with an error.</summary>
    public IReadOnlyList<object>? Templates { get; set; } = [];

    public string Url => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();

    public static async Task<FakeGraph> Start()
    {
        var graph = new FakeGraph();
        await graph.app.StartAsync();
        return graph;
    }

    /// <summary>The next message that was sent, or will be.</summary>
    public async Task<JsonNode> Sent() => await sent.Reader.ReadAsync(new CancellationTokenSource(TimeSpan.FromSeconds(30)).Token);

    public static object Template(string name, string body, params string[] buttons) => new
    {
        id = name,
        name,
        language = "en",
        status = "APPROVED",
        category = "UTILITY",
        parameter_format = "NAMED",
        components = buttons.Length == 0
            ? new object[] { new { type = "BODY", text = body } }
            : [new { type = "BODY", text = body }, new { type = "BUTTONS", buttons = buttons.Select(static text => new { type = "QUICK_REPLY", text }) }],
    };

    public async ValueTask DisposeAsync() => await app.DisposeAsync();
}
