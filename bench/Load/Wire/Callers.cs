using System.Diagnostics;
using System.Net.Sockets;
using Conversations.Load.Machine;

namespace Conversations.Load.Wire;

/// <summary>What callers did. <paramref name="Ticks"/>: how long each request took, ascending. <paramref name="Host"/>: what the host withheld meanwhile.</summary>
internal sealed record Run(IReadOnlyList<long> Ticks, double Seconds, Withheld Host)
{
    public double PerSecond => Count / Seconds;

    /// <summary>In milliseconds.</summary>
    public double P50 => At(0.50);

    /// <summary>In milliseconds.</summary>
    public double P99 => At(0.99);

    public long Count => Ticks.Count;

    /// <summary>One after the other, as one.</summary>
    public static Run Of(IReadOnlyList<Run> runs) => new(
        [.. runs.SelectMany(static run => run.Ticks).Order()],
        runs.Sum(static run => run.Seconds),
        runs.Select(static run => run.Host).Aggregate(static (one, other) => one + other));

    private double At(double share) => Count == 0 ? double.NaN : Ticks[(int)(Count * share)] * 1000.0 / Stopwatch.Frequency;
}

/// <summary>Makes the next whole request.</summary>
internal delegate ReadOnlyMemory<byte> NextRequest();

/// <summary>The servers that are called: one, or several in turn as behind a load balancer.</summary>
internal readonly record struct Ports(params int[] All)
{
    public static implicit operator Ports(int only) => new([only]);

    public int Of(int connection) => All[connection % All.Length];
}

/// <summary>Connections that call a server, each one request at a time, all driven by one thread: it wakes once for all answers that are there.</summary>
internal static class Callers
{
    public const int Connections = 64;

    /// <summary>As fast as answers come (closed loop).</summary>
    public static Task<Run> AsFastAsTheyCan(Ports ports, TimeSpan time, NextRequest next, CancellationToken cancellationToken) =>
        Drive(ports, next, (started, _) => Stopwatch.GetElapsedTime(started) < time ? Stopwatch.GetTimestamp() : null, cancellationToken);

    /// <summary>A fixed number of requests, as fast as answers come.</summary>
    public static Task<Run> Exactly(Ports ports, int count, NextRequest next, CancellationToken cancellationToken) =>
        Drive(ports, next, (_, nth) => nth < count ? Stopwatch.GetTimestamp() : null, cancellationToken);

    /// <summary>At a given rate whatever the server does (open loop): a request's time counts from when it should have gone.</summary>
    public static Task<Run> AtRate(Ports ports, double perSecond, TimeSpan time, NextRequest next, CancellationToken cancellationToken)
    {
        var interval = Stopwatch.Frequency / perSecond;
        var total = (long)(perSecond * time.TotalSeconds);
        return Drive(ports, next, (started, nth) => nth < total ? started + (long)(nth * interval) : null, cancellationToken);
    }

    /// <param name="ports">Who is called.</param>
    /// <param name="next">Makes the requests.</param>
    /// <param name="due">From the timestamp of the start and a request's place: the timestamp at which it is to go, null where there are no more.</param>
    /// <param name="cancellationToken">Ends the run.</param>
    private static async Task<Run> Drive(Ports ports, NextRequest next, Func<long, long, long?> due, CancellationToken cancellationToken)
    {
        await using var host = Host.BeginWatching();
        var run = await OnOneThread(ports, next, due, cancellationToken);
        return new Run([.. run.Ticks.Order()], run.Seconds, host.Withheld);
    }

    private static Task<(List<long> Ticks, double Seconds)> OnOneThread(Ports ports, NextRequest next, Func<long, long, long?> due, CancellationToken cancellationToken) => Task.Factory.StartNew(
        () =>
        {
            var connections = Enumerable.Range(0, Connections).Select(place => new Connection(ports.Of(place))).ToDictionary(static connection => connection.Socket);
            try
            {
                return Drive(connections, next, due, cancellationToken);
            }
            finally
            {
                foreach (var connection in connections.Values)
                {
                    connection.Dispose();
                }
            }
        },
        cancellationToken,
        TaskCreationOptions.LongRunning,
        TaskScheduler.Default);

    private static (List<long> Ticks, double Seconds) Drive(Dictionary<Socket, Connection> connections, NextRequest next, Func<long, long, long?> due, CancellationToken cancellationToken)
    {
        var idle = new Queue<Connection>(connections.Values);
        var busy = new HashSet<Socket>();
        var times = new List<long>();
        long made = 0;
        var started = Stopwatch.GetTimestamp();
        for (var at = due(started, made); at is not null || busy.Count > 0;)
        {
            cancellationToken.ThrowIfCancellationRequested();
            while (at <= Stopwatch.GetTimestamp() && idle.TryDequeue(out var connection))
            {
                connection.Send(next().Span, at.Value);
                busy.Add(connection.Socket);
                at = due(started, ++made);
            }

            foreach (var connection in Answering(busy, idle.Count > 0 ? at : null).Select(socket => connections[socket]))
            {
                if (connection.Receive() is not { } status)
                {
                    continue;
                }

                if (status == 200)
                {
                    times.Add(Stopwatch.GetTimestamp() - connection.From);
                }
                else if (status != 503)
                {
                    throw new InvalidOperationException($"The server answered {status}: {connection.Said}");
                }

                busy.Remove(connection.Socket);
                idle.Enqueue(connection);
            }
        }

        return (times, Stopwatch.GetElapsedTime(started).TotalSeconds);
    }

    /// <summary>Waits until one of them has something to say, at most until the timestamp, in whole milliseconds: less would be a look without a wait.</summary>
    private static List<Socket> Answering(HashSet<Socket> busy, long? until)
    {
        var patience = until is { } at ? TimeSpan.FromMilliseconds(Math.Max(1, Math.Ceiling(Stopwatch.GetElapsedTime(Stopwatch.GetTimestamp(), at).TotalMilliseconds))) : Timeout.InfiniteTimeSpan;
        var answering = busy.ToList();
        if (answering.Count == 0)
        {
            Thread.Sleep(patience);
        }
        else
        {
            Socket.Select(answering, null, null, patience);
        }

        return answering;
    }
}
