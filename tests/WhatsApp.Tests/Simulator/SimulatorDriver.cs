using System.Collections.Concurrent;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Conversations.Actors.Time;
using Conversations.Messages;
using Conversations.WhatsApp.Simulator;
using Conversations.WhatsApp.Webhooks;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shouldly;

namespace Conversations.WhatsApp.Tests.Simulator;

/// <summary>A real server with the simulator and, in our engine's place, a webhook endpoint that keeps what arrives.</summary>
public sealed class SimulatorDriver : ISimulatorHost, IAsyncDisposable
{
    public const string Secret = "test-app-secret";
    public const string Account = "200000000000001";
    public const string Number = "100000000000001";
    public static readonly DateTimeOffset Start = new(2026, 3, 2, 9, 0, 0, TimeSpan.Zero);

    private readonly WebApplication app;
    private readonly VirtualClock clock = new(Start, running: false);
    private readonly ConcurrentQueue<JsonObject> received = new();

    private SimulatorDriver()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(clock).AddSingleton<TimeProvider>(clock).AddSingleton<InFlight>().AddSingleton<Agenda>();
        builder.Services.AddSingleton<ISimulatorHost>(this);
        builder.Services.AddSimulator(_ => new SimulatorSettings
        {
            AppSecret = Secret,
            Numbers = [new SimulatedNumber(Number, "15550100001", Account), new SimulatedNumber("100000000000002", "15550100002", Account)],
            Templates = [.. Shelf().Select(template => new SimulatedTemplate(Account, template)), new SimulatedTemplate(Account, Template("paused"), TemplateStatus.Paused)],
            Webhook = () => new Uri(Http!.BaseAddress!, "/webhooks/whatsapp"),
        });
        app = builder.Build();
        app.MapSimulator();
        app.MapPost("/webhooks/whatsapp", Receive);
    }

    public HttpClient Http { get; private set; } = null!;

    /// <summary>What our endpoint answers; 200 unless a test says otherwise.</summary>
    public Func<int> Answer { get; set; } = () => 200;

    public int Unsigned { get; private set; }

    public int Resets { get; private set; }

    public IReadOnlyList<JsonObject> Received => [.. received];

    /// <summary>Statuses as "status" in order of arrival.</summary>
    public IReadOnlyList<JsonObject> Statuses => [.. received.Select(Value).Where(value => value["statuses"] is not null).Select(value => value["statuses"]![0]!.AsObject())];

    public IReadOnlyList<JsonObject> Inbound => [.. received.Select(Value).Where(value => value["messages"] is not null).Select(value => value["messages"]![0]!.AsObject())];

    public static async Task<SimulatorDriver> Begin()
    {
        var driver = new SimulatorDriver();
        await driver.app.StartAsync();
        driver.Http = new HttpClient { BaseAddress = new Uri(driver.app.Urls.First()) };
        driver.Http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", "demo-token");
        return driver;
    }

    public static JsonObject Value(JsonObject webhook) => webhook["entry"]![0]!["changes"]![0]!["value"]!.AsObject();

    public static JsonObject Text(string to, string text) => new()
    {
        ["messaging_product"] = "whatsapp", ["to"] = to, ["type"] = "text", ["text"] = new JsonObject { ["body"] = text },
    };

    public static JsonObject TemplateTo(string to, string name = "cart", string language = "en", params string[] values)
    {
        var parameters = new JsonArray([.. values.Select((value, place) => new JsonObject { ["type"] = "text", ["parameter_name"] = place == 0 ? "first_name" : "item", ["text"] = value })]);
        return new JsonObject
        {
            ["messaging_product"] = "whatsapp",
            ["to"] = to,
            ["type"] = "template",
            ["biz_opaque_callback_data"] = "demo/c1/t1/1",
            ["template"] = new JsonObject
            {
                ["name"] = name,
                ["language"] = new JsonObject { ["code"] = language },
                ["components"] = new JsonArray(
                    new JsonObject { ["type"] = "body", ["parameters"] = parameters },
                    new JsonObject { ["type"] = "button", ["sub_type"] = "quick_reply", ["index"] = "0", ["parameters"] = new JsonArray(new JsonObject { ["type"] = "payload", ["payload"] = "question" }) }),
            },
        };
    }

    public Task<HttpResponseMessage> Send(JsonObject body, string path = "messages") => Http.PostAsJsonAsync($"/simulator/graph/v25.0/{Number}/{path}", body);

    public async Task<int> ErrorOf(JsonObject body, string path = "messages")
    {
        using var answer = await Send(body, path);
        answer.IsSuccessStatusCode.ShouldBeFalse();
        return (await Json(answer))["error"]!["code"]!.GetValue<int>();
    }

    public async Task<JsonObject> Post(string path, object body, HttpStatusCode expected = HttpStatusCode.OK)
    {
        using var answer = await Http.PostAsJsonAsync($"/simulator/{path}", body);
        answer.StatusCode.ShouldBe(expected);
        return await Json(answer);
    }

    public async Task Faults(object faults)
    {
        using var answer = await Http.PutAsJsonAsync("/simulator/faults", faults);
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    public Task Advance(string by = "PT0S") => Post("clock", new { advance = by });

    public async Task<JsonArray> Phone(string phone, string query = "") =>
        (await Http.GetFromJsonAsync<JsonArray>($"/simulator/phones/{phone}/messages{query}"))!;

    public static async Task<JsonObject> Json(HttpResponseMessage answer) => (await answer.Content.ReadFromJsonAsync<JsonObject>())!;

    public Task Reset(DateTimeOffset? now, CancellationToken cancellationToken)
    {
        clock.GetUtcNow().ShouldBe(now ?? clock.GetUtcNow());
        Resets++;
        return Task.CompletedTask;
    }

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await app.DisposeAsync();
        clock.Dispose();
    }

    private static IEnumerable<MessageTemplate> Shelf()
    {
        yield return Template("cart");
        yield return Template("order") with { Category = TemplateCategory.Utility };
        yield return Template("cart") with { Language = "fr" };
    }

    private static MessageTemplate Template(string name) => new()
    {
        Name = name,
        Language = "en",
        Category = TemplateCategory.Marketing,
        Body = "Hi {{first_name}}, your {{item}} waits.",
        Footer = "Reply STOP",
        Buttons = [new Button(ButtonKind.QuickReply, "I have a question", "question")],
    };

    private async Task<IResult> Receive(HttpRequest request)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body);
        if (!Signature.IsValid(body.ToArray(), request.Headers[Signature.Header], [Secret]))
        {
            Unsigned++;
            return Results.Unauthorized();
        }

        var status = Answer();
        if (status == 200)
        {
            received.Enqueue(JsonNode.Parse(body.ToArray())!.AsObject());
        }

        return Results.StatusCode(status);
    }
}
