using System.Collections.Immutable;
using System.Text.Json.Serialization;

namespace Conversations.Messages;

/// <summary>A message to a customer, rendered and ready for the Cloud API.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(Text), "text.1")]
[JsonDerivedType(typeof(Template), "template.1")]
[JsonDerivedType(typeof(Buttons), "buttons.1")]
[JsonDerivedType(typeof(Choices), "list.1")]
[JsonDerivedType(typeof(LinkButton), "link.1")]
[JsonDerivedType(typeof(Media), "media.1")]
[JsonDerivedType(typeof(Reaction), "reaction.1")]
public abstract record OutboundMessage
{
    private OutboundMessage()
    {
    }

    /// <summary>What the customer reads.</summary>
    [JsonIgnore]
    public abstract string Reads { get; }

    /// <summary>True for what may only be sent within 24 h of the customer's last message.</summary>
    [JsonIgnore]
    public bool NeedsWindow => this is not Template;

    /// <summary>Free text: at most 4,096 characters.</summary>
    public sealed record Text(string Body, bool PreviewUrl = false) : OutboundMessage
    {
        public override string Reads => Body;
    }

    /// <summary>An approved template with its parameters; <paramref name="Rendered"/> is the body filled in.</summary>
    public sealed record Template(
        string Name,
        string Language,
        TemplateCategory Category,
        ImmutableArray<TemplateComponent> Components,
        string Rendered,
        ImmutableArray<Button> ShownButtons) : OutboundMessage
    {
        public override string Reads => Rendered;
    }

    /// <summary>Text with up to 3 reply buttons.</summary>
    public sealed record Buttons(string Body, string? Footer, ImmutableArray<Button> Replies) : OutboundMessage
    {
        public override string Reads => Body;
    }

    /// <summary>A list: at most 10 sections and 10 rows in all; the opening button's label at most 20 characters.</summary>
    public sealed record Choices(string Body, string? Footer, string OpenLabel, ImmutableArray<ListSection> Sections) : OutboundMessage
    {
        public override string Reads => Body;
    }

    /// <summary>Text with one link behind a label of at most 20 characters.</summary>
    public sealed record LinkButton(string Body, string? Footer, string Label, string Url) : OutboundMessage
    {
        public override string Reads => Body;
    }

    /// <summary>Media by link. <paramref name="MediaKind"/>: image, video, audio, document or sticker.</summary>
    public sealed record Media(string MediaKind, string Link, string? Caption, string? FileName) : OutboundMessage
    {
        public override string Reads => Caption ?? FileName ?? MediaKind;
    }

    /// <summary>An emoji on one of the customer's messages; an empty one takes it away.</summary>
    public sealed record Reaction(string OnWamid, string Emoji) : OutboundMessage
    {
        public override string Reads => Emoji;
    }
}

/// <summary>A row a customer can choose: title ≤ 24, description ≤ 72, id ≤ 200 characters.</summary>
public sealed record ListRow(string Id, string Title, string? Description);

public sealed record ListSection(string? Title, ImmutableArray<ListRow> Rows);

public enum ButtonKind
{
    QuickReply,
    Url,
    PhoneNumber,
    CopyCode,
    Catalog,
    Flow,
}

/// <summary>A button as the customer sees it; <paramref name="Payload"/> comes back when a quick reply is tapped.</summary>
public sealed record Button(ButtonKind Kind, string Text, string? Payload = null, string? Url = null);

/// <summary>A part of a template that takes parameters (M:messages/template): <c>header</c>, <c>body</c>, <c>button</c>, <c>limited_time_offer</c>, <c>carousel</c>.</summary>
public sealed record TemplateComponent
{
    public required string Type { get; init; }

    /// <summary>Of a button: <c>quick_reply</c>, <c>url</c>, <c>copy_code</c>, <c>catalog</c>, <c>flow</c>, …</summary>
    public string? SubType { get; init; }

    /// <summary>Of a button: its place among all buttons, from 0.</summary>
    public int? Index { get; init; }

    public ImmutableArray<TemplateParameter> Parameters { get; init; } = [];
}

/// <summary>One value of a template. <see cref="Type"/>: text, payload, coupon_code, currency, date_time, image, video, document, location, action.</summary>
public sealed record TemplateParameter
{
    public required string Type { get; init; }

    /// <summary>Of a named parameter.</summary>
    public string? Name { get; init; }

    public string? Text { get; init; }

    /// <summary>Of media: where WhatsApp fetches it.</summary>
    public string? Link { get; init; }
}
