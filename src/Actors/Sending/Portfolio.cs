namespace Conversations.Actors.Sending;

/// <summary>The messaging limit of a business portfolio, shared by its numbers: unique recipients outside the window in rolling 24 h (M:messaging-limits). A fifth is kept for utility and service.</summary>
internal sealed class Portfolio
{
    private static readonly TimeSpan Span = TimeSpan.FromHours(24);

    /// <summary>When each was last written to, and by how many slots.</summary>
    private readonly Dictionary<string, (DateTimeOffset At, int Slots)> recipients = [];
    private readonly Queue<(string Recipient, DateTimeOffset At)> byAge = new();
    private int earlier;
    private DateTimeOffset earlierUntil;

    /// <summary>Null: unlimited.</summary>
    public int? Limit { get; set; }

    /// <summary>How many processes count recipients of their own; each has its part of the room.</summary>
    public int Sharers { get; set; } = 1;

    /// <summary>After a restart, or when another process came or went: so many were counted before, by whomever, it is not known when.</summary>
    public void Recall(int count, DateTimeOffset now)
    {
        recipients.Clear();
        byAge.Clear();
        earlier = count;
        earlierUntil = now + Span;
    }

    /// <summary>Null where the recipient may be written to now; else when to look again.</summary>
    public DateTimeOffset? FreeAt(string recipient, bool marketing, DateTimeOffset now)
    {
        Prune(now);
        if (Limit is not { } limit || recipients.ContainsKey(recipient))
        {
            return null;
        }

        var room = marketing ? limit - (limit / 5) : limit;
        if ((recipients.Count * Sharers) + earlier + Sharers - 1 < room)
        {
            return null;
        }

        var first = byAge.TryPeek(out var oldest) ? oldest.At + Span : DateTimeOffset.MaxValue;
        var next = earlier > 0 && earlierUntil < first ? earlierUntil : first;
        return next == DateTimeOffset.MaxValue ? now + Span : next;
    }

    public void Count(string recipient, DateTimeOffset now)
    {
        recipients[recipient] = (now, recipients.GetValueOrDefault(recipient).Slots + 1);
        byAge.Enqueue((recipient, now));
    }

    /// <summary>One slot of the recipient was not used; whoever another one was used for still counts.</summary>
    public void GiveBack(string recipient)
    {
        var (at, slots) = recipients.GetValueOrDefault(recipient);
        if (slots > 1)
        {
            recipients[recipient] = (at, slots - 1);
        }
        else
        {
            recipients.Remove(recipient);
        }
    }

    private void Prune(DateTimeOffset now)
    {
        if (earlierUntil <= now)
        {
            earlier = 0;
        }

        while (byAge.TryPeek(out var oldest) && (oldest.At + Span <= now || !recipients.TryGetValue(oldest.Recipient, out var last) || last.At != oldest.At))
        {
            byAge.Dequeue();
            if (recipients.TryGetValue(oldest.Recipient, out var counted) && counted.At == oldest.At)
            {
                recipients.Remove(oldest.Recipient);
            }
        }
    }
}
