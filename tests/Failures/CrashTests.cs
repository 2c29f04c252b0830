using Conversations.Storage.Tests;
using Failures.Engine;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Failures;

/// <summary>The real executable on PostgreSQL: either is killed in the middle of its work.</summary>
[Collection(nameof(PostgresCluster))]
public sealed class CrashTests(PostgresCluster cluster, ITestOutputHelper output)
{
    [Fact]
    public async Task An_engine_killed_at_any_moment_loses_nothing_and_doubles_nothing_on_PostgreSQL()
    {
        await using var database = await PostgresSchema.Create(cluster);
        await using var trial = await Trial.Begin(database, 20261122, output);

        await trial.KillTheEngine(Trial.Rounds(5));

        trial.Sender.Acknowledged.ShouldNotBeEmpty();
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
}
