using System.Collections.Immutable;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;

namespace Conversations.WhatsApp.Simulator;

/// <summary>A button as the phone shows it. <paramref name="Type"/>: quick_reply, reply, list_row, url, phone_number, copy_code, catalog, flow.</summary>
public sealed record PhoneButton(string Type, string Text, string? Payload = null, string? Url = null);

/// <summary>A message as the customer's phone holds it.</summary>
public sealed record PhoneMessage
{
    public required string Id { get; init; }

    /// <summary>Of the engine's clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary><c>in</c>: from the customer to the store; <c>out</c>: from the store.</summary>
    public required string Direction { get; init; }

    /// <summary>WhatsApp's word: text, template, interactive, image, button, …</summary>
    public required string Type { get; init; }

    /// <summary>What is read: templates filled in, captions, a button's label, an emoji.</summary>
    public string? Text { get; init; }

    public string? Header { get; init; }

    public string? Footer { get; init; }

    public string? Template { get; init; }

    public string? Language { get; init; }

    /// <summary>Of a template: marketing, utility, authentication.</summary>
    public string? Category { get; init; }

    /// <summary>An object by name, or an array by position; null without a template.</summary>
    public JsonNode? Parameters { get; init; }

    public ImmutableArray<PhoneButton> Buttons { get; init; } = [];

    /// <summary>sent, delivered, read; of a refused one: failed. The customer's own: delivered, then read.</summary>
    public required string Status { get; set; }

    /// <summary>The business number's id.</summary>
    public required string Number { get; init; }

    /// <summary>The message that it answers or reacts to.</summary>
    public string? ReplyTo { get; init; }

    /// <summary>Why WhatsApp refused it after taking it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public int? Error { get; init; }

    /// <summary>The sender's <c>biz_opaque_callback_data</c>.</summary>
    [JsonIgnore]
    public string? Callback { get; init; }

    /// <summary>As statuses tell it: marketing, marketing_lite, utility, service.</summary>
    [JsonIgnore]
    public string PricingCategory { get; init; } = "service";

    /// <summary>True where the message fell into an open window.</summary>
    [JsonIgnore]
    public bool InWindow { get; init; }
}
