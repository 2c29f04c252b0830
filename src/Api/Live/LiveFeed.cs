using System.Collections.Concurrent;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using Conversations.Actors;
using Conversations.Identity;
using Microsoft.AspNetCore.SignalR;

namespace Conversations.Api.Live;

/// <summary>A customer changed: read it again. Holds nothing personal.</summary>
/// <param name="CustomerId">Whose state changed.</param>
/// <param name="Version">The version it has now; 0: it was erased.</param>
/// <param name="ThreadState">assistant, waiting, human or closed.</param>
/// <param name="Thread">True where the thread or its messages changed.</param>
public sealed record Changed(CustomerId CustomerId, long Version, string ThreadState, bool Thread);

/// <summary>Tells consoles and pages what has just been committed. A listener that does not keep up misses the oldest, never holds the engine.</summary>
public sealed class LiveFeed(IHubContext<LiveHub> hub)
{
    private const int BacklogMax = 1000;

    private readonly ConcurrentDictionary<Channel<Changed>, StoreId> listeners = new();

    private int connections;

    /// <summary>Null: this process is alone.</summary>
    public ILivePeers? Peers { get; set; }

    public bool HasListeners => !listeners.IsEmpty || Volatile.Read(ref connections) > 0;

    /// <summary>What was committed here.</summary>
    public void Tell(StoreId store, Changed changed)
    {
        Hear(store, changed);
        Peers?.Tell(store, changed);
    }

    /// <summary>What was committed here or elsewhere.</summary>
    public void Hear(StoreId store, Changed changed)
    {
        foreach (var (listener, wanted) in listeners)
        {
            if (wanted == store)
            {
                listener.Writer.TryWrite(changed);
            }
        }

        if (Volatile.Read(ref connections) > 0)
        {
            _ = hub.Clients.Group(store.Value).SendAsync("changed", changed);
        }
    }

    /// <summary>A hub's connection came or went: while there is none, commits need not be told.</summary>
    internal void Connected(int change) => Interlocked.Add(ref connections, change);

    /// <summary>Somebody listens here; completes when the other processes know.</summary>
    internal Task Announce() => Peers?.Listening() ?? Task.CompletedTask;

    /// <summary>First <c>listening</c>, without data: from then on nothing is missed, what happened before is to be read anew. Then each <c>changed</c>.</summary>
    public async IAsyncEnumerable<SseItem<Changed?>> Listen(StoreId store, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var listener = Channel.CreateBounded<Changed>(new BoundedChannelOptions(BacklogMax) { FullMode = BoundedChannelFullMode.DropOldest });
        listeners[listener] = store;

        // Ended, not broken off: whoever listens hears that it is over.
        await using var ending = cancellationToken.Register(() => listener.Writer.TryComplete());
        try
        {
            await Announce();
            yield return new(null, "listening");
            await foreach (var changed in listener.Reader.ReadAllAsync(CancellationToken.None))
            {
                yield return new(changed, "changed");
            }
        }
        finally
        {
            listeners.TryRemove(listener, out _);
        }
    }
}

/// <summary>SignalR's way in: the key's store decides what is heard. First <c>listening</c>: SignalR answers the handshake before anybody listens, and what changes in between is missed. Then each <c>changed</c>.</summary>
public sealed class LiveHub(LiveFeed feed) : Hub
{
    public override async Task OnConnectedAsync()
    {
        feed.Connected(1);
        if (Context.User?.FindFirst(Keys.BearerKeys.StoreClaim)?.Value is { } store)
        {
            await Groups.AddToGroupAsync(Context.ConnectionId, store, Context.ConnectionAborted);
        }

        await feed.Announce();
        await Clients.Caller.SendAsync("listening", Context.ConnectionAborted);
        await base.OnConnectedAsync();
    }

    public override async Task OnDisconnectedAsync(Exception? exception)
    {
        feed.Connected(-1);
        await base.OnDisconnectedAsync(exception);
    }
}

/// <summary>The customer store with an ear on its commits and erasures. <paramref name="before"/> runs ahead of each commit.</summary>
public sealed class ObservedStore(ICustomerStore inner, Func<CancellationToken, Task> before, Action<Turn> committed, Action<CustomerKey> erased) : ICustomerStore
{
    public Task<StoredSnapshot?> Load(CustomerKey customer, CancellationToken cancellationToken) => inner.Load(customer, cancellationToken);

    public async Task<IReadOnlyList<CommitOutcome>> Commit(IReadOnlyList<Turn> turns, CancellationToken cancellationToken)
    {
        await before(cancellationToken);
        var outcomes = await inner.Commit(turns, cancellationToken);
        foreach (var (turn, outcome) in turns.Zip(outcomes))
        {
            if (outcome is CommitOutcome.Committed)
            {
                committed(turn);
            }
        }

        return outcomes;
    }

    public Task<IReadOnlyList<CustomerKey>> Keys(CustomerKey? after, int limit, CancellationToken cancellationToken) => inner.Keys(after, limit, cancellationToken);

    public Task<IReadOnlyList<CustomerKey>> Due(DateTimeOffset now, int limit, CancellationToken cancellationToken) => inner.Due(now, limit, cancellationToken);

    public Task<DateTimeOffset?> NextDue(DateTimeOffset? after, CancellationToken cancellationToken) => inner.NextDue(after, cancellationToken);

    public Task<IReadOnlyList<EffectRow>> PendingEffects(CancellationToken cancellationToken) => inner.PendingEffects(cancellationToken);

    public Task<IReadOnlyList<EffectRow>> PendingEffects(StoreId store, CancellationToken cancellationToken) => inner.PendingEffects(store, cancellationToken);

    public Task Settle(IReadOnlyList<SettledEffect> effects, CancellationToken cancellationToken) => inner.Settle(effects, cancellationToken);

    public Task<IReadOnlyList<(long Version, Customers.CustomerInput Input)>> Inputs(CustomerKey customer, CancellationToken cancellationToken) => inner.Inputs(customer, cancellationToken);

    public Task<StoredSnapshot?> Baseline(CustomerKey customer, CancellationToken cancellationToken) => inner.Baseline(customer, cancellationToken);

    public Task<IReadOnlyList<CustomerId>> Tombstones(CustomerKey survivor, CancellationToken cancellationToken) => inner.Tombstones(survivor, cancellationToken);

    public async Task Erase(CustomerKey customer, CancellationToken cancellationToken)
    {
        await inner.Erase(customer, cancellationToken);
        erased(customer);
    }

    public Task Empty(StoreId store, CancellationToken cancellationToken) => inner.Empty(store, cancellationToken);
}
