using Conversations.Actors.Time;
using Conversations.Customers;
using Microsoft.Extensions.Logging;

namespace Conversations.Actors.Dispatch;

/// <summary>Brings an effect's outcome back to a customer, and takes effects off the outbox.</summary>
internal sealed partial class Outcomes(IEngine engine, ICustomerStore store, Agenda agenda, ILogger<Outcomes> logger)
{
    private static readonly TimeSpan[] Backoff =
    [
        TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(2), TimeSpan.FromMinutes(10),
    ];

    /// <summary>Who is busy, or on a silo that stops, is so for a moment: asked every five seconds in the end.</summary>
    private const int BusyTriesMax = 1;

    private readonly SettleQueue settling = new(store, agenda);

    public static TimeSpan WaitAfter(int tries) => Backoff[Math.Min(tries, Backoff.Length - 1)];

    /// <summary>For effects without an outcome input.</summary>
    public void Settle(EffectRow row) => settling.Settle(new SettledEffect(row.Customer, row.Version, row.Place));

    /// <summary>Hands the outcome to the customer who had the effect.</summary>
    public Task Tell(EffectRow row, CustomerInput outcome) => Tell(row.Customer, outcome, 0);

    /// <summary>Hands the outcome to a customer. It must not be lost while the engine runs: tried until it is taken, or the customer is parked.</summary>
    /// <returns>Null once that is so, else how long to wait before the next try.</returns>
    public async Task<TimeSpan?> Try(CustomerKey customer, CustomerInput outcome, int tries)
    {
        try
        {
            if (await engine.Tell(customer, outcome, CancellationToken.None) == Taken.Repeated)
            {
                // Known by another way, or of a customer erased meanwhile: nothing else takes the effect off the outbox.
                settling.Settle(EffectKey.SettledBy(customer.Store, outcome)!);
            }

            return null;
        }
        catch (CustomerParkedException error)
        {
            Log.Parked(logger, error, customer);
            return null;
        }
        catch (Exception error)
        {
            Log.Retried(logger, error, customer);
            return WaitAfter(error is OverloadedException ? Math.Min(tries, BusyTriesMax) : tries);
        }
    }

    private async Task Tell(CustomerKey customer, CustomerInput outcome, int tries)
    {
        if (await Try(customer, outcome, tries) is { } wait)
        {
            agenda.At(agenda.Now + wait, () => Tell(customer, outcome, tries + 1));
        }
    }

    private static partial class Log
    {
        [LoggerMessage(80, LogLevel.Error, "Customer {Customer} is parked; an outcome waits in the outbox for the next start")]
        public static partial void Parked(ILogger logger, Exception error, CustomerKey customer);

        [LoggerMessage(81, LogLevel.Warning, "An outcome could not be handed to customer {Customer}; trying again")]
        public static partial void Retried(ILogger logger, Exception error, CustomerKey customer);
    }
}
