using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;
using Conversations.Actors.Time;
using Conversations.WhatsApp.Webhooks;
using Microsoft.Extensions.Logging;

namespace Conversations.WhatsApp.Simulator;

/// <summary>
/// Posts signed webhooks to our own endpoint, in the engine's clock: latency, the faults, and Meta's tries over 7 days with growing
/// pauses after anything but 200 (M:webhooks/overview, 2 December 2025). What is under way counts as in flight.
/// </summary>
internal sealed partial class WebhookPosts(SimulatorSettings settings, Agenda agenda, Chance chance, ILogger<WebhookPosts> logger) : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan GiveUpAfter = TimeSpan.FromDays(7);

    private readonly HttpClient http = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = Patience };
    private readonly Lock gate = new();
    private readonly HashSet<Waiting> waiting = [];
    private long era;
    private bool closed;

    public Faults Faults { get; set; } = Faults.None;

    /// <summary>Posts one after the other, as far as the faults let it: the next leaves when the one before was answered.</summary>
    public void Post(IReadOnlyList<JsonObject> payloads)
    {
        var faults = Faults;
        At(agenda.Now + faults.Latency, async born =>
        {
            foreach (var payload in payloads)
            {
                await PostOne(payload, faults, born).ConfigureAwait(false);
            }
        });
    }

    /// <summary>Forgets all that waits, and takes nothing more until <see cref="Open"/>.</summary>
    public void Close()
    {
        lock (gate)
        {
            closed = true;
            era++;
            foreach (var entry in waiting)
            {
                entry.Timer?.Dispose();
            }

            waiting.Clear();
        }
    }

    public void Open()
    {
        lock (gate)
        {
            closed = false;
        }
    }

    public void Dispose() => http.Dispose();

    private async Task PostOne(JsonObject payload, Faults faults, long born)
    {
        var post = new SignedPost(payload, settings.AppSecret, agenda.Now);
        if (chance.Happens(faults.DuplicateWebhooks))
        {
            var again = chance.Next() < 0.5 ? TimeSpan.Zero : TimeSpan.FromSeconds(1 + Math.Floor(chance.Next() * 60));
            At(agenda.Now + again, era => Try(post, 0, era));
        }

        if (chance.Happens(faults.ReorderWebhooks))
        {
            // A timer that is due at once falls after all that this instant already has under way: the others pass.
            var late = post.IsStatus && chance.Next() < 0.5 ? TimeSpan.FromSeconds(1 + Math.Floor(chance.Next() * 10)) : TimeSpan.Zero;
            At(agenda.Now + late, era => Try(post, 0, era), held: true);
            return;
        }

        await Try(post, 0, born).ConfigureAwait(false);
    }

    private async Task Try(SignedPost post, int tries, long born)
    {
        if (Volatile.Read(ref era) != born || await Answered(post).ConfigureAwait(false))
        {
            return;
        }

        var pause = TimeSpan.FromSeconds(Math.Pow(4, tries));
        if (agenda.Now + pause - post.At <= GiveUpAfter)
        {
            At(agenda.Now + pause, era => Try(post, tries + 1, era), held: true);
        }
        else
        {
            Log.GivenUp(logger, tries + 1);
        }
    }

    private async Task<bool> Answered(SignedPost post)
    {
        try
        {
            using var content = new ByteArrayContent(post.Body);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            content.Headers.Add(Signature.Header, post.Header);
            using var answer = await http.PostAsync(settings.Webhook(), content).ConfigureAwait(false);
            return answer.StatusCode == System.Net.HttpStatusCode.OK;
        }
        catch (Exception error) when (error is HttpRequestException or OperationCanceledException)
        {
            return false;
        }
    }

    /// <summary>Does it at that instant, unless all is forgotten before. What is due now and not held starts at once, also while the clock stands still.</summary>
    private void At(DateTimeOffset due, Func<long, Task> work, bool held = false)
    {
        lock (gate)
        {
            if (closed)
            {
                return;
            }

            var born = era;
            if (due <= agenda.Now && !held)
            {
                agenda.Run(() => work(born));
                return;
            }

            var entry = new Waiting();
            waiting.Add(entry);
            entry.Timer = agenda.At(due, () =>
            {
                lock (gate)
                {
                    if (!waiting.Remove(entry))
                    {
                        return Task.CompletedTask;
                    }
                }

                return work(born);
            });
        }
    }

    private sealed class Waiting
    {
        public IDisposable? Timer { get; set; }
    }

    /// <summary>The bytes and their signature stay the same on every try.</summary>
    private sealed class SignedPost
    {
        public SignedPost(JsonObject payload, string secret, DateTimeOffset at)
        {
            Body = Encoding.UTF8.GetBytes(payload.ToJsonString());
            Header = Signature.Of(Body, secret);
            At = at;
            IsStatus = payload.Objects("entry").SelectMany(entry => entry.Objects("changes")).Any(change => change.Object("value")?["statuses"] is not null);
        }

        public byte[] Body { get; }

        public string Header { get; }

        public DateTimeOffset At { get; }

        public bool IsStatus { get; }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Warning, "A webhook was given up after {Tries} tries over 7 days")]
        public static partial void GivenUp(ILogger logger, int tries);
    }
}
