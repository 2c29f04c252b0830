using System.Collections.Immutable;
using System.Text.Json;
using Conversations.Messages;

namespace Conversations.WhatsApp.Webhooks;

/// <summary>Reads one of <c>messages[]</c> or <c>message_echoes[]</c> (M:reference/messages).</summary>
internal static class MessageReading
{
    private static readonly string[] Types =
    [
        "text", "image", "video", "audio", "document", "sticker", "location", "contacts", "interactive", "button",
        "order", "reaction", "edit", "revoke", "system",
    ];

    /// <summary>WhatsApp's type; where it is missing, the part that is there.</summary>
    public static string TypeOf(JsonElement item) =>
        item.Filled("type") ?? Types.FirstOrDefault(type => item.Member(type) is not null) ?? "unknown";

    /// <summary>Why a message asks nothing of anybody; null where it may.</summary>
    public static string? NeedsNoAnswer(JsonElement item, string type) => (type, item.Member(type)?.Text("type")) switch
    {
        ("interactive", "call_permission_reply") => "a permission to call; calls are not served",
        ("interactive", "payment_method") => "a choice of payment inside WhatsApp, which is not used",
        ("request_welcome", _) => "a chat was opened; nothing was said",
        _ => null,
    };

    public static InboundMessage Read(JsonElement item, string wamid, string type, Person person)
    {
        var detail = new Details();
        detail.Add("from", item.Text("from"));
        detail.Add("waId", person.WaId);
        detail.Add("userId", person.Bsuid);
        detail.Add("parentUserId", person.ParentBsuid);
        detail.Add("username", person.Username);
        detail.Add("type", type);
        var message = Content(new InboundMessage { Wamid = wamid, Kind = InboundKind.Unsupported }, type, item, detail);
        message = Around(message, item, detail);
        return message with { Detail = detail.Sorted };
    }

    private static InboundMessage Content(InboundMessage message, string type, JsonElement item, Details detail)
    {
        var part = item.Member(type) ?? default;
        return type switch
        {
            "text" when part.Text("body") is { } body => message with { Kind = InboundKind.Text, Text = body },
            "image" => Media(message with { Kind = InboundKind.Image }, part, detail),
            "video" => Media(message with { Kind = InboundKind.Video }, part, detail),
            "audio" or "voice" => Media(message with { Kind = InboundKind.Audio }, part, detail),
            "document" => Media(message with { Kind = InboundKind.Document }, part, detail),
            "sticker" => Media(message with { Kind = InboundKind.Sticker }, part, detail),
            "location" => Location(message, part, detail),
            "contacts" => Contacts(message, item, detail),
            "interactive" => Interactive(message, part, detail),
            "button" => message with { Kind = InboundKind.Button, Text = part.Text("text"), Payload = part.Text("payload") },
            "order" => Order(message, part, detail),
            "reaction" => Reaction(message, part, detail),
            "edit" => Edit(message, part, detail),
            "revoke" => message with { Kind = InboundKind.Revocation, ReplyTo = part.Filled("original_message_id") },
            _ => Unsupported(message, item, detail),
        };
    }

    private static InboundMessage Unsupported(InboundMessage message, JsonElement item, Details detail)
    {
        detail.Add("unsupported", item.Member("unsupported")?.Text("type"));
        return message;
    }

    private static InboundMessage Media(InboundMessage message, JsonElement part, Details detail)
    {
        detail.Add("sha256", part.Text("sha256"));
        detail.Add("url", part.Text("url"));
        detail.Add("voice", part.Text("voice"));
        detail.Add("animated", part.Text("animated"));
        return message with
        {
            Text = part.Filled("caption"),
            MediaId = part.Filled("id"),
            MediaType = part.Filled("mime_type"),
            FileName = part.Filled("filename"),
        };
    }

    private static InboundMessage Location(InboundMessage message, JsonElement part, Details detail)
    {
        foreach (var name in (ReadOnlySpan<string>)["latitude", "longitude", "name", "address", "url"])
        {
            detail.Add(name, part.Text(name));
        }

        return message with
        {
            Kind = InboundKind.Location,
            Text = part.Filled("name") ?? part.Filled("address"),
            Latitude = part.Real("latitude"),
            Longitude = part.Real("longitude"),
        };
    }

    private static InboundMessage Contacts(InboundMessage message, JsonElement item, Details detail)
    {
        var cards = item.Items("contacts").ToList();
        var phones = cards.SelectMany(card => card.Items("phones")).Select(phone => phone.Filled("wa_id") ?? phone.Filled("phone")).OfType<string>();
        var names = cards.Select(card => card.Member("name")?.Filled("formatted_name")).OfType<string>();
        detail.Add("phones", string.Join(',', phones));
        detail.Add("origin", cards.Select(card => card.Text("origin")).FirstOrDefault(origin => origin is not null));
        detail.Add("vcard", cards.Select(card => card.Text("vcard")).FirstOrDefault(vcard => vcard is not null));
        var text = string.Join(", ", names);
        return message with { Kind = InboundKind.Contacts, Text = text.Length == 0 ? null : text };
    }

