using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Conversations.Simulation;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace Failures.Engine;

/// <summary>Stands where the Graph API stands: counts every message by our own key, and answers, refuses, holds the answer back or cuts the line, as the dice say.</summary>
internal sealed class MessageSink : IAsyncDisposable
{
    private readonly WebApplication app;
    private readonly Dice dice;
    private readonly ConcurrentDictionary<string, TaskCompletionSource> awaited = new();
    private CancellationTokenSource holding = new();
    private volatile bool hurries;

    private MessageSink(WebApplication app, ulong seed)
    {
        this.app = app;
        dice = new Dice(seed);
    }

    /// <summary>How often each key arrived.</summary>
    public ConcurrentDictionary<string, int> Arrived { get; } = new();

    /// <summary>How many messages each recipient got.</summary>
    public ConcurrentDictionary<string, int> Recipients { get; } = new();

    /// <summary>Completes when a message to them arrives.</summary>
    public Task Reaches(string recipient) => awaited.GetOrAdd(recipient, static _ => new(TaskCreationOptions.RunContinuationsAsynchronously)).Task;

    /// <summary>Called with each message that arrives, before it is answered.</summary>
    public Action Heard { get; set; } = static () => { };

    /// <summary>True: no more trouble.</summary>
    public bool Calm { get; set; }

    public Uri Url => new(app.Urls.First());

    public static async Task<MessageSink> Start(ulong seed)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = ["--urls", "http://127.0.0.1:0"] });
        builder.Logging.ClearProviders();
        var sink = new MessageSink(builder.Build(), seed);
        sink.app.MapPost("/{version}/{number}/{route}", sink.Take);
        await sink.app.StartAsync();
        return sink;
    }

    public async ValueTask DisposeAsync()
    {
        await Hurry();
        await app.DisposeAsync();
        holding.Dispose();
    }

    /// <summary>From here on lines are cut that would be held: an engine that stops waits for its answers, ten seconds each.</summary>
    public async Task Hurry()
    {
        hurries = true;
        await holding.CancelAsync();
    }

    /// <summary>Back to holding answers.</summary>
    public void Dawdle()
    {
        holding.Dispose();
        holding = new CancellationTokenSource();
        hurries = false;
    }

    private async Task Take(HttpContext context)
    {
        var body = await JsonNode.ParseAsync(context.Request.Body, cancellationToken: context.RequestAborted);
        if ((string?)body?["biz_opaque_callback_data"] is not { } key)
        {
            // A read mark: nothing that could be doubled.
            await context.Response.WriteAsync("""{"success":true}""");
            return;
        }

        var count = Arrived.AddOrUpdate(key, 1, static (_, count) => count + 1);
        var to = ((string?)body!["to"] ?? (string?)body["recipient"] ?? "0").TrimStart('+');
        Recipients.AddOrUpdate(to, 1, static (_, count) => count + 1);
        Heard();
        awaited.GetValueOrDefault(to)?.TrySetResult();
        int trouble;
        lock (dice)
        {
            trouble = Calm ? 9 : dice.Below(10);
        }

        switch (trouble)
        {
            case 0:
            case 2 when hurries:
                context.Abort();
                return;
            case 1:
                context.Response.StatusCode = 400;
                await context.Response.WriteAsync("""{"error":{"message":"undeliverable","type":"OAuthException","code":131026}}""");
                return;
            case 2:
                // Held back until the caller gives up, is killed, or the test ends.
                using (var either = CancellationTokenSource.CreateLinkedTokenSource(context.RequestAborted, holding.Token))
                {
                    await new TaskCompletionSource().Task.WaitAsync(either.Token).ContinueWith(static _ => { }, TaskScheduler.Default);
                }

                context.Abort();
                return;
            default:
                await context.Response.WriteAsJsonAsync(new
                {
                    messaging_product = "whatsapp",
                    contacts = new[] { new { input = to, wa_id = to } },
                    messages = new[] { new { id = $"wamid.{key}.{count}" } },
                });
                return;
        }
    }
}
