using System.Diagnostics;
using System.Text;
using Conversations.Actors;
using Conversations.Actors.InProcess;
using Conversations.Actors.Time;
using Conversations.Bench;
using Conversations.Customers;
using Conversations.Identity;
using Conversations.Load.Machine;
using Conversations.Storage;
using Conversations.Threads;
using Microsoft.Extensions.Logging.Abstractions;

namespace Conversations.Load.Scenarios;

/// <summary>Due customers on PostgreSQL: woken, decided through all gates, committed, and their touch handed to the number's sender. The engine is the product's own, in this process, so that each commit can be timed against what was due.</summary>
internal static class Due
{
    private static readonly StoreId Store = new("bench");

    /// <summary>A Tuesday noon in Paris: no gate holds.</summary>
    private static readonly DateTimeOffset Noon = new(2026, 3, 3, 11, 0, 0, TimeSpan.Zero);

    private static readonly DateTimeOffset First = Noon.AddSeconds(1);

    /// <summary>Customers woken before, until the runtime has compiled what is hot: an engine that has a hundred thousand customers has been running.</summary>
    private const int WarmUp = 20_000;

    public static async Task AtOnce(PrivatePostgres server, Report report, CancellationToken cancellationToken)
    {
        const int count = 100_000;
        await Wake(server, WarmUp, TimeSpan.Zero, cancellationToken);
        var woken = await Wake(server, count, TimeSpan.Zero, cancellationToken);
        report.Add(new Figure($"PostgreSQL: {count:N0} customers due at once, woken, decided, committed, handed to the sender", Figure.Text($"{count / woken.Seconds:N0}/s; the last after {woken.Seconds:0.0} s"), woken.Host.ToString()));
    }

    public static async Task OverAMinute(PrivatePostgres server, Report report, CancellationToken cancellationToken)
    {
        const int count = 20_000;
        await Wake(server, WarmUp, TimeSpan.Zero, cancellationToken);
        var woken = await Wake(server, count, TimeSpan.FromMinutes(1), cancellationToken);
        report.Add(new Figure($"PostgreSQL: {count:N0} customers due over one minute, lateness to the commit", Figure.Milliseconds(woken.At(0.50), woken.At(0.99)), woken.Host.ToString()));
    }

    private static async Task<Woken> Wake(PrivatePostgres server, int count, TimeSpan spread, CancellationToken cancellationToken)
    {
        await using var sql = await StorageOpening.Open(server.ConnectionString, cancellationToken);
        await sql.Empty(Store, cancellationToken);
        await Seed.Customers(server, Store.Value, count, Noon, First, spread, cancellationToken);
        await server.ReuseLog(cancellationToken);
        using var clock = new VirtualClock(Noon, running: false);
        var woken = new Woken(sql, clock, count, spread);
        using var rules = new RulesBook(sql);
        await rules.Publish(Store, DemoRules.Of(), cancellationToken);
        using var engine = new InProcessEngine(
            new EnginePorts(woken, sql, sql, sql, new Nobody(), new Nobody(), new Nobody()),
            rules,
            new EngineOptions { SuppressionKey = Encoding.UTF8.GetBytes("a-key-for-the-bench-only"), CommitLanes = 2 },
            new Agenda(clock, new InFlight(), NullLogger<Agenda>.Instance),
            NullLoggerFactory.Instance);
        await engine.StartAsync(cancellationToken);
        await using var host = Host.BeginWatching();
        clock.Run();
        await woken.All.WaitAsync(TimeSpan.FromMinutes(5), cancellationToken);
        woken.Host = host.Withheld;
        clock.Stop();
        await engine.StopAsync(cancellationToken);
        return woken;
    }

    /// <summary>The store, with an eye on when each due customer's turn was durable.</summary>
    private sealed class Woken(ICustomerStore inner, TimeProvider clock, int count, TimeSpan spread) : ICustomerStore
    {
        private readonly List<double> lateness = new(count);
        private readonly TaskCompletionSource all = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private long first;

        public Task All => all.Task;

        public double Seconds { get; private set; }

