using Conversations.Customers;
using Conversations.Identity;

namespace Conversations.Actors.Identity;

/// <summary>Erases a customer under every name. Those absorbed earlier go with it: their tombstones' logs hold the same person. Who is still on the way into it arrives first, and goes too.</summary>
internal sealed class Erasure(IEngine engine, ICustomerStore store, Resolver resolver)
{
    /// <param name="customer">By whichever name.</param>
    /// <param name="erase">Has <see cref="One"/> done between two turns of the customer, wherever that is.</param>
    /// <param name="cancellationToken">Ends the attempt; begun again it goes on.</param>
    public Task All(CustomerKey customer, Func<CustomerKey, bool, Task<bool>> erase, CancellationToken cancellationToken) =>
        resolver.Alone(customer.Store, () => Whole(customer, erase, cancellationToken), cancellationToken);

    /// <summary>Who moved into it in the middle of this would be lost with what it had to say, and its own log would stay.</summary>
    private async Task<int> Whole(CustomerKey customer, Func<CustomerKey, bool, Task<bool>> erase, CancellationToken cancellationToken)
    {
        var pending = new Stack<CustomerId>([customer.Customer]);
        CustomerKey survivor;
        bool lives;
        do
        {
            var found = await Survivor(customer, cancellationToken);
            lives = found is not null;
            survivor = found ?? customer;
            await Arrive(survivor, cancellationToken);
            await Add(survivor);
        }
        while (!await erase(survivor, lives));

        var done = new HashSet<CustomerId> { survivor.Customer };
        while (pending.TryPop(out var id))
        {
            if (done.Add(id))
            {
                await Add(customer with { Customer = id });
                await erase(customer with { Customer = id }, false);
            }
        }

        return done.Count;

        async Task Add(CustomerKey into)
        {
            foreach (var tombstone in await store.Tombstones(into, cancellationToken))
            {
                pending.Push(tombstone);
            }
        }
    }

    /// <summary>False, and nothing is done, where a living customer was to be erased that has moved into another meanwhile.</summary>
    public async Task<bool> One(CustomerKey key, CustomerActor actor, bool living, CancellationToken cancellationToken)
    {
        // The hash first: a crash between the two leaves a stop too many, never one too few.
        try
        {
            var customer = await actor.Look(cancellationToken);
            if (living && customer.MovedTo is not null)
            {
                return false;
            }

            await resolver.Suppress(customer, cancellationToken);
        }
        catch (CustomerParkedException)
        {
            await resolver.Suppress(key, cancellationToken);
        }

        await store.Erase(key, cancellationToken);
        actor.Bury();
        resolver.Forget(key.Store, key.Customer);
        return true;
    }

    /// <summary>Whoever cannot be read moved to nobody as far as anyone can know. Null: the name, or the tombstone behind it, leads to nobody.</summary>
    private async Task<CustomerKey?> Survivor(CustomerKey customer, CancellationToken cancellationToken)
    {
        try
        {
            return await engine.Look(customer, cancellationToken) is { } living ? customer with { Customer = living.Id } : null;
        }
        catch (CustomerParkedException unreadable)
        {
            return unreadable.Customer;
        }
    }

    private async Task Arrive(CustomerKey customer, CancellationToken cancellationToken)
    {
        foreach (var row in await store.PendingEffects(customer.Store, cancellationToken))
        {
            if (row.Effect is Effect.HandOn handed && handed.To == customer.Customer)
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
