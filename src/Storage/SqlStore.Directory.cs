using System.Data.Common;
using Conversations.Customers;
using Conversations.Identity;

namespace Conversations.Storage;

public abstract partial class SqlStore
{
    public Task<IReadOnlyDictionary<Alias, CustomerId>> Find(StoreId store, IReadOnlyCollection<Alias> aliases, CancellationToken cancellationToken) =>
        Reading(connection => Owners(connection, store, aliases, cancellationToken), cancellationToken);

    public async Task<IReadOnlyDictionary<Alias, CustomerId>> Claim(StoreId store, CustomerId customer, IReadOnlyCollection<Alias> aliases, CancellationToken cancellationToken)
    {
        await Execute("claim_aliases", new { store = store.Value, customer = customer.Value, aliases = InOrder(aliases) }, cancellationToken).ConfigureAwait(false);
        return await Find(store, aliases, cancellationToken).ConfigureAwait(false);
    }

    public Task Reassign(StoreId store, IReadOnlyCollection<Alias> aliases, CustomerId to, CancellationToken cancellationToken) =>
        Execute("reassign_aliases", new { store = store.Value, customer = to.Value, aliases = InOrder(aliases) }, cancellationToken);

    public async Task<CustomerId?> FindByWamid(StoreId store, string wamid, CancellationToken cancellationToken) =>
        await Row<string>("customer_of_wamid", new { store = store.Value, wamid }, cancellationToken).ConfigureAwait(false) is { } customer
            ? new CustomerId(customer)
            : null;

    public Task Suppress(StoreId store, string phoneHash, CancellationToken cancellationToken) =>
        Execute("suppress", new { store = store.Value, phoneHash }, cancellationToken);

    public async Task<bool> IsSuppressed(StoreId store, string phoneHash, CancellationToken cancellationToken) =>
        await Row<long>("is_suppressed", new { store = store.Value, phoneHash }, cancellationToken).ConfigureAwait(false) > 0;

    private async Task<IReadOnlyDictionary<Alias, CustomerId>> Owners(DbConnection connection, StoreId store, IReadOnlyCollection<Alias> aliases, CancellationToken cancellationToken)
    {
        var rows = await Rows<AliasRow>(connection, "owners", new { store = store.Value, aliases = InOrder(aliases) }, cancellationToken).ConfigureAwait(false);
        return rows.ToDictionary(row => new Alias(Enum.Parse<AliasKind>(row.Kind, ignoreCase: true), row.Value), row => new CustomerId(row.Customer));
    }

    /// <summary>Sorted, so that two callers never wait for each other's rows; as JSON, which both databases take for a list.</summary>
    private static string InOrder(IReadOnlyCollection<Alias> aliases) => Written.Of(aliases.Distinct().Order());

    private sealed class AliasRow
    {
        public string Kind { get; init; } = "";

        public string Value { get; init; } = "";

        public string Customer { get; init; } = "";
    }
}
