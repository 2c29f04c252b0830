using Conversations.Grains.Wire;
using Conversations.Identity;
using Microsoft.Extensions.Logging;
using Orleans.Runtime.Services;

namespace Conversations.Grains;

/// <summary>Answers the other silos.</summary>
public sealed class SiloPeer(ClusterEngine engine, GrainId id, Orleans.Runtime.Silo silo, ILoggerFactory loggers, IConsoles? consoles = null) : GrainService(id, silo, loggers), ISiloPeer
{
    public async Task<SiloStanding> Settled()
    {
        await engine.Agenda.InFlight.Settled(CancellationToken.None);
        return engine.Clock?.Standing() ?? default;
    }

    public Task Advance(DateTimeOffset now)
    {
        engine.Clock?.Fall(now);
        return Task.CompletedTask;
    }

    public Task Follow(DateTimeOffset now, bool running)
    {
        engine.Clock?.FollowOther(now, running);
        return Task.CompletedTask;
    }

    public Task Forget(string store)
    {
        engine.Forget(new StoreId(store));
        return Task.CompletedTask;
    }

    public Task Refresh() => engine.RefreshRules();

    public Task<string[]> Parked() => Task.FromResult(engine.ParkedHere());

    public Task Listens(SiloAddress silo)
    {
        consoles?.Listens(silo);
        return Task.CompletedTask;
    }

    public Task Changed(Change[] changes)
    {
        consoles?.Hear(changes);
        return Task.CompletedTask;
    }
}

/// <summary>Addresses a silo's <see cref="SiloPeer"/> directly.</summary>
public sealed class SiloPeerClient(IServiceProvider services) : GrainServiceClient<ISiloPeer>(services)
{
    public ISiloPeer Of(SiloAddress silo) => GetGrainService(silo);
}
