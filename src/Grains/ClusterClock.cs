using Conversations.Actors.Time;
using Conversations.Actors.Waking;
using Conversations.Grains.Wire;

namespace Conversations.Grains;

/// <summary>One virtual clock for all silos of a demo or a test: whichever is moved moves the others, and it has settled when nothing is under way on any.</summary>
internal sealed class ClusterClock : IClockPeers
{
    private readonly VirtualClock clock;
    private readonly InFlight inFlight;
    private readonly IClusterLink link;
    private readonly DueScan due;
    private SiloStanding[] last = [];
    private int following;

    public ClusterClock(VirtualClock clock, InFlight inFlight, IClusterLink link, DueScan due)
    {
        this.clock = clock;
        this.inFlight = inFlight;
        this.link = link;
        this.due = due;
        clock.Peers = this;
    }

    public async Task Settled(CancellationToken cancellationToken)
    {
        // Work passes from silo to silo: it has settled when all were idle twice and nothing had begun in between.
        long? before = null;
        while (true)
        {
            await inFlight.Settled(cancellationToken);
            last = await Task.WhenAll(link.Peers().Select(static peer => peer.Settled())).WaitAsync(cancellationToken);
            var begun = last.Sum(static standing => standing.Begun);
            if (before == begun && inFlight.Count == 0)
            {
                return;
            }

            before = begun;
        }
    }

    public async Task<DateTimeOffset?> Next(CancellationToken cancellationToken) =>
        last.Select(static standing => standing.NextDue).Append(await due.Next(cancellationToken)).Min();

    public async Task Advance(DateTimeOffset now, CancellationToken cancellationToken)
    {
        await Task.WhenAll(link.Others().Select(peer => peer.Advance(now)));
        if (await due.Next(cancellationToken) <= now)
        {
            await due.Run();
        }
    }

    public void Follow()
    {
        // What comes from another silo is not told back.
        if (Volatile.Read(ref following) == 0)
        {
            var (now, running) = (clock.GetUtcNow(), clock.Running);
            _ = Told(now, running, inFlight.Begin());
        }
    }

    public void FollowOther(DateTimeOffset now, bool running)
    {
        Interlocked.Increment(ref following);
        try
        {
            clock.Reset(now);
            if (running)
            {
                clock.Run();
            }
        }
        finally
        {
            Interlocked.Decrement(ref following);
        }
    }

    public void Fall(DateTimeOffset now) => clock.FallUntil(now);

    public SiloStanding Standing() => new(inFlight.Begun, clock.NextDue);

    private async Task Told(DateTimeOffset now, bool running, IDisposable underWay)
    {
        using (underWay)
        {
            await Task.WhenAll(link.Others().Select(peer => peer.Follow(now, running)));
        }
    }
}
