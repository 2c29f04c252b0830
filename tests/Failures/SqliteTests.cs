using Failures.Engine;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Failures;

/// <summary>The real executable on a SQLite file: beside PostgreSQL's tests, which share a cluster and come one after another.</summary>
public sealed class SqliteTests(ITestOutputHelper output)
{
    [Fact]
    public async Task An_engine_killed_at_any_moment_loses_nothing_and_doubles_nothing_on_SQLite()
    {
        await using var database = new SqliteFile();
        await using var trial = await Trial.Begin(database, 20261121, output);

        await trial.KillTheEngine(Trial.Rounds(50));

        trial.Sender.Acknowledged.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_restored_back_up_and_its_senders_lose_nothing_and_double_nothing_on_SQLite()
    {
        await using var database = new SqliteFile();
        await using var trial = await Trial.Begin(database, 20261129, output);

        await trial.Restore(Trial.Rounds(2));

        trial.Sink.Arrived.ShouldNotBeEmpty();
    }

    [Fact]
    public async Task A_full_disk_under_SQLite_loses_nothing_and_doubles_nothing()
    {
        await using var disk = await SmallDisk.TryMount(64, output);
        if (disk is null)
        {
            return;
        }

        await using var database = new SqliteFile(disk.Folder);
        await using var trial = await Trial.Begin(database, 20261126, output);

        await trial.Hurt(Trial.Rounds(10), async load =>
        {
            // An emptied write-ahead log has to grow again: it would else write over what it has.
            await database.Rows("pragma wal_checkpoint(truncate)");
            await trial.Fill(disk, load);
        });

        trial.Sender.Refused.ShouldBeGreaterThan(0);
        trial.Sender.RetryAfterSeen.ShouldBeTrue();
    }
}
