using Conversations.Api.Errors;
using Conversations.Api.Keys;
using Conversations.Configuration;
using Conversations.Identity;
using Conversations.Journeys;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Conversations.Api.Rulebook;

public sealed record JourneyList(IReadOnlyList<Journey> Journeys);

/// <summary>Journeys as data: each change is a new version, and a run finishes on the version it started with.</summary>
public static class JourneysApi
{
    public static void MapJourneys(this IEndpointRouteBuilder app)
    {
        var journeys = app.MapGroup("/v1/stores/{store}/journeys").WithTags("Journeys");
        journeys.MapGet("", List).WithName("listJourneys").Produces<JourneyList>().RequireAuthorization(Access.OperatorOrMarketer);
        journeys.MapGet("/{name}", Show).WithName("getJourney").Produces<Journey>().RequireAuthorization(Access.OperatorOrMarketer);
        journeys.MapPut("/{name}", Put).WithName("putJourney").Bounded().Accepts<Journey>("application/json").Produces<Journey>().RequireAuthorization(Access.Marketer);
    }

    /// <summary>The newest version of each journey.</summary>
    internal static async Task<JsonHttpResult<JourneyList>> List(string store, StoreRules rules, CancellationToken cancellationToken)
    {
        var current = await rules.Current(new StoreId(store), cancellationToken);
        var names = current.Journeys.Select(static journey => journey.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);
        return TypedResults.Json(new JourneyList([.. names.Select(name => current.NewestJourney(name)!)]), RulesJson.Options);
    }

    /// <summary>The newest version of one journey.</summary>
    internal static async Task<Results<JsonHttpResult<Journey>, ProblemHttpResult>> Show(string store, string name, StoreRules rules, CancellationToken cancellationToken) =>
        (await rules.Current(new StoreId(store), cancellationToken)).NewestJourney(name) is { } journey
            ? TypedResults.Json(journey, RulesJson.Options)
            : Problems.NotFound("journey");

    /// <summary>A new version of the journey, from now on for those who start. With any fault: 400 with the path of every one, and the running version stays.</summary>
    internal static async Task<Results<JsonHttpResult<Journey>, ProblemHttpResult>> Put(
        string store, string name, HttpRequest request, StoreRules rules, CancellationToken cancellationToken)
    {
        if (await RulesBody.Read(request) is not { } body)
        {
            return Problems.TooLarge(RulesBody.BytesMax);
        }

        var storeId = new StoreId(store);
        var current = await rules.Current(storeId, cancellationToken);
        var reading = JourneyReading.Read(body, current.Templates, current.Policy.StoreName);
        return reading.Value switch
        {
            null => Problems.Invalid(reading.Problems),
            { } journey when journey.Name != name => Problems.Invalid("name", $"'{journey.Name}' is not the name in the address, '{name}'"),
            { } journey => TypedResults.Json(await rules.PutJourney(storeId, journey, cancellationToken), RulesJson.Options),
        };
    }
}
