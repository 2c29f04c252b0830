using System.Collections.Immutable;
using Conversations.Contact;
using Conversations.Messages;

namespace Conversations.Actors.Sending;

/// <summary>Why nothing leaves. Learned from an error it is tried again at <paramref name="Until"/>, later each time; said by the platform it holds until the end that it told, else (null) until it lifts it.</summary>
public sealed record Block(string Reason, DateTimeOffset At, DateTimeOffset? Until, int Times)
{
    public bool Holds(DateTimeOffset now) => Until is not { } until || now < until;
}

/// <summary>How a number stands; survives a restart as the document <c>sender/{number}</c>.</summary>
public sealed record NumberHealth
{
    public NumberQuality Quality { get; init; }

    /// <summary>The rating was of a number that was not known here, and so of each: it may be another's.</summary>
    public bool QualityGuessed { get; init; }

    public Block? Block { get; init; }

    /// <summary>Nothing leaves before then: throughput, maintenance, the calls of the account.</summary>
    public DateTimeOffset? PausedUntil { get; init; }

    /// <summary>No marketing leaves before then.</summary>
    public DateTimeOffset? MarketingPausedUntil { get; init; }
}

/// <summary>How a template in one language stands.</summary>
public sealed record TemplateHealth(string Name, string Language, TemplateStatus Status)
{
    /// <summary>Of a pause: when it may be tried again. Null: WhatsApp will say.</summary>
    public DateTimeOffset? ResumesAt { get; init; }

    public int Pauses { get; init; }
}

/// <summary>What all numbers of a store share: blocked account, templates; the document <c>sender/account</c>.</summary>
public sealed record AccountHealth
{
    public Block? Block { get; init; }

    /// <summary>Of templates only: within the window free text still leaves.</summary>
    public Block? TemplateBlock { get; init; }

    /// <summary>Countries whose people the account may not write to, and when one of them is tried again; null: none.</summary>
    public ImmutableSortedDictionary<string, DateTimeOffset>? BarredCountries { get; init; }

    /// <summary>As WhatsApp last said; null: it has not, the option holds.</summary>
    public int? MessagingLimit { get; init; }

    public ImmutableArray<TemplateHealth> Templates { get; init; } = [];

    /// <summary>On marketing, USD, on the day <see cref="SpentOn"/> of the store's time zone.</summary>
    public decimal Spent { get; init; }

    public DateOnly SpentOn { get; init; }
}
