namespace Conversations.Answering;

/// <summary>An article found, with how sure the search is of it (0–1).</summary>
public sealed record Match(Article Article, double Confidence);

/// <summary>
/// Finds the article of a question among those of one language: cosine of weighted features with each way to ask, and how much
/// of the question the article covers. The confidence is a logistic regression on these and the lead over the second; its
/// coefficients were fitted on customers' questions of several shops, so that 0.7 means about nine right answers in ten.
/// </summary>
internal sealed class SearchIndex
{
    private const double TitleShare = 0.9;
    private const double BodyShare = 0.6;

    // An article about a place is unlikely to be meant where no place, or another one, is named.
    private const double PlaceNotNamed = 0.75;
    private const double OtherPlace = 0.5;
    private const double ThatPlace = 1.1;

    private readonly IReadOnlyList<Article> articles;
    private readonly List<(int Article, double Share)> entries = [];
    private readonly Dictionary<string, List<(int Entry, double Weight)>> postings = new(StringComparer.Ordinal);
    private readonly Dictionary<string, double> rarity;
    private readonly double rarityOfUnknown;
    private readonly HashSet<string>[] vocabulary;
    private readonly HashSet<string>?[] places;

    public SearchIndex(IReadOnlyList<Article> articles)
    {
        this.articles = articles;
        vocabulary = new HashSet<string>[articles.Count];
        places = new HashSet<string>?[articles.Count];
        var features = articles.Select(Read).ToList();
        for (var i = 0; i < articles.Count; i++)
        {
            vocabulary[i] = [.. features[i].SelectMany(entry => entry.Features.Weights.Keys)];
            var asked = features[i].Where(entry => entry.Share > BodyShare).ToList();
            var placed = asked.Count(entry => entry.Features.Places.Count > 0) * 2 >= asked.Count;
            places[i] = placed ? [.. features[i].SelectMany(entry => entry.Features.Places)] : null;
        }

        rarity = vocabulary.SelectMany(words => words).CountBy(word => word, StringComparer.Ordinal)
            .ToDictionary(pair => pair.Key, pair => Math.Log(1 + ((double)articles.Count / pair.Value)), StringComparer.Ordinal);
        rarityOfUnknown = Math.Log(1 + (articles.Count / 0.7));
        for (var i = 0; i < articles.Count; i++)
        {
            foreach (var (share, entry) in features[i])
            {
                Post(i, share, entry);
            }
        }
    }

    public Match? Find(string text)
    {
        var question = Features.Of(text);
        var weights = question.Weights.ToDictionary(pair => pair.Key, pair => pair.Value * rarity.GetValueOrDefault(pair.Key, rarityOfUnknown), StringComparer.Ordinal);
        var square = weights.Values.Sum(weight => weight * weight);
        var ranked = BestEntries(weights, Math.Sqrt(square))
            .Select(pair => Rank(pair.Key, pair.Value, weights, square, question.Places))
            .OrderByDescending(rank => rank.Score).ThenBy(rank => articles[rank.Article].Id, StringComparer.Ordinal)
            .Take(2).ToArray();
        if (ranked.Length == 0)
        {
            return null;
        }

        var lead = (ranked[0].Score - (ranked.Length > 1 ? ranked[1].Score : 0)) / ranked[0].Score;
        return new(articles[ranked[0].Article], Confidence(ranked[0], lead));
    }

    /// <summary>How well a paragraph fits a question, for choosing among those of one article.</summary>
    public double Fit(string text, string paragraph)
    {
        var known = Features.Of(paragraph).Weights;
        return Features.Of(text).Weights.Where(pair => known.ContainsKey(pair.Key))
            .Sum(pair => pair.Value * rarity.GetValueOrDefault(pair.Key, rarityOfUnknown));
    }

    private static double Confidence(Ranked rank, double lead)
    {
        var logit = -2.94 - (1.89 * rank.Best) + (5.61 * rank.Mean) + (1.89 * Math.Min(1, rank.Covered)) + (1.83 * lead) + (0.92 * rank.Score);
        return 1 / (1 + Math.Exp(-logit));
    }

    private static List<(double Share, Features Features)> Read(Article article) =>
    [
        .. article.Questions.Select(question => (1.0, Features.Of(question))),
        (TitleShare, Features.Of(article.Title)),
        .. Paragraphs.Of(article.Body).Select(paragraph => (BodyShare, Features.Of(paragraph))),
    ];

    private void Post(int article, double share, Features features)
    {
        var norm = Math.Sqrt(features.Weights.Sum(pair => Math.Pow(pair.Value * rarity[pair.Key], 2)));
        foreach (var (feature, weight) in features.Weights)
        {
            if (!postings.TryGetValue(feature, out var list))
            {
                postings[feature] = list = [];
            }

            list.Add((entries.Count, weight * rarity[feature] / norm));
        }

        entries.Add((article, share));
    }

    private Dictionary<int, List<double>> BestEntries(Dictionary<string, double> question, double norm)
    {
        var cosines = new Dictionary<int, double>();
        foreach (var (feature, weight) in question)
        {
            foreach (var (entry, share) in postings.GetValueOrDefault(feature) ?? [])
            {
                cosines[entry] = cosines.GetValueOrDefault(entry) + (weight / norm * share);
            }
        }

        return cosines.GroupBy(pair => entries[pair.Key].Article, pair => pair.Value * entries[pair.Key].Share)
            .ToDictionary(group => group.Key, group => group.OrderDescending().Take(3).ToList());
    }

    private Ranked Rank(int article, List<double> cosines, Dictionary<string, double> question, double square, IReadOnlySet<string> named)
    {
        // A place says where, not what: "a shop in Berlin" is no question about the shipping to Germany.
        var matter = question.Keys.Where(Features.IsOfTheMatter).ToList();
        var isOfTheMatter = matter.Count == 0 || matter.Exists(vocabulary[article].Contains);
        var covered = question.Where(pair => vocabulary[article].Contains(pair.Key)).Sum(pair => pair.Value * pair.Value) / square;
        var place = PlaceFactor(places[article], named, isOfTheMatter);
        var rank = new Ranked(article, cosines[0] * place, cosines.Sum() / 3 * place, covered * place, 0);
        return rank with { Score = (0.5 * rank.Best) + (0.2 * rank.Mean) + (0.3 * rank.Covered) };
    }

    private static double PlaceFactor(HashSet<string>? about, IReadOnlySet<string> named, bool isOfTheMatter)
    {
        if (about is null)
        {
            return 1;
        }

        if (named.Count == 0)
        {
            return PlaceNotNamed;
        }

        return isOfTheMatter && (about.Overlaps(named) || (about.Contains("EU") && named.Any(Lexicon.InEuropeanUnion))) ? ThatPlace : OtherPlace;
    }

    private readonly record struct Ranked(int Article, double Best, double Mean, double Covered, double Score);
}
