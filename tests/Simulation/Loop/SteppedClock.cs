namespace Conversations.Simulation.Loop;

/// <summary>A clock that moves only when told, timer by timer, in order of (due, sequence).</summary>
internal sealed class SteppedClock(DateTimeOffset now) : TimeProvider
{
    private readonly SortedSet<Timer> timers = new(Comparer<Timer>.Create(static (left, right) =>
        left.Due != right.Due ? left.Due.CompareTo(right.Due) : left.Sequence.CompareTo(right.Sequence)));

    private long sequence;

    public DateTimeOffset Now { get; set; } = now;

    public DateTimeOffset? NextDue => timers.Min?.Due;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => Now;

    public override long GetTimestamp() => Now.UtcTicks;

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        var timer = new Timer(this, callback, state);
        timer.Change(dueTime, period);
        return timer;
    }

    /// <summary>Moves to the next timer at or before the instant and fires it; false where there is none, and the clock stands at the instant.</summary>
    public bool FireNext(DateTimeOffset until)
    {
        if (timers.Min is not { } next || next.Due > until)
        {
            Now = until > Now ? until : Now;
            return false;
        }

        Now = next.Due > Now ? next.Due : Now;
        timers.Remove(next);
        next.Fire();
        return true;
    }

    /// <summary>A crash: no timer fires any more.</summary>
    public void Drop() => timers.Clear();

    private sealed class Timer(SteppedClock clock, TimerCallback callback, object? state) : ITimer
    {
        private TimeSpan period;

        public DateTimeOffset Due { get; private set; }

        public long Sequence { get; private set; }

        public void Fire()
        {
            Change(period > TimeSpan.Zero ? period : Timeout.InfiniteTimeSpan, period);
            callback(state);
        }

        public bool Change(TimeSpan dueTime, TimeSpan period)
        {
            clock.timers.Remove(this);
            this.period = period;
            if (dueTime != Timeout.InfiniteTimeSpan)
            {
                Due = clock.Now + dueTime;
                Sequence = ++clock.sequence;
                clock.timers.Add(this);
            }

            return true;
        }

        public void Dispose() => clock.timers.Remove(this);

        public ValueTask DisposeAsync()
        {
            Dispose();
            return ValueTask.CompletedTask;
        }
    }
}
