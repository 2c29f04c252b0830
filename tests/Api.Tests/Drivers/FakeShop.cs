using System.Text.Json;
using System.Threading.Channels;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace Conversations.Api.Tests.Drivers;

/// <summary>A store's own server, which is told things.</summary>
public sealed class FakeShop : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly Channel<Told> told = Channel.CreateUnbounded<Told>();
    private int refusals;

    private FakeShop()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        app = builder.Build();
        app.MapPost("/moved", static () => Results.Redirect("/told", preserveMethod: true));
        app.MapPost("/told", async (HttpContext context) =>
        {
            if (Interlocked.Decrement(ref refusals) >= 0)
            {
                return Results.StatusCode(500);
            }

            using var bytes = new MemoryStream();
            await context.Request.Body.CopyToAsync(bytes);
            await told.Writer.WriteAsync(new Told(context.Request.Headers["X-Conversations-Signature"].ToString(), bytes.ToArray()));
            return Results.Ok();
        });
    }

    public string Url => app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First() + "/told";

    public static async Task<FakeShop> Start()
    {
        var shop = new FakeShop();
        await shop.app.StartAsync();
        return shop;
    }

    /// <summary>The next so many are answered with 500.</summary>
    public void Refuse(int times) => Interlocked.Exchange(ref refusals, times);

    /// <summary>The next that was told; null where nothing waits.</summary>
    public Told? Next() => told.Reader.TryRead(out var next) ? next : null;

    public async ValueTask DisposeAsync() => await app.DisposeAsync();
}

/// <summary>What the engine said, with its signature.</summary>
public sealed record Told(string Signature, ReadOnlyMemory<byte> Bytes)
{
    public JsonElement Body => JsonElement.Parse(Bytes.Span);

    public string Type => Body.GetProperty("type").GetString()!;
}
