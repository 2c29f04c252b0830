using System.Globalization;
using System.Text.Json.Nodes;

namespace Conversations.WhatsApp.Simulator;

/// <summary>What a test or a person lets the customer write: <c>{"text"}</c>, <c>{"button"}</c> or <c>{"type"}</c>.</summary>
internal sealed record CustomerMessage(string Type, string? Text, JsonObject Content)
{
    private static readonly (string Type, string Mime, string Id)[] Medias =
    [
        ("image", "image/jpeg", "1000000000000001"),
        ("video", "video/mp4", "1000000000000002"),
        ("audio", "audio/ogg; codecs=opus", "1000000000000003"),
        ("document", "application/pdf", "1000000000000004"),
        ("sticker", "image/webp", "1000000000000005"),
    ];

    public string? ReplyTo { get; init; }

    /// <summary>The business number whose button was tapped.</summary>
    public string? Number { get; init; }

    public static string? MimeOfMedia(string id) => Medias.FirstOrDefault(media => media.Id == id).Mime;

    /// <summary>Null with errors where the body asks for nothing that a phone can send.</summary>
    public static CustomerMessage? Read(JsonObject body, SimulatedPhone phone, FieldErrors errors)
    {
        if (body.Text("button") is { } payload)
        {
            return Tap(phone, payload, errors);
        }

        var type = body.Text("type") ?? (body["text"] is null ? null : "text");
        var read = type switch
        {
            "text" => Written(body.Text("text"), errors),
            "location" => Location(body),
            "contacts" => Card(body, phone),
            "reaction" => Reaction(body, errors),
            "unsupported" => Unsupported(),
            _ when Medias.FirstOrDefault(media => media.Type == type) is { Id: not null } media => Media(media, body),
            _ => null,
        };
        if (read is null && !errors.Any)
        {
            errors.Add(type is null ? "text" : "type", "Give text, button, or a type: text, image, video, audio, document, sticker, location, contacts, reaction, unsupported.");
        }

        return read is null || read.ReplyTo is not null ? read : read with { ReplyTo = body.Text("replyTo") };
    }

    private static CustomerMessage? Written(string? text, FieldErrors errors)
    {
        if (text is { Length: > 0 and <= 4096 })
        {
            return new CustomerMessage("text", text, Inside("text", new JsonObject { ["body"] = text }));
        }

        errors.Add("text", "Give a text of 1 to 4096 characters.");
        return null;
    }

    private static CustomerMessage? Tap(SimulatedPhone phone, string payload, FieldErrors errors)
    {
        var offered = phone.Messages.Where(message => message is { Direction: "out", Error: null })
            .SelectMany(message => message.Buttons.Where(button => button.Type is "quick_reply" or "reply" or "list_row").Select(button => (message, button))).ToArray();
        var (tapped, button) = offered.LastOrDefault(offer => offer.button.Payload == payload);
        if (tapped is null)
        {
            var available = string.Join(", ", offered.Select(offer => offer.button.Payload).Distinct());
            errors.Add("button", available.Length == 0 ? "No message on this phone has a button to tap." : $"No message on this phone has this button; there are: {available}.");
            return null;
        }

        var reply = new JsonObject { ["id"] = payload, ["title"] = button.Text };
        var message = button.Type switch
        {
            "quick_reply" => new CustomerMessage("button", button.Text, Inside("button", new JsonObject { ["payload"] = payload, ["text"] = button.Text })),
            "reply" => new CustomerMessage("interactive", button.Text, Inside("interactive", new JsonObject { ["type"] = "button_reply", ["button_reply"] = reply })),
            _ => new CustomerMessage("interactive", button.Text, Inside("interactive", new JsonObject { ["type"] = "list_reply", ["list_reply"] = reply })),
        };
        return message with { ReplyTo = tapped.Id, Number = tapped.Number };
    }

    private static CustomerMessage Media((string Type, string Mime, string Id) media, JsonObject body)
    {
        var content = new JsonObject { ["mime_type"] = media.Mime, ["sha256"] = "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=", ["id"] = media.Id };
        var caption = media.Type is "image" or "video" or "document" ? body.Text("caption") : null;
        if (caption is not null)
        {
            content["caption"] = caption;
        }

        switch (media.Type)
        {
            case "document":
                content["filename"] = body.Text("filename") ?? "document.pdf";
                break;
            case "audio":
                content["voice"] = true;
                break;
            case "sticker":
                content["animated"] = false;
                break;
            default:
                break;
        }

        return new CustomerMessage(media.Type, caption, Inside(media.Type, content));
    }

    private static CustomerMessage Location(JsonObject body)
    {
        var place = new JsonObject
        {
            ["latitude"] = Degrees(body["latitude"], 48.8566),
            ["longitude"] = Degrees(body["longitude"], 2.3522),
        };
        if (body.Text("address") is { } address)
        {
            place["address"] = address;
        }

        return new CustomerMessage("location", body.Text("address"), Inside("location", place));
    }

    private static double Degrees(JsonNode? given, double otherwise) =>
        given is JsonValue value && value.TryGetValue<double>(out var degrees) ? degrees : otherwise;

    private static CustomerMessage Card(JsonObject body, SimulatedPhone phone)
    {
        var name = body.Text("contact") ?? "A friend";
        var card = new JsonObject
        {
            ["name"] = new JsonObject { ["formatted_name"] = name, ["first_name"] = name },
            ["phones"] = new JsonArray(new JsonObject { ["phone"] = string.Create(CultureInfo.InvariantCulture, $"+{phone.Digits}"), ["type"] = "CELL" }),
        };
        return new CustomerMessage("contacts", name, new JsonObject { ["contacts"] = new JsonArray(card) });
    }

    private static CustomerMessage? Reaction(JsonObject body, FieldErrors errors)
    {
        if (body.Text("messageId") is not { Length: > 0 } message)
        {
            errors.Add("messageId", "Name the message that the reaction is to.");
            return null;
        }

        var emoji = body.Text("emoji") ?? "";
        return new CustomerMessage("reaction", emoji, Inside("reaction", new JsonObject { ["message_id"] = message, ["emoji"] = emoji })) { ReplyTo = message };
    }

    private static CustomerMessage Unsupported() => new("unsupported", null, new JsonObject
    {
        ["errors"] = new JsonArray(new JsonObject
        {
            ["code"] = 131051,
            ["title"] = "Message type unknown",
            ["message"] = "Message type unknown",
            ["error_data"] = new JsonObject { ["details"] = "Message type is currently not supported." },
        }),
    });

    private static JsonObject Inside(string type, JsonObject content) => new() { [type] = content };
}
