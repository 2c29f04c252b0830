using Conversations.Threads;

namespace Conversations.Answering;

/// <summary>
/// What a text is compared by: its words (those that only frame a question count little), pieces of words (for typos and
/// inflections), what the words stand for, and places, which weigh most: "shipping" and "shipping to Spain" are two questions.
/// </summary>
internal sealed class Features
{
    private const double FrameWeight = 0.25;
    private const double PiecesWeight = 0.45;
    private const double ConceptWeight = 0.8;
    private const double FrameConceptWeight = 0.4;
    private const double PlaceWeight = 1.6;
    private const double UnionWeight = 0.6;

    private Features(Dictionary<string, double> weights, HashSet<string> places)
    {
        Weights = weights;
        Places = places;
    }

    public IReadOnlyDictionary<string, double> Weights { get; }

    public IReadOnlySet<string> Places { get; }

    public static Features Of(string text)
    {
        var words = Words(text);
        var (places, naming) = Lexicon.Places(text, words);
        var weights = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var word in words.Where((_, i) => !naming.Contains(i)))
        {
            var frame = Lexicon.IsFrame(word);
            Raise(weights, word, frame ? FrameWeight : 1);
            var pieces = frame ? [] : Pieces(word);
            foreach (var piece in pieces)
            {
                Raise(weights, piece, PiecesWeight / Math.Sqrt(pieces.Count));
            }

            foreach (var concept in Lexicon.Concepts(word))
            {
                Raise(weights, $"~{concept}", frame ? FrameConceptWeight : ConceptWeight);
            }
        }

        foreach (var place in places)
        {
            Raise(weights, $"@{place}", PlaceWeight);
            if (Lexicon.InEuropeanUnion(place))
            {
                Raise(weights, "@EU", UnionWeight);
            }
        }

        return new(weights, places);
    }

    /// <summary>True of a word, or of what one stands for, that tells what a question is about.</summary>
    public static bool IsOfTheMatter(string feature) => feature[0] is not ('@' or '#') && !Lexicon.IsFrame(feature);

    public static string[] Words(string text) => TextFold.Fold(text).Split(' ', StringSplitOptions.RemoveEmptyEntries);

    private static List<string> Pieces(string word)
    {
        var pieces = new List<string>();
        if (word.Length < 4)
        {
            return pieces;
        }

        var padded = $"_{word}_";
        foreach (var length in (int[])[3, 4])
        {
            for (var i = 0; i + length <= padded.Length; i++)
            {
                pieces.Add($"#{padded.AsSpan(i, length)}");
            }
        }

        return pieces;
    }

    private static void Raise(Dictionary<string, double> weights, string feature, double weight) =>
        weights[feature] = Math.Max(weight, weights.GetValueOrDefault(feature));
}
