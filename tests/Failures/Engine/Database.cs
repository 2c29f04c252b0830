using System.Data.Common;
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

internal sealed class SqliteFile : Database
{
    private readonly string folder = Directory.CreateTempSubdirectory("conversations-failures-").FullName;

    public string Path => System.IO.Path.Combine(folder, "engine.db");

    public override string ConnectionString => $"Data Source={Path}";

    public override DbConnection Look() => new SqliteConnection($"{ConnectionString};Pooling=False");

    public override ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }
}

/// <summary>A schema of its own in the tests' cluster.</summary>
internal sealed class PostgresSchema : Database
{
    private readonly PostgresCluster cluster;
    private readonly string schema = $"f{Guid.NewGuid():N}";

    private PostgresSchema(PostgresCluster cluster) => this.cluster = cluster;

    /// <summary>Set: the engine goes through a proxy on this port.</summary>
    public int? ProxyPort { get; set; }

    public int Port => new NpgsqlConnectionStringBuilder(cluster.ConnectionString).Port;

    public override string ConnectionString => new NpgsqlConnectionStringBuilder(cluster.ConnectionString)
    {
        SearchPath = schema,
        Port = ProxyPort ?? Port,
        Timeout = 5,
        CommandTimeout = 10,
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

    public override async ValueTask DisposeAsync() => await Rows($"drop schema {schema} cascade");
}
