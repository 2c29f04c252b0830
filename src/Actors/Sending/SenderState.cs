using Conversations.Contact;
using Conversations.Customers;
using Conversations.Identity;
using Conversations.Messages;

namespace Conversations.Actors.Sending;

/// <summary>A touch's turn has come. <paramref name="At"/> is the instant that the pace counted; <paramref name="Capacity"/> tells the last facts; where it says that the touch cannot go, no slot was used.</summary>
internal sealed record Grant(EffectRow Row, Effect.WantSlot Want, DateTimeOffset At, Capacity Capacity);

/// <summary>
/// One number's order of sending, without a clock of its own. Pace makes touches wait here: 72 of the 80 messages a second, 18 of 20 for coexistence numbers (M:throughput);
/// one message per 6 s and recipient, of which the platform lends some in advance (M:about-the-platform): service may borrow 4, nothing else any; the portfolio's limit; short pauses.
/// What would keep a touch for hours (blocked number, red quality, paused template) is told at once instead, so that the customer's actor holds or drops it and says why.
/// </summary>
internal sealed class SenderState(bool coexistence, Portfolio portfolio, Spending spending)
{
    private const int WaitingMax = 250_000;
    private const int Burst = 8;
    private const int ServicePairBurst = 5;
    private const int RememberedMax = 4_096;

    private static readonly TimeSpan PairInterval = TimeSpan.FromSeconds(6);

    /// <summary>Whatever a recipient was lent is paid back by then.</summary>
    public static readonly TimeSpan LentFor = ServicePairBurst * PairInterval;

    /// <summary>A slot that is neither used nor returned by then is not returned any more.</summary>
    private static readonly TimeSpan ReturnsFor = TimeSpan.FromMinutes(10);

    /// <summary>A stop whose end nobody told is asked about so often.</summary>
    private static readonly TimeSpan EndlessLook = TimeSpan.FromHours(1);

    private static readonly TimeSpan SweepEvery = TimeSpan.FromSeconds(10);

    /// <summary>Whoever waits for the portfolio's limit is not looked at more often.</summary>
    private static readonly TimeSpan LimitLook = TimeSpan.FromMinutes(1);

    private readonly Pace bucket = new(Interval(coexistence));
    private readonly Pace halfPace = new(2 * Interval(coexistence));
    private readonly Dictionary<string, Pace> pairs = [];
    private readonly Dictionary<(CustomerKey, string), (EffectRow Wish, DateTimeOffset At, bool Counted, decimal Price)> granted = [];
    private readonly SlotQueue queue = new();
    private DateTimeOffset sweptAt;
    private DateTimeOffset takenAt;
    private long sequence;
    private bool held;

    public NumberHealth Health { get; set; } = new();

    /// <summary>Nothing is lent before then: another may have lent it already.</summary>
    public DateTimeOffset LendsFrom { get; init; }

    /// <summary>Nothing waits for its turn: what is granted is not really sent.</summary>
    public bool CatchesUp { get; init; }

    /// <summary>Also used in the WhatsApp Business app.</summary>
    public bool Coexistence
    {
        set => (bucket.Interval, halfPace.Interval) = (Interval(value), 2 * Interval(value));
    }

    public int Count => queue.Count;

    public IEnumerable<Waiting> All() => queue.All();

    public void Want(EffectRow row, Effect.WantSlot want) => queue.Add(new Waiting(row, want, ++sequence));

    /// <summary>The touch does not go: its slot is free for another. Where it was still waiting, the answer is the wish that is void now. Effects may come in any order: what the touch asked for anew stays.</summary>
    public EffectRow? Return(EffectRow returned, string touchId, string recipient)
    {
        var touch = (returned.Customer, touchId);
        if (queue.Find(touch) is { } waiting && IsBefore(waiting.Row, returned))
        {
            return queue.Remove(touch)!.Row;
        }

        if (granted.TryGetValue(touch, out var slot) && IsBefore(slot.Wish, returned))
        {
            granted.Remove(touch);
            bucket.GiveBack();
            spending.GiveBack(slot.Price, slot.At);
            pairs.GetValueOrDefault(recipient)?.GiveBack();
            if (slot.Counted)
            {
                portfolio.GiveBack(recipient);
            }
        }

        return null;
    }

