using Conversations.Actors;
using Conversations.Api.Rulebook;
using Conversations.Api.Settings;
using Conversations.WhatsApp.Simulator;

namespace Conversations.Api.Demo;

/// <summary>Begins the demo anew: its store is emptied, its configuration put back.</summary>
public sealed class DemoReset(IEngineHost engine, FirstRules rules, StoresSettings stores, ClockKeeper clock) : ISimulatorHost
{
    public async Task Reset(DateTimeOffset? now, CancellationToken cancellationToken)
    {
        await engine.Empty(DemoSettings.Store, cancellationToken);
        await rules.Publish(DemoSettings.Store, stores.Stores[DemoSettings.Store.Value], cancellationToken);
        await clock.KeepAnew(cancellationToken);
    }
}
