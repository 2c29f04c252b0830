using Conversations.Actors.Time;
using Conversations.Customers;
using Microsoft.Extensions.Logging;

namespace Conversations.Actors.Waking;

/// <summary>Wakes all who are due by the store's own column, which is the truth (L5), for as long as this process is the one to do so.</summary>
internal sealed partial class DueScan(IEngine engine, ICustomerStore store, Agenda agenda, Func<bool> leads, ILogger<DueScan> logger)
{
    private const int PageMax = 2_000;

    /// <summary>Woken side by side: enough for full commits on every lane, few enough that what a turn needs is gone before the collector would have to keep it.</summary>
    private const int AtOnceMax = 256;

    /// <summary>So often one customer may be due again in one scan before it waits: a decider that never moves on must not spin.</summary>
    private const int SpinsMax = 20;

    /// <summary>A database that fails, or a customer that stays due, is not asked again before.</summary>
    public static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(1);

    private DateTimeOffset notBefore;

    /// <summary>When a customer next wants to be woken; whoever stayed due is tried again in a minute.</summary>
    public async Task<DateTimeOffset?> Next(CancellationToken cancellationToken) =>
        await store.NextDue(cancellationToken) is { } due ? (due > notBefore ? due : notBefore) : null;

    /// <summary>False where some customer stays due although it was woken.</summary>
    public async Task<bool> Run()
    {
        var spins = new Dictionary<CustomerKey, int>();
        var stuck = new HashSet<CustomerKey>();
        using var room = new SemaphoreSlim(AtOnceMax);
        while (true)
        {
            // Those that stay due come first in every page: ask for so many more.
            var page = await store.Due(agenda.Now, PageMax + stuck.Count, CancellationToken.None);
            var due = page.Where(customer => !stuck.Contains(customer)).ToList();
            if (due.Count == 0 || !leads())
            {
                notBefore = stuck.Count == 0 ? DateTimeOffset.MinValue : agenda.Now + RetryAfter;
                return stuck.Count == 0;
            }

            foreach (var customer in due)
            {
                spins[customer] = spins.GetValueOrDefault(customer) + 1;
                if (spins[customer] == SpinsMax)
                {
                    stuck.Add(customer);
                }
            }

            await Task.WhenAll(due.Select(customer => Wake(customer, stuck, room)));
        }
    }

    private async Task Wake(CustomerKey customer, HashSet<CustomerKey> stuck, SemaphoreSlim room)
    {
        await room.WaitAsync();
        try
        {
            // The customer's shell gives it its id (customer and version), and drops it where nothing is due.
            var now = agenda.Now;
            await engine.Tell(customer, new CustomerInput.Woken { Id = $"woken:{customer.Customer}", Source = EffectKey.Source, At = now, OccurredAt = now }, CancellationToken.None);
        }
        catch (Exception error)
        {
            lock (stuck)
            {
                stuck.Add(customer);
            }

            Log.WakeFailed(logger, error, customer);
        }
        finally
        {
            room.Release();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(31, LogLevel.Error, "Customer {Customer} could not be woken; it is tried again in a minute")]
        public static partial void WakeFailed(ILogger logger, Exception error, CustomerKey customer);
    }
}
