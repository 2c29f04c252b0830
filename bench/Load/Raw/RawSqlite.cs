using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace Conversations.Load.Raw;

/// <summary>What the provider alone inserts and commits into a file with the engine's own settings (WAL, full sync): one row a turn with a turn's bytes, in groups of the engine's size.</summary>
internal static class RawSqlite
{
    public static double RowsPerSecond(string file, int group, int bytes, TimeSpan time)
    {
        using var connection = new SqliteConnection($"Data Source={file};Pooling=False");
        connection.Open();
        Execute(connection, "pragma page_size = 8192; pragma journal_mode = wal; pragma synchronous = full; pragma cache_size = -65536; create table if not exists raw (id integer primary key, body text not null)");
        using var begin = Command(connection, "begin immediate");
        using var commit = Command(connection, "commit");
        using var insert = Command(connection, "insert into raw (body) values (@body)");
        var body = insert.Parameters.AddWithValue("@body", "");
        var bodies = RawPostgres.Bodies(group, bytes);
        long made = 0;
        var started = Stopwatch.GetTimestamp();
        while (Stopwatch.GetElapsedTime(started) < time)
        {
            begin.ExecuteNonQuery();
            foreach (var text in bodies)
            {
                body.Value = text;
                made += insert.ExecuteNonQuery();
            }

            commit.ExecuteNonQuery();
        }

        return made / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static SqliteCommand Command(SqliteConnection connection, string sql)
    {
        var command = connection.CreateCommand();
        command.CommandText = sql;
        return command;
    }

    private static void Execute(SqliteConnection connection, string sql)
    {
        using var command = Command(connection, sql);
        command.ExecuteNonQuery();
    }
}
