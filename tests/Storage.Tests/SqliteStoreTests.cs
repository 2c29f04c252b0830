using System.Text;
using Conversations.Storage.Sqlite;
using Dapper;
using Microsoft.Data.Sqlite;
using Shouldly;
using Xunit;

namespace Conversations.Storage.Tests;

public sealed class SqliteStoreTests : StoreContract
{
    private readonly string folder = Directory.CreateTempSubdirectory("conversations-").FullName;

    private string ConnectionString => $"Data Source={Path.Combine(folder, "deeper", "store.db")}";

    [Fact]
    public async Task A_database_in_memory_is_refused_with_the_reason() =>
        (await Should.ThrowAsync<ArgumentException>(() => SqliteStore.Open("Data Source=:memory:", None))).Message.ShouldContain("must name a file");

    [Fact]
    public async Task A_second_process_on_the_file_is_refused_with_the_reason()
    {
        (await Should.ThrowAsync<InvalidOperationException>(Reopen)).Message.ShouldContain("in use by another process");
        await using (var reader = await OpenToRead())
        {
            (await reader.Load(Turns.Customer("c1"), None)).ShouldBeNull("to look is allowed");
        }

        await Store.DisposeAsync();
        Store = await Reopen();
    }

    [Fact]
    public void Every_statement_can_be_prepared_against_the_schema()
    {
        using var connection = new SqliteConnection(ConnectionString);
        connection.Open();
        foreach (var name in Store.Sql.Names)
        {
            using var command = connection.CreateCommand();
            command.CommandText = Store.Sql[name];
            Should.NotThrow(command.Prepare, name);
        }
    }

    [Fact]
    public async Task A_file_of_the_first_schema_keeps_who_is_due_and_who_is_found_by_name()
    {
        var older = $"Data Source={Path.Combine(folder, "older.db")};Pooling=False";
        await using (var connection = new SqliteConnection(older))
        {
            await connection.ExecuteAsync($"{Store.Sql["create_migrations"]}; {Migration.Of("Sqlite")[0].Text}; {FirstRows}");
            await connection.ExecuteAsync("insert into snapshots (store, customer, version, due_at, snapshot) values (@store, 'c1', 1, @dueAt, '{}')", new { store = Turns.Store.Value, dueAt = Micros.Of(Turns.Noon) });
        }

        await using var store = await SqliteStore.Open(older, None);

        (await store.Due(Turns.Noon, 10, None)).ShouldBe([Turns.Customer("c1")]);
        await ShouldFindFirstRows(store);
    }

    [Fact]
    public async Task A_file_whose_tables_are_others_is_refused_with_the_reason()
    {
        var unreleased = $"Data Source={Path.Combine(folder, "unreleased.db")};Pooling=False";
        await using (await SqliteStore.Open(unreleased, None))
        {
        }

        await using (var connection = new SqliteConnection(unreleased))
        {
            await connection.ExecuteAsync("alter table inputs drop column facts");
        }

        for (var start = 0; start < 2; start++)
        {
            var refused = await Should.ThrowAsync<InvalidOperationException>(() => SqliteStore.Open(unreleased, None));
            refused.Message.ShouldContain("unreleased.db");
            refused.Message.ShouldContain("no column named facts");
        }
    }

    private protected override async Task<SqlStore> Create() => await Reopen();

    private protected override async Task<SqlStore> Reopen() => await SqliteStore.Open(ConnectionString, None);

    private protected override async Task<SqlStore> OpenToRead() => await SqliteStore.OpenToRead(ConnectionString, None);

    private protected override Task Remove()
    {
        Directory.Delete(folder, recursive: true);
        return Task.CompletedTask;
    }

    /// <summary>The bytes of the file and its log, and so all tables, their freed pages and the search index.</summary>
    private protected override async Task<string> Everything()
    {
        var all = new StringBuilder();
        foreach (var file in Directory.GetFiles(Path.Combine(folder, "deeper")).Where(file => Path.GetExtension(file) is not (".db-shm" or ".lock")))
        {
            await using var stream = new FileStream(file, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
            using var reader = new StreamReader(stream, Encoding.Latin1);
            all.Append(await reader.ReadToEndAsync());
        }

        return all.ToString();
    }
}
