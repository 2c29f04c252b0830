using Conversations.Storage.Tests;
using Failures.Engine;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Failures;

/// <summary>A database that is there, and does not do what it should.</summary>
[Collection(nameof(PostgresCluster))]
public sealed class DatabaseTroubleTests(PostgresCluster cluster, ITestOutputHelper output)
{
    [Fact]
    public async Task A_line_cut_in_the_middle_of_a_commit_loses_nothing_and_doubles_nothing()
    {
        await using var database = await PostgresSchema.Create(cluster);
        await using var relay = new Relay(database.Port);
        database.RelayPort = relay.Port;
        await using var trial = await Trial.Begin(database, 20261124, output);

        await trial.Hurt(Trial.Rounds(10), _ =>
        {
            relay.CutAtCommits(1 + trial.Dice.Below(3), losesTheAnswer: trial.Dice.Hits(0.5));
            if (trial.Dice.Hits(0.3))
            {
                relay.CutAll();
            }

            return Task.CompletedTask;
        });

        relay.Cuts.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_slow_disk_loses_nothing_and_doubles_nothing()
    {
        await using var database = await PostgresSchema.Create(cluster);
        await using var relay = new Relay(database.Port);
        database.RelayPort = relay.Port;
        await using var trial = await Trial.Begin(database, 20261125, output);

        await trial.Hurt(Trial.Rounds(2), async load =>
        {
            // Some answers come later than the engine waits for them.
            relay.Slow = trial.Dice.Hits(0.2) ? TimeSpan.FromSeconds(4) : TimeSpan.FromMilliseconds(20 + trial.Dice.Below(180));
            await Task.WhenAny(trial.Moment(15), load);
            relay.Slow = TimeSpan.Zero;
        });
    }

    [Fact]
    public async Task A_full_disk_under_PostgreSQL_loses_nothing_and_doubles_nothing()
    {
        await using var disk = await SmallDisk.TryMount(64, output);
        if (disk is null)
        {
            return;
        }

        await using var database = await PostgresSchema.Create(cluster);
        database.Tablespace = await cluster.CreateTablespace(disk.Folder);
        try
        {
            await using var trial = await Trial.Begin(database, 20261127, output);

            await trial.Hurt(Trial.Rounds(5), load => trial.Fill(disk, load));

            trial.Sender.Refused.ShouldBeGreaterThan(0);
            trial.Sender.RetryAfterSeen.ShouldBeTrue();
        }
        finally
        {
            await database.Drop();
            await cluster.DropTablespace(database.Tablespace);
        }
    }
}
