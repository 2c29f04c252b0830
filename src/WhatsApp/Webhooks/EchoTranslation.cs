using System.Text.Json;
using Conversations.Customers;

namespace Conversations.WhatsApp.Webhooks;

/// <summary>Messages that a human typed in the WhatsApp Business app (field <c>smb_message_echoes</c>). Outbound: never answered.</summary>
internal static class EchoTranslation
{
    public static void Read(Draft draft, JsonElement value, Place place)
    {
        JsonElement[] echoes = [.. value.Items("message_echoes")];
        if (place.Number is null || echoes.Length == 0)
        {
            draft.Miss(value, place, "echoes without a phone number id, or none");
            return;
        }

        var contacts = new ContactList(value, echoes.Length);
        foreach (var echo in echoes)
        {
            draft.Guarded(echo, place, item => Echo(draft, item, contacts, place));
        }
    }

    private static void Echo(Draft draft, JsonElement item, ContactList contacts, Place place)
    {
        var (wamid, phone, bsuid) = (item.Filled("id"), item.Filled("to"), item.Filled("to_user_id"));
        if (item.Member("group_id") is not null || item.Text("recipient_type") == "group")
        {
            draft.Skip(item, place, "an echo to a group; groups are not served");
            return;
        }

        // The contact at the same place may be the business itself, so only a named one is taken.
        var person = Person.Of(phone, bsuid, item.Filled("to_parent_user_id"), contacts.Named(phone, bsuid));
        if (wamid is null || person.IsNobody)
        {
            draft.Miss(item, place, "an echo without an id or a recipient");
            return;
        }

        var type = MessageReading.TypeOf(item);
        var message = MessageReading.Read(item, wamid, type, person);
        draft.Add(
            new CustomerInput.MessageEchoed(wamid, type, message.Text, place.Number!.Value, message.ReplyTo)
            {
                Id = Draft.IdOf("echo", place.Number.Value.Value, wamid),
                Source = ConversationTranslation.Source,
                At = draft.At,
                OccurredAt = item.Time("timestamp") ?? draft.At,
                Aliases = person.Aliases,
                Profile = person.Profile,
            },
            place);
    }
}
