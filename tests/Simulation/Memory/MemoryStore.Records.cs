using Conversations.Actors;
using Conversations.Identity;

namespace Conversations.Simulation.Memory;

internal sealed partial class MemoryStore : IStoreRecords
{
    private readonly SortedDictionary<(string Store, string Event), FanOut> fanOuts = [];
    private readonly Dictionary<(StoreId, string), SortedDictionary<DateTimeOffset, decimal>> prices = [];
    private readonly Dictionary<(StoreId Store, string Name), string> documents = [];

    /// <summary>Jobs that have not come to their end.</summary>
    public IEnumerable<string> FanOuts => fanOuts.Keys.Select(key => key.Event);

    public async Task<bool> StartFanOut(FanOut fanOut, string source, CancellationToken cancellationToken)
    {
        await hook.Before("start fan-out");
        lock (gate)
        {
            if (!received.Add((fanOut.Store, source, fanOut.EventId)))
            {
                return false;
            }

            fanOuts[(fanOut.Store.Value, fanOut.EventId)] = fanOut;
            return true;
        }
    }

    public async Task<IReadOnlyList<FanOut>> OpenFanOuts(CancellationToken cancellationToken)
    {
        await hook.Before("open fan-outs");
        lock (gate)
        {
            return [.. fanOuts.Values];
        }
    }

    public async Task MoveFanOut(StoreId store, string eventId, CustomerId? cursor, CancellationToken cancellationToken)
    {
        await hook.Before("move fan-out");
        lock (gate)
        {
            if (cursor is null)
            {
                fanOuts.Remove((store.Value, eventId));
            }
            else if (fanOuts.TryGetValue((store.Value, eventId), out var job))
            {
                fanOuts[(store.Value, eventId)] = job with { Cursor = cursor };
            }
        }
    }

    public async Task<(decimal? Previous, decimal? Low30)> RecordPrice(StoreId store, string productId, decimal price, DateTimeOffset at, CancellationToken cancellationToken)
    {
        await hook.Before("price");
        lock (gate)
        {
            if (!prices.TryGetValue((store, productId), out var history))
            {
                prices[(store, productId)] = history = [];
            }

            var before = history.Where(entry => entry.Key < at).ToList();
            history[at] = price;
            var from = before.Select(entry => entry.Key).LastOrDefault(since => since <= at.AddDays(-30), at.AddDays(-30));
            var month = before.Where(entry => entry.Key >= from).ToList();
            return (before.Count == 0 ? null : before[^1].Value, month.Count == 0 ? null : month.Min(entry => entry.Value));
        }
    }

    public Task<string?> Document(StoreId store, string name, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return Task.FromResult(documents.GetValueOrDefault((store, name)));
        }
    }

    public Task<IReadOnlyList<(string Name, string Body)>> Documents(StoreId store, string prefix, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return Task.FromResult<IReadOnlyList<(string, string)>>([.. documents.Where(document => document.Key.Store == store && document.Key.Name.StartsWith(prefix, StringComparison.Ordinal)).OrderBy(document => document.Key.Name, StringComparer.Ordinal).Select(document => (document.Key.Name, document.Value))]);
        }
    }

    public Task PutDocument(StoreId store, string name, string body, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            documents[(store, name)] = body;
        }

        return Task.CompletedTask;
    }

    public Task<bool> ReplaceDocument(StoreId store, string name, string? before, string body, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var same = documents.GetValueOrDefault((store, name)) == before;
            if (same)
            {
                documents[(store, name)] = body;
            }

            return Task.FromResult(same);
        }
    }

    public Task KeepUnread(StoreId? store, string source, DateTimeOffset at, string reason, string body, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<IReadOnlyList<UnreadItem>> Unread(StoreId? store, int limit, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<UnreadItem>>([]);

    public Task<IReadOnlyList<UnreadCount>> UnreadBySource(StoreId store, string prefix, CancellationToken cancellationToken) => Task.FromResult<IReadOnlyList<UnreadCount>>([]);

    public Task<IReadOnlyList<UnreadItem>> UnreadFrom(StoreId store, string source, CancellationToken cancellationToken) => Unread(store, 0, cancellationToken);

    public Task ForgetUnread(StoreId store, string source, DateTimeOffset until, CancellationToken cancellationToken) => Task.CompletedTask;
}
