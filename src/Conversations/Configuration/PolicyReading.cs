using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Conversations.Contact;
using Conversations.Identity;

namespace Conversations.Configuration;

/// <summary>
/// Reads a store's policy. What is left out keeps its default. Ranges: percentages 0–100; counts of messages a day 0–10, a week
/// 0–70; durations as said beside each; an absent list of numbers is empty (a host may add those of its configuration).
/// </summary>
public static partial class PolicyReading
{
    private static readonly DayOfWeek[] Weekdays = Enum.GetValues<DayOfWeek>();

    public static Reading<Policy> Read(string json) => JsonFields.ReadObject(json, PolicyOf);

    /// <summary>A change of the running policy of a store that has these numbers: it says how they are used, not which they are; left out, they stay as they are.</summary>
    public static Reading<Policy> Read(string json, Policy running, IReadOnlyList<NumberId> numbers) => JsonFields.ReadObject(json, fields =>
    {
        var policy = PolicyOf(fields)!;
        foreach (var (place, number) in policy.Numbers.Index().Where(entry => !numbers.Contains(entry.Item.Id)))
        {
            fields.Problem($"numbers[{place}].id", $"\"{number.Id}\" is none of the store's numbers, {string.Join(", ", numbers)}");
        }

        return (policy.Numbers.IsEmpty ? policy with { Numbers = running.Numbers } : policy).WithNumbers(numbers);
    });

    /// <summary>A language as codes write it: en, pt-BR.</summary>
    public static bool IsLocale(string text) => LocaleCode().IsMatch(text);

    private static Policy? PolicyOf(JsonFields fields)
    {
        var usual = new Policy { StoreName = "", StoreUrl = "", TimeZone = "", Numbers = [] };
        var policy = usual with
        {
            StoreName = fields.Text("storeName", required: true) ?? "",
            StoreUrl = Url(fields),
            TimeZone = Zone(fields),
            DefaultLocale = Locale(fields, "defaultLocale", fields.Text("defaultLocale")) ?? usual.DefaultLocale,
            FallbackLanguages = Fallbacks(fields) ?? usual.FallbackLanguages,
            Numbers = fields.Objects("numbers", NumberOf) ?? [],
            HoldoutPercent = fields.Whole("holdoutPercent", 0, 100) ?? usual.HoldoutPercent,
            HoldoutSalt = fields.Text("holdoutSalt") ?? usual.HoldoutSalt,
            VisitorsConsentedToTracking = fields.Flag("visitorsConsentedToTracking") ?? usual.VisitorsConsentedToTracking,
            CheckoutStatesUtility = fields.Flag("checkoutStatesUtility") ?? usual.CheckoutStatesUtility,
            MarketingHours = fields.Object("marketingHours", HoursOf) ?? usual.MarketingHours,
            UtilityHours = fields.Object("utilityHours", HoursOf) ?? usual.UtilityHours,
            OpeningHours = fields.Object("openingHours", OpeningOf) ?? usual.OpeningHours,
            DailyBudget = fields.Number("dailyBudget", 0, 1_000_000_000),
            Currency = CurrencyOf(fields, fields.Text("currency")),
            ProhibitedCategories = fields.TextList("prohibitedCategories") is { } categories ? [.. categories.Select(category => category.ToLowerInvariant())] : usual.ProhibitedCategories,
            MinimumCartTotal = fields.Numbers("minimumCartTotal", 0, 1_000_000_000),
            ApprovedOffer = fields.Text("approvedOffer"),
        };
        foreach (var currency in policy.MinimumCartTotal.Keys.Where(currency => !CurrencyCode().IsMatch(currency)))
        {
            fields.Problem($"minimumCartTotal.{currency}", "is not an ISO 4217 code such as EUR");
        }

        foreach (var (place, number) in policy.Numbers.Index().Where(entry => policy.Numbers.Take(entry.Index).Any(other => other.Id == entry.Item.Id)))
        {
            fields.Problem($"numbers[{place}].id", $"\"{number.Id}\" is there twice");
        }

        return Limits(fields, policy);
    }

