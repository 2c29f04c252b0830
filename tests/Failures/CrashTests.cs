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
        var run = new CrashRun(database, 20261121, output);

        await run.KillTheEngine(CrashRun.Rounds(25));

        run.Sender.Acknowledged.Count.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task An_engine_killed_at_any_moment_loses_nothing_and_doubles_nothing_on_PostgreSQL()
    {
        await using var database = await PostgresSchema.Create(cluster);
        var run = new CrashRun(database, 20261122, output);

        await run.KillTheEngine(CrashRun.Rounds(10));

        run.Sender.Acknowledged.Count.ShouldBeGreaterThan(0);
    }

    [Fact]
    public async Task A_database_killed_at_any_moment_loses_nothing_and_doubles_nothing()
    {
        await using var database = await PostgresSchema.Create(cluster);
        var run = new CrashRun(database, 20261123, output);

        await run.HurtTheDatabase(CrashRun.Rounds(5), async _ =>
        {
            await cluster.Kill();
            await cluster.StartServer();
        });

        run.Sender.Refused.ShouldBeGreaterThan(0);
        run.Sender.RetryAfterSeen.ShouldBeTrue();
    }
}
