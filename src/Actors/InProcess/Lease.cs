using Conversations.Actors.Time;
using Microsoft.Extensions.Logging;

namespace Conversations.Actors.InProcess;

/// <summary>
/// This process among those on the same database. The one longest here leads: it wakes customers, walks fan-outs and forgets what is old. All share the numbers' pace.
/// In real time, since that is what the database counts leases in; the engine's own clock may stand still or jump.
/// </summary>
internal sealed partial class Lease(IProcesses? processes, Agenda agenda, TimeProvider time, ILogger<Lease> logger) : IDisposable
{
    /// <summary>A tiny row a second; what one process leaves undone or newly due, another sees this much later.</summary>
    private static readonly TimeSpan BeatInterval = TimeSpan.FromSeconds(1);

    /// <summary>Ten missed beats: longer than a pause for garbage or a slow disk, shorter than a customer waits for an answer.</summary>
    private static readonly TimeSpan LeaseFor = TimeSpan.FromSeconds(10);

    /// <summary>A connection that leads nowhere any more says so only after minutes; the lease then still has time for another beat.</summary>
    private static readonly TimeSpan BeatTimeout = LeaseFor / 2;

    private static readonly TimeSpan LeaveTimeout = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim beating = new(1, 1);
    private readonly SemaphoreSlim telling = new(1, 1);
    private volatile Living? living;
    private long beatenAt;
    private volatile bool untold;
    private ITimer? timer;
    private volatile int generation;
    private volatile bool resigned;
    private volatile bool ended;

    /// <summary>Null: the database serves one process only.</summary>
    public ProcessId? Process { get; } = processes is null ? null : ProcessId.Make();

    /// <summary>Called after each beat but one that comes while it is still busy, and told whether the living are others than when it was last called; told again where it failed.</summary>
    public Func<bool, Task> Beaten { get; set; } = static _ => Task.CompletedTask;

    /// <summary>No other process writes: what memory holds is what is stored.</summary>
    public bool Alone => processes is null || (Holds && living!.InOrder.Length == 1);

    /// <summary>What memory learned under another number may have been overtaken; 0: so may everything.</summary>
    public int Trust => processes is null ? 1 : Alone ? generation : 0;

    /// <summary>It is stopping: the others lead as soon as it has left.</summary>
    public bool Resigned => resigned;

    public bool Leads => processes is null ? !resigned : (!resigned && Holds && living!.InOrder[0] == Process);

    /// <summary>How many share the numbers' pace; 0: not all know of each other yet, nothing may be sent.</summary>
    public int Sharers => resigned ? 0 : processes is null ? 1 : Holds && living!.Seen ? living.InOrder.Length : 0;

    /// <summary>False once it may have lapsed by the database's clock.</summary>
    public bool Holds => !ended && living is not null && time.GetElapsedTime(Volatile.Read(ref beatenAt)) < LeaseFor;

    public async Task Begin(CancellationToken cancellationToken)
    {
        if (processes is not null)
        {
            await Beat(cancellationToken);
            await Tell();
            timer = time.CreateTimer(_ => agenda.Run(Again), null, BeatInterval, BeatInterval);
        }
    }

    /// <summary>Nothing is led or sent from here on, while the effects under way come to their end.</summary>
    public void Resign() => resigned = true;

    /// <summary>The others may carry on at once. Never throws: a stop must come to its end without the database too, however long the drain took.</summary>
    public async Task End()
    {
        ended = true;
        if (processes is null || timer is null)
        {
            return;
        }

        await timer.DisposeAsync();
        using var soon = new CancellationTokenSource(LeaveTimeout);
        try
        {
            await beating.WaitAsync(soon.Token);
            await telling.WaitAsync(soon.Token);
            await processes.Leave(Process!.Value, soon.Token);
        }
        catch (Exception error)
        {
            Log.NotLeft(logger, error);
        }
    }

    public void Dispose()
    {
        timer?.Dispose();
        beating.Dispose();
        telling.Dispose();
    }

    private async Task Again()
    {
        if (!await beating.WaitAsync(TimeSpan.Zero))
        {
            return;
        }

        try
        {
            if (!ended)
            {
                using var soon = new CancellationTokenSource(BeatTimeout, time);
                await Beat(soon.Token);
            }
        }
        catch (Exception error)
        {
            Log.BeatFailed(logger, error);
            return;
        }
        finally
        {
            beating.Release();
        }

        try
        {
            await Tell();
        }
        catch (Exception error)
        {
            Log.TellFailed(logger, error);
        }
    }

    /// <summary>Not a part of the beat: taking over what a silo left, or asking one that hangs, may last longer than the lease.</summary>
    private async Task Tell()
    {
        // An answer that came later than the lease lasts: the next beat begins anew.
        if (!Holds || !await telling.WaitAsync(TimeSpan.Zero))
        {
            return;
        }

        var changed = untold;
        untold = false;
        try
        {
            await Beaten(changed);
        }
        catch
        {
            untold |= changed;
            throw;
        }
        finally
        {
            telling.Release();
        }
    }

    private async Task Beat(CancellationToken cancellationToken)
    {
        // Counted from before the call: the lease must not seem longer here than it is there.
        var started = time.GetTimestamp();
        var before = living;
        var now = await processes!.Beat(Process!.Value, LeaseFor, null, cancellationToken);
        var changed = !Holds || !before!.InOrder.SequenceEqual(now.InOrder) || before.Seen != now.Seen;
        if (changed)
        {
            generation++;
        }

        living = now;
        Volatile.Write(ref beatenAt, started);
        if (changed)
        {
            Log.Living(logger, now.InOrder.Length, Leads);
        }

        untold |= changed;
    }

    private static partial class Log
    {
        [LoggerMessage(90, LogLevel.Error, "The lease could not be prolonged; it is tried again in a second")]
        public static partial void BeatFailed(ILogger logger, Exception error);

        [LoggerMessage(93, LogLevel.Error, "What follows a beat failed; it is tried again after the next")]
        public static partial void TellFailed(ILogger logger, Exception error);

        [LoggerMessage(92, LogLevel.Warning, "The lease could not be given up; it lapses by itself in ten seconds")]
        public static partial void NotLeft(ILogger logger, Exception error);

        [LoggerMessage(91, LogLevel.Information, "{Count} processes share the database; this one leads: {Leads}")]
        public static partial void Living(ILogger logger, int count, bool leads);
    }
}
