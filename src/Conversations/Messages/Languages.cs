using Conversations.Customers;

namespace Conversations.Messages;

/// <summary>Which language a customer is written to in.</summary>
public static class Languages
{
    /// <summary>The language of the latest inbound, then the locale, then without its region, then the store's fallbacks; behind them, so that <see cref="Pick"/> knows which region is nearest, each of them as it is spoken in the customer's country.</summary>
    public static IReadOnlyList<string> Of(Customer customer, Policy policy)
    {
        string?[] wanted = [customer.Thread.Language, customer.Profile.Locale, .. policy.FallbackLanguages, policy.DefaultLocale];
        var list = new List<string>();
        foreach (var language in wanted)
        {
            if (Normal(language) is { } normal)
            {
                Add(normal);
                Add(Region(normal));
            }
        }

        if ((customer.Profile.Country ?? customer.Phone?.Country)?.ToUpperInvariant() is { } country)
        {
            foreach (var language in list.Where(static language => !language.Contains('_', StringComparison.Ordinal)).ToList())
            {
                Add($"{language}_{country}");
            }
        }

        return list;

        void Add(string language)
        {
            if (!list.Contains(language, StringComparer.Ordinal))
            {
                list.Add(language);
            }
        }
    }

    /// <summary>The first that exists, in the order of the languages; a language without region also takes any region's, sooner one that is among the languages. After one that was refused: the next.</summary>
    public static T? Pick<T>(IEnumerable<T> offered, Func<T, string> languageOf, IReadOnlyList<string> languages, string? after = null)
        where T : class
    {
        var all = offered.ToList();
        var passed = after is null;
        foreach (var language in languages)
        {
            if ((all.FirstOrDefault(one => Normal(languageOf(one)) == language)
                ?? (language.Contains('_', StringComparison.Ordinal) ? null : OfAnyRegion(language))) is { } found)
            {
                if (passed && languageOf(found) != after)
                {
                    return found;
                }

                passed |= languageOf(found) == after;
            }
        }

        return null;

        T? OfAnyRegion(string language) => all.Where(one => Region(Normal(languageOf(one))!) == language).MinBy(one => languages.TakeWhile(other => other != Normal(languageOf(one))).Count());
    }

    /// <summary>A sentence of the engine, filled in; null where it does not exist or lacks a value.</summary>
    public static string? Sentence(Rules rules, IReadOnlyList<string> languages, string key, IReadOnlyDictionary<string, string> values)
    {
        var texts = languages.Append("en").Select(language => rules.Texts.GetValueOrDefault(language)?.GetValueOrDefault(key)).FirstOrDefault(text => text is not null);
        return texts is null ? null : Rendering.Fill(texts, values, '{', '}');
    }

    /// <summary>The first of the languages in which the engine has sentences.</summary>
    public static string Spoken(Rules rules, IReadOnlyList<string> languages) => languages.FirstOrDefault(rules.Texts.ContainsKey) ?? "en";

    private static string? Normal(string? language)
    {
        var parts = language?.Trim().Replace('-', '_').Split('_', 2);
        return parts is null or [""] ? null
            : parts is [var alone] ? alone.ToLowerInvariant()
            : $"{parts[0].ToLowerInvariant()}_{(parts[1].Length == 2 ? parts[1].ToUpperInvariant() : parts[1])}";
    }

    private static string Region(string language) => language.Split('_')[0];
}