    /// <summary>All whose turn has come.</summary>
    /// <param name="account">How the account stands.</param>
    /// <param name="sharers">How many processes share the number's pace; 0: nothing may go yet.</param>
    /// <param name="now">The instant.</param>
    public List<Grant> Take(AccountHealth account, int sharers, DateTimeOffset now)
    {
        held = sharers == 0;
        if (now < takenAt)
        {
            SetBack(takenAt - now);
        }

        takenAt = now;
        ShareWith(Math.Max(sharers, 1), now);
        Sweep(now);
        queue.Wake(now);
        var grants = new List<Grant>();
        while (queue.Count > WaitingMax)
        {
            var last = queue.Last();
            queue.Remove(last.Touch);
            grants.Add(new Grant(last.Row, last.Want, now, new Capacity { Blocked = "too many messages wait for the number" }));
        }

        while (queue.First(MayMarket(now)) is { } first)
        {
            var capacity = CapacityOf(first.Want, account, now);
            if (Refuses(first, capacity, now))
            {
                queue.Remove(first.Touch);
                grants.Add(new Grant(first.Row, first.Want, now, capacity));
            }
            else if (held || (!CatchesUp && (Health.PausedUntil > now || bucket.FreeAt(Burst) > now)))
            {
                break;
            }
            else if (!CatchesUp && MustWait(first, now) is { } until)
            {
                queue.Sleep(first, until);
            }
            else
            {
                queue.Remove(first.Touch);
                Use(first, now);
                grants.Add(new Grant(first.Row, first.Want, now, capacity));
            }
        }

        return grants;
    }

    /// <summary>When to take again; null: not before something changes.</summary>
    public DateTimeOffset? NextAt(DateTimeOffset now)
    {
        var next = queue.NextWake;
        if (!held && queue.First(true) is { })
        {
            var free = Later(bucket.FreeAt(Burst), Health.PausedUntil ?? now);
            free = queue.First(MayMarket(now)) is null ? Later(free, halfPace.FreeAt(1)) : free;
            next = next is null || free < next ? free : next;
        }

        return next;
    }

    /// <summary>What the number can say of itself now.</summary>
    public Capacity CapacityOf(Effect.WantSlot want, AccountHealth account, DateTimeOffset now)
    {
        var template = want.Template is null ? null : account.Templates.FirstOrDefault(known => known.Name == want.Template && known.Language == want.Language);
        var resumed = template is { Status: TemplateStatus.Paused, ResumesAt: { } resumes } && resumes <= now;
        var stop = Holding(account.Block, now) ?? Holding(Health.Block, now);
        var block = stop ?? (want.Template is null ? null : Holding(account.TemplateBlock, now));
        return new Capacity
        {
            Quality = Health.MarketingPausedUntil > now ? NumberQuality.Red : Health.Quality,
            Blocked = block?.Reason,
            TemplatesOnly = stop is null && block is not null,
            BlockedUntil = block is null ? null : block.Until ?? now + EndlessLook,
            BarredCountry = account.BarredCountries is { } barred && PhoneNumber.CountryOf(want.Recipient) is { } country && barred.TryGetValue(country, out var until) && now < until ? country : null,
            Template = resumed ? TemplateStatus.Approved : template?.Status,
            TemplateResumesAt = resumed ? null : template?.ResumesAt,
            SpentToday = spending.Today(now),
        };
    }

    /// <summary>Where more share the pace than before, the burst after a rest is taken: one that was here before may have had it just now.</summary>
    private void ShareWith(int sharers, DateTimeOffset now)
    {
        var joined = sharers > bucket.Sharers;
        bucket.Sharers = halfPace.Sharers = sharers;
        if (joined)
        {
            bucket.Exhaust(Burst, now);
        }
    }

