using System.Text.Json;
using Conversations.Customers;
using Conversations.Identity;
using Conversations.Messages;

namespace Conversations.WhatsApp.Webhooks;

/// <summary>What customers do and what becomes of our messages: field <c>messages</c>.</summary>
internal static class ConversationTranslation
{
    internal const string Source = "whatsapp";

    public static void Read(Draft draft, JsonElement value, Place place)
    {
        JsonElement[] messages = [.. value.Items("messages")];
        JsonElement[] statuses = [.. value.Items("statuses")];
        JsonElement[] errors = [.. value.Items("errors")];
        if (place.Number is null && messages.Length + statuses.Length > 0)
        {
            draft.Miss(value, place, "messages without a phone number id");
            return;
        }

        var contacts = new ContactList(value, messages.Length);
        for (var index = 0; index < messages.Length; index++)
        {
            var position = index;
            draft.Guarded(messages[index], place, message => Message(draft, message, position, contacts, errors, place));
        }

        var recipients = new ContactList(value, statuses.Length);
        for (var index = 0; index < statuses.Length; index++)
        {
            var position = index;
            draft.Guarded(statuses[index], place, status => Status(draft, status, position, recipients, place));
        }

        if (messages.Length == 0)
        {
            foreach (var error in errors)
            {
                draft.Guarded(error, place, item => AccountTranslation.NumberError(draft, item, place));
            }
        }

        if (messages.Length + statuses.Length + errors.Length == 0)
        {
            draft.Miss(value, place, "neither messages nor statuses nor errors");
        }
    }

    private static void Message(Draft draft, JsonElement item, int position, ContactList contacts, JsonElement[] errors, Place place)
    {
        var wamid = item.Filled("id");
        if (wamid is null)
        {
            draft.Miss(item, place, "a message without an id");
            return;
        }

        if (item.Member("group_id") is not null)
        {
            draft.Skip(item, place, "a group's message; groups are not served");
            return;
        }

        var type = MessageReading.TypeOf(item);
        if (type == "system")
        {
            SystemMessage(draft, item, wamid, place);
            return;
        }

        if (MessageReading.NeedsNoAnswer(item, type) is { } reason)
        {
            draft.Skip(item, place, reason);
            return;
        }

        var (phone, bsuid) = (item.Filled("from"), item.Filled("from_user_id"));
        var person = Person.Of(phone, bsuid, item.Filled("from_parent_user_id"), contacts.Of(phone, bsuid, position));
        if (person.IsNobody)
        {
            draft.Miss(item, place, "a message from nobody: neither phone nor user id");
            return;
        }

        var message = MessageReading.Read(item, wamid, type, person);
        if (message.ErrorCode is null && message.Kind == InboundKind.Unsupported && errors.Length > 0)
        {
            message = message with { ErrorCode = errors[0].Integer("code") };
        }

        draft.Add(
            new CustomerInput.MessageReceived(message, place.Number!.Value)
            {
                Id = Draft.IdOf("message", place.Number.Value.Value, wamid),
                Source = Source,
                At = draft.At,
                OccurredAt = item.Time("timestamp") ?? draft.At,
                Aliases = person.Aliases,
                Profile = person.Profile,
            },
            place);
    }

    // The body's sentence is for people; only the ids are read (M:reference/messages/system).
    private static void SystemMessage(Draft draft, JsonElement item, string wamid, Place place)
    {
        var system = item.Member("system") ?? default;
        var kind = system.Text("type");
        if (kind is not ("user_changed_number" or "customer_changed_number" or "user_changed_user_id"))
        {
            draft.Skip(item, place, "a system message that changes no phone and no user id");
            return;
        }

        var former = Person.Of(item.Filled("from") ?? system.Filled("customer"), system.Filled("previous_user_id") ?? item.Filled("from_user_id"), null, null);
        var phone = system.Filled("wa_id") ?? system.Filled("new_wa_id");
        var bsuid = system.Filled("user_id") ?? system.Filled("parent_user_id");
        if (former.IsNobody || (phone is null && bsuid is null))
        {
            draft.Miss(item, place, "a change of identity without a former or a new one");
            return;
        }

        draft.Add(
            new CustomerInput.IdentityChanged(phone is null ? null : PhoneNumber.FromWaId(phone)?.E164 ?? phone, bsuid)
            {
                Id = Draft.IdOf("message", place.Number!.Value.Value, wamid),
                Source = Source,
                At = draft.At,
                OccurredAt = item.Time("timestamp") ?? draft.At,
                Aliases = former.Aliases,
            },
            place);
    }

    private static void Status(Draft draft, JsonElement item, int position, ContactList contacts, Place place)
    {
        var (wamid, status) = (item.Filled("id"), item.Filled("status"));
        if (wamid is null || status is null)
        {
            draft.Miss(item, place, "a status without an id or a word");
            return;
        }

        if (item.Text("recipient_type") == "group" || item.Text("type") is "call")
        {
            draft.Skip(item, place, "a status of a group or a call; neither is served");
            return;
        }

        var error = item.Items("errors").FirstOrDefault();
        var code = error.Integer("code");
        var (phone, bsuid) = (item.Filled("recipient_id"), item.Filled("recipient_user_id"));
        draft.Add(
            new CustomerInput.DeliveryReported(
                wamid,
                item.Filled("biz_opaque_callback_data"),
                StatusOf(status),
                code,
                DetailOf(error),
                item.Member("pricing")?.Filled("category"))
            {
                Id = Draft.IdOf("status", place.Number!.Value.Value, wamid, status, code?.ToString(System.Globalization.CultureInfo.InvariantCulture)),
                Source = Source,
                At = draft.At,
                OccurredAt = item.Time("timestamp") ?? draft.At,
                Aliases = Person.Of(phone, bsuid, item.Filled("recipient_parent_user_id"), contacts.Of(phone, bsuid, position)).Aliases,
            },
            place);
    }

    /// <summary>The words about an error: <c>details</c> is stable, titles are going away (M:support/error-codes).</summary>
    public static string? DetailOf(JsonElement error) =>
        error.Member("error_data")?.Filled("details") ?? error.Filled("details") ?? error.Filled("message") ?? error.Filled("title");

    private static DeliveryStatus StatusOf(string status) => status switch
    {
        "sent" => DeliveryStatus.Sent,
        "delivered" => DeliveryStatus.Delivered,
        "read" => DeliveryStatus.Read,
        "played" => DeliveryStatus.Played,
        "failed" => DeliveryStatus.Failed,
        _ => DeliveryStatus.Other,
    };
}
