using Conversations.Storage.Tests;
using Xunit;

// Clusters mostly wait: for a lease to lapse, for a silo to be voted out. So more of them than there are processors.
[assembly: CollectionBehavior(MaxParallelThreads = 4)]

namespace Silo.Tests;

/// <summary>Clusters that run side by side, each kind on a PostgreSQL of its own.</summary>
public static class Side
{
    [CollectionDefinition(nameof(DyingSilos))]
    public sealed class DyingSilos : ICollectionFixture<PostgresCluster>;

    [CollectionDefinition(nameof(Senders))]
    public sealed class Senders : ICollectionFixture<PostgresCluster>;
}
