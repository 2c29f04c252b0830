using Conversations.Actors;
using Conversations.Actors.Sending;
using Conversations.Contact;
using Conversations.Customers;
using Conversations.Grains.Wire;
using Conversations.Identity;

namespace Conversations.Grains;

/// <summary>The way to the senders, wherever in the cluster they are.</summary>
internal sealed class ClusterSenders(IClusterLink link) : ISenders
{
    public Task Want(EffectRow row, Effect.WantSlot want) => Of(row.Customer.Store).Want(new Wish(row));

    public Task Return(EffectRow row, Effect.ReturnSlot returned) => Of(row.Customer.Store).Return(new Wish(row));

    /// <summary>The error names no customer.</summary>
    public Task Told(StoreId store, Effect.TellSender told) => Of(store).Told(new Wish(new EffectRow(new CustomerKey(store, new CustomerId("")), 0, 0, told)));

    public Task Notice(StoreId store, PlatformNotice notice, CancellationToken cancellationToken) =>
        Of(store).Notice(new NoticeLetter(notice)).WaitAsync(cancellationToken);

    public async Task<(Capacity Capacity, int Waiting)> State(StoreId store, NumberId number, CancellationToken cancellationToken)
    {
        var standing = await Of(store).State(number.Value).Reached().WaitAsync(cancellationToken);
        return (Written.Read<Capacity>(standing.Capacity), standing.Waiting);
    }

    private ISenderGrain Of(StoreId store) => link.Grains.GetGrain<ISenderGrain>(store.Value);
}
