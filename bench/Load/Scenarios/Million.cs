using Conversations.Load.Machine;
using Conversations.Load.Wire;

namespace Conversations.Load.Scenarios;

/// <summary>A million stored customers of whom ten thousand are active: what the process holds, how fast it starts, and whether an event costs more than with ten thousand stored. Both stand side by side and are measured in turns, since the machine changes meanwhile.</summary>
internal static class Million
{
    private const int Stored = 1_000_000;

    private const int Turns = 5;

    public static async Task Stored1000000(PostgresDatabase database, Report report, CancellationToken cancellationToken)
    {
        await using var sink = await GraphSink.Start(cancellationToken);
        await using var other = new PostgresDatabase(await PrivatePostgres.Start(cancellationToken));
        await using var few = await Shop.Open(other, Events.Customers, sink, cancellationToken);
        await using var many = await Shop.Open(database, Stored, sink, cancellationToken);
        for (var turn = 0; turn < Turns; turn++)
        {
            await few.Run(report.Time / Turns, cancellationToken);
            await many.Run(report.Time / Turns, cancellationToken);
        }

        report.Add(new Figure("PostgreSQL: start to ready, 1,000,000 customers stored", Figure.Text($"{many.Api.StartToReady.TotalSeconds:0.0} s")));
        report.Add(new Figure("PostgreSQL: resident memory, 1,000,000 stored, 10,000 active", Figure.Text($"{many.Api.ResidentMegabytes:0} MB")));
        report.Add(new Figure(
            "PostgreSQL: events over HTTP, 10,000 active of 1,000,000 stored (raw limit: of 10,000 stored)",
            Figure.Text($"{many.Whole.PerSecond:N0}/s; {Figure.Milliseconds(many.Whole.P50, many.Whole.P99)}"),
            Figure.Text($"{few.Whole.PerSecond:N0}/s; {Figure.Milliseconds(few.Whole.P50, few.Whole.P99)}"),
            Figure.Text($"{many.Whole.PerSecond / few.Whole.PerSecond:P0}")));
        report.Add(new Figure("PostgreSQL: … the engine's processor time an event", Figure.Text($"{many.Engine:0} µs"), Figure.Text($"{few.Engine:0} µs"), Figure.Text($"{many.Engine / few.Engine:P0}")));
        report.Add(new Figure("PostgreSQL: … the database's", Figure.Text($"{many.Postgres:0} µs"), Figure.Text($"{few.Postgres:0} µs"), Figure.Text($"{many.Postgres / few.Postgres:P0}")));
        report.Add(new Figure("PostgreSQL: … what the host withheld", many.Whole.Host.ToString(), few.Whole.Host.ToString()));
    }

    /// <summary>An engine on a database of its own, warm.</summary>
    private sealed class Shop(PostgresDatabase database, ApiProcess api, Requests requests) : IAsyncDisposable
    {
        private readonly List<Run> runs = [];
        private Spent spent;

        public ApiProcess Api => api;

        public Run Whole => Wire.Run.Of(runs);

        /// <summary>In microseconds an event.</summary>
        public double Engine => spent.Engine.TotalMicroseconds / Whole.Count;

        /// <summary>In microseconds an event.</summary>
        public double Postgres => spent.Database.TotalMicroseconds / Whole.Count;

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
            return new Shop(database, api, requests);
        }

        public async Task Run(TimeSpan time, CancellationToken cancellationToken)
        {
            var before = Spent.Now(api, database);
            runs.Add(await Callers.AsFastAsTheyCan(api.Port, time, requests.CartUpdatedOfAnyone, cancellationToken));
            spent += Spent.Now(api, database).Since(before);
        }

        public ValueTask DisposeAsync() => api.DisposeAsync();
    }
}
