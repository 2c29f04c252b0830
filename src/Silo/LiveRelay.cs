using System.Collections.Concurrent;
using System.Threading.Channels;
using Conversations.Api.Live;
using Conversations.Grains;
using Conversations.Grains.Wire;
using Conversations.Identity;

namespace Conversations.Silo;

/// <summary>
/// Consoles hear of the commits of all silos. A silo at which somebody listens says so to the others, at once and then once a second; they send it what they commit
/// for as long as they have heard it lately. Who has just joined has heard nobody yet, and sends to all. All in real time, whatever the engine's clock does.
/// </summary>
public sealed class LiveRelay : BackgroundService, ILivePeers, IConsoles
{
    private const int BacklogMax = 1000;

    /// <summary>For eyes: what is committed meanwhile goes in one call.</summary>
    private static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(50);

    /// <summary>Beats: a second.</summary>
    private const int SaidEvery = 20;

    private static readonly TimeSpan HeardFor = TimeSpan.FromSeconds(5);

    private static readonly TimeSpan CallTimeout = TimeSpan.FromSeconds(2);

    private readonly SiloHost silo;
    private readonly LiveFeed feed;
    private readonly ConcurrentDictionary<SiloAddress, long> heardAt = new();
    private readonly Channel<Change> waiting = Channel.CreateBounded<Change>(new BoundedChannelOptions(BacklogMax) { FullMode = BoundedChannelFullMode.DropOldest });
    private long heardLast;
    private long joinedAt;

    public LiveRelay(SiloHost silo, LiveFeed feed)
    {
        this.silo = silo;
        this.feed = feed;
        feed.Peers = this;
        silo.Consoles = this;
    }

    private bool IsNew => Interlocked.Read(ref joinedAt) is var joined && (joined == 0 || IsLately(joined));

    public void Tell(StoreId store, Changed changed)
    {
        if (IsNew || IsLately(Interlocked.Read(ref heardLast)))
        {
            waiting.Writer.TryWrite(new Change(store.Value, changed.CustomerId.Value, changed.Version, changed.ThreadState, changed.Thread));
        }
    }

    public Task Listening() => silo.Address is { } own ? All(silo.OtherSilos(), other => other.Listens(own)) : Task.CompletedTask;

    public void Listens(SiloAddress silo) => Interlocked.Exchange(ref heardLast, heardAt[silo] = TimeProvider.System.GetTimestamp());

    public void Hear(IReadOnlyList<Change> changes)
    {
        foreach (var change in changes)
        {
            feed.Hear(new StoreId(change.Store), new Changed(new CustomerId(change.Customer), change.Version, change.ThreadState, change.Thread));
        }
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Beat, TimeProvider.System);
        for (var beat = 0; await timer.WaitForNextTickAsync(stoppingToken); beat++)
        {
            if (joinedAt == 0 && silo.Address is not null)
            {
                Interlocked.Exchange(ref joinedAt, TimeProvider.System.GetTimestamp());
            }

            if (beat % SaidEvery == 0 && feed.HasListeners)
            {
                _ = Listening();
            }

            Send();
        }
    }

    private void Send()
    {
        var changes = new List<Change>();
        while (waiting.Reader.TryRead(out var change))
        {
            changes.Add(change);
        }

        if (changes.Count > 0)
        {
            // Not awaited: a silo that hangs keeps nothing from the others.
            _ = All(silo.OtherSilos().Where(IsListening), listening => listening.Changed([.. changes]));
        }
    }

    private bool IsListening(SiloAddress other)
    {
        if (IsNew || (heardAt.TryGetValue(other, out var at) && IsLately(at)))
        {
            return true;
        }

        heardAt.TryRemove(other, out _);
        return false;
    }

    private static bool IsLately(long at) => TimeProvider.System.GetElapsedTime(at) < HeardFor;

    private Task All(IEnumerable<SiloAddress> silos, Func<ISiloPeer, Task> call) => Try(() => Task.WhenAll(silos.Select(other => Try(() => call(silo.Of(other))))));

    /// <summary>A silo that is gone, stands still or does not know the call yet: whoever listens there reads anew some time.</summary>
    private static async Task Try(Func<Task> call)
    {
        try
        {
            await call().WaitAsync(CallTimeout);
        }
        catch (Exception)
        {
        }
    }
}
