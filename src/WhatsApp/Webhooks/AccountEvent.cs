using System.Collections.Immutable;
using Conversations.Contact;
using Conversations.Identity;
using Conversations.Messages;

namespace Conversations.WhatsApp.Webhooks;

/// <summary>
/// News of an account, a number or a template (M:webhooks/reference). Routed by <see cref="BusinessAccount"/>: such webhooks carry no
/// phone number id, and the display number is no key.
/// </summary>
public abstract record AccountEvent
{
    private AccountEvent()
    {
    }

    /// <summary>The same for each repeat of the same webhook.</summary>
    public string Id { get; init; } = "";

    /// <summary>The WhatsApp business account's id; empty where the webhook does not say.</summary>
    public string BusinessAccount { get; init; } = "";

    /// <summary>When the engine took it.</summary>
    public DateTimeOffset At { get; init; }

    /// <summary>When it happened, as the webhook says.</summary>
    public DateTimeOffset OccurredAt { get; init; }

    /// <summary>The value as it came.</summary>
    public string Json { get; init; } = "";

    /// <summary>A template's status. <paramref name="Event"/> is WhatsApp's word; <paramref name="Status"/> null: it changes nothing (a warning).</summary>
    public sealed record TemplateStatusChanged(TemplateKey Template, string Event, TemplateStatus? Status, string? Reason, string? Title, TemplateCategory? Category) : AccountEvent;

    /// <summary>GREEN, YELLOW, RED or UNKNOWN.</summary>
    public sealed record TemplateQualityChanged(TemplateKey Template, string? Previous, string? Current) : AccountEvent;

    /// <summary>A template's category changed, or is going to (<paramref name="Impending"/>, about 24 h ahead).</summary>
    public sealed record TemplateCategoryChanged(TemplateKey Template, string? Previous, string? Current, bool Impending, DateTimeOffset? EffectiveAt) : AccountEvent;

    /// <summary>A template's texts or buttons were edited elsewhere: what we fill in may no longer fit.</summary>
    public sealed record TemplateContentChanged(TemplateKey Template, string? Header, string? Body, string? Footer) : AccountEvent;

    /// <summary>FLAGGED, UNFLAGGED, ONBOARDING, THROUGHPUT_UPGRADE, UPGRADE, DOWNGRADE. <paramref name="DailyRecipients"/> as in <see cref="CapabilityChanged"/>.</summary>
    public sealed record NumberQualityChanged(string? DisplayNumber, string Event, string? Tier, int? DailyRecipients) : AccountEvent
    {
        /// <summary>Null where the event says nothing of quality.</summary>
        public NumberQuality? Quality => Event switch
        {
            "FLAGGED" => NumberQuality.Red,
            "UNFLAGGED" => NumberQuality.Green,
            _ => null,
        };
    }

    public sealed record NumberNameChanged(string? DisplayNumber, string? Decision, string? Name, string? Reason) : AccountEvent;

    /// <summary>The portfolio's messaging limit: recipients outside the window per rolling 24 h; <see cref="int.MaxValue"/>: unlimited.</summary>
    public sealed record CapabilityChanged(string? Tier, int? DailyRecipients, int? PhoneNumbersMax) : AccountEvent;

    /// <summary><paramref name="Blocks"/>: true stops sending, false lifts a stop, null says nothing of it. <paramref name="Detail"/>: what the event carries, by path.</summary>
    public sealed record AccountChanged(string Event, string? DisplayNumber, bool? Blocks, ImmutableArray<Restriction> Restrictions, ImmutableSortedDictionary<string, string> Detail) : AccountEvent;

    public sealed record AccountReviewed(string? Decision) : AccountEvent;

    public sealed record AccountAlerted(string? Severity, string? Status, string? Type, string? Description) : AccountEvent;

    /// <summary>PIN changed, PIN reset asked for.</summary>
    public sealed record SecurityChanged(string? DisplayNumber, string? Event, string? Requester) : AccountEvent;

    public sealed record SettingsChanged(string? PhoneNumberId) : AccountEvent;

    /// <summary>An error of the number that belongs to no message (<c>value.errors</c>); see <see cref="ErrorReactions"/>.</summary>
    public sealed record NumberFailed(NumberId Number, int? Code, string? Detail) : AccountEvent;
}

/// <summary>A template in one language.</summary>
public sealed record TemplateKey(string Id, string Name, string Language);

/// <summary>What an account may not do, until when (null: no end is known).</summary>
public sealed record Restriction(string Type, DateTimeOffset? Until)
{
    /// <summary>No template of any category; who writes may be answered (M:policy-enforcement: for 1 or 3 days).</summary>
    public const string Templates = "RESTRICTED_BIZ_INITIATED_MESSAGING";

    /// <summary>No answers either: no message at all (M:policy-enforcement: for 5, 7 or 30 days).</summary>
    public const string Answers = "RESTRICTED_CUSTOMER_INITIATED_MESSAGING";
}
