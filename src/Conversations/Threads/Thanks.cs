using System.Text;

namespace Conversations.Threads;

/// <summary>Messages that need no answer: thanks, a word of agreement, a friendly emoji.</summary>
public static class Thanks
{
    private const int WordsMax = 12;

    private static readonly Words List = EmbeddedJson.Read<Words>("Threads.thanks.json");
    private static readonly HashSet<string> Phrases = [.. List.Phrases.Values.SelectMany(phrases => phrases).Select(TextFold.Fold)];
    private static readonly int PhraseWordsMax = Phrases.Max(phrase => phrase.Split(' ').Length);

    /// <summary>True when the whole message is made of such words or emoji. A question mark makes it a question.</summary>
    public static bool IsThanks(string? text)
    {
        if (string.IsNullOrWhiteSpace(text) || text.AsSpan().IndexOfAny("?？؟") >= 0 || List.NotThanks.Any(sign => text.Contains(sign, StringComparison.Ordinal)))
        {
            return false;
        }

        var folded = TextFold.Fold(text);
        if (folded.Length == 0)
        {
            return text.EnumerateRunes().Any(rune => rune.Value >= 0x2190 && Rune.GetUnicodeCategory(rune) is System.Globalization.UnicodeCategory.OtherSymbol);
        }

        var words = folded.Split(' ');
        return words.Length <= WordsMax && AllPhrases(words, 0);
    }

    private static bool AllPhrases(string[] words, int from)
    {
        if (from == words.Length)
        {
            return true;
        }

        for (var take = Math.Min(PhraseWordsMax, words.Length - from); take > 0; take--)
        {
            if (Phrases.Contains(string.Join(' ', words, from, take)) && AllPhrases(words, from + take))
            {
                return true;
            }
        }

        return false;
    }

    private sealed record Words(IReadOnlyDictionary<string, IReadOnlyList<string>> Phrases, IReadOnlyList<string> NotThanks);
}
