using System.Collections.Immutable;
using Conversations.Identity;

namespace Conversations.Threads;

public enum ThreadState
{
    Closed,
    Assistant,
    Waiting,
    Human,
}

public enum Direction
{
    In,
    Out,
}

/// <summary>A line of the conversation as the snapshot keeps it (the last 20; all of them are in the read model).</summary>
public sealed record Line
{
    /// <summary>The wamid of an inbound message, the touch's id of ours, the echo's wamid of a human's in the app.</summary>
    public required string Id { get; init; }

    public required DateTimeOffset At { get; init; }

    public required Direction Direction { get; init; }

    /// <summary>The kind in lower case: text, image, button, template, …</summary>
    public required string Type { get; init; }

    public string? Text { get; init; }

    /// <summary>Of ours: accepted, sent, delivered, read, played, failed, unknown.</summary>
    public string? Status { get; init; }

    /// <summary>assistant, engine, the operator's name, or null for the customer.</summary>
    public string? By { get; init; }

    public bool Revoked { get; init; }
}

/// <summary>The conversation with one customer.</summary>
public sealed record Thread
{
    public ThreadState State { get; init; }

    public DateTimeOffset? Since { get; init; }

    /// <summary>Counts who may speak; a reply made for an older epoch is discarded.</summary>
    public int Epoch { get; init; }

    public ImmutableArray<Line> Lines { get; init; } = [];

    public DateTimeOffset? LastInboundAt { get; init; }

    /// <summary>When the last inbound message came, by number: opens the 24 h window of that number.</summary>
    public ImmutableSortedDictionary<string, DateTimeOffset> InboundByNumber { get; init; } = ImmutableSortedDictionary<string, DateTimeOffset>.Empty;

    public NumberId? LastNumber { get; init; }

    /// <summary>The language of the latest inbound message, where it could be told.</summary>
    public string? Language { get; init; }

    /// <summary>Wamids of inbound messages that wait for the assistant.</summary>
    public ImmutableArray<string> Unanswered { get; init; } = [];

    /// <summary>When the assistant is to be asked: the quiet after the last message.</summary>
    public DateTimeOffset? AskAt { get; init; }

    /// <summary>The turn that the assistant was asked for; its answer must name it.</summary>
    public int Turn { get; init; }

    /// <summary>When the assistant was asked and has not answered.</summary>
    public DateTimeOffset? AskedAt { get; init; }

    public int AssistantTurns { get; init; }

    /// <summary>The folded text of what the assistant was last asked, to notice the same one twice.</summary>
    public string? LastQuestion { get; init; }

    public string? Reason { get; init; }

    public string? Summary { get; init; }

    /// <summary>What the assistant would have said to the newest question, had it been sure; gone once that is answered or another one asked.</summary>
    public string? SuggestedReply { get; init; }

    public string? Operator { get; init; }

    public bool HandoverTold { get; init; }

    /// <summary>The assistant said that it is one.</summary>
    public bool Introduced { get; init; }

    public DateTimeOffset? HumanClosedAt { get; init; }

    /// <summary>An alert for the missed service level was raised for this wait.</summary>
    public bool Alerted { get; init; }

    public int Unread { get; init; }

    /// <summary>Inputs that were taken as operators' replies, the last 20; null: none yet. A reply that is not among them was made for an older epoch.</summary>
    public ImmutableArray<string>? Replies { get; init; }

    public ImmutableArray<string> Labels { get; init; } = [];

    public ImmutableArray<Note> Notes { get; init; } = [];
}

/// <summary>An operator's note; the customer never sees it.</summary>
public sealed record Note(DateTimeOffset At, string Operator, string Text);
