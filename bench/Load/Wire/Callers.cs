using System.Diagnostics;
using System.Threading.Channels;

namespace Conversations.Load.Wire;

/// <summary>What callers did: requests a second and how long each took, in milliseconds.</summary>
internal sealed record Run(double PerSecond, double P50, double P99, long Count, long Refused)
{
    public static Run Of(List<long> ticks, double seconds, long refused)
    {
        ticks.Sort();
        return new Run(ticks.Count / seconds, At(ticks, 0.50), At(ticks, 0.99), ticks.Count, refused);
    }

    private static double At(List<long> sorted, double share) =>
        sorted.Count == 0 ? double.NaN : sorted[Math.Min(sorted.Count - 1, (int)(sorted.Count * share))] * 1000.0 / Stopwatch.Frequency;
}

/// <summary>Makes the next whole request.</summary>
internal delegate ReadOnlyMemory<byte> NextRequest();

/// <summary>The servers that are called: one, or several in turn as behind a load balancer.</summary>
internal readonly record struct Ports(params int[] All)
{
    public static implicit operator Ports(int only) => new([only]);

    public int Of(int connection) => All[connection % All.Length];
}

/// <summary>Connections that call a server, each one request at a time.</summary>
internal static class Callers
{
    public const int Connections = 64;

    /// <summary>As fast as answers come (closed loop).</summary>
    public static async Task<Run> AsFastAsTheyCan(Ports ports, TimeSpan time, NextRequest next, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        return await Together(ports, started, async call =>
        {
            while (Stopwatch.GetElapsedTime(started) < time)
            {
                await call(Stopwatch.GetTimestamp());
            }
        }, next, cancellationToken);
    }

    /// <summary>A fixed number of requests, as fast as answers come.</summary>
    public static async Task<Run> Exactly(Ports ports, int count, NextRequest next, CancellationToken cancellationToken)
    {
        var left = count;
        return await Together(ports, Stopwatch.GetTimestamp(), async call =>
        {
            while (Interlocked.Decrement(ref left) >= 0)
            {
                await call(Stopwatch.GetTimestamp());
            }
        }, next, cancellationToken);
    }

    /// <summary>At a given rate whatever the server does (open loop): a request's time counts from when it should have gone.</summary>
    public static async Task<Run> AtRate(Ports ports, double perSecond, TimeSpan time, NextRequest next, CancellationToken cancellationToken)
    {
        var started = Stopwatch.GetTimestamp();
        var due = Channel.CreateUnbounded<long>(new UnboundedChannelOptions { SingleWriter = true });
        var pacing = Pace(due.Writer, started, perSecond, time, cancellationToken);
        var run = await Together(ports, started, async call =>
        {
            await foreach (var at in due.Reader.ReadAllAsync(cancellationToken))
            {
                await call(at);
            }
        }, next, cancellationToken);
        await pacing;
        return run;
    }

    private static async Task Pace(ChannelWriter<long> due, long started, double perSecond, TimeSpan time, CancellationToken cancellationToken)
    {
        using var tick = new PeriodicTimer(TimeSpan.FromMilliseconds(1));
        var interval = Stopwatch.Frequency / perSecond;
        var total = (long)(perSecond * time.TotalSeconds);
        for (long made = 0; made < total && await tick.WaitForNextTickAsync(cancellationToken);)
        {
            var now = Stopwatch.GetTimestamp();
            for (; made < total && started + (long)(made * interval) <= now; made++)
            {
                due.TryWrite(started + (long)(made * interval));
            }
        }

        due.Complete();
    }

    private static async Task<Run> Together(
        Ports ports, long started, Func<Func<long, Task>, Task> work, NextRequest next, CancellationToken cancellationToken)
    {
        var all = new List<long>();
        long refused = 0;
        await Task.WhenAll(Enumerable.Range(0, Connections).Select(place => Task.Run(async () =>
        {
            using var connection = await Connection.Open(ports.Of(place), cancellationToken);
            var times = new List<long>();
            await work(async from =>
            {
                var (status, body) = await connection.Call(next(), cancellationToken);
                if (status == 503)
                {
                    Interlocked.Increment(ref refused);
                }
                else if (status != 200)
                {
                    throw new InvalidOperationException($"The server answered {status}: {System.Text.Encoding.UTF8.GetString(body.Span)}");
                }
                else
                {
                    times.Add(Stopwatch.GetTimestamp() - from);
                }
            });
            lock (all)
            {
                all.AddRange(times);
            }
        }, cancellationToken)));
        return Run.Of(all, Stopwatch.GetElapsedTime(started).TotalSeconds, refused);
    }
}
