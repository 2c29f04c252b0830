using System.Collections.Immutable;
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

    /// <summary>Who stayed due although it was woken: left alone until <see cref="retryAt"/>, and nobody waits for them.</summary>
    private ImmutableHashSet<CustomerKey> stuck = [];
    private DateTimeOffset retryAt;
    private DateTimeOffset lookedAt;

    /// <summary>When a customer next wants to be woken; whoever stayed due is tried again in a minute.</summary>
    public async Task<DateTimeOffset?> Next(CancellationToken cancellationToken) => stuck.IsEmpty
        ? await store.NextDue(null, cancellationToken)
        : await store.NextDue(lookedAt, cancellationToken) is { } due && due < retryAt ? due : retryAt;

    /// <param name="looking">Told before each look: what was committed before it is seen.</param>
    public async Task Run(Action? looking = null)
    {
        if (agenda.Now >= retryAt || agenda.Now < lookedAt)
        {
            stuck = [];
            retryAt = agenda.Now + RetryAfter;
        }

        var spins = new Dictionary<CustomerKey, int>();
        using var room = new SemaphoreSlim(AtOnceMax);
        while (true)
        {
            looking?.Invoke();
            lookedAt = agenda.Now;

            // Those that stay due come first in every page: ask for so many more.
            var page = await store.Due(lookedAt, PageMax + stuck.Count, CancellationToken.None);
            var due = page.Where(customer => !stuck.Contains(customer)).ToList();
            if (due.Count == 0 || !leads())
            {
                return;
            }

            foreach (var customer in due)
            {
                spins[customer] = spins.GetValueOrDefault(customer) + 1;
                if (spins[customer] == SpinsMax)
                {
                    stuck = stuck.Add(customer);
                }
            }

            await Task.WhenAll(due.Select(customer => Wake(customer, room)));
        }
    }

    private async Task Wake(CustomerKey customer, SemaphoreSlim room)
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
            ImmutableInterlocked.Update(ref stuck, static (known, one) => known.Add(one), customer);
            Log.WakeFailed(logger, error, customer);
        }
        finally
        {
            room.Release();
        }
    }

    private static partial class Log
    {
        [LoggerMessage(31, LogLevel.Error, "Customer {Customer} could not be woken; it is tried again within a minute")]
        public static partial void WakeFailed(ILogger logger, Exception error, CustomerKey customer);
    }
}
