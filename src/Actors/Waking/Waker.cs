using Conversations.Actors.Time;
using Microsoft.Extensions.Logging;

namespace Conversations.Actors.Waking;

/// <summary>Wakes customers at their DueAt: armed at the earliest instant known, which every commit may bring forward; the store's own column is the truth (L5).</summary>
internal sealed partial class Waker(DueScan scan, Agenda agenda, Func<bool> leads, ILogger<Waker> logger)
{
    private readonly Lock gate = new();
    private IDisposable? armed;
    private DateTimeOffset? armedAt;
    private bool scanning;
    private bool again;

    /// <summary>Tells of a commit's DueAt.</summary>
    public void Arm(DateTimeOffset? due)
    {
        if (due is not { } at)
        {
            return;
        }

        lock (gate)
        {
            if (scanning && at <= agenda.Now)
            {
                again = true;
            }
            else if (armedAt is null || at < armedAt)
            {
                ArmLocked(at);
            }
        }
    }

    /// <summary>Scans now: after a start, a moved or a reset clock.</summary>
    public void Scan()
    {
        lock (gate)
        {
            ArmLocked(agenda.Now);
        }
    }

    private void ArmLocked(DateTimeOffset at)
    {
        armed?.Dispose();
        armedAt = at;
        armed = agenda.At(at, WakeDue);
    }

    private async Task WakeDue()
    {
        lock (gate)
        {
            armedAt = null;
            if (!leads())
            {
                // Another process wakes them; once this one leads, it scans.
                return;
            }

            if (scanning)
            {
                again = true;
                return;
            }

            scanning = true;
        }

        DateTimeOffset? next;
        var failed = false;
        try
        {
            await scan.Run(Look);
            next = await scan.Next(CancellationToken.None);
        }
        catch (Exception error)
        {
            Log.ScanFailed(logger, error);
            failed = true;
            next = agenda.Now + DueScan.RetryAfter;
        }

        lock (gate)
        {
            scanning = false;
            if (again && !failed)
            {
                next = agenda.Now;
            }

            if (next is { } at && (armedAt is null || at < armedAt))
            {
                ArmLocked(at);
            }
        }
    }

    /// <summary>What was armed until now is found by the look that begins.</summary>
    private void Look()
    {
        lock (gate)
        {
            again = false;
        }
    }

    private static partial class Log
    {
        [LoggerMessage(30, LogLevel.Error, "The scan for due customers failed; it is repeated in a minute")]
        public static partial void ScanFailed(ILogger logger, Exception error);
    }
}
