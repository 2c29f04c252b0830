using Conversations.Load.Machine;
using Conversations.Load.Wire;

namespace Conversations.Load.Scenarios;

/// <summary>A million stored customers of whom ten thousand are active: what the process holds, how fast it starts, whether an event costs more than with ten thousand stored, before and after, since the machine changes meanwhile.</summary>
internal static class Million
{
    private const int Stored = 1_000_000;

    public static async Task Stored1000000(PrivatePostgres server, Report report, CancellationToken cancellationToken)
    {
        await using var sink = await GraphSink.Start(cancellationToken);
        var now = TimeProvider.System.GetUtcNow();
        await using (await ApiProcess.Start(server.ConnectionString, sink.Url, cancellationToken))
        {
            // The schema and the store's rules stand now.
        }

        var few = await Active(Events.Customers);
        var many = await Active(Stored);
        var fewAgain = await Active(Events.Customers);
        report.Add(new Figure("PostgreSQL: start to ready, 1,000,000 customers stored", Figure.Text($"{many.Start.TotalSeconds:0.0} s")));
        report.Add(new Figure("PostgreSQL: resident memory, 1,000,000 stored, 10,000 active", Figure.Text($"{many.Megabytes:0} MB after {many.Full.Count:N0} events")));
        report.Add(new Figure(
            "PostgreSQL: events over HTTP, 10,000 active of 1,000,000 stored (raw limit: of 10,000 stored, before and after)",
            Figure.Text($"{many.Full.PerSecond:N0}/s"),
            Figure.Text($"{few.Full.PerSecond:N0} and {fewAgain.Full.PerSecond:N0}/s"),
            Figure.Text($"{many.Full.PerSecond * 2 / (few.Full.PerSecond + fewAgain.Full.PerSecond):P0}")));
        report.Add(new Figure(
            "PostgreSQL: … the engine's processor time an event",
            Figure.Text($"{many.Micros:0} µs"),
            Figure.Text($"{few.Micros:0} and {fewAgain.Micros:0} µs"),
            Figure.Text($"{many.Micros * 2 / (few.Micros + fewAgain.Micros):P0}")));
        foreach (var (stored, run) in new[] { (Events.Customers, few), (Stored, many), (Events.Customers, fewAgain) })
        {
            report.Add(new Figure($"PostgreSQL: … latency, {stored:N0} stored", Figure.Milliseconds(run.Full.P50, run.Full.P99), run.Full.Host.ToString()));
        }

        async Task<Kept> Active(int stored)
        {
            await server.Execute("truncate snapshots, aliases, customers, inputs, received, interests, outbox", cancellationToken);
            await Seed.Customers(server, ApiProcess.Store, stored, now, now.AddDays(1), TimeSpan.FromDays(1), cancellationToken);
            return await Measure(server, sink, report, cancellationToken);
        }
    }

    private sealed record Kept(TimeSpan Start, double Megabytes, Run Full, double Micros);

    private static async Task<Kept> Measure(PrivatePostgres server, GraphSink sink, Report report, CancellationToken cancellationToken)
    {
        await using var api = await ApiProcess.Start(server.ConnectionString, sink.Url, cancellationToken);
        var requests = new Requests(Events.Customers);
        await Callers.Exactly(api.Port, Events.Customers, requests.CartUpdated, cancellationToken);
        await Callers.Exactly(api.Port, Events.WarmUp, requests.CartUpdatedOfAnyone, cancellationToken);
        await server.ReuseLog(cancellationToken);
        var cpu = api.CpuTime;
        var full = await Callers.AsFastAsTheyCan(api.Port, report.Time, requests.CartUpdatedOfAnyone, cancellationToken);
        return new Kept(api.StartToReady, api.ResidentMegabytes, full, (api.CpuTime - cpu).TotalMicroseconds / full.Count);
    }
}
