using System.Diagnostics;
using Npgsql;
using NpgsqlTypes;

namespace Conversations.Load.Raw;

/// <summary>What Npgsql alone inserts and commits: one row a turn with as many bytes as a turn of the engine writes, in groups of the engine's size.</summary>
internal static class RawPostgres
{
    public static async Task<double> RowsPerSecond(string connectionString, int group, int bytes, int lanes, TimeSpan time, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using (var create = source.CreateCommand("drop table if exists raw; create table raw (id bigint primary key, body text not null)"))
        {
            await create.ExecuteNonQueryAsync(cancellationToken);
        }

        var bodies = Bodies(group, bytes);
        long next = 0;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, lanes).Select(async _ =>
        {
            await using var connection = await source.OpenConnectionAsync(cancellationToken);
            await using var insert = new NpgsqlCommand("insert into raw (id, body) select * from unnest($1::bigint[], $2::text[])", connection);
            var ids = new NpgsqlParameter { NpgsqlDbType = NpgsqlDbType.Array | NpgsqlDbType.Bigint };
            insert.Parameters.Add(ids);
            insert.Parameters.Add(new NpgsqlParameter { Value = bodies });
            while (Stopwatch.GetElapsedTime(started) < time)
            {
                var first = Interlocked.Add(ref next, group);
                ids.Value = Enumerable.Range(0, group).Select(place => first - place).ToArray();
                await insert.ExecuteNonQueryAsync(cancellationToken);
            }
        }));
        var rate = next / Stopwatch.GetElapsedTime(started).TotalSeconds;
        await using var drop = source.CreateCommand("drop table raw");
        await drop.ExecuteNonQueryAsync(cancellationToken);
        return rate;
    }

    /// <summary>Digits in no order, so that nothing compresses them away.</summary>
    internal static string[] Bodies(int count, int bytes)
    {
        var chance = new Random(1);
        return [.. Enumerable.Range(0, count).Select(_ => string.Create(bytes, chance, static (span, random) => random.GetItems("0123456789abcdefghijklmnopqrstuvwxyz", span)))];
    }
}
