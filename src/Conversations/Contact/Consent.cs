namespace Conversations.Contact;

/// <summary>What the customer permitted. Equal times: the stricter wins.</summary>
public sealed record Consent
{
    public DateTimeOffset? GrantedAt { get; init; }

    public string? Source { get; init; }

    /// <summary>What the customer agreed to, word for word.</summary>
    public string? Wording { get; init; }

    /// <summary>Stopped here: by words, a button, or the storefront.</summary>
    public DateTimeOffset? StoppedAt { get; init; }

    public string? StoppedBy { get; init; }

    /// <summary>When the storefront's newest permission was given by a clock that is ahead of ours: one from before it is older, however late it is told.</summary>
    public DateTimeOffset? GrantedAheadAt { get; init; }

    /// <summary>When the storefront's newest revocation happened by a clock that is ahead of ours: a permission from before it lifts nothing, however late it is told.</summary>
    public DateTimeOffset? RevokedAheadAt { get; init; }

    /// <summary>Stopped at WhatsApp; only WhatsApp's <c>resume</c> lifts it.</summary>
    public DateTimeOffset? PlatformStoppedAt { get; init; }

    /// <summary>When WhatsApp last told of a stop or resume.</summary>
    public DateTimeOffset? PlatformPreferenceAt { get; init; }

    /// <summary>Asked in other words; suspended until the customer says more.</summary>
    public DateTimeOffset? SuspendedAt { get; init; }

    /// <summary>When the customer said the newest stop, as its source tells.</summary>
    public DateTimeOffset? StopSaidAt { get; init; }

    /// <summary>When START lifted a stop: an older revocation that comes late does not bring it back.</summary>
    public DateTimeOffset? ResumedAt { get; init; }

    /// <summary>The customer once wrote to us: enough for utility.</summary>
    public bool Wrote { get; init; }

    /// <summary>Marketing: a recorded opt-in that no opt-out followed.</summary>
    public bool Allows =>
        GrantedAt is { } granted
        && PlatformStoppedAt is null
        && !(StoppedAt >= granted || RevokedAheadAt >= granted || SuspendedAt >= granted);
}

/// <summary>How a number stands, told with each slot.</summary>
public enum NumberQuality
{
    Green,
    Yellow,
    Red,
}

/// <summary>What the number's sender says when it grants a slot: the last facts that only it knows.</summary>
public sealed record Capacity
{
    public NumberQuality Quality { get; init; }

    /// <summary>Null where the number can send; else why not (blocked, billing, token).</summary>
    public string? Blocked { get; init; }

    /// <summary>True where that stops templates only: within the window free text still leaves.</summary>
    [System.Text.Json.Serialization.JsonIgnore(Condition = System.Text.Json.Serialization.JsonIgnoreCondition.WhenWritingDefault)]
    public bool TemplatesOnly { get; init; }

    /// <summary>When that ends, or is at least to be looked at again; null: soon.</summary>
    public DateTimeOffset? BlockedUntil { get; init; }

    /// <summary>The recipient's country, where the account may not write to it (130497).</summary>
    public string? BarredCountry { get; init; }

    /// <summary>Of the template wanted; null where it is unknown to the catalogue.</summary>
    public Messages.TemplateStatus? Template { get; init; }

    /// <summary>When a paused template may be tried again.</summary>
    public DateTimeOffset? TemplateResumesAt { get; init; }

    /// <summary>By the store on marketing since its midnight, in USD by the list rates.</summary>
    public decimal SpentToday { get; init; }
}
