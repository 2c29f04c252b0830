using System.Text;
using System.Text.RegularExpressions;
using Conversations.Storage.Postgres;
using Npgsql;
using Shouldly;
using Xunit;

namespace Conversations.Storage.Tests;

/// <summary>Each test has a schema of its own.</summary>
[Collection(nameof(PostgresCluster))]
public sealed partial class PostgresStoreTests(PostgresCluster cluster) : StoreContract
{
    private readonly string schema = $"t{Guid.NewGuid():N}";

    private string ConnectionString => new NpgsqlConnectionStringBuilder(cluster.ConnectionString) { SearchPath = schema }.ConnectionString;

    [Fact]
    public async Task Every_statement_can_be_prepared_against_the_schema()
    {
        await using var connection = await Connect();
        foreach (var name in Store.Sql.Names)
        {
            foreach (var (text, part) in Store.Sql[name].Split(';', StringSplitOptions.RemoveEmptyEntries).Select((text, part) => (text, part)))
            {
                var parameters = Parameter().Matches(text).Select(match => match.Value).Distinct().ToList();
                var positional = Parameter().Replace(text, match => $"${parameters.IndexOf(match.Value) + 1}");
                await Should.NotThrowAsync(() => Run(connection, name is "create_migrations" or "commit" ? positional : $"prepare {name}_{part} as {positional}"), name);
            }
        }
    }

    [Fact]
    public async Task Hosts_that_start_together_migrate_once()
    {
        await Store.DisposeAsync();
        await Remove();
        await using (var connection = await Connect())
        {
            await Run(connection, $"create schema {schema}");
        }

        var stores = await Task.WhenAll(Enumerable.Range(0, 4).Select(_ => PostgresStore.Open(ConnectionString, None)));

        foreach (var store in stores[1..])
        {
            await store.DisposeAsync();
        }

        Store = stores[0];
    }

    [Fact]
    public async Task A_database_of_the_first_schema_keeps_who_is_found_by_name()
    {
        await Store.DisposeAsync();
        await Remove();
        await using (var connection = await Connect())
        {
            await Run(connection, $"create schema {schema}; {Store.Sql["create_migrations"]}; {Migration.Of("Postgres")[0].Text}; {FirstRows}");
        }

        Store = await Reopen();

        await ShouldFindFirstRows(Store);
    }

    [Fact]
    public async Task Two_processes_never_commit_one_version_or_input_twice()
    {
        await using var other = await Reopen();
        for (var round = 0; round < 10; round++)
        {
            var turns = Enumerable.Range(0, 5).Select(i => Turns.Of($"c{i}", round, $"e{round}-{i}")).ToArray();
            var both = await Task.WhenAll(Store.Commit(turns, None), other.Commit([.. turns.Reverse()], None));
            var committed = both.Sum(outcomes => outcomes.Count(outcome => outcome is Conversations.Actors.CommitOutcome.Committed));
            committed.ShouldBe(5);
            both.ShouldAllBe(outcomes => outcomes.All(outcome => !(outcome is Conversations.Actors.CommitOutcome.Failed)));
        }
    }

    [Fact]
    public async Task What_is_old_is_sealed_and_forgotten_behind_many_that_are_not()
    {
        await Commit([.. Enumerable.Range(0, 600).Select(i => Turns.Of($"c{i}", 0, $"e{i}").At(Turns.Noon.AddDays(3000)))]);
        var late = Turns.Of("late", 0, "e").At(Turns.Noon.AddDays(-2000));
        await Commit(late);

        await Store.Forget(Turns.Noon, None);

        (await Store.Inputs(Turns.Customer("late"), None)).ShouldBeEmpty();
        (await Store.Baseline(Turns.Customer("late"), None)).ShouldBe(new(1, late.Snapshot));
    }

    private protected override async Task<SqlStore> Create()
    {
        await using var connection = await Connect();
        await Run(connection, $"create schema {schema}");
        return await Reopen();
    }

    private protected override async Task<SqlStore> Reopen() => await StorageOpening.Open(ConnectionString, None);

    private protected override async Task<SqlStore> OpenToRead() => await StorageOpening.OpenToRead(ConnectionString, None);

    private protected override async Task Remove()
    {
        await using var connection = await Connect();
        await Run(connection, $"drop schema {schema} cascade");
    }

    private protected override async Task<string> Everything()
    {
        await using var connection = await Connect();
        var tables = await Strings(connection, $"select table_name from information_schema.tables where table_schema = '{schema}'");
        tables.Count.ShouldBeGreaterThan(10);
        var all = new StringBuilder();
        foreach (var table in tables)
        {
            all.AppendJoin('\n', await Strings(connection, $"select row::text from {schema}.{table} as row"));
        }

        return all.ToString();
    }

    private static async Task<List<string>> Strings(NpgsqlConnection connection, string text)
    {
        await using var command = new NpgsqlCommand(text, connection);
        await using var reader = await command.ExecuteReaderAsync();
        var strings = new List<string>();
        while (await reader.ReadAsync())
        {
            strings.Add(reader.GetString(0));
        }

        return strings;
    }

    private static async Task Run(NpgsqlConnection connection, string text)
    {
        await using var command = new NpgsqlCommand(text, connection);
        await command.ExecuteNonQueryAsync();
    }

    private async Task<NpgsqlConnection> Connect()
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(ConnectionString) { Pooling = false }.ConnectionString);
        await connection.OpenAsync();
        return connection;
    }

    [GeneratedRegex("(?<![@])@[a-zA-Z0-9]+")]
    private static partial Regex Parameter();
}
