using System.Collections.Immutable;
using Conversations.Customers;
using Conversations.Identity;

namespace Conversations.Actors.Identity;

/// <summary>Where aliases name nobody yet, or several: who it is is judged, and carried out.</summary>
public sealed partial class Resolver
{
    private async Task<CustomerId> Settle(StoreId store, CustomerInput input, List<Alias> aliases, CancellationToken cancellationToken)
    {
        IAsyncDisposable? alone = null;
        try
        {
            for (var round = 0; round < RoundsMax; round++)
            {
                var owners = await directory.Find(store, aliases, cancellationToken);
                var known = await Known(store, owners.Values.Distinct(), cancellationToken);
                var verdict = Verdict.Of(input, aliases, owners, known);
                if (!verdict.Merged.IsEmpty && alone is null && (alone = await directory.Alone(store, cancellationToken)) is not null)
                {
                    // One of them may have been erased, or moved, elsewhere meanwhile.
                    continue;
                }

                var chosen = verdict.Customer ?? options.NewCustomer();
                if (await Carry(store, input, aliases, owners, verdict, chosen, cancellationToken))
                {
                    return chosen;
                }
            }
        }
        finally
        {
            await (alone?.DisposeAsync() ?? ValueTask.CompletedTask);
        }

        throw new InvalidOperationException($"Aliases in store {store} kept changing their owner; gave up after {RoundsMax} rounds.");
    }

    /// <summary>Carries a verdict out; false where somebody else was given one of the aliases meanwhile.</summary>
    private async Task<bool> Carry(StoreId store, CustomerInput input, List<Alias> aliases, IReadOnlyDictionary<Alias, CustomerId> owners, Verdict verdict, CustomerId chosen, CancellationToken cancellationToken)
    {
        foreach (var lost in verdict.Lost)
        {
            await Part(store, input, lost, chosen, cancellationToken);
        }

        foreach (var (merged, itsAliases) in verdict.Merged)
        {
            await Merge(store, merged, chosen, itsAliases, cancellationToken);
        }

        await Reassign(store, verdict.Followed, chosen, cancellationToken);
        var unowned = aliases.Where(alias => !owners.ContainsKey(alias)).ToList();
        await SuppressIfErased(store, chosen, unowned, cancellationToken);
        var claimed = unowned.Count == 0 ? owners : await directory.Claim(store, chosen, unowned, cancellationToken);
        return unowned.All(alias => claimed.TryGetValue(alias, out var owner) && owner == chosen);
    }

    private async Task<ImmutableDictionary<CustomerId, Customer>> Known(StoreId store, IEnumerable<CustomerId> customers, CancellationToken cancellationToken)
    {
        var known = ImmutableDictionary.CreateBuilder<CustomerId, Customer>();
        foreach (var customer in customers)
        {
            // Follows tombstones: an alias left behind by a crash between the two turns of a merge counts for the survivor.
            known[customer] = await engine.Look(new CustomerKey(store, customer), cancellationToken)
                ?? new Customer { Store = store, Id = customer };
        }

        return known.ToImmutable();
    }

    private async Task Merge(StoreId store, Customer merged, CustomerId into, IReadOnlyCollection<Alias> itsAliases, CancellationToken cancellationToken)
    {
        Log.Merging(logger, merged.Id, into);
        var now = time.GetUtcNow();
        await engine.Tell(
            new CustomerKey(store, merged.Id),
            new CustomerInput.Moved(into) { Id = $"moved:{merged.Id}:{into}", Source = EffectKey.Source, At = now, OccurredAt = now },
            cancellationToken);
        await Reassign(store, itsAliases, into, cancellationToken);
    }

    private async Task Part(StoreId store, CustomerInput input, (CustomerId From, Alias Alias) lost, CustomerId to, CancellationToken cancellationToken)
    {
        Log.Parting(logger, lost.From, to, lost.Alias.Kind);
        var now = time.GetUtcNow();
        await engine.Tell(
            new CustomerKey(store, lost.From),
            new CustomerInput.IdentityLost(lost.Alias) { Id = $"lost:{input.Source}:{input.Id}:{lost.Alias.Kind}", Source = EffectKey.Source, At = now, OccurredAt = input.OccurredAt },
            cancellationToken);
        await Reassign(store, [lost.Alias], to, cancellationToken);
    }

    private async Task Reassign(StoreId store, IReadOnlyCollection<Alias> aliases, CustomerId to, CancellationToken cancellationToken)
    {
        if (aliases.Count > 0)
        {
            await directory.Reassign(store, aliases, to, cancellationToken);
            cache.Drop(store, aliases);
        }
    }
}
