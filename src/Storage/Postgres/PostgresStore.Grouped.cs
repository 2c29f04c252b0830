using Conversations.Actors;
using Conversations.Identity;
using Npgsql;

namespace Conversations.Storage.Postgres;

/// <summary>What every input of a stranger, and every customer that is not in memory, asks: in groups.</summary>
public sealed partial class PostgresStore
{
    private readonly Grouped<CustomerKey, StoredSnapshot?> loads;
    private readonly Grouped<(StoreId Store, IReadOnlyCollection<Alias> Aliases), IReadOnlyDictionary<Alias, CustomerId>> finds;
    private readonly Grouped<Claiming, IReadOnlyDictionary<Alias, CustomerId>> claims;
    private readonly Grouped<(StoreId Store, string Source, string Id), bool> receipts;
    private readonly Grouped<(StoreId Store, string Hash), bool> suppressions;

    public override Task<StoredSnapshot?> Load(CustomerKey customer, CancellationToken cancellationToken) => loads.Ask(customer, cancellationToken);

    public override Task<IReadOnlyDictionary<Alias, CustomerId>> Find(StoreId store, IReadOnlyCollection<Alias> aliases, CancellationToken cancellationToken) =>
        finds.Ask((store, aliases), cancellationToken);

    public override Task<IReadOnlyDictionary<Alias, CustomerId>> Claim(StoreId store, CustomerId customer, IReadOnlyCollection<Alias> aliases, CancellationToken cancellationToken) =>
        claims.Ask(new Claiming(store, customer, aliases), cancellationToken);

    public override Task<bool> WasReceived(StoreId store, string source, string id, CancellationToken cancellationToken) => receipts.Ask((store, source, id), cancellationToken);

    public override Task<bool> IsSuppressed(StoreId store, string phoneHash, CancellationToken cancellationToken) => suppressions.Ask((store, phoneHash), cancellationToken);

    private async Task<IReadOnlyList<StoredSnapshot?>> LoadAll(IReadOnlyList<CustomerKey> customers)
    {
        var stored = await Read(
            "load_snapshots",
            [new("stores", customers.Select(key => key.Store.Value).ToArray()), new("customers", customers.Select(key => key.Customer.Value).ToArray())],
            reader => (Key: new CustomerKey(new StoreId(reader.GetString(0)), new CustomerId(reader.GetString(1))), Snapshot: new StoredSnapshot(reader.GetInt64(2), reader.GetString(3)))).ConfigureAwait(false);
        var found = stored.DistinctBy(row => row.Key).ToDictionary(row => row.Key, row => row.Snapshot);
        return [.. customers.Select(customer => found.GetValueOrDefault(customer))];
    }

    private async Task<IReadOnlyList<bool>> AllReceived(IReadOnlyList<(StoreId Store, string Source, string Id)> asked)
    {
        var known = await Read(
            "received_of",
            [new("stores", asked.Select(one => one.Store.Value).ToArray()), new("sources", asked.Select(one => one.Source).ToArray()), new("ids", asked.Select(one => one.Id).ToArray())],
            reader => (new StoreId(reader.GetString(0)), reader.GetString(1), reader.GetString(2))).ConfigureAwait(false);
        return [.. asked.Select(one => known.Contains(one))];
    }

    private async Task<IReadOnlyList<bool>> AllSuppressed(IReadOnlyList<(StoreId Store, string Hash)> asked)
    {
        var known = await Read(
            "suppressed_of",
            [new("stores", asked.Select(one => one.Store.Value).ToArray()), new("hashes", asked.Select(one => one.Hash).ToArray())],
            reader => (new StoreId(reader.GetString(0)), reader.GetString(1))).ConfigureAwait(false);
        return [.. asked.Select(one => known.Contains(one))];
    }

    private async Task<IReadOnlyList<IReadOnlyDictionary<Alias, CustomerId>>> FindAll(IReadOnlyList<(StoreId Store, IReadOnlyCollection<Alias> Aliases)> asked)
    {
        await using var connection = await source.OpenConnectionAsync().ConfigureAwait(false);
        using var batch = new NpgsqlBatch(connection);
        AddOwners(batch, asked);
        return await Owners(batch, asked).ConfigureAwait(false);
    }

