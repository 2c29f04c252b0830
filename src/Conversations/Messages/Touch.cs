using Conversations.Identity;

namespace Conversations.Messages;

/// <summary>The ladder of one intended message. Never downward, whatever the order of the webhooks.</summary>
public enum TouchState
{
    /// <summary>Waiting for a slot of its number's sender.</summary>
    SlotWanted,

    /// <summary>The intent is committed; the call is being made, or its outcome is not known yet.</summary>
    Claimed,

    /// <summary>To be tried again at <see cref="Touch.DueAt"/>.</summary>
    Retrying,

    Accepted,
    Sent,
    Delivered,
    Read,
    Played,

    /// <summary>WhatsApp refused it, at once or later.</summary>
    Failed,

    /// <summary>The answer was lost: never sent again.</summary>
    Unknown,

    /// <summary>A gate ended it.</summary>
    Dropped,
}

/// <summary>What a touch is for.</summary>
public enum TouchOrigin
{
    Journey,
    Answer,
    Handover,
    Notice,
    Operator,
}

/// <summary>One intended message.</summary>
public sealed record Touch
{
    /// <summary>Unique for the customer: <c>t</c> and the version in which it was made, with its place.</summary>
    public required string Id { get; init; }

    public required Purpose Purpose { get; init; }

    public required TouchOrigin Origin { get; init; }

    public required TouchState State { get; init; }

    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>Of a journey's touch.</summary>
    public string? RunId { get; init; }

    public string? Journey { get; init; }

    /// <summary>The order that a journey's touch is about: a tap on it may come after its run has ended.</summary>
    public string? OrderId { get; init; }

    /// <summary>Of a recovery: the sequence that it belongs to.</summary>
    public string? Sequence { get; init; }

    public string? Step { get; init; }

    public int Priority { get; init; }

    /// <summary>The cart's or order's.</summary>
    public decimal Value { get; init; }

    /// <summary>The wamid it answers.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>Which number it goes out from, once a slot was wanted.</summary>
    public NumberId? Number { get; init; }

    /// <summary>Rendered at the claim for journeys, given for the rest.</summary>
    public OutboundMessage? Message { get; init; }

    /// <summary>Of an operator's reply: who wrote it.</summary>
    public string? By { get; init; }

    /// <summary>Of an answer: the thread's epoch for which it was made.</summary>
    public int? Epoch { get; init; }

    /// <summary>1 for the first try; part of the key that WhatsApp sends back.</summary>
    public int Attempt { get; init; } = 1;

    /// <summary>When it is to be tried again; of a claimed or unknown one: when its outcome counts as unknown for good.</summary>
    public DateTimeOffset? DueAt { get; init; }

    public DateTimeOffset? ClaimedAt { get; init; }

    public DateTimeOffset? AcceptedAt { get; init; }

    public string? Wamid { get; init; }

    public int? ErrorCode { get; init; }

    /// <summary>True once the customer read it or wrote after it.</summary>
    public bool Noticed { get; init; }
}
