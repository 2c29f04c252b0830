using System.Text;
using System.Text.Json;
using System.Text.Unicode;
using Conversations.Identity;

namespace Conversations.WhatsApp.Webhooks;

/// <summary>
/// Reads the platform's webhooks: <c>entry[] × changes[] × (messages[] | statuses[] | …)</c>, all of them, batched or not
/// (M:webhooks/create-webhook-endpoint: at most 1,000 updates a body). One bad item never fails the rest.
/// </summary>
public static class WebhookTranslation
{
    private const string WhatsAppObject = "whatsapp_business_account";

    /// <param name="body">The bytes as received; their signature is checked elsewhere.</param>
    /// <param name="at">The engine's clock: every input's <c>At</c>.</param>
    public static Translation Read(ReadOnlyMemory<byte> body, DateTimeOffset at)
    {
        try
        {
            using var document = JsonDocument.Parse(Readable(body));
            if (document.RootElement.ValueKind != JsonValueKind.Object)
            {
                return new Translation { Problem = "The body is not a JSON object." };
            }

            var draft = new Draft(at);
            draft.Guarded(document.RootElement, Place.Nowhere, root => ReadBody(draft, root));
            return draft.Finished();
        }
        catch (JsonException)
        {
            return new Translation { Problem = "The body is not JSON." };
        }
    }

    private static ReadOnlyMemory<byte> Readable(ReadOnlyMemory<byte> body)
    {
        if (body.Span.StartsWith(Encoding.UTF8.Preamble))
        {
            body = body[Encoding.UTF8.Preamble.Length..];
        }

        return Utf8.IsValid(body.Span) ? body : Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(body.Span));
    }

    private static void ReadBody(Draft draft, JsonElement root)
    {
        if (root.Text("object") is { } kind && kind != WhatsAppObject)
        {
            draft.Skip(root, Place.Nowhere, "a webhook of another product");
        }
        else if (root.Member("entry") is null && root.Member("changes") is null)
        {
            // The platform's samples and its test button leave the envelope out.
            ReadChange(draft, root, Place.Nowhere);
        }
        else
        {
            foreach (var entry in root.Member("entry") is null ? [root] : root.Items("entry"))
            {
                draft.Guarded(entry, Place.Nowhere, item => ReadEntry(draft, item));
            }
        }
    }

    private static void ReadEntry(Draft draft, JsonElement entry)
    {
        var place = new Place(entry.Filled("id"), null, entry.Time("time"), null);
        if (entry.Member("changes") is null)
        {
            draft.Miss(entry, place, "an entry without changes");
            return;
        }

        foreach (var change in entry.Items("changes"))
        {
            draft.Guarded(change, place, item => ReadChange(draft, item, place));
        }
    }

    private static void ReadChange(Draft draft, JsonElement change, Place place)
    {
        if (change.Member("value") is not { ValueKind: JsonValueKind.Object } value)
        {
            draft.Miss(change, place, "a change without a value");
            return;
        }

        var metadata = value.Member("metadata");
        place = place with { Field = change.Text("field") ?? FieldOf(value), Number = metadata?.Filled("phone_number_id") is { } id ? new NumberId(id) : null };
        if (place.Number is { } number)
        {
            draft.Displays(number, metadata?.Text("display_phone_number"));
        }

        switch (place.Field)
        {
            case "messages":
                ConversationTranslation.Read(draft, value, place);
                break;
            case "smb_message_echoes" or "message_echoes":
                EchoTranslation.Read(draft, value, place);
                break;
            case "user_preferences":
                PreferenceTranslation.Read(draft, value, place);
                break;
            case "calls" or "history" or "smb_app_state_sync" or "flows" or "automatic_events" or "payment_configuration_update"
                or "partner_solutions" or "business_username_update" or "message_template_feedback" or "tracking_events":
                draft.Skip(change, place, $"{place.Field}: nothing of it is used");
                break;
            case { } field when field.StartsWith("group_", StringComparison.Ordinal):
                draft.Skip(change, place, "groups are not served");
                break;
            default:
                AccountTranslation.Read(draft, change, value, place);
                break;
        }
    }

    private static string FieldOf(JsonElement value) =>
        value.Member("messages") is not null || value.Member("statuses") is not null ? "messages"
        : value.Member("message_echoes") is not null ? "smb_message_echoes"
        : value.Member("user_preferences") is not null ? "user_preferences"
        : "";
}

/// <summary>Where in the body something stands.</summary>
internal sealed record Place(string? Account, string? Field, DateTimeOffset? Time, NumberId? Number)
{
    public static Place Nowhere { get; } = new(null, null, null, null);
}
