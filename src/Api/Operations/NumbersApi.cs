using Conversations.Actors;
using Conversations.Actors.Sending;
using Conversations.Api.Keys;
using Conversations.Api.Rulebook;
using Conversations.Contact;
using Conversations.Identity;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Conversations.Api.Operations;

/// <summary>How a number stands. <paramref name="Blocked"/>: why nothing leaves, or only answers do; else null. <paramref name="Waiting"/>: touches that wait for a slot.</summary>
public sealed record NumberView(NumberId Id, NumberQuality Quality, string? Blocked, int Waiting);

public sealed record NumberList(IReadOnlyList<NumberView> Numbers);

/// <summary>The store's WhatsApp numbers, and a way to lift a stop that no webhook lifts.</summary>
public static class NumbersApi
{
    public static void MapNumbers(this IEndpointRouteBuilder app)
    {
        var numbers = app.MapGroup("/v1/stores/{store}/numbers").WithTags("Operations");
        numbers.MapGet("", List).WithName("listNumbers").RequireAuthorization(Access.OperatorOrMarketer);
        numbers.MapPost("/resume", Resume).WithName("resumeNumbers").RequireAuthorization(Access.Admin);
    }

    /// <summary>The store's WhatsApp numbers: quality, stops, and what waits for a slot.</summary>
    public static async Task<Ok<NumberList>> List(string store, IEngineHost engine, StoreRules rules, CancellationToken cancellationToken)
    {
        var storeId = new StoreId(store);
        var views = new List<NumberView>();
        foreach (var number in (await rules.Current(storeId, cancellationToken)).Policy.Numbers)
        {
            var (capacity, waiting) = await engine.Senders.State(storeId, number.Id, cancellationToken);
            views.Add(new NumberView(number.Id, capacity.Quality, capacity.Blocked, waiting));
        }

        return TypedResults.Ok(new NumberList(views));
    }

    /// <summary>Lifts every stop of the account and its numbers; the next error of WhatsApp's sets it again.</summary>
    internal static async Task<Ok<NumberList>> Resume(string store, IEngineHost engine, StoreRules rules, CancellationToken cancellationToken)
    {
        await engine.Senders.Notice(new StoreId(store), new PlatformNotice.AccountRestored(), cancellationToken);
        await engine.Senders.Notice(new StoreId(store), new PlatformNotice.NumberRestored(null), cancellationToken);
        return await List(store, engine, rules, cancellationToken);
    }
}
