using System.Collections.Immutable;
using System.Text.Json;
using Conversations.Actors;
using Conversations.Api.Errors;
using Conversations.Api.Keys;
using Conversations.Api.Operations;
using Conversations.Api.Wire;
using Conversations.Identity;
using Conversations.Storefronts.Events;

namespace Conversations.Api.Storefront;

/// <summary>What became of each event, in the order in which they came.</summary>
public sealed record EventResults(IReadOnlyList<EventResult> Results);

/// <summary><paramref name="Status"/>: accepted, duplicate or rejected. <paramref name="Problem"/>: why it was rejected, or what of an accepted one was put aside.</summary>
public sealed record EventResult(string? Id, string Status, CustomerId? CustomerId, string? Problem);

/// <summary>The store's own events.</summary>
public static class EventsApi
{
    public const int BodyBytesMax = 5 * 1024 * 1024;

    /// <summary>Its services are the application's own: a request that asks for none has no scope to make and to end.</summary>
    public static void MapEvents(this IEndpointRouteBuilder app) =>
        app.MapPost("/v1/stores/{store}/events", (string store, HttpContext context) => app.ServiceProvider.GetRequiredService<EventTaking>().Post(store, context))
            .WithName("postEvents")
            .WithTags("Events")
            .WithSummary("Takes 1–500 events; answers when all accepted ones are durable. The same id again is a duplicate; a bad event is rejected alone. 503: nothing is lost, send all of them again.")
            .ChecksItself(Access.Storefront)
            .Accepts<IReadOnlyList<StorefrontEvent>>("application/json")
            .Produces<EventResults>()
            .WithMetadata(
                new CanFail(400, "The body is not an array of 1 to 500 events."),
                new CanFail(413, "The body is over 5 MB."),
                new CanFail(503, "It cannot be made durable now: send all of it again."));
}

/// <summary>From the bytes of a request to what became of each of its events.</summary>
public sealed class EventTaking(KeyRing keys, Intake intake, EventSidings sidings, TimeProvider time)
{
    private const string Accepted = "accepted";
    private const string Duplicate = "duplicate";
    private const string Rejected = "rejected";

    public async Task Post(string store, HttpContext context)
    {
        if (keys.Refusal(context.Request, store, Role.Storefront) is { } refusal)
        {
            await Problems.Refused(context, refusal).ExecuteAsync(context);
            return;
        }

        if (await RawBody.Read(context.Request, EventsApi.BodyBytesMax) is not { } body)
        {
            await Problems.TooLarge(EventsApi.BodyBytesMax).ExecuteAsync(context);
            return;
        }

        var batch = EventTranslation.ReadBatch(body, time.GetUtcNow(), null);
        if (batch is not BatchOutcome.Events events)
        {
            await Problems.Of(400, ((BatchOutcome.Refused)batch).Problem).ExecuteAsync(context);
            return;
        }

        // Whole and with its length: in pieces it would cost as much as reading the event.
        var answer = JsonSerializer.SerializeToUtf8Bytes(new EventResults(await TakeAll(new StoreId(store), events.Items)), WireJson.Options);
        context.Response.ContentType = "application/json; charset=utf-8";
        context.Response.ContentLength = answer.Length;
        await context.Response.BodyWriter.WriteAsync(answer);
    }

    /// <summary>Customers' events go in side by side; news of products and redactions wait for those before them and go first for those after.</summary>
    private async Task<EventResult[]> TakeAll(StoreId store, ImmutableArray<EventOutcome> outcomes)
    {
        var results = new EventResult[outcomes.Length];
        var waiting = new List<(int Place, EventOutcome.Translated Event)>();
        for (var place = 0; place <= outcomes.Length; place++)
        {
            if (place < outcomes.Length && outcomes[place] is EventOutcome.Translated translated)
            {
                waiting.Add((place, translated));
                continue;
            }

            if (place < outcomes.Length && outcomes[place] is EventOutcome.Rejected rejected)
            {
                results[place] = new(rejected.Id, Rejected, null, rejected.Problem);
                continue;
            }

            await TakeWaiting(store, waiting, results);
            if (place < outcomes.Length)
            {
                results[place] = outcomes[place] switch
                {
                    EventOutcome.News news => new(news.Id, await sidings.Announce(store, news, CancellationToken.None) ? Accepted : Duplicate, null, news.Note),
                    EventOutcome.Redact redact => new(redact.Id, await sidings.Redact(store, redact, CancellationToken.None) ? Accepted : Duplicate, null, redact.Note),
                    _ => throw new System.Diagnostics.UnreachableException(),
                };
            }
        }

        return results;
    }

    private async Task TakeWaiting(StoreId store, List<(int Place, EventOutcome.Translated Event)> waiting, EventResult[] results)
    {
        var taken = await intake.Take(store, [.. waiting.Select(static entry => entry.Event.Input)]);
        for (var nth = 0; nth < taken.Count; nth++)
        {
            var ((place, translated), result) = (waiting[nth], taken[nth]);
            results[place] = result.Receipt is { } receipt
                ? new(translated.Id, receipt.Taken == Taken.Accepted ? Accepted : Duplicate, receipt.Customer, translated.Note)
                : new(translated.Id, Rejected, null, result.Problem);
        }

        waiting.Clear();
    }
}

/// <summary>Events that are no single customer's input.</summary>
public sealed class EventSidings(IEngine engine, IIdentityDirectory directory, IStoreRecords records)
{
    /// <summary>False where it was received before.</summary>
    public Task<bool> Announce(StoreId store, EventOutcome.News news, CancellationToken cancellationToken) =>
        engine.Announce(store, news.Input.Source, news.Input, cancellationToken);

    /// <summary>Erases whoever is behind the aliases, once an event id. False where it was received before.</summary>
    public async Task<bool> Redact(StoreId store, EventOutcome.Redact redact, CancellationToken cancellationToken)
    {
        var document = $"redaction/{EventTranslation.Source}/{redact.Id}";
        if (await records.Document(store, document, cancellationToken) is not null)
        {
            return false;
        }

        await Erase(store, redact.Aliases, cancellationToken);
        await records.PutDocument(store, document, "done", cancellationToken);
        return true;
    }

    public async Task Erase(StoreId store, IReadOnlyCollection<Alias> aliases, CancellationToken cancellationToken)
    {
        var owners = await directory.Find(store, aliases, cancellationToken);
        foreach (var customer in owners.Values.Distinct())
        {
            await engine.Erase(new(store, customer), cancellationToken);
        }
    }
}
