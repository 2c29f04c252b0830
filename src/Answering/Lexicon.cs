using System.Collections.Frozen;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Conversations.Answering;

/// <summary>What the search knows of the words of shops, in several languages; all words folded.</summary>
internal static partial class Lexicon
{
    private static readonly FrozenSet<string> Frame = Read<string[]>("frame").SelectMany(line => line.Split(' ')).ToFrozenSet(StringComparer.Ordinal);

    private static readonly (string Word, string Concept)[] ConceptWords =
        [.. Read<Dictionary<string, string[]>>("concepts").SelectMany(entry => entry.Value.Select(word => (word, entry.Key)))];

    private static readonly (string Stem, string Concept)[] Stems =
        [.. ConceptWords.Where(pair => pair.Word.EndsWith('*')).Select(pair => (pair.Word[..^1], pair.Concept))];

    private static readonly FrozenDictionary<string, string[]> ConceptsByWord = ConceptWords
        .Where(pair => !pair.Word.EndsWith('*'))
        .GroupBy(pair => pair.Word, pair => pair.Concept, StringComparer.Ordinal)
        .ToFrozenDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> PlaceByName = Read<Dictionary<string, string[]>>("places")
        .SelectMany(entry => entry.Value.Select(name => (name, entry.Key)))
        .DistinctBy(pair => pair.name)
        .ToFrozenDictionary(pair => pair.name, pair => pair.Key, StringComparer.Ordinal);

    private static readonly FrozenSet<string> EuropeanUnion = Contact.Countries.All.Where(country => country.Eu).Select(country => country.Code).ToFrozenSet(StringComparer.Ordinal);

    /// <summary>Words that frame a question ("how much is", "do you") and say little of what it is about.</summary>
    public static bool IsFrame(string word) => Frame.Contains(word);

    /// <summary>What the word stands for: "postage" and "Versand" both for delivery.</summary>
    public static IEnumerable<string> Concepts(string word) =>
        ConceptsByWord.GetValueOrDefault(word, []).Concat(Stems.Where(pair => word.StartsWith(pair.Stem, StringComparison.Ordinal)).Select(pair => pair.Concept)).Distinct();

    /// <summary>Country codes of the places named, and <c>EU</c>, with the positions of the words that name them. "us" is a place only in capitals.</summary>
    public static (HashSet<string> Places, HashSet<int> Naming) Places(string text, IReadOnlyList<string> words)
    {
        var places = new HashSet<string>(StringComparer.Ordinal);
        var naming = new HashSet<int>();
        for (var length = 1; length <= 3; length++)
        {
            for (var i = 0; i + length <= words.Count; i++)
            {
                if (PlaceByName.TryGetValue(string.Join(' ', words.Skip(i).Take(length)), out var place))
                {
                    places.Add(place);
                    naming.UnionWith(Enumerable.Range(i, length));
                }
            }
        }

        if (CapitalUs().IsMatch(text))
        {
            places.Add("US");
        }

        return (places, naming);
    }

    public static bool InEuropeanUnion(string place) => EuropeanUnion.Contains(place);

    public static T Read<T>(string name)
    {
        using var stream = typeof(Lexicon).Assembly.GetManifestResourceStream($"Conversations.Answering.{name}.json")
            ?? throw new InvalidOperationException($"The data file {name} is not embedded.");
        return JsonSerializer.Deserialize<T>(stream) ?? throw new InvalidOperationException($"The data file {name} is empty.");
    }

    [GeneratedRegex(@"\bU\.?S\b")]
    private static partial Regex CapitalUs();
}
