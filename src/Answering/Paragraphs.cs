using System.Text.RegularExpressions;

namespace Conversations.Answering;

/// <summary>The parts of an article, and how WhatsApp writes them.</summary>
internal static partial class Paragraphs
{
    /// <summary>Separated by empty lines; a line that ends with a colon stays with the list after it.</summary>
    public static IReadOnlyList<string> Of(string markdown)
    {
        var parts = new List<string>();
        foreach (var part in EmptyLine().Split(markdown.Trim()).Where(part => part.Length > 0))
        {
            if (parts.Count > 0 && parts[^1].EndsWith(':'))
            {
                parts[^1] = $"{parts[^1]}\n{part}";
            }
            else
            {
                parts.Add(part);
            }
        }

        return parts;
    }

    /// <summary>Markdown as WhatsApp's own formatting: *bold*, _italic_, lists with "- ", links as their text and address.</summary>
    public static string ToWhatsApp(string markdown)
    {
        var text = Image().Replace(markdown, "");
        text = Link().Replace(text, match => match.Groups[1].Value == match.Groups[2].Value ? match.Groups[2].Value : $"{match.Groups[1].Value}: {match.Groups[2].Value}");
        text = AngledLink().Replace(text, "$1");
        text = Bullet().Replace(text, "- ");
        // Bold is marked by a sign of its own until italic is done, which Markdown also writes with one star.
        text = Bold().Replace(text, "\u0001$2\u0001");
        text = Heading().Replace(text, match => $"\u0001{match.Groups[1].Value.Replace("\u0001", "", StringComparison.Ordinal)}\u0001");
        text = Italic().Replace(text, "_$1_");
        return text.Replace('\u0001', '*').Trim();
    }

    [GeneratedRegex(@"\r?\n\s*\r?\n")]
    private static partial Regex EmptyLine();

    [GeneratedRegex(@"!\[[^\]]*\]\([^)]*\)")]
    private static partial Regex Image();

    [GeneratedRegex(@"\[([^\]]+)\]\(([^)\s]+)[^)]*\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"<(https?://[^>\s]+)>")]
    private static partial Regex AngledLink();

    [GeneratedRegex(@"^[ \t]*[*+-][ \t]+", RegexOptions.Multiline)]
    private static partial Regex Bullet();

    [GeneratedRegex(@"(\*\*|__)(?=\S)(.+?)(?<=\S)\1")]
    private static partial Regex Bold();

    [GeneratedRegex(@"^#{1,6}[ \t]+(.+?)[ \t]*#*\r?$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    [GeneratedRegex(@"(?<![\w*])\*(?=\S)([^*\n]+?)(?<=\S)\*(?![\w*])")]
    private static partial Regex Italic();
}
