using Microsoft.Extensions.Logging;

namespace Conversations.Actors.Time;

/// <summary>Does work at an instant of the engine's clock, counted as in flight from the moment it falls due. Never wait on the clock in another way: a moved clock could not tell that the work has settled.</summary>
/// <param name="time">The engine's clock.</param>
/// <param name="inFlight">Counts the work.</param>
/// <param name="logger">Told of faults.</param>
/// <param name="scheduler">Where the work runs; null: the thread pool. A simulation gives its own single-threaded one, and since nothing here leaves the scheduler it starts on, the whole engine then runs step by step.</param>
public sealed partial class Agenda(TimeProvider time, InFlight inFlight, ILogger<Agenda> logger, TaskScheduler? scheduler = null)
{
    /// <summary>The system's timers take 49 days at most; what is due later is armed in steps.</summary>
    private static readonly TimeSpan WaitMax = TimeSpan.FromDays(40);

    private readonly TaskScheduler scheduler = scheduler ?? TaskScheduler.Default;

    public TimeProvider Time => time;

    public DateTimeOffset Now => time.GetUtcNow();

    public InFlight InFlight => inFlight;

    /// <summary>Runs the work once, at <paramref name="due"/> or at once if that is past. Disposing before then takes it off.</summary>
    public IDisposable At(DateTimeOffset due, Func<Task> work)
    {
        var entry = new Entry(this, due, work);
        if (due <= Now)
        {
            // A clock that stands still would never fire a timer for its own instant.
            entry.Fall();
            return entry;
        }

        entry.Timer = time.CreateTimer(static state => ((Entry)state!).Ring(), entry, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        entry.Arm();
        return entry;
    }

    /// <summary>Runs the work now, counted as in flight; a fault is logged.</summary>
    public void Run(Func<Task> work)
    {
        var piece = inFlight.Begin();
        _ = Task.Factory.StartNew(() => Counted(work, piece), CancellationToken.None, TaskCreationOptions.DenyChildAttach, scheduler);
    }

    private async Task Counted(Func<Task> work, IDisposable piece)
    {
        try
        {
            await work();
        }
        catch (OperationCanceledException)
        {
            // The host is stopping; what was not done is in the outbox.
        }
        catch (Exception error)
        {
            Log.Failed(logger, error);
        }
        finally
        {
            piece.Dispose();
        }
    }

    private sealed class Entry(Agenda agenda, DateTimeOffset due, Func<Task> work) : IDisposable
    {
        private int fallen;
        private bool hasMore;

        public ITimer? Timer { get; set; }

        public void Arm()
        {
            var wait = due - agenda.Now;
            hasMore = wait > WaitMax;
            Timer!.Change(hasMore ? WaitMax : wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        }

        public void Ring()
        {
            if (hasMore)
            {
                Arm();
            }
            else
            {
                Fall();
            }
        }

        public void Fall()
        {
            if (Interlocked.Exchange(ref fallen, 1) == 0)
            {
                agenda.Run(work);
                Timer?.Dispose();
            }
        }

        public void Dispose()
        {
            Interlocked.Exchange(ref fallen, 1);
            Timer?.Dispose();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(1, LogLevel.Error, "Work on the agenda failed")]
        public static partial void Failed(ILogger logger, Exception error);
    }
}
