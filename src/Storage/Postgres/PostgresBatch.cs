using Npgsql;

namespace Conversations.Storage.Postgres;

/// <summary>Named statements that go to the database in one round trip.</summary>
internal sealed class PostgresBatch(NpgsqlConnection connection, NpgsqlTransaction? transaction, Statements statements) : IDisposable
{
    private readonly NpgsqlBatch batch = new(connection, transaction);

    public void Add(string statement) => batch.BatchCommands.Add(new NpgsqlBatchCommand(statements[statement]));

    /// <summary>Adds a statement whose parameters are arrays, one element a row; none where there are no rows.</summary>
    public void Add<T>(string statement, IReadOnlyCollection<T> rows, params ReadOnlySpan<(string Name, Func<IReadOnlyCollection<T>, object> Column)> columns)
    {
        if (rows.Count == 0)
        {
            return;
        }

        var command = new NpgsqlBatchCommand(statements[statement]);
        foreach (var (name, column) in columns)
        {
            command.Parameters.Add(new NpgsqlParameter(name, column(rows)));
        }

        batch.BatchCommands.Add(command);
    }

    public Task<NpgsqlDataReader> Read(CancellationToken cancellationToken) => batch.ExecuteReaderAsync(cancellationToken);

    public Task Execute(CancellationToken cancellationToken) => batch.ExecuteNonQueryAsync(cancellationToken);

    public void Dispose() => batch.Dispose();
}

/// <summary>How a column of rows becomes an array.</summary>
internal static class Column
{
    public static (string, Func<IReadOnlyCollection<T>, object>) Of<T, TValue>(string name, Func<T, TValue> value) =>
        (name, rows => rows.Select(value).ToArray());
}
