using System.Diagnostics;
using System.Globalization;
using Microsoft.Data.Sqlite;

namespace Conversations.Load.Raw;

/// <summary>What the provider alone writes of the engine's own rows: into a copy of the engine's file, with its settings, in groups of the engine's size.</summary>
internal static class SameRowsSqlite
{
    private const string Settings = "pragma journal_mode = wal; pragma synchronous = full; pragma secure_delete = on; pragma cache_size = -65536; pragma wal_autocheckpoint = 2000; pragma mmap_size = 268435456";

    private const string Turn = """
        insert into received (store, source, id, at) values (@store, 'bench', @id, @at);
        insert into inputs (store, customer, version, at, input, facts) values (@store, @customer, @version, @at, @input, @facts);
        update snapshots set version = @version, snapshot = @snapshot where store = @store and customer = @customer
        """;

    private const string Message = """
        insert into messages (store, customer, id, at, direction, type, text) values (@store, @customer, @id, @at, 'in', 'text', @text);
        update threads set last_message = @text, last_message_at = @at, listed_at = @at where store = @store and customer = @customer
        """;

    public static async Task<double> RowsPerSecond(string engine, string file, int group, TimeSpan time, CancellationToken cancellationToken)
    {
        if (!File.Exists(file))
        {
            await using var original = new SqliteConnection($"Data Source={engine};Mode=ReadOnly;Pooling=False");
            await original.OpenAsync(cancellationToken);
            await using var copy = Command(original, "vacuum into @file", ("@file", file));
            await copy.ExecuteNonQueryAsync(cancellationToken);
        }

        await using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        await connection.OpenAsync(cancellationToken);
        await using var settings = Command(connection, Settings);
        await settings.ExecuteNonQueryAsync(cancellationToken);
        await using var last = Command(connection, "select max(version) from inputs");
        var version = Convert.ToInt64(await last.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture);
        var rows = await SameRow.Read(connection, cancellationToken);
        return Write(connection, rows, version, group, time);
    }

    private static double Write(SqliteConnection connection, SameRow[] rows, long version, int group, TimeSpan time)
    {
        var chance = new Random(1);
        using var begin = Command(connection, "begin immediate");
        using var commit = Command(connection, "commit");
        using var turn = Command(connection, Turn, [.. Names("@store", "@customer", "@id", "@version", "@at", "@input", "@facts", "@snapshot")]);
        using var message = Command(connection, Message, [.. Names("@store", "@customer", "@id", "@at", "@text")]);
        var written = 0;
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < time)
        {
            begin.ExecuteNonQuery();
            foreach (var row in SameRow.Choose(rows, group, chance))
            {
                written++;
                version++;
                var id = string.Create(CultureInfo.InvariantCulture, $"bench-{version:x8}");
                Execute(turn, row.Store, row.Customer, id, version, row.At, row.Input, row.Facts, row.Snapshot);
                if (row.Message is not null)
                {
                    Execute(message, row.Store, row.Customer, id, row.At, row.Message);
                }
            }

            commit.ExecuteNonQuery();
        }

        return written / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static IEnumerable<(string, object)> Names(params string[] names) => names.Select(static name => (name, (object)DBNull.Value));

    private static void Execute(SqliteCommand command, params object[] values)
    {
        for (var place = 0; place < values.Length; place++)
        {
            command.Parameters[place].Value = values[place];
        }

        command.ExecuteNonQuery();
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql, params (string Name, object Value)[] parameters)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        foreach (var (name, value) in parameters)
        {
            command.Parameters.AddWithValue(name, value);
        }

        return command;
    }
}
