using Conversations.Customers;
using Conversations.Identity;

namespace Conversations.Actors.Identity;

/// <summary>Erases a customer under every name. Those absorbed earlier go with it: their tombstones' logs hold the same person. Who is still on the way into it arrives first, and goes too.</summary>
internal sealed class Erasure(IEngine engine, ICustomerStore store, Resolver resolver)
{
    /// <param name="customer">By whichever name.</param>
    /// <param name="erase">Has <see cref="One"/> done between two turns of the customer, wherever that is.</param>
    /// <param name="cancellationToken">Ends the attempt; begun again it goes on.</param>
    public async Task All(CustomerKey customer, Func<CustomerKey, Task> erase, CancellationToken cancellationToken)
    {
        var survivor = await Survivor(customer, cancellationToken);
        await Arrive(customer with { Customer = survivor }, cancellationToken);
        var pending = new Stack<CustomerId>([survivor, customer.Customer]);
        var done = new HashSet<CustomerId>();
        while (pending.TryPop(out var id))
        {
            if (!done.Add(id))
            {
                continue;
            }

            var key = customer with { Customer = id };
            foreach (var tombstone in await store.Tombstones(key, cancellationToken))
            {
                pending.Push(tombstone);
            }

            await erase(key);
        }
    }

    public async Task One(CustomerKey key, CustomerActor actor, CancellationToken cancellationToken)
    {
        // The hash first: a crash between the two leaves a stop too many, never one too few.
        try
        {
            await resolver.Suppress(await actor.Look(cancellationToken), cancellationToken);
        }
        catch (CustomerParkedException)
        {
            await resolver.Suppress(key, cancellationToken);
        }

        await store.Erase(key, cancellationToken);
        actor.Bury();
        resolver.Forget(key.Store, key.Customer);
    }

    /// <summary>Whoever cannot be read moved to nobody as far as anyone can know.</summary>
    private async Task<CustomerId> Survivor(CustomerKey customer, CancellationToken cancellationToken)
    {
        try
        {
            return (await engine.Look(customer, cancellationToken))?.Id ?? customer.Customer;
        }
        catch (CustomerParkedException unreadable)
        {
            return unreadable.Customer.Customer;
        }
    }

    private async Task Arrive(CustomerKey customer, CancellationToken cancellationToken)
    {
        foreach (var row in await store.PendingEffects(cancellationToken))
        {
            if (row.Customer.Store == customer.Store && row.Effect is Effect.HandOn handed && handed.To == customer.Customer)
            {
                try
                {
                    await engine.Tell(customer, EffectKey.Handed(row, handed), cancellationToken);
                }
                catch (CustomerFaultException)
                {
                    // It is kept in the outbox of the one that handed it on, and goes with that one.
                }
            }
        }
    }
}
