using Npgsql;

namespace Conversations.Grains;

/// <summary>The tables and statements that Orleans' ADO.NET providers ask for, in the customers' own database.</summary>
public static class ClusterTables
{
    /// <summary>The name of the grain storage.</summary>
    public const string Storage = "cluster";

    /// <summary>ADO.NET's name of PostgreSQL's provider.</summary>
    internal const string Invariant = "Npgsql";

    /// <summary>Creates or updates them; silos that start together wait for each other.</summary>
    public static async Task Ensure(string connectionString, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        await using var command = new NpgsqlCommand(Text("cluster"), connection, transaction);
        await command.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }

    /// <summary>Customers that wait to be woken, those of them that are overdue, and reminders.</summary>
    public static async Task<(long Waiting, long Overdue, long Reminders)> Waiting(string connectionString, DateTimeOffset now, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(connectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(Text("waiting"), connection);
        command.Parameters.AddWithValue("now", (now - DateTimeOffset.UnixEpoch).Ticks / TimeSpan.TicksPerMicrosecond);
        await using var row = await command.ExecuteReaderAsync(cancellationToken);
        await row.ReadAsync(cancellationToken);
        return (row.GetInt64(0), row.GetInt64(1), row.GetInt64(2));
    }

    private static string Text(string name)
    {
        using var reader = new StreamReader(typeof(ClusterTables).Assembly.GetManifestResourceStream($"Sql/{name}.sql")!);
        return reader.ReadToEnd();
    }
}
