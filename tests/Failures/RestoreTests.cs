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
    public async Task A_restored_back_up_and_its_senders_lose_nothing_and_double_nothing_on_PostgreSQL()
    {
        await using var database = await PostgresSchema.Create(cluster);
        await using var trial = await Trial.Begin(database, 20261130, output);

        await trial.Restore(Trial.Rounds(2));

        trial.Sink.Arrived.ShouldNotBeEmpty();
    }
}
