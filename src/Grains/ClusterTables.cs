using Npgsql;

namespace Conversations.Grains;

/// <summary>The tables and statements that Orleans' ADO.NET providers ask for, in the customers' own database.</summary>
public static class ClusterTables
{
    /// <summary>The name of the grain storage.</summary>
    public const string Storage = "cluster";

    /// <summary>ADO.NET's name of PostgreSQL's provider.</summary>
    internal const string Invariant = "Npgsql";

    private const string Script = "Sql/cluster.sql";

    /// <summary>Creates or updates them; silos that start together wait for each other.</summary>
    public static async Task Ensure(string connectionString, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken);
        using var reader = new StreamReader(typeof(ClusterTables).Assembly.GetManifestResourceStream(Script)!);
        await using var command = new NpgsqlCommand(await reader.ReadToEndAsync(cancellationToken), connection, transaction);
        await command.ExecuteNonQueryAsync(cancellationToken);
        await transaction.CommitAsync(cancellationToken);
    }
}
