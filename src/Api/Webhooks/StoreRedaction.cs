using Conversations.Actors;
using Conversations.Actors.Time;
using Conversations.Identity;

namespace Conversations.Api.Webhooks;

/// <summary>Erases all customers of a store that has gone. Remembered before it begins, so that a restart goes on with it.</summary>
public sealed partial class StoreRedaction(IEngineHost engine, IReadModels readModels, IStoreRecords records, Agenda agenda, ILogger<StoreRedaction> logger)
{
    private const string Document = "redaction/store";
    private const string Wanted = "wanted";
    private const string Done = "done";
    private const int Batch = 500;

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

    private async Task EraseAll(StoreId store)
    {
        var count = 0;
        while (await readModels.Customers(store, Batch, CancellationToken.None) is { Count: > 0 } customers)
        {
            foreach (var customer in customers)
            {
                await engine.Erase(new(store, customer.CustomerId), CancellationToken.None);
                count++;
            }
        }

        await records.PutDocument(store, Document, Done, CancellationToken.None);
        Log.Erased(logger, store.Value, count);
    }

    private static partial class Log
    {
        [LoggerMessage(112, LogLevel.Warning, "All {Count} customers of store {Store} were erased")]
        public static partial void Erased(ILogger logger, string store, int count);
    }
}