    /// <summary>Version 0: told by a silo that does not say which.</summary>
    private static bool IsBefore(EffectRow wish, EffectRow returned) =>
        returned.Version == 0 || (wish.Version, wish.Place).CompareTo((returned.Version, returned.Place)) < 0;

    private static TimeSpan Interval(bool coexistence) => TimeSpan.FromSeconds(1) / (coexistence ? 18 : 72);

    private static Block? Holding(Block? block, DateTimeOffset now) => block?.Holds(now) == true ? block : null;

    private static DateTimeOffset Later(DateTimeOffset one, DateTimeOffset other) => one > other ? one : other;

    /// <summary>What no template can carry goes as free text while the window is open, and takes its slot like any other.</summary>
    private static bool Refuses(Waiting waiting, Capacity capacity, DateTimeOffset now) =>
        (capacity.Blocked is not null && !(capacity.TemplatesOnly && !waiting.Opens(now)))
        || capacity.BarredCountry is not null
        || (waiting.Opens(now) && capacity.Template is TemplateStatus.Paused or TemplateStatus.Rejected or TemplateStatus.Disabled or TemplateStatus.Pending)
        || (waiting.Marketing && capacity.Quality == NumberQuality.Red);

    private bool MayMarket(DateTimeOffset now) => CatchesUp || Health.Quality != NumberQuality.Yellow || halfPace.FreeAt(1) <= now;

    private DateTimeOffset? MustWait(Waiting waiting, DateTimeOffset now)
    {
        var borrowed = waiting.Want.Purpose == Purpose.Service && LendsFrom <= now ? ServicePairBurst : 1;
        if (pairs.TryGetValue(waiting.Want.Recipient, out var pair) && pair.FreeAt(borrowed) is var free && free > now)
        {
            return free;
        }

        return waiting.Opens(now) && portfolio.FreeAt(waiting.Want.Recipient, waiting.Marketing, now) is { } room
            ? Later(room, now + LimitLook)
            : null;
    }

    private void Use(Waiting waiting, DateTimeOffset now)
    {
        var recipient = waiting.Want.Recipient;
        bucket.Take(now);
        if (waiting.Marketing)
        {
            halfPace.Take(now);
        }

        if (!pairs.TryGetValue(recipient, out var pair))
        {
            pairs[recipient] = pair = new Pace(PairInterval);
        }

        pair.Take(now);
        var opens = waiting.Opens(now);
        if (opens)
        {
            portfolio.Count(recipient, now);
        }

        spending.Add(waiting.Want.Price, now);
        granted[waiting.Touch] = (waiting.Row, now, opens, waiting.Want.Price);
    }

    /// <summary>The clock was set back: without this the number would stand still until the clock has caught up.</summary>
    private void SetBack(TimeSpan by)
    {
        bucket.SetBack(by);
        halfPace.SetBack(by);
        foreach (var pair in pairs.Values)
        {
            pair.SetBack(by);
        }

        if (Health.PausedUntil is { } until)
        {
            Health = Health with { PausedUntil = until - by };
        }

        queue.WakeAll();
    }

    private void Sweep(DateTimeOffset now)
    {
        if (sweptAt <= now && now - sweptAt < SweepEvery)
        {
            return;
        }

        sweptAt = now;
        if (pairs.Count > RememberedMax)
        {
            foreach (var rested in pairs.Where(pair => pair.Value.IsRested(now)).Select(pair => pair.Key).ToList())
            {
                pairs.Remove(rested);
            }
        }

        if (granted.Count > RememberedMax)
        {
            foreach (var old in granted.Where(slot => slot.Value.At + ReturnsFor < now).Select(slot => slot.Key).ToList())
            {
                granted.Remove(old);
            }
        }
    }
}
