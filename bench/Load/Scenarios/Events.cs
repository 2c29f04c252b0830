using Conversations.Load.Machine;
using Conversations.Load.Wire;

namespace Conversations.Load.Scenarios;

/// <summary>Storefront events and signed webhooks over HTTP, 64 connections, 10,000 customers, all in memory after the first round.</summary>
internal static class Events
{
    public const int Customers = 10_000;

    public static async Task OverHttp(Database database, Report report, CancellationToken cancellationToken)
    {
        await using var sink = await GraphSink.Start(cancellationToken);
        await using var api = await ApiProcess.Start(database.ConnectionString, sink.Url, cancellationToken);
        var requests = new Requests(Customers);
        var first = await Callers.Exactly(api.Port, Customers, requests.CartUpdated, cancellationToken);
        report.Add(new Figure($"{database.Name}: first events of new customers", Figure.Text($"{first.PerSecond:N0}/s; {Figure.Milliseconds(first.P50, first.P99)}")));
        await Callers.AsFastAsTheyCan(api.Port, report.Time / 4, requests.CartUpdatedOfAnyone, cancellationToken);

        await database.Mark(cancellationToken);
        var cpu = api.CpuTime;
        var full = await Callers.AsFastAsTheyCan(api.Port, report.Time, requests.CartUpdatedOfAnyone, cancellationToken);
        var busy = (api.CpuTime - cpu).TotalMicroseconds / full.Count;
        var group = Math.Max(1, (int)Math.Round(await database.GroupSinceMark(cancellationToken)));
        var half = await Callers.AtRate(api.Port, full.PerSecond / 2, report.Time, requests.CartUpdatedOfAnyone, cancellationToken);
        var bytes = await database.BytesOfTurn(cancellationToken);
        var raw = await database.Raw(group, bytes, report.Time / 2, cancellationToken);
        report.Add(Figure.Of($"{database.Name}: events over HTTP, 64 connections, one a request", full.PerSecond, raw, $"rows/s of {bytes:N0} bytes in groups of {group}"));
        report.Add(new Figure($"{database.Name}: … latency at full load", Figure.Milliseconds(full.P50, full.P99)));
        report.Add(new Figure($"{database.Name}: … latency at half load", Figure.Milliseconds(half.P50, half.P99)));
        report.Add(new Figure($"{database.Name}: … the engine's processor time an event", Figure.Text($"{busy:0} µs")));
    }

    public static async Task Webhooks(Database database, Report report, CancellationToken cancellationToken)
    {
        await using var sink = await GraphSink.Start(cancellationToken);
        await using var api = await ApiProcess.Start(database.ConnectionString, sink.Url, cancellationToken);
        var requests = new Requests(Customers);
        await Callers.Exactly(api.Port, Customers / 100, () => requests.Webhook(100), cancellationToken);
        foreach (var size in (int[])[1, 10, 100])
        {
            await database.Mark(cancellationToken);
            var run = await Callers.AsFastAsTheyCan(api.Port, report.Time, () => requests.Webhook(size), cancellationToken);
            var group = Math.Max(1, (int)Math.Round(await database.GroupSinceMark(cancellationToken)));
            var bytes = await database.BytesOfTurn(cancellationToken);
            var raw = await database.Raw(group, bytes, report.Time / 2, cancellationToken);
            report.Add(Figure.Of($"{database.Name}: signed webhooks of {size}, messages", run.PerSecond * size, raw, $"rows/s of {bytes:N0} bytes in groups of {group}"));
            report.Add(new Figure($"{database.Name}: … webhooks of {size}", Figure.Text($"{run.PerSecond:N0}/s; {Figure.Milliseconds(run.P50, run.P99)}")));
        }
    }
}
