using Conversations.Actors;
using Conversations.Actors.InProcess;
using Conversations.Actors.Time;
using Conversations.Storage.Postgres;
using Conversations.Storage.Tests;
using Conversations.Storage.Tests.Engines;
using Microsoft.Extensions.Logging.Abstractions;

namespace Silo.Tests.Silos;

/// <summary>The embedded host on the same database.</summary>
internal sealed class Embedded : IAsyncDisposable
{
    private readonly PostgresStore store;
    private readonly RulesBook rules;

    private Embedded(World world, PostgresStore store, Decide decide)
    {
        this.store = store;
        rules = new RulesBook(store);
        var outside = new RecordingOutside(world);
        Engine = new InProcessEngine(
            new EnginePorts(SeenStore.Of(store, world), store, store, store, outside, outside.Inner, outside.Inner) { Processes = store },
            rules,
            new EngineOptions { SuppressionKey = new byte[32] },
            new Agenda(TimeProvider.System, new InFlight(), NullLogger<Agenda>.Instance),
            NullLoggerFactory.Instance,
            decide);
    }

    public InProcessEngine Engine { get; }

    public static async Task<Embedded> Start(World world, Decide decide)
    {
        var host = new Embedded(world, await world.Open(), decide);
        await host.rules.Publish(Turns.Store, Script.Rules, CancellationToken.None);
        await host.Engine.StartAsync(CancellationToken.None);
        return host;
    }

    public async ValueTask DisposeAsync()
    {
        await Engine.StopAsync(CancellationToken.None);
        Engine.Dispose();
        rules.Dispose();
        await store.DisposeAsync();
    }
}
