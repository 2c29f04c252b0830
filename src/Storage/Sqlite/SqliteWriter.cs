using System.Text.RegularExpressions;
using Microsoft.Data.Sqlite;

namespace Conversations.Storage.Sqlite;

/// <summary>The one connection that writes, with its statements prepared once. Not for two callers at a time.</summary>
internal sealed partial class SqliteWriter(SqliteConnection connection, Statements statements) : IDisposable
{
    private readonly Dictionary<string, SqliteCommand> prepared = new(StringComparer.Ordinal);

    public SqliteConnection Connection => connection;

    /// <summary>False once an error (a full disk) has ended the transaction by itself.</summary>
    public bool InTransaction => SQLitePCL.raw.sqlite3_get_autocommit(connection.Handle) == 0;

    /// <summary>Runs a named statement; the values in the order in which its parameters first appear.</summary>
    public int Execute(string statement, params ReadOnlySpan<object?> values) => With(statement, values).ExecuteNonQuery();

    public object? Scalar(string statement, params ReadOnlySpan<object?> values) => With(statement, values).ExecuteScalar();

    public void Dispose()
    {
        foreach (var command in prepared.Values)
        {
            command.Dispose();
        }

        connection.Dispose();
    }

    private SqliteCommand With(string statement, ReadOnlySpan<object?> values)
    {
        if (!prepared.TryGetValue(statement, out var command))
        {
            prepared[statement] = command = Prepare(statements[statement]);
        }

        if (command.Parameters.Count != values.Length)
        {
            throw new ArgumentException($"{statement} takes {command.Parameters.Count} values, not {values.Length}.", nameof(values));
        }

        for (var i = 0; i < values.Length; i++)
        {
            command.Parameters[i].Value = values[i] ?? DBNull.Value;
        }

        return command;
    }

    private SqliteCommand Prepare(string text)
    {
        var command = connection.CreateCommand();
        command.CommandText = text;
        foreach (var name in Parameter().Matches(text).Select(match => match.Value).Distinct(StringComparer.Ordinal))
        {
            command.Parameters.AddWithValue(name, DBNull.Value);
        }

        return command;
    }

    [GeneratedRegex("@[a-zA-Z0-9]+")]
    private static partial Regex Parameter();
}
