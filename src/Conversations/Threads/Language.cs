namespace Conversations.Threads;

/// <summary>The language a message is written in, by its script and by the words only one language uses much.</summary>
public static class Language
{
    private const int WordsRead = 60;

    private static readonly (string Language, char From, char To)[] Scripts =
    [
        ("ja", '\u3040', '\u30ff'), ("ko", '\uac00', '\ud7af'), ("zh", '\u4e00', '\u9fff'), ("th", '\u0e00', '\u0e7f'),
        ("he", '\u05d0', '\u05ea'), ("hi", '\u0900', '\u097f'), ("ar", '\u0600', '\u06ff'), ("el", '\u0370', '\u03ff'),
        ("ru", '\u0400', '\u04ff'),
    ];

    /// <summary>Letters and signs that only one of these languages writes.</summary>
    private static readonly (string Language, string Letters)[] Marks = [("es", "¿¡ñÑ"), ("pt", "ãõÃÕ"), ("de", "ß"), ("tr", "ğıĞİ"), ("pl", "łąęŁĄĘ")];

    private static readonly ILookup<string, string> ByWord = EmbeddedJson
        .Read<Dictionary<string, string>>("Threads.languages.json")
        .SelectMany(entry => entry.Value.Split(' ').Select(word => (Word: TextFold.Fold(word), Language: entry.Key)).Distinct())
        .ToLookup(pair => pair.Word, pair => pair.Language, StringComparer.Ordinal);

    /// <summary>ISO 639-1, or null when it is not clear.</summary>
    public static string? Detect(string? text)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            return null;
        }

        var letters = text.Count(char.IsLetter);
        foreach (var (language, from, to) in Scripts)
        {
            var own = text.Count(character => character >= from && character <= to);
            if (own > 0 && (own * 2 >= letters || language == "ja"))
            {
                // Ukrainian has letters that Russian lacks.
                return language == "ru" && text.Any(letter => "іїєґІЇЄҐ".Contains(letter, StringComparison.Ordinal)) ? "uk" : language;
            }
        }

        foreach (var (language, marks) in Marks)
        {
            if (text.AsSpan().IndexOfAny(marks) >= 0)
            {
                return language;
            }
        }

        return ByVotes(TextFold.Fold(text).Split(' ').Take(WordsRead));
    }

    private static string? ByVotes(IEnumerable<string> words)
    {
        var votes = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var word in words)
        {
            // A word shared by several languages says less of each.
            var languages = ByWord[word].ToArray();
            foreach (var language in languages)
            {
                votes[language] = votes.GetValueOrDefault(language) + (1.0 / languages.Length);
            }
        }

        var ranked = votes.OrderByDescending(vote => vote.Value).ThenBy(vote => vote.Key, StringComparer.Ordinal).Take(2).ToArray();
        return ranked switch
        {
            [] => null,
            [var only] => only.Value >= 0.5 ? only.Key : null,
            [var first, var second, ..] => first.Value >= 1 && first.Value > second.Value * 1.3 ? first.Key : null,
        };
    }
}
