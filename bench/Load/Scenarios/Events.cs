using Conversations.Load.Machine;
using Conversations.Load.Wire;

namespace Conversations.Load.Scenarios;

/// <summary>Storefront events and signed webhooks over HTTP, 64 connections, 10,000 customers, all in memory after the first round.</summary>
internal static class Events
{
    public const int Customers = 10_000;

    /// <summary>Requests until the runtime has compiled what is hot; a third of the engine's time is the compiler's at first, a twentieth still after 130,000.</summary>
    public const int WarmUp = 240_000;

    public static async Task OverHttp(Database database, Report report, CancellationToken cancellationToken)
    {
        await using var sink = await GraphSink.Start(cancellationToken);
        await using var api = await ApiProcess.Start(database.ConnectionString, sink.Url, cancellationToken);
        var requests = new Requests(Customers);
        var cold = await Callers.Exactly(api.Port, Customers, requests.CartUpdated, cancellationToken);
        report.Add(new Figure($"{database.Name}: first events of {Customers:N0} new customers, just started", Figure.Text($"{cold.PerSecond:N0}/s; {Figure.Milliseconds(cold.P50, cold.P99)}")));
        await Callers.Exactly(api.Port, WarmUp, requests.CartUpdatedOfAnyone, cancellationToken);

        await database.Settle(cancellationToken);
        var full = await InTurns.Measure(api, database, report.Time, requests.CartUpdatedOfAnyone, cancellationToken);
        await database.Settle(cancellationToken);
        var half = await Callers.AtRate(api.Port, full.Run.PerSecond / 2, report.Time, requests.CartUpdatedOfAnyone, cancellationToken);
        report.Add(full.Rate($"{database.Name}: events over HTTP, 64 connections, one a request"));
        report.Add(full.RateOfSameRows($"{database.Name}: … against the same rows"));
        report.Add(new Figure($"{database.Name}: … latency at full load", Figure.Milliseconds(full.Run.P50, full.Run.P99), full.Run.Host.ToString()));
        report.Add(new Figure($"{database.Name}: … latency at half load", Figure.Milliseconds(half.P50, half.P99), half.Host.ToString()));
        report.Add(full.Costs($"{database.Name}: … processor time an event"));
        report.Add(await Newcomers(api, database, requests, report, cancellationToken));
    }

    private static async Task<Figure> Newcomers(ApiProcess api, Database database, Requests requests, Report report, CancellationToken cancellationToken)
    {
        var before = Spent.Now(api, database);
        var run = await Callers.AsFastAsTheyCan(api.Port, report.Time / 2, requests.CartUpdatedOfNewcomer, cancellationToken);
        var spent = Spent.Now(api, database).Since(before);
        return new Figure($"{database.Name}: events of new customers", Figure.Text($"{run.PerSecond:N0}/s; {Figure.Milliseconds(run.P50, run.P99)}; {spent.Each(run.Count)}"));
    }

    public static async Task Webhooks(Database database, Report report, CancellationToken cancellationToken)
    {
        await using var sink = await GraphSink.Start(cancellationToken);
        await using var api = await ApiProcess.Start(database.ConnectionString, sink.Url, cancellationToken);
        var requests = new Requests(Customers);
        await Callers.Exactly(api.Port, Customers / 100, () => requests.Webhook(100), cancellationToken);
        foreach (var size in (int[])[1, 10, 100])
        {
            await Callers.Exactly(api.Port, WarmUp / (2 * size), () => requests.Webhook(size), cancellationToken);
            await database.Settle(cancellationToken);
            var full = await InTurns.Measure(api, database, report.Time, () => requests.Webhook(size), cancellationToken, size);
            report.Add(full.Rate($"{database.Name}: signed webhooks of {size}, messages"));
            report.Add(full.RateOfSameRows($"{database.Name}: … against the same rows"));
            report.Add(new Figure($"{database.Name}: … webhooks of {size}", Figure.Text($"{full.Run.PerSecond:N0}/s; {Figure.Milliseconds(full.Run.P50, full.Run.P99)}"), full.Run.Host.ToString()));
            report.Add(full.Costs($"{database.Name}: … processor time a message"));
        }
    }
}

/// <summary>Processor time of the three that share the machine.</summary>
internal readonly record struct Spent(TimeSpan Engine, TimeSpan Database, TimeSpan Driver)
{
    public static Spent Now(ApiProcess api, Database database) => Now([api], database);

    public static Spent Now(IReadOnlyList<ApiProcess> engines, Database database) =>
        new(TimeSpan.FromTicks(engines.Sum(static engine => engine.CpuTime.Ticks)), database.CpuTime, Environment.CpuUsage.TotalTime);

    public Spent Since(Spent before) => new(Engine - before.Engine, Database - before.Database, Driver - before.Driver);

    public static Spent operator +(Spent one, Spent other) => new(one.Engine + other.Engine, one.Database + other.Database, one.Driver + other.Driver);

    public string Each(long count) => Figure.Text($"engine {Engine.TotalMicroseconds / count:0} µs, database {Database.TotalMicroseconds / count:0} µs, driver {Driver.TotalMicroseconds / count:0} µs");
}
