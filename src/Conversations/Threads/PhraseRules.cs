using System.Text.RegularExpressions;

namespace Conversations.Threads;

/// <summary>
/// Patterns over folded text, compiled without backtracking so that no message can make one slow. In a pattern a word is
/// whole; scripts that put no spaces between words match anywhere.
/// </summary>
internal sealed class PhraseRules
{
    private static readonly string[] Unspaced = ["zh", "ja", "th"];

    private readonly Regex? matches;
    private readonly Regex? unless;

    public PhraseRules(string language, IReadOnlyList<string> matches, IReadOnlyList<string> unless)
    {
        this.matches = Compile(language, matches);
        this.unless = Compile(language, unless);
    }

    public bool Hit(string folded) => matches?.IsMatch(folded) == true && unless?.IsMatch(folded) != true;

    private static Regex? Compile(string language, IReadOnlyList<string> patterns)
    {
        if (patterns.Count == 0)
        {
            return null;
        }

        var any = TextFold.FoldLetters(string.Join('|', patterns));
        var whole = Unspaced.Contains(language, StringComparer.Ordinal) ? any : $"(^| )({any})( |$)";
        return new Regex(whole, RegexOptions.NonBacktracking | RegexOptions.CultureInvariant);
    }
}
