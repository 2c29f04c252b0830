using System.Collections.Frozen;
using System.Globalization;
using System.Text;

namespace Conversations.Threads;

/// <summary>
/// Folds what people type to what they mean: lower case, no accents, no punctuation, no emoji, single spaces. Done with a
/// table of our own because Unicode normalization does nothing where the globalization libraries are left out.
/// </summary>
public static class TextFold
{
    private static readonly FrozenDictionary<char, string> Letters = EmbeddedJson.Read<Dictionary<string, string>>("Threads.fold.json")
        .SelectMany(entry => entry.Value.Select(letter => (letter, entry.Key)))
        .DistinctBy(pair => pair.letter)
        .ToFrozenDictionary(pair => pair.letter, pair => pair.Key);

    /// <summary>What the rules read of a message: as much as a store may write in one, and so much that nobody keeps a processor busy by writing.</summary>
    internal const int ReadMax = 4096;

    // "don't" and "dont" are one word, "l'adresse" and "n'écrivez" are two.
    private static readonly string[] Contractions = ["t", "s", "m", "re", "ve", "ll", "d"];

    /// <summary>The folded words with one space between them; empty for punctuation and emoji alone.</summary>
    public static string Fold(string? text)
    {
        if (string.IsNullOrEmpty(text))
        {
            return "";
        }

        var folded = new StringBuilder(text.Length);
        for (var i = 0; i < text.Length; i++)
        {
            var character = HalfWidth(text[i]);
            if (IsApostrophe(character))
            {
                if (!IsContraction(text, i))
                {
                    Space(folded);
                }
            }
            else if (IsMark(character))
            {
                // Accents that come as characters of their own, vowel points, joiners, the Arabic tatweel: no letters.
            }
            else if (char.IsLetterOrDigit(character) || CharUnicodeInfo.GetUnicodeCategory(character) is UnicodeCategory.NonSpacingMark or UnicodeCategory.SpacingCombiningMark)
            {
                Letter(folded, character);
            }
            else
            {
                Space(folded);
            }
        }

        if (folded.Length > 0 && folded[^1] == ' ')
        {
            folded.Length--;
        }

        return folded.ToString();
    }

    /// <summary>The folded message, and where it holds several sentences each of them too: folding drops what parts them.</summary>
    internal static IReadOnlyList<string> Readings(string? text)
    {
        text = text?.Length > ReadMax ? text[..ReadMax] : text;
        string[] readings = [Fold(text), .. Sentences(text).Select(static sentence => Fold(sentence.Text)).Where(static folded => folded.Length > 0).Distinct()];
        return readings.Length > 2 ? readings : readings[..1];
    }

    /// <summary>As it was written, without the sign that ends it, and whether that is a question mark.</summary>
    internal static IEnumerable<(string Text, bool Asks)> Sentences(string? text)
    {
        var start = 0;
        for (var i = 0; i < text?.Length; i++)
        {
            if (EndsSentence(text, i))
            {
                yield return (text[start..i], text[i] is '?' or '\u061f' or '\uff1f');
                start = i + 1;
            }
        }

        if (start < text?.Length)
        {
            yield return (text[start..], false);
        }
    }

    // "29.90" and "shop.example" are no ends of sentences.
    private static bool EndsSentence(string text, int i) =>
        text[i] is '\n' or '\u3002' or '\uff01' or '\uff1f' or '\u0964'
        || (text[i] is '.' or '!' or '?' or '\u061f' or '\u2026' or ';' && (i + 1 == text.Length || char.IsWhiteSpace(text[i + 1]) || text[i + 1] is '.' or '!' or '?'));

    /// <summary>Folds the letters of a pattern and leaves its signs as they are, so that patterns are written as people write.</summary>
    internal static string FoldLetters(string pattern)
    {
        var folded = new StringBuilder(pattern.Length);
        foreach (var character in pattern.Where(character => !IsMark(character)))
        {
            if (char.IsAscii(character))
            {
                folded.Append(character);
            }
            else
            {
                Letter(folded, character);
            }
        }

        return folded.ToString();
    }

    private static void Letter(StringBuilder folded, char character)
    {
        var digit = CharUnicodeInfo.GetDecimalDigitValue(character);
        var lower = digit >= 0 ? (char)('0' + digit) : char.ToLowerInvariant(character);
        if (Letters.TryGetValue(lower, out var plain))
        {
            folded.Append(plain);
        }
        else
        {
            folded.Append(lower);
        }
    }

    private static void Space(StringBuilder folded)
    {
        if (folded.Length > 0 && folded[^1] != ' ')
        {
            folded.Append(' ');
        }
    }

    private static char HalfWidth(char character) => character is >= '\uff01' and <= '\uff5e' ? (char)(character - 0xfee0) : character;

    private static bool IsApostrophe(char character) => character is '\'' or '\u2019' or '\u02bc' or '\u00b4' or '`';

    private static bool IsContraction(string text, int apostrophe)
    {
        var end = apostrophe + 1;
        while (end < text.Length && char.IsLetter(text[end]))
        {
            end++;
        }

        return apostrophe > 0 && Contractions.Contains(text[(apostrophe + 1)..end].ToLowerInvariant(), StringComparer.Ordinal);
    }

    private static bool IsMark(char character) => character
        is (>= '\u0300' and <= '\u036f') // combining accents
        or (>= '\u0591' and <= '\u05c7') // Hebrew points
        or (>= '\u064b' and <= '\u065f') or '\u0670' or '\u0640' // Arabic diacritics, tatweel
        or '\u093c' // Devanagari nukta
        or (>= '\u200b' and <= '\u200f') or '\u2060' or '\ufeff' or '\u00ad' // joiners, soft hyphen
        or (>= '\ufe00' and <= '\ufe0f'); // variation selectors
}
