using Conversations.Actors;
using Conversations.Api.Keys;
using Conversations.Api.Operations;
using Conversations.Api.Rulebook;
using Conversations.Grains;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Conversations.Silo;

/// <summary>A silo. <paramref name="Activations"/>: grains in its memory, by kind.</summary>
public sealed record SiloView(string Name, string Address, string Status, DateTimeOffset StartedAt, IReadOnlyDictionary<string, int> Activations);

/// <summary>Customers of all stores that wait to be woken, how many of them are overdue, the earliest of all, and the reminders registered for those out of memory.</summary>
public sealed record WakeUpsView(long Waiting, long Overdue, DateTimeOffset? Next, long Reminders);

/// <summary><paramref name="Senders"/>: the numbers of the store that was asked for.</summary>
public sealed record ClusterView(IReadOnlyList<SiloView> Silos, WakeUpsView WakeUps, IReadOnlyList<NumberView> Senders);

/// <summary>The cluster as its operator sees it.</summary>
public static class ClusterApi
{
    public static void MapCluster(this IEndpointRouteBuilder app) =>
        app.MapGet("/v1/stores/{store}/cluster", Show).WithName("cluster").WithTags("Operations").RequireAuthorization(Access.Admin)
            .WithSummary("Silos, activations, waiting wake-ups, senders.");

    internal static async Task<Ok<ClusterView>> Show(
        string store, SiloHost silo, IEngineHost engine, StoreRules rules, ICustomerStore customers, TimeProvider time, CancellationToken cancellationToken)
    {
        var management = silo.Grains.GetGrain<IManagementGrain>(0);
        var members = await management.GetDetailedHosts(onlyActive: true).Reached();
        var grains = (await management.GetSimpleGrainStatistics().Reached()).ToLookup(static row => row.SiloAddress);
        var (waiting, overdue, reminders) = await silo.Waiting(time.GetUtcNow(), cancellationToken);
        return TypedResults.Ok(new ClusterView(
            [
                .. members.OrderBy(static member => member.SiloName, StringComparer.Ordinal).Select(member => new SiloView(
                    member.SiloName,
                    member.SiloAddress.Endpoint.ToString(),
                    member.Status.ToString(),
                    new DateTimeOffset(DateTime.SpecifyKind(member.StartTime, DateTimeKind.Utc)),
                    grains[member.SiloAddress].GroupBy(static row => KindOf(row.GrainType), StringComparer.Ordinal)
                        .ToDictionary(static group => group.Key, static group => group.Sum(static row => row.ActivationCount), StringComparer.Ordinal))),
            ],
            new WakeUpsView(waiting, overdue, await customers.NextDue(null, cancellationToken), reminders),
            (await NumbersApi.List(store, engine, rules, cancellationToken)).Value!.Numbers));
    }

    /// <summary><c>Conversations.Grains.CustomerGrain,Conversations.Grains</c> is a <c>CustomerGrain</c>.</summary>
    private static string KindOf(string type) => type.Split(',')[0].Split('.')[^1];
}
