using Conversations.Actors.Time;
using Conversations.Customers;
using Microsoft.Extensions.Logging;

namespace Conversations.Actors.Waking;

/// <summary>Wakes customers at their DueAt: armed at the earliest instant known, which every commit may bring forward; the store's own column is the truth (L5).</summary>
public sealed partial class Waker(IEngine engine, ICustomerStore store, Agenda agenda, Func<bool> leads, ILogger<Waker> logger)
{
    private const int PageMax = 2_000;

    /// <summary>So often one customer may be due again at the same instant before it waits: a decider that never moves on must not spin.</summary>
    private const int SpinsMax = 20;

    private static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(1);

    private readonly Lock gate = new();
    private IDisposable? armed;
    private DateTimeOffset? armedAt;
    private bool scanning;
    private bool again;

    /// <summary>Tells of a commit's DueAt.</summary>
    public void Arm(DateTimeOffset? due)
    {
        if (due is not { } at)
        {
            return;
        }

        lock (gate)
        {
            if (scanning && at <= agenda.Now)
            {
                again = true;
            }
            else if (armedAt is null || at < armedAt)
            {
                ArmLocked(at);
            }
        }
    }

    /// <summary>Scans now: after a start, a moved or a reset clock.</summary>
    public void Scan()
    {
        lock (gate)
        {
            ArmLocked(agenda.Now);
        }
    }

    private void ArmLocked(DateTimeOffset at)
    {
        armed?.Dispose();
        armedAt = at;
        armed = agenda.At(at, WakeDue);
    }

    private async Task WakeDue()
    {
        lock (gate)
        {
            armedAt = null;
            if (!leads())
            {
                // Another process wakes them; once this one leads, it scans.
                return;
            }

            if (scanning)
            {
                again = true;
                return;
            }

            scanning = true;
        }

        DateTimeOffset? next;
        var clean = false;
        try
        {
            clean = await WakePages();
            next = clean ? await store.NextDue(CancellationToken.None) : agenda.Now + RetryAfter;
        }
        catch (Exception error)
        {
            Log.ScanFailed(logger, error);
            next = agenda.Now + RetryAfter;
        }

        lock (gate)
        {
            scanning = false;
            if (clean && again)
            {
                next = agenda.Now;
            }

            if (next is { } at && (armedAt is null || at < armedAt))
            {
                ArmLocked(at);
            }
        }
    }

    /// <summary>False where some customer stays due although it was woken.</summary>
    private async Task<bool> WakePages()
    {
        var spins = new Dictionary<CustomerKey, int>();
        while (true)
        {
            lock (gate)
            {
                again = false;
            }

            // Those that stay due come first in every page: ask for so many more.
            var stuck = spins.Count(entry => entry.Value >= SpinsMax);
            var page = await store.Due(agenda.Now, PageMax + stuck, CancellationToken.None);
            var due = page.Where(customer => spins.GetValueOrDefault(customer) < SpinsMax).ToList();
            if (due.Count == 0 || !leads())
            {
                return stuck == 0;
            }

            foreach (var customer in due)
            {
                spins[customer] = spins.GetValueOrDefault(customer) + 1;
            }

            await Task.WhenAll(due.Select(customer => Wake(customer, spins)));
        }
    }

    private async Task Wake(CustomerKey customer, Dictionary<CustomerKey, int> spins)
    {
        try
        {
            // The customer's shell gives it its id (customer and version), and drops it where nothing is due.
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
        [LoggerMessage(30, LogLevel.Error, "The scan for due customers failed; it is repeated in a minute")]
        public static partial void ScanFailed(ILogger logger, Exception error);

        [LoggerMessage(31, LogLevel.Error, "Customer {Customer} could not be woken; it is tried again in a minute")]
        public static partial void WakeFailed(ILogger logger, Exception error, CustomerKey customer);
    }
}
