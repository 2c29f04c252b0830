using Conversations.Load.Machine;
using Conversations.Load.Wire;

namespace Conversations.Load.Scenarios;

/// <summary>A million stored customers of whom ten thousand are active: what the process holds, how fast it starts, and whether an event costs more than with ten thousand stored. Both stand side by side and are measured in turns, since the machine changes meanwhile.</summary>
internal static class Million
{
    private const int Stored = 1_000_000;

    public static async Task Stored1000000(PostgresDatabase database, Report report, CancellationToken cancellationToken)
    {
        await using var sink = await GraphSink.Start(cancellationToken);
        await using var other = new PostgresDatabase(await PrivatePostgres.Start(cancellationToken));
        await using var few = await Shop.Open(other, Events.Customers, sink, cancellationToken);
        await using var many = await Shop.Open(database, Stored, sink, cancellationToken);
        for (var turn = 0; turn < Slices.Count; turn++)
        {
            await few.Calls.Call(report.Time, cancellationToken);
            await many.Calls.Call(report.Time, cancellationToken);
        }

        report.Add(new Figure("PostgreSQL: start to ready, 1,000,000 customers stored", Figure.Text($"{many.Api.StartToReady.TotalSeconds:0.0} s")));
        report.Add(new Figure("PostgreSQL: resident memory, 1,000,000 stored, 10,000 active", Figure.Text($"{many.Api.ResidentMegabytes:0} MB")));
        var (million, ten) = (many.Calls.Whole, few.Calls.Whole);
        report.Add(new Figure(
            "PostgreSQL: events over HTTP, 10,000 active of 1,000,000 stored (raw limit: of 10,000 stored)",
            Figure.Text($"{million.PerSecond:N0}/s; {Figure.Milliseconds(million.P50, million.P99)}"),
            Figure.Text($"{ten.PerSecond:N0}/s; {Figure.Milliseconds(ten.P50, ten.P99)}"),
            Figure.Text($"{million.PerSecond / ten.PerSecond:P0}")));
        report.Add(Cost("the engine's processor time an event", many.Calls.Spent.Engine / million.Count, few.Calls.Spent.Engine / ten.Count));
        report.Add(Cost("the database's", many.Calls.Spent.Database / million.Count, few.Calls.Spent.Database / ten.Count));
        report.Add(new Figure("PostgreSQL: … what the host withheld", million.Host.ToString(), ten.Host.ToString()));
    }

    private static Figure Cost(string what, TimeSpan many, TimeSpan few) => new(
        $"PostgreSQL: … {what}", Figure.Text($"{many.TotalMicroseconds:0} µs"), Figure.Text($"{few.TotalMicroseconds:0} µs"), Figure.Text($"{many / few:P0}"));

    /// <summary>An engine on a database of its own, warm.</summary>
    private sealed class Shop(ApiProcess api, Slices calls) : IAsyncDisposable
    {
        public ApiProcess Api => api;

        public Slices Calls => calls;

        public static async Task<Shop> Open(PostgresDatabase database, int stored, GraphSink sink, CancellationToken cancellationToken)
        {
            await using (await ApiProcess.Start(database.ConnectionString, sink.Url, cancellationToken))
            {
                // The schema and the store's rules stand now.
            }

            var now = TimeProvider.System.GetUtcNow();
            await Seed.Customers(database.Server, ApiProcess.Store, stored, now, now.AddDays(1), TimeSpan.FromDays(1), cancellationToken);
            await database.Settle(cancellationToken);
            var api = await ApiProcess.Start(database.ConnectionString, sink.Url, cancellationToken);
            var requests = new Requests(Events.Customers);
            await Callers.Exactly(api.Port, Events.Customers, requests.CartUpdated, cancellationToken);
            await Callers.Exactly(api.Port, Events.WarmUp, requests.CartUpdatedOfAnyone, cancellationToken);
            await database.Settle(cancellationToken);
            return new Shop(api, new Slices(api, database, requests.CartUpdatedOfAnyone));
        }

        public ValueTask DisposeAsync() => api.DisposeAsync();
    }
}
