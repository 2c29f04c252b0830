using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using Conversations.Customers;
using Conversations.Messages;

namespace Conversations.WhatsApp.Sending;

/// <summary>The body of <c>POST /{phone-number-id}/messages</c> (M:messages/send-messages).</summary>
public static class MessageBody
{
    public static JsonObject Of(Effect.Send send)
    {
        var body = new JsonObject { ["messaging_product"] = "whatsapp", ["recipient_type"] = "individual" };
        if (send.Phone is not null)
        {
            // Without the plus the platform would put the sender's own country before it.
            body["to"] = send.Phone.StartsWith('+') ? send.Phone : "+" + send.Phone;
        }
        else
        {
            body["recipient"] = send.Bsuid;
        }

        if (send.ReplyTo is not null && send.Message is not OutboundMessage.Reaction)
        {
            body["context"] = new JsonObject { ["message_id"] = send.ReplyTo };
        }

        var (type, content) = Content(send.Message);
        body["type"] = type;
        body[type] = content;
        body["biz_opaque_callback_data"] = send.Callback;
        return body;
    }

    /// <summary>Marks a message and all before it as read; with <c>Typing</c> also shows that an answer is being typed, for at most 25 s (M:typing-indicators).</summary>
    public static JsonObject Of(Effect.MarkRead read)
    {
        var body = new JsonObject { ["messaging_product"] = "whatsapp", ["status"] = "read", ["message_id"] = read.Wamid };
        if (read.Typing)
        {
            body["typing_indicator"] = new JsonObject { ["type"] = "text" };
        }

        return body;
    }

    private static (string Type, JsonObject Content) Content(OutboundMessage message) => message switch
    {
        OutboundMessage.Text text => ("text", new JsonObject { ["preview_url"] = text.PreviewUrl, ["body"] = text.Body }),
        OutboundMessage.Template template => ("template", TemplateBody.Of(template)),
        OutboundMessage.Buttons buttons => ("interactive", Interactive("button", buttons.Body, buttons.Footer, ReplyButtons(buttons.Replies))),
        OutboundMessage.Choices choices => ("interactive", Interactive("list", choices.Body, choices.Footer, Sections(choices))),
        OutboundMessage.LinkButton link => ("interactive", Interactive("cta_url", link.Body, link.Footer, new JsonObject
        {
            ["name"] = "cta_url",
            ["parameters"] = new JsonObject { ["display_text"] = link.Label, ["url"] = link.Url },
        })),
        OutboundMessage.Media media => (media.MediaKind, Media(media)),
        OutboundMessage.Reaction reaction => ("reaction", new JsonObject { ["message_id"] = reaction.OnWamid, ["emoji"] = reaction.Emoji }),
        _ => throw new NotSupportedException($"A message of kind {message.GetType().Name} has no form at WhatsApp."),
    };

    private static JsonObject Interactive(string type, string text, string? footer, JsonObject action)
    {
        var interactive = new JsonObject { ["type"] = type, ["body"] = new JsonObject { ["text"] = text } };
        if (footer is not null)
        {
            interactive["footer"] = new JsonObject { ["text"] = footer };
        }

        interactive["action"] = action;
        return interactive;
    }

    private static JsonObject ReplyButtons(ImmutableArray<Button> replies) => new()
    {
        ["buttons"] = new JsonArray([.. replies.Select(reply => new JsonObject
        {
            ["type"] = "reply",
            ["reply"] = new JsonObject { ["id"] = reply.Payload ?? reply.Text, ["title"] = reply.Text },
        })]),
    };

    private static JsonObject Sections(OutboundMessage.Choices choices) => new()
    {
        ["button"] = choices.OpenLabel,
        ["sections"] = new JsonArray([.. choices.Sections.Select(section =>
        {
            var rows = new JsonArray([.. section.Rows.Select(Row)]);
            return section.Title is null ? new JsonObject { ["rows"] = rows } : new JsonObject { ["title"] = section.Title, ["rows"] = rows };
        })]),
    };

    private static JsonObject Row(ListRow row)
    {
        var written = new JsonObject { ["id"] = row.Id, ["title"] = row.Title };
        if (row.Description is not null)
        {
            written["description"] = row.Description;
        }

        return written;
    }

    private static JsonObject Media(OutboundMessage.Media media)
    {
        var written = new JsonObject { ["link"] = media.Link };
        if (media.Caption is not null && media.MediaKind is "image" or "video" or "document")
        {
            written["caption"] = media.Caption;
        }

        if (media.FileName is not null && media.MediaKind == "document")
        {
            written["filename"] = media.FileName;
        }

        return written;
    }
}

/// <summary>The <c>template</c> part of a message. Parts without parameters are left out.</summary>
internal static class TemplateBody
{
    public static JsonObject Of(OutboundMessage.Template template)
    {
        var body = new JsonObject { ["name"] = template.Name, ["language"] = new JsonObject { ["code"] = template.Language } };
        var components = template.Components.Where(component => !component.Parameters.IsDefaultOrEmpty).Select(Component).ToArray();
        if (components.Length > 0)
        {
            body["components"] = new JsonArray(components);
        }

        return body;
    }

    private static JsonObject Component(TemplateComponent component)
    {
        var written = new JsonObject { ["type"] = component.Type };
        if (component.SubType is not null)
        {
            written["sub_type"] = component.SubType;
        }

        if (component.Index is { } index)
        {
            written["index"] = index;
        }

        written["parameters"] = new JsonArray([.. component.Parameters.Select(parameter => Parameter(parameter, component.SubType))]);
        return written;
    }

    private static JsonObject Parameter(TemplateParameter parameter, string? subType)
    {
        var text = parameter.Text ?? "";
        var (type, value) = parameter.Type switch
        {
            "text" or "payload" or "coupon_code" => (parameter.Type, (JsonNode)text),
            // An amount that is text already reads the same, and needs no code and thousandths.
            "currency" => ("text", text),
            "date_time" => ("date_time", new JsonObject { ["fallback_value"] = text }),
            "image" or "video" or "document" => (parameter.Type, Media(parameter)),
            "action" => ("action", new JsonObject { [subType == "flow" ? "flow_token" : "thumbnail_product_retailer_id"] = text }),
            "limited_time_offer" => (parameter.Type, new JsonObject { ["expiration_time_ms"] = long.Parse(text, CultureInfo.InvariantCulture) }),
            _ => throw new NotSupportedException($"A template parameter of type '{parameter.Type}' cannot be sent."),
        };
        var written = new JsonObject { ["type"] = type };
        if (parameter.Name is not null)
        {
            written["parameter_name"] = parameter.Name;
        }

        written[type] = value;
        return written;
    }

    // By link, with the text as a document's file name; without a link the text is the id of an uploaded medium.
    private static JsonObject Media(TemplateParameter parameter)
    {
        if (parameter.Link is null)
        {
            return new JsonObject { ["id"] = parameter.Text };
        }

        var media = new JsonObject { ["link"] = parameter.Link };
        if (parameter.Type == "document" && parameter.Text is not null)
        {
            media["filename"] = parameter.Text;
        }

        return media;
    }
}