        public Withheld Host { get; set; }

        public double At(double share)
        {
            lateness.Sort();
            return lateness[(int)((lateness.Count - 1) * share)];
        }

        public async Task<IReadOnlyList<CommitOutcome>> Commit(IReadOnlyList<Turn> turns, CancellationToken cancellationToken)
        {
            Interlocked.CompareExchange(ref first, Stopwatch.GetTimestamp(), 0);
            var outcomes = await inner.Commit(turns, cancellationToken);
            var now = clock.GetUtcNow();
            lock (lateness)
            {
                foreach (var (turn, outcome) in turns.Zip(outcomes))
                {
                    if (outcome is CommitOutcome.Committed && turn.Decisions.Any(decided => decided.Input is CustomerInput.Woken) && lateness.Count < count)
                    {
                        lateness.Add((now - DueAt(turn.Customer)).TotalMilliseconds);
                    }
                }

                if (lateness.Count == count && all.TrySetResult())
                {
                    Seconds = Stopwatch.GetElapsedTime(first).TotalSeconds;
                }
            }

            return outcomes;
        }

        /// <summary>As it was seeded: the number in its name tells.</summary>
        private DateTimeOffset DueAt(CustomerKey customer) =>
            First + (spread * (double.Parse(customer.Customer.Value.AsSpan(2), System.Globalization.CultureInfo.InvariantCulture) / count));

        public Task<StoredSnapshot?> Load(CustomerKey customer, CancellationToken cancellationToken) => inner.Load(customer, cancellationToken);

        public Task<IReadOnlyList<CustomerKey>> Due(DateTimeOffset now, int limit, CancellationToken cancellationToken) => inner.Due(now, limit, cancellationToken);

        public Task<DateTimeOffset?> NextDue(DateTimeOffset? after, CancellationToken cancellationToken) => inner.NextDue(after, cancellationToken);

        public Task<IReadOnlyList<EffectRow>> PendingEffects(CancellationToken cancellationToken) => inner.PendingEffects(cancellationToken);

        public Task<IReadOnlyList<EffectRow>> PendingEffects(StoreId store, CancellationToken cancellationToken) => inner.PendingEffects(store, cancellationToken);

        public Task Settle(IReadOnlyList<SettledEffect> effects, CancellationToken cancellationToken) => inner.Settle(effects, cancellationToken);

        public Task<IReadOnlyList<(long Version, CustomerInput Input)>> Inputs(CustomerKey customer, CancellationToken cancellationToken) => inner.Inputs(customer, cancellationToken);

        public Task<IReadOnlyList<CustomerKey>> Keys(CustomerKey? after, int limit, CancellationToken cancellationToken) => inner.Keys(after, limit, cancellationToken);

        public Task<StoredSnapshot?> Baseline(CustomerKey customer, CancellationToken cancellationToken) => inner.Baseline(customer, cancellationToken);

        public Task<IReadOnlyList<CustomerId>> Tombstones(CustomerKey survivor, CancellationToken cancellationToken) => inner.Tombstones(survivor, cancellationToken);

        public Task Erase(CustomerKey customer, CancellationToken cancellationToken) => inner.Erase(customer, cancellationToken);

        public Task Empty(StoreId store, CancellationToken cancellationToken) => inner.Empty(store, cancellationToken);
    }

    /// <summary>An outside that takes everything at once.</summary>
    private sealed class Nobody : IWhatsApp, IAssistant, IStoreWebhook
    {
        private long calls;

        public Task<SendResult> Send(StoreId store, Effect.Send send, CancellationToken cancellationToken) =>
            Task.FromResult<SendResult>(new SendResult.Accepted(FormattableString.Invariant($"wamid.sink{Interlocked.Increment(ref calls)}"), null));

        public Task MarkRead(StoreId store, Effect.MarkRead read, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<Answer> Answer(Question question, CancellationToken cancellationToken) => Task.FromResult(new Answer { Reason = "bench" });

        public Task<bool> Tell(StoreId store, string key, Effect.TellStore tell, CancellationToken cancellationToken) => Task.FromResult(true);
    }
}
