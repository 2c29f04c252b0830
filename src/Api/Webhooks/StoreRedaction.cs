using Conversations.Actors;
using Conversations.Actors.Time;
using Conversations.Identity;

namespace Conversations.Api.Webhooks;

/// <summary>Erases all customers of a store that has gone. Remembered before it begins, so that a restart goes on with it.</summary>
public sealed partial class StoreRedaction(IEngineHost engine, ICustomerStore customers, IStoreRecords records, Agenda agenda, ILogger<StoreRedaction> logger)
{
    private const string Document = "redaction/store";
    private const string Wanted = "wanted";
    private const string Done = "done";
    private const int Batch = 500;

    /// <summary>A database that was away is mostly back by then.</summary>
    private static readonly TimeSpan RetryAfter = TimeSpan.FromMinutes(1);

    /// <summary>Durable when this answers; the erasing follows.</summary>
    public async Task Begin(StoreId store, CancellationToken cancellationToken)
    {
        await records.PutDocument(store, Document, Wanted, cancellationToken);
        agenda.Run(() => EraseAll(store));
    }

    public async Task Resume(IEnumerable<StoreId> stores, CancellationToken cancellationToken)
    {
        foreach (var store in stores)
        {
            if (await records.Document(store, Document, cancellationToken) == Wanted)
            {
                agenda.Run(() => EraseAll(store));
            }
        }
    }

    /// <summary>Round after round until nobody is left: what comes meanwhile goes too.</summary>
    private async Task EraseAll(StoreId store)
    {
        var done = false;
        try
        {
            var (erased, left) = (0, 0);
            for (var more = 1; more > 0 && left == 0; erased += more)
            {
                (more, left) = await Round(store);
            }

            Log.Erased(logger, erased, store.Value, left);
            if (left == 0)
            {
                await records.PutDocument(store, Document, Done, CancellationToken.None);
                done = true;
            }
        }
        finally
        {
            if (!done)
            {
                agenda.At(agenda.Now + RetryAfter, () => EraseAll(store));
            }
        }
    }

    /// <summary>How many were erased, and how many could not be.</summary>
    private async Task<(int Erased, int Left)> Round(StoreId store)
    {
        var (erased, left) = (0, 0);
        var cursor = new CustomerKey(store, new CustomerId(""));
        while (await customers.Keys(cursor, Batch, CancellationToken.None) is { Count: > 0 } page && page[0].Store == store)
        {
            foreach (var customer in page.TakeWhile(customer => customer.Store == store))
            {
                try
                {
                    await engine.Erase(customer, CancellationToken.None);
                    erased++;
                }
                catch (Exception error)
                {
                    Log.NotErased(logger, customer, error.GetType().Name);
                    left++;
                }
            }

            cursor = page[^1];
        }

        return (erased, left);
    }

    private static partial class Log
    {
        [LoggerMessage(112, LogLevel.Warning, "{Count} customers of store {Store} were erased, {Left} are left")]
        public static partial void Erased(ILogger logger, int count, string store, int left);

        [LoggerMessage(113, LogLevel.Error, "Customer {Customer} could not be erased; it is tried again in a minute: {Error}")]
        public static partial void NotErased(ILogger logger, CustomerKey customer, string error);
    }
}
