namespace Conversations.WhatsApp.Simulator;

/// <summary>
/// The platform's pace in the engine's clock: 80 messages per second and number (M:throughput, 21 November 2025), and to one
/// recipient one per 6 s after a burst of 45 (M:about-the-platform).
/// </summary>
internal sealed class Pace
{
    private const double NumberBurst = 80;
    private const double PairBurst = 45;
    private static readonly TimeSpan NumberEvery = TimeSpan.FromSeconds(1 / 80.0);
    private static readonly TimeSpan PairEvery = TimeSpan.FromSeconds(6);

    private readonly Dictionary<string, Bucket> buckets = [];

    public GraphError? Take(string number, string recipient, DateTimeOffset now)
    {
        if (!Take(number, NumberBurst, NumberEvery, now))
        {
            return GraphError.Of(130429, "Cloud API message throughput has been reached.");
        }

        return Take($"{number} {recipient}", PairBurst, PairEvery, now)
            ? null
            : GraphError.Of(131056, "Too many messages sent from this phone number to the same phone number in a short period of time.");
    }

    public void Clear() => buckets.Clear();

    private bool Take(string key, double burst, TimeSpan every, DateTimeOffset now)
    {
        var bucket = buckets.GetValueOrDefault(key, new Bucket(burst, now));
        var left = Math.Min(burst, bucket.Left + ((now - bucket.At) / every));
        buckets[key] = new Bucket(left >= 1 ? left - 1 : left, now);
        return left >= 1;
    }

    private readonly record struct Bucket(double Left, DateTimeOffset At);
}
