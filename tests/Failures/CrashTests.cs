using Conversations.Storage.Tests;
using Failures.Engine;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Failures;

/// <summary>The real executable, killed in the middle of its work, on both databases.</summary>
[Collection(nameof(PostgresCluster))]
public sealed class CrashTests(PostgresCluster cluster, ITestOutputHelper output)
{
    [Fact]
    public async Task An_engine_killed_at_any_moment_loses_nothing_and_doubles_nothing_on_SQLite()
    {
        await using var database = new SqliteFile();

        await Kill(database, 20261121, Trial.Rounds(50));
    }

    [Fact]
    public async Task An_engine_killed_at_any_moment_loses_nothing_and_doubles_nothing_on_PostgreSQL()
    {
        await using var database = await PostgresSchema.Create(cluster);

        await Kill(database, 20261122, Trial.Rounds(5));
    }

    [Fact]
    public async Task A_database_killed_at_any_moment_loses_nothing_and_doubles_nothing()
    {
        await using var database = await PostgresSchema.Create(cluster);
        await using var trial = await Trial.Begin(database, 20261123, output);

        await trial.Hurt(Trial.Rounds(5), async _ =>
        {
            await cluster.Kill();
            await cluster.StartServer();
        });

        trial.Sender.Refused.ShouldBeGreaterThan(0);
        trial.Sender.RetryAfterSeen.ShouldBeTrue();
    }

    /// <summary>kill -9 in every round, and a start on the same database.</summary>
    private async Task Kill(Database database, ulong seed, int rounds)
    {
        await using var trial = await Trial.Begin(database, seed, output);
        for (var round = 0; round < rounds; round++)
        {
            using var api = await trial.Start();
            using var stop = new CancellationTokenSource();
            var moment = trial.Moment(60);
            var load = trial.Load(api.Url, stop.Token);
            await Task.WhenAny(moment, load);
            await stop.CancelAsync();
            await api.Kill();
            await load;
            if (trial.Dice.Hits(0.7))
            {
                await database.ForgetTheDead();
            }
        }

        await trial.Finish();
        trial.Tell(rounds);
        trial.Sender.Acknowledged.Count.ShouldBeGreaterThan(0);
    }
}
