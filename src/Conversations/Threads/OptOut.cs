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

    /// <summary>A shorter word with a letter changed is another word.</summary>
    private const int SlipLengthMin = 8;

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

    private static readonly string[] LongStops = [.. WholeMessages
        .Where(known => known.Value.Verdict == OptOutVerdict.Stop && known.Key.Length >= SlipLengthMin && !known.Key.Contains(' ', StringComparison.Ordinal))
        .Select(known => known.Key)];

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

        if (Whole(folded) is { } match)
        {
            return match;
        }

        var readings = TextFold.Readings(text);
        var wish = Array.Find(Lists, list => list.Wishes.Hit(readings));
        return wish is not null ? new(OptOutVerdict.Suspends, wish.Language)
            : EndsWithStop(text) || WholeMessageForms(folded).Any(static form => Array.Exists(LongStops, word => IsSlip(form, word))) ? new(OptOutVerdict.Suspends, null)
            : new(OptOutVerdict.None, null);
    }

    /// <summary>True where a message with a wish for silence also asks something else.</summary>
    public static bool AsksMore(string text) => TextFold.Sentences(text).Any(static sentence =>
        sentence.Asks && TextFold.Fold(sentence.Text).Length > 0 && Judge(sentence.Text).Verdict == OptOutVerdict.None);

    private static OptOutMatch? Whole(string folded)
    {
        foreach (var form in WholeMessageForms(folded))
        {
            if (WholeMessages.TryGetValue(form, out var match))
            {
                return match;
            }
        }

        return null;
    }

    /// <summary>"Why do you keep writing? Stop": the last word, where "stop! Where is my parcel?" only exclaims.</summary>
    private static bool EndsWithStop(string? text)
    {
        var last = TextFold.Sentences(text)
            .Select(static sentence => (Folded: TextFold.Fold(sentence.Text), sentence.Asks))
            .LastOrDefault(static sentence => sentence.Folded.Length > 0 && !sentence.Folded.Split(' ').All(Courtesy.Contains));
        return last is { Folded: { } folded, Asks: false } && Whole(folded) is { Verdict: OptOutVerdict.Stop };
    }

    /// <summary>One letter left out, put in, or mistaken for another, or two of them changed over.</summary>
    private static bool IsSlip(string typed, string word)
    {
        var same = typed.AsSpan().CommonPrefixLength(word);
        var end = 0;
        while (end < Math.Min(typed.Length, word.Length) - same && typed[^(end + 1)] == word[^(end + 1)])
        {
            end++;
        }

        var (wrong, right) = (typed[same..^end], word[same..^end]);
        return (wrong.Length <= 1 && right.Length <= 1) || (wrong.Length == 2 && right.Length == 2 && wrong[0] == right[1] && wrong[1] == right[0]);
    }

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
