using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using Conversations.WhatsApp.Templates;
using static Conversations.WhatsApp.Webhooks.AccountEvent;

namespace Conversations.WhatsApp.Webhooks;

/// <summary>Reads news of templates, numbers and accounts (M:webhooks/reference).</summary>
internal static class AccountTranslation
{
    private const int DetailsMax = 40;

    public static void Read(Draft draft, JsonElement change, JsonElement value, Place place)
    {
        AccountEvent? happened = place.Field switch
        {
            "message_template_status_update" => TemplateStatusOf(value),
            "message_template_quality_update" => new TemplateQualityChanged(KeyOf(value), value.Text("previous_quality_score"), value.Text("new_quality_score")),
            "template_category_update" => TemplateCategoryOf(value),
            "message_template_components_update" => new TemplateContentChanged(
                KeyOf(value),
                value.Text("message_template_title"),
                value.Text("message_template_element"),
                value.Text("message_template_footer")),
            "phone_number_quality_update" => NumberQualityOf(value),
            "phone_number_name_update" => new NumberNameChanged(
                value.Text("display_phone_number"),
                value.Text("decision"),
                value.Text("requested_verified_name"),
                value.Text("rejection_reason")),
            "business_capability_update" => new CapabilityChanged(TierOf(value), RecipientsOf(TierOf(value)), value.Integer("max_phone_numbers_per_business") ?? value.Integer("max_phone_numbers_per_waba")),
            "account_update" => AccountOf(value),
            "account_review_update" => new AccountReviewed(value.Text("decision")),
            "account_alerts" => AlertOf(value),
            "security" => new SecurityChanged(value.Text("display_phone_number"), value.Text("event"), value.Text("requester")),
            "account_settings_update" => new SettingsChanged(value.Member("phone_number_settings")?.Text("phone_number_id") ?? value.Text("phone_number_id")),
            _ => null,
        };
        if (happened is null)
        {
            draft.Miss(change, place, "a field not known here");
        }
        else
        {
            draft.Add(Stamped(happened, draft, value, place));
        }
    }

    /// <summary>An error of a number that belongs to no message.</summary>
    public static void NumberError(Draft draft, JsonElement error, Place place)
    {
        if (place.Number is not { } number)
        {
            draft.Miss(error, place, "an error without a phone number id");
            return;
        }

        draft.Add(Stamped(new NumberFailed(number, error.Integer("code"), ConversationTranslation.DetailOf(error)), draft, error, place));
    }

    private static AccountEvent Stamped(AccountEvent happened, Draft draft, JsonElement value, Place place)
    {
        var time = place.Time?.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture) ?? "";
        return happened with
        {
            Id = Draft.IdOf("account", JsonReading.Fingerprint(value, place.Account ?? "", place.Field ?? "", time)),
            BusinessAccount = place.Account ?? "",
            At = draft.At,
            OccurredAt = place.Time ?? draft.At,
            Json = value.GetRawText(),
        };
    }

    private static TemplateKey KeyOf(JsonElement value) => new(
        value.Text("message_template_id") ?? "",
        value.Text("message_template_name") ?? "",
        value.Text("message_template_language") ?? "");

    private static TemplateStatusChanged TemplateStatusOf(JsonElement value)
    {
        var word = value.Text("event") ?? "";
        var info = value.Member("other_info") ?? default;
        var reason = value.Member("rejection_info")?.Filled("reason") ?? info.Filled("description") ?? value.Filled("reason");
        return new TemplateStatusChanged(
            KeyOf(value),
            word,
            TemplateWords.Status(word),
            reason is "NONE" ? null : reason,
            info.Filled("title"),
            TemplateWords.Category(value.Text("message_template_category")));
    }

    private static TemplateCategoryChanged TemplateCategoryOf(JsonElement value)
    {
        // Announced a day ahead, `new_category` is what it still is and `correct_category` what it is going to be.
        var correct = value.Text("correct_category");
        return correct is null
            ? new TemplateCategoryChanged(KeyOf(value), value.Text("previous_category"), value.Text("new_category"), false, null)
            : new TemplateCategoryChanged(KeyOf(value), value.Text("new_category"), correct, true, value.Time("category_update_timestamp"));
    }

    private static NumberQualityChanged NumberQualityOf(JsonElement value) =>
        new(value.Text("display_phone_number"), value.Text("event") ?? "", TierOf(value), RecipientsOf(TierOf(value)));

    private static string? TierOf(JsonElement value) =>
        value.Text("max_daily_conversations_per_business") ?? value.Text("current_limit") ?? value.Text("max_daily_conversation_per_phone");

    /// <summary><c>TIER_2K</c> and its like, or a plain number (−1: unlimited) as before 2026.</summary>
    private static int? RecipientsOf(string? tier) => tier switch
    {
        null => null,
        "TIER_UNLIMITED" or "UNLIMITED" or "-1" => int.MaxValue,
        _ when int.TryParse(tier, NumberStyles.None, CultureInfo.InvariantCulture, out var plain) => plain,
        _ when tier.StartsWith("TIER_", StringComparison.Ordinal) => TierNumber(tier.AsSpan("TIER_".Length)),
        _ => null,
    };

    private static int? TierNumber(ReadOnlySpan<char> tier)
    {
        var thousands = tier.EndsWith("K");
        return int.TryParse(thousands ? tier[..^1] : tier, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= int.MaxValue / 1000
            ? thousands ? number * 1000 : number
            : null;
    }

    private static AccountChanged AccountOf(JsonElement value)
    {
        var word = value.Text("event") ?? "";
        var restrictions = value.Items("restriction_info")
            .Select(item => new Restriction(item.Text("restriction_type") ?? "", item.Time("expiration")))
            .ToImmutableArray();
        var detail = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        Flatten(value, "", detail);
        return new AccountChanged(word, value.Text("phone_number"), BlocksOf(word, value, restrictions), restrictions, detail.ToImmutable());
    }

    private static bool? BlocksOf(string word, JsonElement value, ImmutableArray<Restriction> restrictions) => word switch
    {
        "ACCOUNT_DELETED" or "ACCOUNT_OFFBOARDED" => true,
        "ACCOUNT_RECONNECTED" => false,
        "DISABLED_UPDATE" => value.Member("ban_info")?.Text("waba_ban_state") switch
        {
            "DISABLE" => true,
            "REINSTATE" => false,
            _ => null,
        },
        "ACCOUNT_RESTRICTION" when restrictions.Any(restriction => restriction.Type == Restriction.Answers) => true,
        _ => null,
    };

    private static AccountAlerted AlertOf(JsonElement value)
    {
        var info = value.Member("alert_info") ?? value;
        return new AccountAlerted(
            info.Text("alert_severity"),
            info.Text("alert_status"),
            info.Text("alert_type"),
            info.Text("alert_description"));
    }

    private static void Flatten(JsonElement element, string path, ImmutableSortedDictionary<string, string>.Builder into)
    {
        if (into.Count >= DetailsMax)
        {
            return;
        }

        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                foreach (var member in element.EnumerateObject())
                {
                    Flatten(member.Value, path.Length == 0 ? member.Name : $"{path}.{member.Name}", into);
                }

                break;
            case JsonValueKind.Array:
                foreach (var (index, item) in element.EnumerateArray().Index())
                {
                    Flatten(item, string.Create(CultureInfo.InvariantCulture, $"{path}.{index}"), into);
                }

                break;
            default:
                if (JsonReading.AsText(element) is { } text)
                {
                    into[path] = text;
                }

                break;
        }
    }
}
