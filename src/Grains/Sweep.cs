using Conversations.Actors;
using Conversations.Actors.Time;
using Conversations.Customers;
using Microsoft.Extensions.Logging;

namespace Conversations.Grains;

/// <summary>Wakes whoever is overdue, whatever became of timers and reminders (L5): the customers' own DueAt in the database is the truth.</summary>
internal sealed partial class Sweep(IEngine engine, ICustomerStore store, Agenda agenda, ILogger<Sweep> logger) : IDisposable
{
    private const int PageMax = 500;

    /// <summary>So often one customer may be due again in one sweep: a decider that never moves on must not spin.</summary>
    private const int SpinsMax = 20;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(1);

    private readonly SemaphoreSlim one = new(1, 1);
    private DateTimeOffset notBefore;

    /// <summary>When a customer next wants to be woken; whoever could not be is tried again in a minute.</summary>
    public async Task<DateTimeOffset?> Next(CancellationToken cancellationToken) =>
        await store.NextDue(cancellationToken) is { } due ? (due > notBefore ? due : notBefore) : null;

    /// <summary>Wakes all whose DueAt is then or before.</summary>
    public async Task Run(DateTimeOffset dueBy)
    {
        await one.WaitAsync();
        try
        {
            var spins = new Dictionary<CustomerKey, int>();
            while (true)
            {
                // Those that stay due come first in every page: ask for so many more.
                var stuck = spins.Count(static entry => entry.Value >= SpinsMax);
                var page = await store.Due(dueBy, PageMax + stuck, CancellationToken.None);
                var due = page.Where(customer => spins.GetValueOrDefault(customer) < SpinsMax).ToList();
                if (due.Count == 0)
                {
                    notBefore = stuck == 0 ? DateTimeOffset.MinValue : agenda.Now + RetryAfter;
                    return;
                }

                foreach (var customer in due)
                {
                    spins[customer] = spins.GetValueOrDefault(customer) + 1;
                }

                await Task.WhenAll(due.Select(customer => Wake(customer, spins)));
            }
        }
        finally
        {
            one.Release();
        }
    }

    public void Dispose() => one.Dispose();

    private async Task Wake(CustomerKey customer, Dictionary<CustomerKey, int> spins)
    {
        try
        {
            var now = agenda.Now;
            await engine.Tell(customer, new CustomerInput.Woken { Id = $"woken:{customer.Customer}", Source = EffectKey.Source, At = now, OccurredAt = now }, CancellationToken.None);
        }
        catch (Exception error)
        {
            lock (spins)
            {
                spins[customer] = SpinsMax;
            }

            Log.WakeFailed(logger, error, customer);
        }
    }

    private static partial class Log
    {
        [LoggerMessage(230, LogLevel.Error, "Customer {Customer} could not be woken; it is tried again in a minute")]
        public static partial void WakeFailed(ILogger logger, Exception error, CustomerKey customer);
    }
}
