using Conversations.Storage.Tests;
using Failures.Engine;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Failures;

/// <summary>A new process takes over from the old one on the same PostgreSQL, under load.</summary>
[Collection(nameof(PostgresCluster))]
public sealed class DeployTests(PostgresCluster cluster, ITestOutputHelper output)
{
    [Fact]
    public async Task Two_processes_during_a_deploy_lose_nothing_and_double_nothing()
    {
        var rounds = Trial.Rounds(2);
        await using var database = await PostgresSchema.Create(cluster);
        await using var trial = await Trial.Begin(database, 20261128, output);
        var old = await trial.Start();
        try
        {
            for (var round = 0; round < rounds; round++)
            {
                old = await Replace(trial, old);
            }

            await trial.Settle(old.Url);
            await trial.Stop(old);
        }
        finally
        {
            old.Dispose();
        }

        await trial.Finish();
        trial.Tell(rounds);
        trial.Sender.Acknowledged.Count.ShouldBeGreaterThan(0);
    }

    /// <summary>Load goes to the old one while the new one starts, to both while they are two, and the old one is told to stop in the middle of it.</summary>
    private static async Task<ApiProcess> Replace(Trial trial, ApiProcess old)
    {
        using var stop = new CancellationTokenSource();
        var before = Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                await trial.Load(old.Url, stop.Token);
            }
        });
        ApiProcess next;
        try
        {
            next = await trial.Start();
        }
        finally
        {
            await stop.CancelAsync();
            await before;
        }

        var moment = trial.Moment(60);
        var load = Task.WhenAll(trial.Load(old.Url, CancellationToken.None), trial.Load(next.Url, CancellationToken.None));
        await Task.WhenAny(moment, load);
        await trial.Stop(old);
        old.Dispose();
        await load;
        return next;
    }
}
