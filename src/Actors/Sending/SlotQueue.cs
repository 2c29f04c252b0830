using Conversations.Customers;
using Conversations.Messages;

namespace Conversations.Actors.Sending;

/// <summary>A touch that waits for a slot.</summary>
internal sealed record Waiting(EffectRow Row, Effect.WantSlot Want, long Sequence)
{
    public bool Marketing => Want.Purpose == Purpose.Marketing;

    /// <summary>The window may close while it waits.</summary>
    public bool Opens(DateTimeOffset now) => Want.WindowClosesAt is not { } closes || closes <= now;

    public (CustomerKey, string) Touch => (Row.Customer, Want.TouchId);
}

/// <summary>Touches by priority, then value, then age; those that cannot go before an instant sleep until then, so that nobody stands in another's way.</summary>
internal sealed class SlotQueue
{
    private const int AsleepMin = 1_024;

    private static readonly Comparer<Waiting> InOrder = Comparer<Waiting>.Create(static (left, right) =>
        left.Want.Priority != right.Want.Priority ? right.Want.Priority.CompareTo(left.Want.Priority)
        : left.Want.Value != right.Want.Value ? right.Want.Value.CompareTo(left.Want.Value)
        : left.Sequence.CompareTo(right.Sequence));

    private readonly Dictionary<(CustomerKey, string), Waiting> all = [];
    private readonly SortedSet<Waiting> marketing = new(InOrder);
    private readonly SortedSet<Waiting> other = new(InOrder);
    private readonly PriorityQueue<Waiting, (DateTimeOffset, long)> asleep = new();
    private readonly SortedSet<Waiting> sleeping = new(InOrder);

    public int Count => all.Count;

    public DateTimeOffset? NextWake => asleep.TryPeek(out _, out var until) ? until.Item1 : null;

    /// <summary>False where this touch waits already.</summary>
    public bool Add(Waiting waiting) => all.TryAdd(waiting.Touch, waiting) && Ready(waiting).Add(waiting);

    /// <summary>Waiting or asleep; null where it does not wait.</summary>
    public Waiting? Find((CustomerKey, string) touch) => all.GetValueOrDefault(touch);

    /// <summary>Takes it out, waiting or asleep; null where it does not wait.</summary>
    public Waiting? Remove((CustomerKey, string) touch)
    {
        if (!all.Remove(touch, out var waiting))
        {
            return null;
        }

        if (!Ready(waiting).Remove(waiting))
        {
            sleeping.Remove(waiting);
            if (asleep.Count > AsleepMin && asleep.Count > 2 * sleeping.Count)
            {
                ForgetRemoved();
            }
        }

        return waiting;
    }

    public void Sleep(Waiting waiting, DateTimeOffset until)
    {
        Ready(waiting).Remove(waiting);
        asleep.Enqueue(waiting, (until, waiting.Sequence));
        sleeping.Add(waiting);
    }

    public void Wake(DateTimeOffset now)
    {
        while (asleep.TryPeek(out var waiting, out var until) && until.Item1 <= now)
        {
            asleep.Dequeue();
            if (all.TryGetValue(waiting.Touch, out var current) && ReferenceEquals(current, waiting))
            {
                sleeping.Remove(waiting);
                Ready(waiting).Add(waiting);
            }
        }
    }

    /// <summary>The clock was set back: whoever sleeps is looked at again.</summary>
    public void WakeAll()
    {
        if (asleep.Count > 0)
        {
            Wake(DateTimeOffset.MaxValue);
        }
    }

    /// <summary>The first in order among those of a kind.</summary>
    public Waiting? First(bool withMarketing)
    {
        var first = other.Min;
        var sells = withMarketing ? marketing.Min : null;
        return first is null ? sells : sells is null ? first : InOrder.Compare(first, sells) < 0 ? first : sells;
    }

    /// <summary>The one to give up first: marketing before others, the last in order, awake or asleep.</summary>
    public Waiting Last() => new[] { marketing.Max, other.Max, sleeping.Max }.OfType<Waiting>()
        .OrderByDescending(waiting => waiting.Marketing).ThenByDescending(waiting => waiting, InOrder).First();

    public IEnumerable<Waiting> All() => all.Values.OrderBy(waiting => waiting.Sequence);

    /// <summary>Those taken out while asleep leave the clockwork too, else it would grow without bound.</summary>
    private void ForgetRemoved()
    {
        var kept = asleep.UnorderedItems.Where(item => all.TryGetValue(item.Element.Touch, out var current) && ReferenceEquals(current, item.Element)).ToList();
        asleep.Clear();
        asleep.EnqueueRange(kept);
    }

    private SortedSet<Waiting> Ready(Waiting waiting) => waiting.Marketing ? marketing : other;
}
