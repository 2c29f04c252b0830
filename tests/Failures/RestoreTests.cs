using Conversations.Storage.Tests;
using Failures.Engine;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Failures;

/// <summary>A back-up is taken under load, the engine goes on, dies, and is put back to the back-up.</summary>
[Collection(nameof(PostgresCluster))]
public sealed class RestoreTests(PostgresCluster cluster, ITestOutputHelper output)
{
    [Fact]
    public async Task A_restored_back_up_and_its_senders_lose_nothing_and_double_nothing_on_SQLite()
    {
        await using var database = new SqliteFile();
        await Restore(database, 20261129, Trial.Rounds(2));
    }

    [Fact]
    public async Task A_restored_back_up_and_its_senders_lose_nothing_and_double_nothing_on_PostgreSQL()
    {
        await using var database = await PostgresSchema.Create(cluster);
        await Restore(database, 20261130, Trial.Rounds(2));
    }

    private async Task Restore(Database database, ulong seed, int rounds)
    {
        await using var trial = await Trial.Begin(database, seed, output);
        for (var round = 0; round < rounds; round++)
        {
            int since;
            using (var api = await trial.Start())
            {
                await trial.Load(api.Url, CancellationToken.None);
                await trial.Settle(api.Url);

                // What was acknowledged before the back-up began is in it; all since then is asked for again.
                since = trial.Sender.Written;
                var moment = trial.Moment(45);
                var load = trial.Load(api.Url, CancellationToken.None);
                await Task.WhenAny(moment, load);
                await database.BackUp();
                await load;
                await api.Kill();
            }

            await database.Restore();
            trial.Sender.Repeat(since);
            using var catchingUp = await trial.Start("--Storage:CatchUp", "true");
            await trial.Settle(catchingUp.Url);
            await trial.Stop(catchingUp);
        }

        await trial.Finish(restored: true);
        trial.Tell(rounds);
        trial.Sink.Arrived.ShouldNotBeEmpty();
    }
}
