using System.Text.RegularExpressions;

namespace Conversations.Threads;

/// <summary>
/// Patterns over folded text. In a pattern a word is whole; scripts that put no spaces between words match anywhere. A long
/// message is read in overlapping pieces, so that the time it takes grows no faster than its length.
/// </summary>
internal sealed class PhraseRules
{
    private const int PieceLength = 600;
    private const int PieceStep = 450;

    private static readonly string[] Unspaced = ["zh", "ja", "th"];

    private readonly Regex? says;
    private readonly Regex? saysAlone;
    private readonly Regex? unless;

    /// <summary>Any of <paramref name="says"/> in a message, or one of <paramref name="alone"/> as the whole of it, in the absence of every <paramref name="unless"/>.</summary>
    public PhraseRules(string language, IReadOnlyList<string> says, IReadOnlyList<string> unless, IReadOnlyList<string> alone)
    {
        var anywhere = Unspaced.Contains(language, StringComparer.Ordinal) ? "{0}" : "(^| )({0})( |$)";
        this.says = Compile(anywhere, says);
        this.unless = Compile(anywhere, unless);
        saysAlone = Compile("^({0})$", alone);
    }

    /// <summary>True where the whole message says it, or one sentence of it: what another sentence asks takes nothing back.</summary>
    public bool Hit(IReadOnlyList<string> readings) => Hit(readings[0], saysAlone) || readings.Skip(1).Any(sentence => Hit(sentence, null));

    private bool Hit(string folded, Regex? alone)
    {
        for (var start = 0; start == 0 || start + PieceLength - PieceStep < folded.Length; start += PieceStep)
        {
            var piece = folded.AsSpan(start, Math.Min(PieceLength, folded.Length - start));
            var said = (says is not null && says.IsMatch(piece)) || (folded.Length <= PieceLength && alone is not null && alone.IsMatch(piece));
            if (said && (unless is null || !unless.IsMatch(piece)))
            {
                return true;
            }
        }

        return false;
    }

    private static Regex? Compile(string frame, IReadOnlyList<string> patterns) => patterns.Count == 0
        ? null
        : new Regex(
            frame.Replace("{0}", TextFold.FoldLetters(string.Join('|', patterns)), StringComparison.Ordinal),
            RegexOptions.ExplicitCapture | RegexOptions.CultureInvariant);
}
