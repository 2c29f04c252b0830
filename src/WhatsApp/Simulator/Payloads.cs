using System.Globalization;
using System.Text.Json.Nodes;

namespace Conversations.WhatsApp.Simulator;

/// <summary>Webhooks as WhatsApp writes them in 2026 (M:webhooks/reference, M:business-scoped-user-ids).</summary>
internal static class Payloads
{
    /// <summary>From this day on service messages are billed, and utility templates also inside the window.</summary>
    private static readonly DateTimeOffset AllBilled = new(2026, 10, 1, 0, 0, 0, TimeSpan.Zero);

    public static JsonObject Status(SimulatedNumber number, SimulatedPhone phone, PhoneMessage message, string status, DateTimeOffset now, GraphError? error = null)
    {
        var item = new JsonObject { ["id"] = message.Id, ["status"] = status, ["timestamp"] = Seconds(now) };
        Person(item, phone, "recipient_id", "recipient_user_id");
        if (message.Callback is not null)
        {
            item["biz_opaque_callback_data"] = message.Callback;
        }

        if (error is not null)
        {
            item["errors"] = new JsonArray(error.InStatus());
        }
        else if (status == "sent")
        {
            var free = now < AllBilled && (message.PricingCategory == "service" || (message.PricingCategory == "utility" && message.InWindow));
            item["pricing"] = new JsonObject
            {
                ["billable"] = !free,
                ["pricing_model"] = "PMP",
                ["type"] = free ? "free_customer_service" : "regular",
                ["category"] = message.PricingCategory,
            };
        }

        return Change(number, phone, "messages", "statuses", item);
    }

    /// <param name="number">Whom the customer wrote to.</param>
    /// <param name="phone">Who wrote.</param>
    /// <param name="message">As the phone holds it.</param>
    /// <param name="content">The members of the message's own type.</param>
    /// <param name="repliedFrom">Whether <see cref="PhoneMessage.ReplyTo"/> goes into <c>context</c> (a reaction names it elsewhere).</param>
    public static JsonObject Inbound(SimulatedNumber number, SimulatedPhone phone, PhoneMessage message, JsonObject content, bool repliedFrom)
    {
        var item = new JsonObject { ["id"] = message.Id, ["timestamp"] = Seconds(message.At), ["type"] = message.Type };
        Person(item, phone, "from", "from_user_id");
        if (repliedFrom && message.ReplyTo is { } replied)
        {
            item["context"] = new JsonObject { ["from"] = number.DisplayPhone, ["id"] = replied };
        }

        foreach (var (name, value) in content)
        {
            item[name] = value?.DeepClone();
        }

        return Change(number, phone, "messages", "messages", item);
    }

    public static JsonObject Preference(SimulatedNumber number, SimulatedPhone phone, string value, DateTimeOffset now)
    {
        var item = new JsonObject
        {
            ["detail"] = $"User requested to {value} marketing messages",
            ["category"] = "marketing_messages",
            ["value"] = value,
            ["timestamp"] = now.ToUnixTimeSeconds(),
        };
        Person(item, phone, "wa_id", "user_id");
        return Change(number, phone, "user_preferences", "user_preferences", item);
    }

    public static JsonObject Echo(SimulatedNumber number, SimulatedPhone phone, PhoneMessage message)
    {
        var item = new JsonObject
        {
            ["from"] = number.DisplayPhone,
            ["id"] = message.Id,
            ["timestamp"] = Seconds(message.At),
            ["type"] = "text",
            ["text"] = new JsonObject { ["body"] = message.Text },
        };
        Person(item, phone, "to", "to_user_id");
        return Change(number, phone, "smb_message_echoes", "message_echoes", item);
    }

    private static void Person(JsonObject item, SimulatedPhone phone, string phoneName, string idName)
    {
        if (!phone.Hidden)
        {
            item[phoneName] = phone.Digits;
        }

        if (phone.Bsuid is not null)
        {
            item[idName] = phone.Bsuid;
        }
    }

    private static JsonObject Change(SimulatedNumber number, SimulatedPhone phone, string field, string list, JsonObject item)
    {
        var contact = new JsonObject();
        if (phone.Name is not null)
        {
            contact["profile"] = new JsonObject { ["name"] = phone.Name };
        }

        Person(contact, phone, "wa_id", "user_id");
        var value = new JsonObject
        {
            ["messaging_product"] = "whatsapp",
            ["metadata"] = new JsonObject { ["display_phone_number"] = number.DisplayPhone, ["phone_number_id"] = number.Id },
            ["contacts"] = new JsonArray(contact),
            [list] = new JsonArray(item),
        };
        var change = new JsonObject { ["value"] = value, ["field"] = field };
        return new JsonObject
        {
            ["object"] = "whatsapp_business_account",
            ["entry"] = new JsonArray(new JsonObject { ["id"] = number.BusinessAccount, ["changes"] = new JsonArray(change) }),
        };
    }

    private static string Seconds(DateTimeOffset at) => at.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
}
