namespace Conversations.Storage;

/// <summary>Times as the databases keep them: microseconds since 1970-01-01 UTC.</summary>
internal static class Micros
{
    public static readonly long Day = Of(DateTimeOffset.UnixEpoch.AddDays(1));

    public static long Of(DateTimeOffset time) => Math.DivRem(time.UtcTicks - DateTimeOffset.UnixEpoch.Ticks, TimeSpan.TicksPerMicrosecond) is var (micros, rest) && rest < 0
        ? micros - 1
        : micros;

    public static long? Of(DateTimeOffset? time) => time is { } known ? Of(known) : null;

    /// <summary>The next whole microsecond: a customer woken at its stored time must find itself due.</summary>
    public static long? NotBefore(DateTimeOffset? time) =>
        time is { } known ? Of(known.UtcTicks > DateTimeOffset.MaxValue.UtcTicks - 9 ? known : known.AddTicks(9)) : null;

    public static DateTimeOffset Time(long micros) => DateTimeOffset.UnixEpoch.AddTicks(micros * TimeSpan.TicksPerMicrosecond);

    public static DateTimeOffset? Time(long? micros) => micros is { } known ? Time(known) : null;
}
