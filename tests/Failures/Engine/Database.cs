using System.Data.Common;
using Conversations.Storage.Sqlite;
using Conversations.Storage.Tests;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace Failures.Engine;

/// <summary>A database of one test: where the engine finds it, and where the test looks into it.</summary>
internal abstract class Database : IAsyncDisposable
{
    /// <summary>For the engine.</summary>
    public abstract string ConnectionString { get; }

    public abstract ValueTask DisposeAsync();

    /// <summary>For the test, past the engine.</summary>
    public abstract DbConnection Look();

    /// <summary>As if so much time had passed that no killed process counts as living any more.</summary>
    public virtual Task ForgetTheDead() => Task.CompletedTask;

    /// <summary>As docs/operating.md says it, beside a running engine.</summary>
    public abstract Task BackUp();

    /// <summary>As docs/operating.md says it, while no engine runs.</summary>
    public abstract Task Restore();

    public async Task<List<string[]>> Rows(string text)
    {
        await using var connection = Look();
        await connection.OpenAsync();
        await using var command = connection.CreateCommand();
        command.CommandText = text;
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<string[]>();
        while (await reader.ReadAsync())
        {
            rows.Add([.. Enumerable.Range(0, reader.FieldCount).Select(column => reader.GetValue(column).ToString()!)]);
        }

        return rows;
    }
}

/// <summary>A file in a folder of its own, or in the one given.</summary>
internal sealed class SqliteFile(string? within = null) : Database
{
    private readonly string folder = within ?? Directory.CreateTempSubdirectory("conversations-failures-").FullName;

    public string Path => System.IO.Path.Combine(folder, "engine.db");

    private string Copy => System.IO.Path.Combine(folder, "backup.db");

    public override string ConnectionString => $"Data Source={Path}";

    public override DbConnection Look()
    {
        // The library that the store chooses, before any connection is made: two in one process do not know each other's handles.
        _ = SqliteStore.LibraryVersion;
        return new SqliteConnection($"{ConnectionString};Pooling=False");
    }

    public override async Task BackUp()
    {
        File.Delete(Copy);
        await Rows($"vacuum into '{Copy}'");
    }

    public override Task Restore()
    {
        File.Delete(Path + "-wal");
        File.Delete(Path + "-shm");
        File.Copy(Copy, Path, overwrite: true);
        return Task.CompletedTask;
    }

    public override ValueTask DisposeAsync()
    {
        if (within is null)
        {
            Directory.Delete(folder, recursive: true);
        }

        return ValueTask.CompletedTask;
    }
}

/// <summary>A schema of its own in the tests' cluster.</summary>
internal sealed class PostgresSchema : Database
{
    private readonly PostgresCluster cluster;
    private readonly string schema = $"f{Guid.NewGuid():N}";

    private PostgresSchema(PostgresCluster cluster) => this.cluster = cluster;

    /// <summary>Set: the engine goes through a relay on this port.</summary>
    public int? RelayPort { get; set; }

    /// <summary>Set: where the engine's tables lie.</summary>
    public string? Tablespace { get; set; }

    public int Port => new NpgsqlConnectionStringBuilder(cluster.ConnectionString).Port;

    public override string ConnectionString => new NpgsqlConnectionStringBuilder(cluster.ConnectionString)
    {
        SearchPath = schema,
        Port = RelayPort ?? Port,
        Timeout = 5,
        CommandTimeout = 3,
        Options = Tablespace is null ? null : $"-c default_tablespace={Tablespace}",
    }.ConnectionString;

    public static async Task<PostgresSchema> Create(PostgresCluster cluster)
    {
        var database = new PostgresSchema(cluster);
        await database.Rows($"create schema {database.schema}");
        return database;
    }

    public override DbConnection Look() =>
        new NpgsqlConnection(new NpgsqlConnectionStringBuilder(cluster.ConnectionString) { SearchPath = schema, Pooling = false }.ConnectionString);

    public override async Task ForgetTheDead() => await Rows("delete from processes");

    public override Task BackUp() => cluster.BackUp(schema);

    public override Task Restore() => cluster.Restore(schema);

    public Task Drop() => Rows($"drop schema if exists {schema} cascade");

    public override async ValueTask DisposeAsync() => await Drop();
}
