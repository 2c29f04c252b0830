using System.Collections.Immutable;

namespace Conversations.Messages;

/// <summary>The kinds of what a customer can send us, after WhatsApp's <c>messages[].type</c>.</summary>
public enum InboundKind
{
    Text,
    Image,
    Video,
    Audio,
    Document,
    Sticker,
    Location,
    Contacts,

    /// <summary>A tap on a button of ours, template or interactive.</summary>
    Button,

    /// <summary>A choice from a list of ours.</summary>
    ListChoice,

    /// <summary>A completed flow.</summary>
    Form,

    /// <summary>Products ordered from the WhatsApp catalogue.</summary>
    CatalogueOrder,
    Reaction,
    Edit,
    Revocation,

    /// <summary>Something WhatsApp does not pass on, or a type not known here.</summary>
    Unsupported,
}

/// <summary>A message from the customer, as read from the webhook.</summary>
public sealed record InboundMessage
{
    /// <summary>WhatsApp's id: opaque, and personal (it holds the phone number).</summary>
    public required string Wamid { get; init; }

    public required InboundKind Kind { get; init; }

    /// <summary>What a person reads: the text, the caption, the button's label, the emoji.</summary>
    public string? Text { get; init; }

    /// <summary>The button's or row's payload, as we set it when sending.</summary>
    public string? Payload { get; init; }

    /// <summary>The message it answers, edits, revokes or reacts to.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>WhatsApp's media id: 7 days valid (M:business-phone-numbers/media).</summary>
    public string? MediaId { get; init; }

    public string? MediaType { get; init; }

    public string? FileName { get; init; }

    public double? Latitude { get; init; }

    public double? Longitude { get; init; }

    /// <summary>The product it was asked from, or the first one ordered (retailer id).</summary>
    public string? ProductId { get; init; }

    /// <summary>Further readable detail by name, sorted; for the timeline and the operator.</summary>
    public ImmutableSortedDictionary<string, string> Detail { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>The click-to-WhatsApp ad it came from.</summary>
    public string? AdClickId { get; init; }

    public int? ErrorCode { get; init; }
}