    private static Policy Limits(JsonFields fields, Policy usual)
    {
        var limits = usual with
        {
            MarketingPerDay = fields.Whole("marketingPerDay", 0, 10) ?? usual.MarketingPerDay,
            MarketingPerWeek = fields.Whole("marketingPerWeek", 0, 70) ?? usual.MarketingPerWeek,
            RecoveryEvery = fields.Duration("recoveryEvery", TimeSpan.FromHours(1), TimeSpan.FromDays(90)) ?? usual.RecoveryEvery,
            UnnoticedMax = fields.Whole("unnoticedMax", 1, 100) ?? usual.UnnoticedMax,
            QuietAfterHuman = fields.Duration("quietAfterHuman", TimeSpan.Zero, TimeSpan.FromDays(30)) ?? usual.QuietAfterHuman,
            AssistantCloses = fields.Duration("assistantCloses", TimeSpan.FromMinutes(5), TimeSpan.FromDays(30)) ?? usual.AssistantCloses,
            ServiceLevel = fields.Duration("serviceLevel", TimeSpan.FromMinutes(1), TimeSpan.FromDays(7)) ?? usual.ServiceLevel,
            AssistantTurnsMax = fields.Whole("assistantTurnsMax", 1, 100) ?? usual.AssistantTurnsMax,
            ReadTogether = fields.Duration("readTogether", TimeSpan.Zero, TimeSpan.FromSeconds(30)) ?? usual.ReadTogether,
            ConfidenceMin = (double?)fields.Number("confidenceMin", 0, 1) ?? usual.ConfidenceMin,
        };
        if (limits.MarketingPerWeek < limits.MarketingPerDay)
        {
            fields.Problem("marketingPerWeek", $"{limits.MarketingPerWeek} is less than marketingPerDay, which is {limits.MarketingPerDay}");
        }

        return limits;
    }

    private static NumberPolicy? NumberOf(JsonFields fields)
    {
        var id = fields.Text("id", required: true) ?? "";
        if (!id.All(char.IsAsciiDigit))
        {
            fields.Problem("id", $"\"{id}\" is not a phone number id, which has digits only");
        }

        var countries = fields.TextList("countries") ?? [];
        foreach (var (i, country) in countries.Index().Where(pair => pair.Item.Length != 2 || !pair.Item.All(char.IsAsciiLetterUpper)))
        {
            fields.Problem($"countries[{i}]", $"\"{country}\" is not an ISO 3166 code such as FR");
        }

        return new()
        {
            Id = new NumberId(id),
            Countries = countries,
            Default = fields.Flag("default") ?? false,
            Coexistence = fields.Flag("coexistence") ?? false,
        };
    }

    private static DayWindow? HoursOf(JsonFields fields)
    {
        var open = fields.TimeOfDay("open");
        var close = fields.TimeOfDay("close");
        if (open is null || close is null || open >= close)
        {
            fields.Problem("open", "open and close are both needed, open before close");
        }

        return new(open ?? default, close ?? default);
    }

    private static OpeningHours? OpeningOf(JsonFields fields)
    {
        var usual = new OpeningHours();
        var hours = new OpeningHours
        {
            Days = fields.WordList("days", Weekdays) ?? usual.Days,
            From = fields.TimeOfDay("from") ?? usual.From,
            To = fields.TimeOfDay("to") ?? usual.To,
        };
        if (hours.From >= hours.To)
        {
            fields.Problem("from", $"\"{hours.From:HH:mm}\" is not before to, which is \"{hours.To:HH:mm}\"");
        }

        return hours;
    }

    private static string Url(JsonFields fields)
    {
        var url = fields.Text("storeUrl", required: true) ?? "";
        if (url.Length > 0 && !(Uri.TryCreate(url, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http"))
        {
            fields.Problem("storeUrl", $"\"{url}\" is not an address that starts with https://");
        }

        return url;
    }

    private static string Zone(JsonFields fields)
    {
        var zone = fields.Text("timeZone", required: true) ?? "";
        if (zone.Length > 0 && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
        {
            fields.Problem("timeZone", $"\"{zone}\" is not an IANA time zone such as Europe/Paris");
        }

        return zone;
    }

    private static ImmutableArray<string>? Fallbacks(JsonFields fields)
    {
        var languages = fields.TextList("fallbackLanguages");
        foreach (var (i, language) in (languages ?? []).Index())
        {
            Locale(fields, $"fallbackLanguages[{i}]", language);
        }

        return languages;
    }

    private static string? Locale(JsonFields fields, string path, string? locale)
    {
        if (locale is not null && !IsLocale(locale))
        {
            fields.Problem(path, $"\"{locale}\" is not a language such as en or pt-BR");
        }

        return locale;
    }

    private static string? CurrencyOf(JsonFields fields, string? currency)
    {
        if (currency is not null && !CurrencyCode().IsMatch(currency))
        {
            fields.Problem("currency", $"\"{currency}\" is not an ISO 4217 code such as EUR");
        }

        return currency;
    }

    [GeneratedRegex("^[a-z]{2,3}([-_][A-Za-z0-9]{2,8})*$")]
    private static partial Regex LocaleCode();

    [GeneratedRegex("^[A-Z]{3}$")]
    private static partial Regex CurrencyCode();
}
