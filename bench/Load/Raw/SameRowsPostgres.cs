using System.Diagnostics;
using Npgsql;

namespace Conversations.Load.Raw;

/// <summary>What Npgsql alone writes of the engine's own rows: into tables like the engine's, with their keys and indexes, in groups of the engine's size, a round trip each.</summary>
internal static class SameRowsPostgres
{
    private const string Copies = """
        drop table if exists raw_received, raw_inputs, raw_snapshots, raw_messages, raw_threads;
        create table raw_received (like received including all);
        create table raw_inputs (like inputs including all);
        create table raw_snapshots (like snapshots including all);
        create table raw_messages (like messages including all);
        create table raw_threads (like threads including all);
        insert into raw_snapshots select * from snapshots;
        insert into raw_threads select * from threads;
        """;

    private const string Turns = """
        with known as (
            insert into raw_received (store, source, id, at) select store, 'bench', id, at from unnest($1::text[], $3::text[], $4::bigint[]) as one (store, id, at)),
        logged as (
            insert into raw_inputs (store, customer, version, at, input, facts)
            select * from unnest($1::text[], $2::text[], $5::bigint[], $4::bigint[], $6::text[], $7::text[]))
        update raw_snapshots set version = one.version, snapshot = one.snapshot
        from unnest($1::text[], $2::text[], $5::bigint[], $8::text[]) as one (store, customer, version, snapshot)
        where raw_snapshots.store = one.store and raw_snapshots.customer = one.customer
        """;

    private const string Messages = """
        with listed as (
            update raw_threads set last_message = one.text, last_message_at = one.at, listed_at = one.at
            from unnest($1::text[], $2::text[], $4::bigint[], $5::text[]) as one (store, customer, at, text)
            where raw_threads.store = one.store and raw_threads.customer = one.customer)
        insert into raw_messages (store, customer, id, at, direction, type, text)
        select store, customer, id, at, 'in', 'text', text
        from unnest($1::text[], $2::text[], $3::text[], $4::bigint[], $5::text[]) as one (store, customer, id, at, text)
        """;

    public static async Task<double> RowsPerSecond(string connectionString, int group, int lanes, TimeSpan time, CancellationToken cancellationToken)
    {
        await using var source = NpgsqlDataSource.Create(connectionString);
        await using var first = await source.OpenConnectionAsync(cancellationToken);
        await using var copy = new NpgsqlCommand(Copies, first);
        await copy.ExecuteNonQueryAsync(cancellationToken);
        var rows = await SameRow.Read(first, cancellationToken);
        long written = 0;
        var started = Stopwatch.GetTimestamp();
        await Task.WhenAll(Enumerable.Range(0, lanes).Select(async lane =>
        {
            var own = rows.Where((_, place) => place % lanes == lane).ToArray();
            var chance = new Random(lane);
            await using var connection = await source.OpenConnectionAsync(cancellationToken);
            while (Stopwatch.GetElapsedTime(started) < time)
            {
                var chosen = SameRow.Choose(own, group, chance);
                await using var batch = Batch(connection, chosen, Interlocked.Add(ref written, chosen.Length));
                await batch.ExecuteNonQueryAsync(cancellationToken);
            }
        }));
        return written / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    private static NpgsqlBatch Batch(NpgsqlConnection connection, SameRow[] rows, long last)
    {
        var (stores, customers, ats) = (Array.ConvertAll(rows, row => row.Store), Array.ConvertAll(rows, row => row.Customer), Array.ConvertAll(rows, row => row.At));
        var versions = Enumerable.Range(0, rows.Length).Select(place => last - place).ToArray();
        var ids = Array.ConvertAll(versions, version => $"{last:x8}-{version}");
        var batch = new NpgsqlBatch(connection);
        Add(Turns, stores, customers, ids, ats, versions, Array.ConvertAll(rows, row => row.Input), Array.ConvertAll(rows, row => row.Facts), Array.ConvertAll(rows, row => row.Snapshot));
        if (rows[0].Message is not null)
        {
            Add(Messages, stores, customers, ids, ats, Array.ConvertAll(rows, row => row.Message));
        }

        return batch;

        void Add(string sql, params object[] columns)
        {
            var command = new NpgsqlBatchCommand(sql);
            foreach (var column in columns)
            {
                command.Parameters.Add(new NpgsqlParameter { Value = column });
            }

            batch.BatchCommands.Add(command);
        }
    }
}
