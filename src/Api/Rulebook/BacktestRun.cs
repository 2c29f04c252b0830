using System.Diagnostics;
using Conversations.Actors;
using Conversations.Api.Replay;
using Conversations.Customers;
using Conversations.Identity;

namespace Conversations.Api.Rulebook;

/// <summary>How far a backtest came. <paramref name="StoppedBy"/>: <c>customers</c>, <c>time</c>, or null where it went through all.</summary>
public sealed record BacktestRunResult(BacktestTally Tally, int Skipped, string? StoppedBy);

/// <summary>Plays a store's customers one after the other, in order of their random ids, within bounds; one backtest at a time in a process.</summary>
public sealed class BacktestRun(ICustomerStore customers, RulesBook rules) : IDisposable
{
    private const int PageSize = 200;
    private const int CustomersMax = 5_000;
    private static readonly TimeSpan TimeMax = TimeSpan.FromSeconds(20);

    private readonly SemaphoreSlim running = new(1, 1);

    public async Task<BacktestRunResult> Run(StoreId store, DateTimeOffset from, DateTimeOffset to, Rules before, Rules changed, CancellationToken cancellationToken)
    {
        await running.WaitAsync(cancellationToken);
        try
        {
            return await Through(store, from, to, before, changed, cancellationToken);
        }
        finally
        {
            running.Release();
        }
    }

    public void Dispose() => running.Dispose();

    private async Task<BacktestRunResult> Through(StoreId store, DateTimeOffset from, DateTimeOffset to, Rules before, Rules changed, CancellationToken cancellationToken)
    {
        var (tally, skipped, began) = (new BacktestTally(), 0, Stopwatch.GetTimestamp());
        var cursor = new CustomerKey(store, new CustomerId(""));
        while (await customers.Keys(cursor, PageSize, cancellationToken) is { Count: > 0 } page)
        {
            foreach (var key in page)
            {
                if (key.Store != store)
                {
                    return new BacktestRunResult(tally, skipped, null);
                }

                if (tally.Customers + skipped >= CustomersMax || Stopwatch.GetElapsedTime(began) > TimeMax)
                {
                    return new BacktestRunResult(tally, skipped, tally.Customers + skipped >= CustomersMax ? "customers" : "time");
                }

                if (await Play(key, from, to, before, changed, cancellationToken) is { } outcome)
                {
                    tally = tally.Add(key.Customer, outcome);
                }
                else
                {
                    skipped++;
                }
            }

            cursor = page[^1];
        }

        return new BacktestRunResult(tally, skipped, null);
    }

    /// <summary>Null: nothing of it lies before the period's end, or its inputs from birth on are no longer all there.</summary>
    private async Task<BacktestOutcome?> Play(CustomerKey key, DateTimeOffset from, DateTimeOffset to, Rules before, Rules changed, CancellationToken cancellationToken)
    {
        var inputs = await customers.Inputs(key, cancellationToken);
        if (inputs is not [(1, var first), ..] || first.At > to)
        {
            return null;
        }

        var all = inputs.Select(static input => input.Input).ToList();
        var past = all.TakeWhile(input => input.At < from).ToList();
        var known = await RecordedRules.Of(rules, key.Store, past, cancellationToken);
        return past.All(input => known.ContainsKey(input.RulesVersion))
            ? Backtest.Of(new Customer { Store = key.Store, Id = key.Customer }, all, known, from, to, before, changed)
            : null;
    }
}
