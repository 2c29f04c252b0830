namespace Conversations.Actors.Sending;

/// <summary>A token bucket kept as one instant (the generic cell rate algorithm): exact, and it needs no refilling.</summary>
internal sealed class Pace(TimeSpan interval)
{
    private DateTimeOffset full = DateTimeOffset.UnixEpoch;

    /// <summary>When a token may be taken, if so many may be taken in a row after a rest.</summary>
    public DateTimeOffset FreeAt(int burst) => full - ((burst - 1) * interval);

    public void Take(DateTimeOffset now) => full = (full > now ? full : now) + interval;

    public void GiveBack() => full -= interval;

    public bool IsRested(DateTimeOffset now) => full <= now;
}
