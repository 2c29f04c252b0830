using System.Collections.Immutable;
using System.Text.Json;

namespace Conversations.Configuration;

/// <summary>Reads the engine's own sentences: language → key → text.</summary>
public static class TextsReading
{
    /// <summary>Keys of texts that are marketing: they must name <c>{store}</c> and offer a way to stop.</summary>
    internal static readonly ImmutableArray<string> Marketing = ["pre_sale_follow_up"];

    public static Reading<ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, string>>> Read(string json) =>
        JsonFields.ReadObject(json, fields => fields.Names
            .Select(language => (language, texts: TextsOf(fields, language)))
            .ToImmutableSortedDictionary(pair => pair.language, pair => pair.texts, StringComparer.Ordinal));

    private static ImmutableSortedDictionary<string, string> TextsOf(JsonFields fields, string language)
    {
        var texts = fields.Texts(language);
        foreach (var key in Marketing)
        {
            if (texts.GetValueOrDefault(key) is { } text && MarketingForm.Problem(text) is { } problem)
            {
                fields.Problem($"{language}.{key}", $"{JsonSerializer.Serialize(text)} {problem}");
            }
        }

        return texts.Where(pair => pair.Value is not null).ToImmutableSortedDictionary(pair => pair.Key, pair => pair.Value!, StringComparer.Ordinal);
    }
}
