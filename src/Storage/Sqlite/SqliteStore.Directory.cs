using System.Data.Common;
using Conversations.Actors;
using Conversations.Identity;

namespace Conversations.Storage.Sqlite;

/// <summary>Reads cost no round trip here and go one by one; claims are writes, and go in groups.</summary>
public sealed partial class SqliteStore
{
    private readonly Grouped<(StoreId Store, CustomerId Customer, IReadOnlyCollection<Alias> Aliases), IReadOnlyDictionary<Alias, CustomerId>> claims;

    public override async Task<StoredSnapshot?> Load(CustomerKey customer, CancellationToken cancellationToken)
    {
        var row = await Row<SnapshotRow>("load_snapshot", Key(customer), cancellationToken).ConfigureAwait(false);
        return row is null ? null : new StoredSnapshot(row.Version, row.Snapshot);
    }

    public override Task<IReadOnlyDictionary<Alias, CustomerId>> Find(StoreId store, IReadOnlyCollection<Alias> aliases, CancellationToken cancellationToken) =>
        Reading(connection => Owners(connection, store, aliases, cancellationToken), cancellationToken);

    public override Task<IReadOnlyDictionary<Alias, CustomerId>> Claim(StoreId store, CustomerId customer, IReadOnlyCollection<Alias> aliases, CancellationToken cancellationToken) =>
        claims.Ask((store, customer, aliases), cancellationToken);

    public override async Task<bool> WasReceived(StoreId store, string source, string id, CancellationToken cancellationToken) =>
        await Row<long>("was_received", new { store = store.Value, source, id }, cancellationToken).ConfigureAwait(false) > 0;

    public override async Task<bool> IsSuppressed(StoreId store, string phoneHash, CancellationToken cancellationToken) =>
        await Row<long>("is_suppressed", new { store = store.Value, phoneHash }, cancellationToken).ConfigureAwait(false) > 0;

    private Task<IReadOnlyList<IReadOnlyDictionary<Alias, CustomerId>>> ClaimAll(IReadOnlyList<(StoreId Store, CustomerId Customer, IReadOnlyCollection<Alias> Aliases)> asked) => Writing<IReadOnlyList<IReadOnlyDictionary<Alias, CustomerId>>>(async connection =>
    {
        var owners = new List<IReadOnlyDictionary<Alias, CustomerId>>(asked.Count);
        foreach (var (store, customer, aliases) in asked)
        {
            var standing = await Owners(connection, store, aliases, CancellationToken.None).ConfigureAwait(false);
            if (standing.Values.All(owner => owner == customer))
            {
                await Execute(connection, "claim_aliases", new { store = store.Value, customer = customer.Value, aliases = InOrder(aliases) }, CancellationToken.None).ConfigureAwait(false);
                standing = aliases.Distinct().ToDictionary(alias => alias, _ => customer);
            }

            owners.Add(standing);
        }

        return owners;
    }, CancellationToken.None);

    private async Task<IReadOnlyDictionary<Alias, CustomerId>> Owners(DbConnection connection, StoreId store, IReadOnlyCollection<Alias> aliases, CancellationToken cancellationToken)
    {
        var rows = await Rows<AliasRow>(connection, "owners", new { store = store.Value, aliases = InOrder(aliases) }, cancellationToken).ConfigureAwait(false);
        return rows.ToDictionary(row => new Alias(Enum.Parse<AliasKind>(row.Kind, ignoreCase: true), row.Value), row => new CustomerId(row.Customer));
    }

    private sealed class AliasRow
    {
        public string Kind { get; init; } = "";

        public string Value { get; init; } = "";

        public string Customer { get; init; } = "";
    }
}
