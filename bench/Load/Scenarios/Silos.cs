using Conversations.Load.Machine;
using Conversations.Load.Wire;
using Npgsql;

namespace Conversations.Load.Scenarios;

/// <summary>The cluster product against the embedded host in the same run: each begins on an empty database, with the same customers and the same 64 connections, spread over the silos in turn.</summary>
internal static class Silos
{
    private const int Customers = 10_000;
    private const int Sleepers = 50_000;

    /// <summary>Requests for each process until its runtime has compiled what is hot; three that had a few thousand each were measured compiling.</summary>
    private const int WarmUp = 40_000;

    public static async Task OverHttp(Func<Task<PostgresDatabase>> database, Report report, CancellationToken cancellationToken)
    {
        await One(database, report, cancellationToken);
        await Three(database, report, cancellationToken);
    }

    public static async Task One(Func<Task<PostgresDatabase>> database, Report report, CancellationToken cancellationToken)
    {
        await Measure("embedded host", database, 0, report, cancellationToken);
        await Measure("one silo", database, 1, report, cancellationToken);
    }

    public static Task Three(Func<Task<PostgresDatabase>> database, Report report, CancellationToken cancellationToken) =>
        Measure("three silos", database, 3, report, cancellationToken);

    /// <summary>What a customer in memory costs: one event each for many, then the difference of the process.</summary>
    public static async Task Memory(Func<Task<PostgresDatabase>> database, Report report, CancellationToken cancellationToken)
    {
        await using var place = await database();
        await using var sink = await GraphSink.Start(cancellationToken);
        await using var silo = await ApiProcess.StartSilo(place.ConnectionString, sink.Url, cancellationToken);
        var requests = new Requests(Sleepers);
        await Callers.Exactly(silo.Port, Customers, requests.CartUpdated, cancellationToken);
        var before = silo.ResidentMegabytes;
        await Callers.Exactly(silo.Port, Sleepers - Customers, requests.CartUpdated, cancellationToken);
        var each = (silo.ResidentMegabytes - before) / (Sleepers - Customers);
        report.Add(new Figure("one silo: memory of 100,000 activated customers", Figure.Text($"{each * 100_000:N0} MB more (from {before:N0} MB with {Customers:N0} to {silo.ResidentMegabytes:N0} MB with {Sleepers:N0})")));
    }

    /// <summary>A silo has two pools, and the server 100 connections for three silos.</summary>
    private static string Narrow(PostgresDatabase database) => new NpgsqlConnectionStringBuilder(database.ConnectionString) { MaxPoolSize = 14 }.ConnectionString;

    private static async Task Measure(string what, Func<Task<PostgresDatabase>> database, int count, Report report, CancellationToken cancellationToken)
    {
        await using var place = await database();
        await using var sink = await GraphSink.Start(cancellationToken);
        var processes = new List<ApiProcess>();
        try
        {
            for (var started = 0; started < Math.Max(count, 1); started++)
            {
                processes.Add(await (count == 0
                    ? ApiProcess.Start(Narrow(place), sink.Url, cancellationToken)
                    : ApiProcess.StartSilo(Narrow(place), sink.Url, cancellationToken)));
            }

            var ports = new Ports([.. processes.Select(static process => process.Port)]);
            var requests = new Requests(Customers);
            var first = await Callers.Exactly(ports, Customers, requests.CartUpdated, cancellationToken);
            await Callers.Exactly(ports, WarmUp * processes.Count, requests.CartUpdatedOfAnyone, cancellationToken);
            await place.Settle(cancellationToken);
            await place.Mark(cancellationToken);
            var before = Spent.Now(processes, place);
            var full = await Callers.AsFastAsTheyCan(ports, report.Time, requests.CartUpdatedOfAnyone, cancellationToken);
            var spent = Spent.Now(processes, place).Since(before);
            var group = await place.GroupSinceMark(cancellationToken);
            var half = await Callers.AtRate(ports, full.PerSecond / 2, report.Time, requests.CartUpdatedOfAnyone, cancellationToken);
            report.Add(new Figure($"{what}: first events of new customers", Figure.Text($"{first.PerSecond:N0}/s; {Figure.Milliseconds(first.P50, first.P99)}")));
            report.Add(new Figure($"{what}: events over HTTP, 64 connections", Figure.Text($"{full.PerSecond:N0}/s; {Figure.Milliseconds(full.P50, full.P99)}"), full.Host.ToString()));
            report.Add(new Figure($"{what}: … latency at half load", Figure.Milliseconds(half.P50, half.P99), half.Host.ToString()));
            report.Add(new Figure($"{what}: … processor time an event", Figure.Text($"{spent.Each(full.Count)}; commits of {group:0.0}")));
        }
        finally
        {
            foreach (var process in processes)
            {
                await process.DisposeAsync();
            }
        }
    }
}