    private static InboundMessage Interactive(InboundMessage message, JsonElement part, Details detail)
    {
        var kind = part.Text("type") ?? ((string[])["button_reply", "list_reply", "nfm_reply"]).FirstOrDefault(name => part.Member(name) is not null);
        var reply = kind is null ? default : part.Member(kind) ?? default;
        detail.Add("interactive", kind);
        switch (kind)
        {
            case "button_reply":
                return message with { Kind = InboundKind.Button, Text = reply.Text("title"), Payload = reply.Text("id") };
            case "list_reply":
                detail.Add("description", reply.Text("description"));
                return message with { Kind = InboundKind.ListChoice, Text = reply.Text("title"), Payload = reply.Text("id") };
            case "nfm_reply":
                detail.Add("form", reply.Text("name"));
                // JSON inside a text, and not always valid: kept as it is.
                detail.Add("response", reply.Member("response_json") is { ValueKind: not JsonValueKind.String } inline ? inline.GetRawText() : reply.Text("response_json"));
                return message with { Kind = InboundKind.Form, Text = reply.Text("body") };
            default:
                return message;
        }
    }

    private static InboundMessage Order(InboundMessage message, JsonElement part, Details detail)
    {
        var items = part.Items("product_items").ToList();
        detail.Add("catalogue", part.Text("catalog_id"));
        detail.Add("items", string.Join(',', items.Select(item =>
            $"{item.Text("product_retailer_id")}x{item.Text("quantity")}@{item.Text("item_price")}{item.Text("currency")}")));
        return message with
        {
            Kind = InboundKind.CatalogueOrder,
            Text = part.Filled("text"),
            ProductId = items.Select(item => item.Filled("product_retailer_id")).FirstOrDefault(id => id is not null),
        };
    }

    // A reaction that was taken away comes with an empty emoji, or with none.
    private static InboundMessage Reaction(InboundMessage message, JsonElement part, Details detail)
    {
        var emoji = part.Text("emoji") ?? "";
        if (emoji.Length == 0)
        {
            detail.Add("removed", "true");
        }

        return message with { Kind = InboundKind.Reaction, Text = emoji, ReplyTo = part.Filled("message_id") };
    }

    private static InboundMessage Edit(InboundMessage message, JsonElement part, Details detail)
    {
        var edited = part.Member("message") ?? default;
        var type = TypeOf(edited);
        detail.Add("edited", type);
        var content = type == "edit" ? message : Content(message, type, edited, detail);
        return content with { Kind = InboundKind.Edit, ReplyTo = part.Filled("original_message_id") };
    }

    /// <summary>What may stand around any content: the message it answers, the ad it came from, errors.</summary>
    private static InboundMessage Around(InboundMessage message, JsonElement item, Details detail)
    {
        var context = item.Member("context") ?? default;
        var product = context.Member("referred_product") ?? default;
        detail.Add("forwarded", context.Text("frequently_forwarded") == "true" ? "frequently" : context.Text("forwarded") == "true" ? "true" : null);
        detail.Add("productCatalogue", product.Text("catalog_id"));

        var referral = item.Member("referral") ?? default;
        detail.Add("adType", referral.Text("source_type"));
        detail.Add("adId", referral.Text("source_id"));
        detail.Add("adUrl", referral.Text("source_url"));
        detail.Add("adHeadline", referral.Text("headline"));
        detail.Add("adText", referral.Text("body"));

        var error = item.Items("errors").FirstOrDefault();
        detail.Add("error", ConversationTranslation.DetailOf(error) ?? error.Text("title"));
        detail.Add("errorTitle", error.Text("title"));
        return message with
        {
            ReplyTo = message.ReplyTo ?? context.Filled("id"),
            ProductId = product.Filled("product_retailer_id") ?? message.ProductId,
            AdClickId = referral.Filled("ctwa_clid"),
            ErrorCode = error.Integer("code"),
        };
    }

    /// <summary>Named texts, without the missing and the empty.</summary>
    private sealed class Details
    {
        private readonly ImmutableSortedDictionary<string, string>.Builder _texts = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);

        public ImmutableSortedDictionary<string, string> Sorted => _texts.ToImmutable();

        public void Add(string name, string? text)
        {
            if (!string.IsNullOrEmpty(text))
            {
                _texts[name] = text;
            }
        }
    }
}
