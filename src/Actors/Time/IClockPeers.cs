namespace Conversations.Actors.Time;

/// <summary>The other processes of a cluster, whose clocks are moved with this one's.</summary>
public interface IClockPeers
{
    /// <summary>Waits until nothing is under way here or there.</summary>
    Task Settled(CancellationToken cancellationToken);

    /// <summary>The earliest instant at which something is due there, or a customer wants to be woken; null: none.</summary>
    Task<DateTimeOffset?> Next(CancellationToken cancellationToken);

    /// <summary>Sets their clocks, and lets all that is due until then fall.</summary>
    Task Advance(DateTimeOffset now, CancellationToken cancellationToken);

    /// <summary>This clock was started, stopped or set.</summary>
    void Follow();
}
