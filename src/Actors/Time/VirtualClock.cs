namespace Conversations.Actors.Time;

/// <summary>The demo's and the tests' clock: runs in real time until moved, stops at every instant at which something is due, in order.</summary>
public sealed class VirtualClock : TimeProvider, IDisposable
{
    private readonly Lock gate = new();
    private readonly SemaphoreSlim moving = new(1, 1);
    private readonly SortedSet<VirtualTimer> timers = new(VirtualTimer.ByDue);
    private readonly ITimer pump;
    private DateTimeOffset at;
    private long startedReal;
    private long sequence;

    public VirtualClock(DateTimeOffset now, bool running)
    {
        at = now;
        Running = running;
        startedReal = System.GetTimestamp();
        pump = System.CreateTimer(_ => FireDue(), null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public bool Running { get; private set; }

    /// <summary>Null: this clock is the only one.</summary>
    public IClockPeers? Peers { get; set; }

    /// <summary>When the next timer is due; null: none is armed.</summary>
    public DateTimeOffset? NextDue
    {
        get
        {
            lock (gate)
            {
                return timers.Min?.Due;
            }
        }
    }

    public override TimeZoneInfo LocalTimeZone => TimeZoneInfo.Utc;

    public override DateTimeOffset GetUtcNow()
    {
        lock (gate)
        {
            return NowLocked();
        }
    }

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new VirtualTimer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Stops the clock and moves it, instant by instant; answers when all has settled.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time lies in the past.</exception>
    public async Task<DateTimeOffset> Move(DateTimeOffset to, InFlight inFlight, CancellationToken cancellationToken)
    {
        await moving.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            StopUnlessPast(to);
            while (true)
            {
                await Settled(inFlight, cancellationToken).ConfigureAwait(false);
                if (!await Step(to, cancellationToken).ConfigureAwait(false) && inFlight.Count == 0)
                {
                    break;
                }
            }

            return GetUtcNow();
        }
        finally
        {
            moving.Release();
        }
    }

    /// <summary>A clock that is not moved goes on as it was.</summary>
    private void StopUnlessPast(DateTimeOffset to)
    {
        lock (gate)
        {
            var now = NowLocked();
            if (to < now)
            {
                throw new ArgumentOutOfRangeException(nameof(to), to, $"The clock stands at {now:O} and does not go back.");
            }

            at = now;
            Running = false;
        }

        Peers?.Follow();
    }

    /// <summary>Lets the clock run in real time from where it stands.</summary>
    public void Run()
    {
        lock (gate)
        {
            at = NowLocked();
            startedReal = System.GetTimestamp();
            Running = true;
            ArmLocked();
        }

        Peers?.Follow();
    }

    public void Stop()
    {
        lock (gate)
        {
            at = NowLocked();
            Running = false;
        }

        Peers?.Follow();
    }

    /// <summary>Stops the clock and sets it, back or forth, without firing anything.</summary>
    public void Reset(DateTimeOffset now)
    {
        lock (gate)
        {
            Running = false;
            at = now;
        }

        Peers?.Follow();
    }

    public void Dispose()
    {
        pump.Dispose();
        moving.Dispose();
    }

    private DateTimeOffset NowLocked() => Running ? at + System.GetElapsedTime(startedReal) : at;

    /// <summary>Stops the clock and lets all that is due until then fall: another process moves it.</summary>
    public void FallUntil(DateTimeOffset now)
    {
        lock (gate)
        {
            Running = false;
        }

        while (TakeNext(now) is { } timer)
        {
            timer.Fire();
        }
    }

    private Task Settled(InFlight inFlight, CancellationToken cancellationToken) => Peers?.Settled(cancellationToken) ?? inFlight.Settled(cancellationToken);

    /// <summary>The next instant at which something is due; false where nothing is until then.</summary>
    private async Task<bool> Step(DateTimeOffset to, CancellationToken cancellationToken)
    {
        var until = to;
        var elsewhere = false;
        if (Peers is { } peers)
        {
            DateTimeOffset?[] dues = [NextDue, await peers.Next(cancellationToken).ConfigureAwait(false)];
            elsewhere = dues.Min() is { } next && next <= to;
            until = elsewhere ? dues.Min()!.Value : to;
            lock (gate)
            {
                at = until > at ? until : at;
            }

            await peers.Advance(until, cancellationToken).ConfigureAwait(false);
        }

        var timer = TakeNext(until);
        timer?.Fire();
        return elsewhere || timer is not null;
    }

    private VirtualTimer? TakeNext(DateTimeOffset to)
    {
        lock (gate)
        {
            var next = timers.Min;
            if (next is null || next.Due > to)
            {
                at = to;
                return null;
            }

            if (next.Due > at)
            {
                at = next.Due;
            }

            TakeOffLocked(next);
            return next;
        }
    }

    private void FireDue()
    {
        while (true)
        {
            VirtualTimer next;
            lock (gate)
            {
                if (!Running || timers.Min is not { } first || first.Due > NowLocked())
                {
                    ArmLocked();
                    return;
                }

                next = first;
                TakeOffLocked(next);
            }

            next.Fire();
        }
    }

    private void TakeOffLocked(VirtualTimer timer)
    {
        timers.Remove(timer);
        if (timer.Period > TimeSpan.Zero)
        {
            timer.Due += timer.Period;
            timer.Sequence = ++sequence;
            timers.Add(timer);
        }
    }

    private void ArmLocked()
    {
        if (!Running || timers.Min is not { } first)
        {
            return;
        }

        var wait = first.Due - NowLocked();
        var step = wait < TimeSpan.Zero ? TimeSpan.Zero : wait > TimeSpan.FromHours(1) ? TimeSpan.FromHours(1) : wait;
        pump.Change(step, Timeout.InfiniteTimeSpan);
    }

    private sealed class VirtualTimer(VirtualClock clock, TimerCallback callback, object? state) : ITimer
    {
        public static IComparer<VirtualTimer> ByDue { get; } = Comparer<VirtualTimer>.Create(static (left, right) =>
            left.Due != right.Due ? left.Due.CompareTo(right.Due) : left.Sequence.CompareTo(right.Sequence));

        public DateTimeOffset Due { get; set; }

        public long Sequence { get; set; }

        public TimeSpan Period { get; private set; }

        public void Fire() => callback(state);

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            lock (clock.gate)
            {
                clock.timers.Remove(this);
                if (dueTime != Timeout.InfiniteTimeSpan)
                {
                    Due = clock.NowLocked() + dueTime;
                    Period = period == Timeout.InfiniteTimeSpan ? TimeSpan.Zero : period;
                    Sequence = ++clock.sequence;
                    clock.timers.Add(this);
                    clock.ArmLocked();
                }
            }

            return true;
        }

        public void Dispose()
        {
            lock (clock.gate)
            {
                clock.timers.Remove(this);
            }
        }

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
