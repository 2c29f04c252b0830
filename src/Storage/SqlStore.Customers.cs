using Conversations.Actors;
using Conversations.Customers;
using Conversations.Identity;

namespace Conversations.Storage;

public abstract partial class SqlStore
{
    public abstract Task<StoredSnapshot?> Load(CustomerKey customer, CancellationToken cancellationToken);

    public abstract Task<IReadOnlyList<CommitOutcome>> Commit(IReadOnlyList<Turn> turns, CancellationToken cancellationToken);

    public async Task<IReadOnlyList<CustomerKey>> Keys(CustomerKey? after, int limit, CancellationToken cancellationToken)
    {
        var rows = await Rows<KeyRow>("customer_keys", new { store = after?.Store.Value ?? "", customer = after?.Customer.Value ?? "", limit }, cancellationToken).ConfigureAwait(false);
        return [.. rows.Select(row => row.Key)];
    }

    public virtual async Task<IReadOnlyList<CustomerKey>> Due(DateTimeOffset now, int limit, CancellationToken cancellationToken)
    {
        var rows = await Rows<KeyRow>("due_customers", new { now = Micros.Of(now), limit }, cancellationToken).ConfigureAwait(false);
        return [.. rows.Select(row => row.Key)];
    }

    public async Task<DateTimeOffset?> NextDue(DateTimeOffset? after, CancellationToken cancellationToken) =>
        Micros.Time(await Row<long?>("next_due", new { after = Micros.Of(after) ?? long.MinValue }, cancellationToken).ConfigureAwait(false));

    public Task<IReadOnlyList<EffectRow>> PendingEffects(CancellationToken cancellationToken) => Pending("pending_effects", null, cancellationToken);

    public Task<IReadOnlyList<EffectRow>> PendingEffects(StoreId store, CancellationToken cancellationToken) =>
        Pending("pending_effects_of_store", new { store = store.Value }, cancellationToken);

    public Task Settle(IReadOnlyList<SettledEffect> effects, CancellationToken cancellationToken) =>
        effects.Count == 0 ? Task.CompletedTask : Execute("settle_effect", effects.Select(settled => new
        {
            store = settled.Customer.Store.Value,
            customer = settled.Customer.Customer.Value,
            version = settled.Version,
            place = settled.Place,
        }), cancellationToken);

    public async Task<IReadOnlyList<(long Version, CustomerInput Input)>> Inputs(CustomerKey customer, CancellationToken cancellationToken)
    {
        var rows = await Rows<InputRow>("inputs_of_customer", Key(customer), cancellationToken).ConfigureAwait(false);
        return [.. rows.Select(row => (row.Version, Written.Read<CustomerInput>(row.Input)))];
    }

    public async Task<StoredSnapshot?> Baseline(CustomerKey customer, CancellationToken cancellationToken)
    {
        var row = await Row<SnapshotRow>("baseline", Key(customer), cancellationToken).ConfigureAwait(false);
        return row is null ? null : new StoredSnapshot(row.Version, row.Snapshot);
    }

    public async Task<IReadOnlyList<CustomerId>> Tombstones(CustomerKey survivor, CancellationToken cancellationToken) =>
        [.. (await Rows<string>("tombstones", Key(survivor), cancellationToken).ConfigureAwait(false)).Select(customer => new CustomerId(customer))];

    public async Task Erase(CustomerKey customer, CancellationToken cancellationToken)
    {
        await Writing(async connection =>
        {
            await Execute(connection, "erase_unread", Key(customer), cancellationToken).ConfigureAwait(false);
            return await Execute(connection, "erase_customer", Key(customer), cancellationToken).ConfigureAwait(false);
        }, cancellationToken).ConfigureAwait(false);
        await ForgetDeleted(cancellationToken).ConfigureAwait(false);
    }

    public async Task Empty(StoreId store, CancellationToken cancellationToken)
    {
        await Execute("empty_store", new { store = store.Value }, cancellationToken).ConfigureAwait(false);
        await ForgetDeleted(cancellationToken).ConfigureAwait(false);
    }

    private async Task<IReadOnlyList<EffectRow>> Pending(string statement, object? parameters, CancellationToken cancellationToken) =>
        [.. (await Rows<OutboxRow>(statement, parameters, cancellationToken).ConfigureAwait(false)).Select(row => row.Read())];

    /// <summary>Takes what was deleted out of where the database still keeps it (search index, log), as far as it can.</summary>
    private protected abstract Task ForgetDeleted(CancellationToken cancellationToken);

    private protected static object Key(CustomerKey customer) => new { store = customer.Store.Value, customer = customer.Customer.Value };

    private protected class KeyRow
    {
        public string Store { get; init; } = "";

        public string Customer { get; init; } = "";

        public CustomerKey Key => new(new StoreId(Store), new CustomerId(Customer));
    }

    private protected sealed class SnapshotRow
    {
        public long Version { get; init; }

        public string Snapshot { get; init; } = "";
    }

    private protected sealed class OutboxRow : KeyRow
    {
        public long Seq { get; init; }

        public long Version { get; init; }

        public long Place { get; init; }

        public string Effect { get; init; } = "";

        public EffectRow Read() => new(Key, Version, (int)Place, Written.Read<Effect>(Effect));
    }

    private sealed class InputRow
    {
        public long Version { get; init; }

        public string Input { get; init; } = "";
    }
}
