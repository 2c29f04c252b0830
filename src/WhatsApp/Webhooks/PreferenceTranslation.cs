using System.Text.Json;
using Conversations.Customers;

namespace Conversations.WhatsApp.Webhooks;

/// <summary>WhatsApp's own stop and resume of marketing (field <c>user_preferences</c>).</summary>
internal static class PreferenceTranslation
{
    public static void Read(Draft draft, JsonElement value, Place place)
    {
        JsonElement[] preferences = [.. value.Items("user_preferences")];
        if (place.Number is null || preferences.Length == 0)
        {
            draft.Miss(value, place, "preferences without a phone number id, or none");
            return;
        }

        var contacts = new ContactList(value, preferences.Length);
        foreach (var preference in preferences)
        {
            draft.Guarded(preference, place, item => Preference(draft, item, contacts, place));
        }
    }

    private static void Preference(Draft draft, JsonElement item, ContactList contacts, Place place)
    {
        var (phone, bsuid) = (item.Filled("wa_id"), item.Filled("user_id"));
        var named = contacts.Named(phone, bsuid) ?? (phone is null && bsuid is null ? contacts.Of(null, null, 0) : null);
        var person = Person.Of(phone, bsuid, item.Filled("parent_user_id"), named);
        if (person.IsNobody || (item.Text("category") ?? "marketing_messages") != "marketing_messages")
        {
            draft.Miss(item, place, "a preference of nobody, or not about marketing");
            return;
        }

        var shared = new CustomerInput.PreferenceReported(false)
        {
            Id = Draft.IdOf("preference", JsonReading.Fingerprint(item, place.Account ?? "", place.Number!.Value.Value)),
            Source = ConversationTranslation.Source,
            At = draft.At,
            OccurredAt = item.Time("timestamp") ?? draft.At,
            Aliases = person.Aliases,
            Profile = person.Profile,
        };
        switch (item.Text("value"))
        {
            case "stop":
                draft.Add(shared with { Stop = true }, place);
                break;
            case "resume":
                draft.Add(shared, place);
                break;
            case "signup":
                draft.Add(
                    new CustomerInput.ConsentReported(true, $"WhatsApp sign-up link {item.Filled("signup_id")}".TrimEnd(), item.Filled("detail"))
                    {
                        Id = shared.Id,
                        Source = ConversationTranslation.Source,
                        At = shared.At,
                        OccurredAt = shared.OccurredAt,
                        Aliases = shared.Aliases,
                        Profile = shared.Profile,
                    },
                    place);
                break;
            default:
                draft.Miss(item, place, "a preference with an unknown value");
                break;
        }
    }
}