    /// <summary>Who comes first in the group is first. The answer is read to its end: that is the commit.</summary>
    private async Task<IReadOnlyList<IReadOnlyDictionary<Alias, CustomerId>>> ClaimAll(IReadOnlyList<Claiming> asked)
    {
        // In order, so that two callers never wait for each other's rows.
        var rows = asked.SelectMany(claim => claim.Aliases, (claim, alias) => (claim.Store, claim.Customer, Alias: alias))
            .OrderBy(row => row.Store.Value, StringComparer.Ordinal).ThenBy(row => row.Alias).ToList();
        await using var connection = await source.OpenConnectionAsync().ConfigureAwait(false);
        using var batch = new NpgsqlBatch(connection);
        foreach (var statement in (string[])["claim_all", "give_back_claims"])
        {
            batch.BatchCommands.Add(Command(
                statement,
                [
                    new("stores", rows.Select(row => row.Store.Value).ToArray()),
                    new("kinds", rows.Select(row => KindOf(row.Alias)).ToArray()),
                    new("values", rows.Select(row => row.Alias.Value).ToArray()),
                    new("customers", rows.Select(row => row.Customer.Value).ToArray()),
                ]));
        }

        var wanted = asked.Select(claim => (claim.Store, claim.Aliases)).ToList();
        AddOwners(batch, wanted);
        return await Owners(batch, wanted).ConfigureAwait(false);
    }

    private void AddOwners(NpgsqlBatch batch, IReadOnlyList<(StoreId Store, IReadOnlyCollection<Alias> Aliases)> asked)
    {
        var rows = asked.SelectMany(one => one.Aliases, (one, alias) => (one.Store, Alias: alias)).Distinct().ToList();
        batch.BatchCommands.Add(Command(
            "owners_of",
            [
                new("stores", rows.Select(row => row.Store.Value).ToArray()),
                new("kinds", rows.Select(row => KindOf(row.Alias)).ToArray()),
                new("values", rows.Select(row => row.Alias.Value).ToArray()),
            ]));
    }

    private static async Task<IReadOnlyList<IReadOnlyDictionary<Alias, CustomerId>>> Owners(NpgsqlBatch batch, IReadOnlyList<(StoreId Store, IReadOnlyCollection<Alias> Aliases)> asked)
    {
        var owners = (await Read(
            batch,
            reader => (Key: (new StoreId(reader.GetString(0)), new Alias(Enum.Parse<AliasKind>(reader.GetString(1), ignoreCase: true), reader.GetString(2))), Owner: new CustomerId(reader.GetString(3)))).ConfigureAwait(false))
            .ToDictionary(row => row.Key, row => row.Owner);
        return
        [
            .. asked.Select(one => one.Aliases.Distinct().Where(alias => owners.ContainsKey((one.Store, alias))).ToDictionary(alias => alias, alias => owners[(one.Store, alias)])),
        ];
    }

    private async Task<List<T>> Read<T>(string statement, NpgsqlParameter[] parameters, Func<NpgsqlDataReader, T> row)
    {
        await using var connection = await source.OpenConnectionAsync().ConfigureAwait(false);
        using var batch = new NpgsqlBatch(connection);
        batch.BatchCommands.Add(Command(statement, parameters));
        return await Read(batch, row).ConfigureAwait(false);
    }

    /// <summary>The rows of the one statement that has some.</summary>
    private static async Task<List<T>> Read<T>(NpgsqlBatch batch, Func<NpgsqlDataReader, T> row)
    {
        var rows = new List<T>();
        var reader = await batch.ExecuteReaderAsync().ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            do
            {
                while (await reader.ReadAsync().ConfigureAwait(false))
                {
                    rows.Add(row(reader));
                }
            }
            while (await reader.NextResultAsync().ConfigureAwait(false));
        }

        return rows;
    }

    private NpgsqlBatchCommand Command(string statement, NpgsqlParameter[] parameters)
    {
        var command = new NpgsqlBatchCommand(Sql[statement]);
        command.Parameters.AddRange(parameters);
        return command;
    }

    private sealed record Claiming(StoreId Store, CustomerId Customer, IReadOnlyCollection<Alias> Aliases);
}
