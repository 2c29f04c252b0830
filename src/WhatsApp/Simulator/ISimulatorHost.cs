namespace Conversations.WhatsApp.Simulator;

/// <summary>What the simulator needs of the host that it stands in.</summary>
public interface ISimulatorHost
{
    /// <summary>
    /// Empties the demo store and puts its configuration back. The clock stands still and already at its new time, which may lie
    /// before the old one: timers that are to go on must be armed anew. Nothing is under way and no webhook comes meanwhile.
    /// </summary>
    Task Reset(DateTimeOffset? now, CancellationToken cancellationToken);
}
