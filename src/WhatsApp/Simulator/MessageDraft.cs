using System.Collections.Immutable;
using System.Text.Json.Nodes;

namespace Conversations.WhatsApp.Simulator;

/// <summary>What a call wants on the phone, read and checked against Meta's limits (M:messages/send-messages and its siblings).</summary>
internal sealed record MessageDraft(string Type, string? Text)
{
    private const int TextCharsMax = 4096;
    private const int InteractiveCharsMax = 1024;
    private const int FooterCharsMax = 60;
    private const int TitleCharsMax = 20;

    public string? Header { get; init; }

    public string? Footer { get; init; }

    public string? ReplyTo { get; init; }

    public ImmutableArray<PhoneButton> Buttons { get; init; } = [];

    /// <summary>Every type but <c>template</c>, which needs the shelf.</summary>
    public static GraphError? Read(JsonObject body, out MessageDraft draft)
    {
        var type = body.Text("type") ?? "text";
        draft = new MessageDraft(type, null);
        var error = type switch
        {
            "text" => ReadText(body, ref draft),
            "interactive" => ReadInteractive(body, ref draft),
            "image" or "video" or "audio" or "document" or "sticker" => ReadMedia(body, type, ref draft),
            "reaction" => ReadReaction(body, ref draft),
            "location" => ReadLocation(body, ref draft),
            "contacts" => body["contacts"] is JsonArray { Count: > 0 } ? null : GraphError.Missing("contacts"),
            _ => GraphError.Parameter("Param type must be one of {AUDIO, CONTACTS, DOCUMENT, IMAGE, INTERACTIVE, LOCATION, REACTION, STICKER, TEMPLATE, TEXT, VIDEO}."),
        };
        if (error is null && body.Object("context").Text("message_id") is { } replied)
        {
            draft = draft with { ReplyTo = replied };
        }

        return error;
    }

    private static GraphError? ReadText(JsonObject body, ref MessageDraft draft)
    {
        draft = draft with { Text = body.Object("text").Text("body") };
        return draft.Text switch
        {
            null or "" => GraphError.Missing("text['body']"),
            { Length: > TextCharsMax } => GraphError.Parameter("Param text['body'] must be at most 4096 characters long."),
            _ => null,
        };
    }

    private static GraphError? ReadMedia(JsonObject body, string type, ref MessageDraft draft)
    {
        var media = body.Object(type);
        draft = draft with { Text = media.Text("caption") ?? media.Text("filename") };
        return media.Text("id") is null && media.Text("link") is null ? GraphError.Value($"Give {type}['id'] or {type}['link'].") : null;
    }

    private static GraphError? ReadReaction(JsonObject body, ref MessageDraft draft)
    {
        var reaction = body.Object("reaction");
        draft = draft with { Text = reaction.Text("emoji"), ReplyTo = reaction.Text("message_id") };
        return draft.ReplyTo is null ? GraphError.Missing("reaction['message_id']") : null;
    }

    private static GraphError? ReadLocation(JsonObject body, ref MessageDraft draft)
    {
        var location = body.Object("location");
        draft = draft with { Text = location.Text("name") ?? location.Text("address") };
        return location?["latitude"] is null || location["longitude"] is null ? GraphError.Missing("location['latitude'] and location['longitude']") : null;
    }

    private static GraphError? ReadInteractive(JsonObject body, ref MessageDraft draft)
    {
        var interactive = body.Object("interactive");
        var kind = interactive.Text("type")?.ToLowerInvariant();
        var action = interactive.Object("action");
        var text = interactive.Object("body").Text("text");
        draft = draft with
        {
            Text = text,
            Header = interactive.Object("header").Text("text"),
            Footer = interactive.Object("footer").Text("text"),
        };
        if (string.IsNullOrEmpty(text) || text.Length > (kind == "list" ? TextCharsMax : InteractiveCharsMax))
        {
            return GraphError.Value("interactive['body']['text'] must have 1 to 1024 characters (a list's: 4096).");
        }

        if (draft.Footer is { Length: > FooterCharsMax })
        {
            return GraphError.Value("interactive['footer']['text'] must have at most 60 characters.");
        }

        return kind switch
        {
            "button" => ReadReplies(action, ref draft),
            "list" => ReadList(action, ref draft),
            "cta_url" => ReadLink(action, ref draft),
            null => GraphError.Missing("interactive['type']"),
            _ => null,
        };
    }

    private static GraphError? ReadReplies(JsonObject? action, ref MessageDraft draft)
    {
        var replies = action.Objects("buttons").Select(button => button.Object("reply")).ToArray();
        if (replies.Length is 0 or > 3)
        {
            return GraphError.Value("Give 1 to 3 reply buttons.");
        }

        if (replies.Any(reply => reply.Text("id") is not { Length: > 0 and <= 256 } || reply.Text("title") is not { Length: > 0 and <= TitleCharsMax }))
        {
            return GraphError.Value("A reply button has an id of at most 256 and a title of at most 20 characters.");
        }

        if (replies.DistinctBy(reply => reply.Text("id")).Count() < replies.Length || replies.DistinctBy(reply => reply.Text("title")).Count() < replies.Length)
        {
            return GraphError.Value("Ids and titles of reply buttons are unique.");
        }

        draft = draft with { Buttons = [.. replies.Select(reply => new PhoneButton("reply", reply.Text("title")!, reply.Text("id")))] };
        return null;
    }

    private static GraphError? ReadList(JsonObject? action, ref MessageDraft draft)
    {
        var sections = action.Objects("sections").ToArray();
        var rows = sections.SelectMany(section => section.Objects("rows")).ToArray();
        if (action.Text("button") is not { Length: > 0 and <= TitleCharsMax })
        {
            return GraphError.Value("A list's button has 1 to 20 characters.");
        }

        if (sections.Length > 10 || rows.Length is 0 or > 10)
        {
            return GraphError.Value("A list has 1 to 10 rows in at most 10 sections.");
        }

        if (rows.Any(row => row.Text("id") is not { Length: > 0 and <= 200 } || row.Text("title") is not { Length: > 0 and <= 24 } || row.Text("description") is { Length: > 72 }))
        {
            return GraphError.Value("A row has an id of at most 200, a title of at most 24, a description of at most 72 characters.");
        }

        draft = draft with { Buttons = [.. rows.Select(row => new PhoneButton("list_row", row.Text("title")!, row.Text("id")))] };
        return null;
    }

    private static GraphError? ReadLink(JsonObject? action, ref MessageDraft draft)
    {
        var parameters = action.Object("parameters");
        if (parameters.Text("display_text") is not { Length: > 0 and <= TitleCharsMax } label || parameters.Text("url") is not { Length: > 0 } url)
        {
            return GraphError.Value("A link has a url and a display_text of at most 20 characters.");
        }

        draft = draft with { Buttons = [new PhoneButton("url", label, null, url)] };
        return null;
    }
}
