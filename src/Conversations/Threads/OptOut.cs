using System.Collections.Frozen;

namespace Conversations.Threads;

/// <summary>What a message says about getting messages at all.</summary>
public enum OptOutVerdict
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>An opt-out word is the whole message: all marketing ends.</summary>
    Stop,

    /// <summary>START or its kin is the whole message: resumes what was stopped here.</summary>
    Start,

    /// <summary>"Cancel" is the whole message: opts out, and with an open order also hands over.</summary>
    BareCancel,

    /// <summary>Another wording that a reasonable person would understand as a wish for no more messages: marketing is suspended and the wish asked back.</summary>
    Suspends,
}

/// <param name="Verdict">What the message says.</param>
/// <param name="Language">ISO 639-1 of the only list that matched; null where none did or the word belongs to several languages ("stop").</param>
public readonly record struct OptOutMatch(OptOutVerdict Verdict, string? Language);

/// <summary>
/// Judges one message against maintained word lists. Whole-message matching, because "stop, the bus was late" is no
/// opt-out; words of courtesy around the word and its repetition do not count.
/// </summary>
public static class OptOut
{
    private const int WholeMessageWordsMax = 12;

    private static readonly WordList[] Lists = [.. EmbeddedJson
        .Read<Dictionary<string, Entry>>("Threads.opt-out.json")
        .Select(pair => new WordList(pair.Key == "any" ? null : pair.Key, pair.Value))];

    /// <summary>By the whole message. A word that stands for several things stands for the first of them.</summary>
    private static readonly FrozenDictionary<string, OptOutMatch> WholeMessages = new[] { OptOutVerdict.Stop, OptOutVerdict.BareCancel, OptOutVerdict.Start }
        .SelectMany(verdict => Lists.SelectMany(list => list.Words[verdict], (list, word) => (Word: word, list.Language))
            .GroupBy(known => known.Word)
            .Select(known => (Word: known.Key, Match: new OptOutMatch(verdict, known.Count() == 1 ? known.Single().Language : null))))
        .DistinctBy(known => known.Word)
        .ToFrozenDictionary(known => known.Word, known => known.Match);

    private static readonly HashSet<string> Courtesy = [.. Lists.SelectMany(list => list.Courtesy)];

    /// <summary>"No thanks" is courtesy where "no" alone is not: "no parar" is no opt-out.</summary>
    private static readonly string[] CourtesyPhrases = [.. Courtesy.Where(words => words.Contains(' ', StringComparison.Ordinal)).OrderByDescending(words => words.Length)];

    public static OptOutMatch Judge(string? text)
    {
        var folded = TextFold.Fold(text);
        if (folded.Length == 0)
        {
            return new(OptOutVerdict.None, null);
        }

        foreach (var form in WholeMessageForms(folded))
        {
            if (WholeMessages.TryGetValue(form, out var match))
            {
                return match;
            }
        }

        var wish = Array.Find(Lists, list => list.Wishes.Hit(TextFold.Readings(text)));
        return wish is null ? new(OptOutVerdict.None, null) : new(OptOutVerdict.Suspends, wish.Language);
    }

    /// <summary>True where a message with a wish for silence also asks something else.</summary>
    public static bool AsksMore(string text) => TextFold.Sentences(text).Any(static sentence =>
        sentence.Asks && TextFold.Fold(sentence.Text).Length > 0 && Judge(sentence.Text).Verdict == OptOutVerdict.None);

    // The message itself, then without courtesy and repetition: "please STOP stop!!" is "stop".
    private static IEnumerable<string> WholeMessageForms(string folded)
    {
        yield return folded;
        var words = CourtesyPhrases.Aggregate($" {folded} ", (rest, phrase) => rest.Replace($" {phrase} ", " ", StringComparison.Ordinal)).Split(' ', StringSplitOptions.RemoveEmptyEntries);
        if (words.Length <= WholeMessageWordsMax)
        {
            var kept = words.Where(word => !Courtesy.Contains(word)).ToArray();
            yield return string.Join(' ', kept);
            yield return string.Join(' ', kept.Where((word, i) => i == 0 || kept[i - 1] != word));
        }
    }

    private sealed record Entry
    {
        public IReadOnlyList<string> Stop { get; init; } = [];
        public IReadOnlyList<string> Cancel { get; init; } = [];
        public IReadOnlyList<string> Start { get; init; } = [];
        public IReadOnlyList<string> Courtesy { get; init; } = [];
        public IReadOnlyList<string> Wishes { get; init; } = [];
        public IReadOnlyList<string> Unless { get; init; } = [];
    }

    private sealed class WordList(string? language, Entry entry)
    {
        public string? Language { get; } = language;

        public Dictionary<OptOutVerdict, HashSet<string>> Words { get; } = new()
        {
            [OptOutVerdict.Stop] = Folded(entry.Stop),
            [OptOutVerdict.BareCancel] = Folded(entry.Cancel),
            [OptOutVerdict.Start] = Folded(entry.Start),
        };

        public HashSet<string> Courtesy { get; } = Folded(entry.Courtesy);

        public PhraseRules Wishes { get; } = new(language ?? "", entry.Wishes, entry.Unless, []);

        private static HashSet<string> Folded(IEnumerable<string> words) => [.. words.Select(TextFold.Fold)];
    }
}
