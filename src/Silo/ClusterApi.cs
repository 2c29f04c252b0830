using Conversations.Actors;
using Conversations.Api.Keys;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Conversations.Silo;

/// <summary>A silo. <paramref name="Activations"/>: grains in its memory, by kind.</summary>
public sealed record SiloView(string Name, string Address, string Status, DateTimeOffset StartedAt, IReadOnlyDictionary<string, int> Activations);

/// <summary><paramref name="NextWakeUp"/>: the earliest DueAt of all customers. <paramref name="Overdue"/>: customers that should have been woken, counted up to <paramref name="OverdueCountedTo"/>.</summary>
public sealed record ClusterView(IReadOnlyList<SiloView> Silos, DateTimeOffset? NextWakeUp, int Overdue, int OverdueCountedTo);

/// <summary>The cluster as its operator sees it. Senders and their limits are a store's own: <c>/v1/stores/{store}/numbers</c>.</summary>
public static class ClusterApi
{
    private const int OverdueMax = 10_000;

    public static void MapCluster(this IEndpointRouteBuilder app) =>
        app.MapGet("/v1/stores/{store}/cluster", Show).WithName("cluster").WithTags("Operations").RequireAuthorization(Access.Admin)
            .WithSummary("Silos, activations and waiting wake-ups.");

    internal static async Task<Ok<ClusterView>> Show(SiloHost silo, ICustomerStore customers, TimeProvider time, CancellationToken cancellationToken)
    {
        var management = silo.Grains.GetGrain<IManagementGrain>(0);
        var members = await management.GetDetailedHosts(onlyActive: false);
        var grains = (await management.GetSimpleGrainStatistics()).ToLookup(static row => row.SiloAddress);
        var overdue = await customers.Due(time.GetUtcNow(), OverdueMax, cancellationToken);
        return TypedResults.Ok(new ClusterView(
            [
                .. members.OrderBy(static member => member.SiloName, StringComparer.Ordinal).Select(member => new SiloView(
                    member.SiloName,
                    member.SiloAddress.Endpoint.ToString(),
                    member.Status.ToString(),
                    new DateTimeOffset(DateTime.SpecifyKind(member.StartTime, DateTimeKind.Utc)),
                    grains[member.SiloAddress].GroupBy(static row => row.GrainType, StringComparer.Ordinal)
                        .ToDictionary(static group => group.Key, static group => group.Sum(static row => row.ActivationCount), StringComparer.Ordinal))),
            ],
            await customers.NextDue(cancellationToken),
            overdue.Count,
            OverdueMax));
    }
}
