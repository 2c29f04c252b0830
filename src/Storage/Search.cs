using System.Collections.Immutable;
using System.Globalization;
using System.Text;

namespace Conversations.Storage;

/// <summary>The words of what an operator typed: runs of letters, marks and digits. Signs and emoji are in no index.</summary>
internal static class SearchWords
{
    public static ImmutableArray<string> Of(string? text)
    {
        var words = ImmutableArray.CreateBuilder<string>();
        var word = new StringBuilder();
        foreach (var rune in (text ?? "").EnumerateRunes())
        {
            if (IsPart(rune))
            {
                word.Append(rune.ToString());
            }
            else
            {
                End();
            }
        }

        End();
        return words.ToImmutable();

        void End()
        {
            // Marks alone are no word: the tokenizers drop them.
            if (word.ToString().EnumerateRunes().Any(Rune.IsLetterOrDigit))
            {
                words.Add(word.ToString());
            }

            word.Clear();
        }
    }

    /// <summary>What the tokenizers of SQLite and PostgreSQL keep; a variation selector is a mark that belongs to an emoji.</summary>
    private static bool IsPart(Rune rune) =>
        Rune.IsLetterOrDigit(rune)
        || (Rune.GetUnicodeCategory(rune) is UnicodeCategory.SpacingCombiningMark or UnicodeCategory.NonSpacingMark && rune.Value is < 0xFE00 or > 0xFE0F and < 0xE0100);
}

/// <summary>Where the next page of the thread list begins: after this thread.</summary>
internal sealed record ThreadCursor(long ListedAt, string Customer)
{
    public string Text => string.Create(CultureInfo.InvariantCulture, $"{ListedAt}.{Customer}");

    public static ThreadCursor Read(string? text)
    {
        if (text is null)
        {
            return new ThreadCursor(long.MaxValue, "");
        }

        var dot = text.IndexOf('.', StringComparison.Ordinal);
        return dot > 0 && long.TryParse(text.AsSpan(0, dot), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var at)
            ? new ThreadCursor(at, text[(dot + 1)..])
            : throw new FormatException("The cursor is not one of the thread list.");
    }
}
