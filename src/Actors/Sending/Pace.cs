namespace Conversations.Actors.Sending;

/// <summary>A token bucket kept as one instant (the generic cell rate algorithm): exact, and it needs no refilling.</summary>
internal sealed class Pace(TimeSpan interval)
{
    private DateTimeOffset full = DateTimeOffset.UnixEpoch;

    /// <summary>Between two tokens; another counts from the next one on.</summary>
    public TimeSpan Interval { get; set; } = interval;

    /// <summary>So many keep to the pace together: each takes tokens so many times as seldom.</summary>
    public int Sharers { get; set; } = 1;

    /// <summary>When a token may be taken, if so many may be taken in a row after a rest.</summary>
    public DateTimeOffset FreeAt(int burst) => full - ((InARow(burst) - 1) * Sharers * Interval);

    public void Take(DateTimeOffset now) => full = (full > now ? full : now) + (Sharers * Interval);

    /// <summary>As if all that may be taken in a row had just been taken.</summary>
    public void Exhaust(int burst, DateTimeOffset now)
    {
        var exhausted = now + (InARow(burst) * Sharers * Interval);
        full = full > exhausted ? full : exhausted;
    }

    public void GiveBack() => full -= Sharers * Interval;

    /// <summary>The clock was set back: what is taken already counts as long as it would have.</summary>
    public void SetBack(TimeSpan by) => full -= by;

    public bool IsRested(DateTimeOffset now) => full <= now;

    /// <summary>This one's part of a burst.</summary>
    private int InARow(int burst) => Math.Max(1, burst / Sharers);
}
