using System.Collections.Immutable;

namespace Conversations.Answering;

/// <summary>A store's articles, ready to be searched. Never changed, always replaced as a whole.</summary>
public sealed class KnowledgeBase
{
    private const int WholeBodyLengthMax = 700;

    private readonly ImmutableSortedDictionary<string, SearchIndex> byLanguage;
    private readonly ImmutableArray<string> fallbackLanguages;

    public KnowledgeBase(IEnumerable<Article> articles, ImmutableArray<string> fallbackLanguages = default)
    {
        this.fallbackLanguages = fallbackLanguages.IsDefault ? [] : fallbackLanguages;
        byLanguage = articles.GroupBy(article => article.Language, StringComparer.Ordinal)
            .ToImmutableSortedDictionary(group => group.Key, group => new SearchIndex([.. group]), StringComparer.Ordinal);
    }

    public static KnowledgeBase Empty { get; } = new([]);

    /// <summary>The article most likely meant, in the language asked where there is knowledge in it, else in a fallback, else in any; null where nothing is alike.</summary>
    public Match? Find(string text, string? language)
    {
        var spoken = language?.Split('-', '_')[0].ToLowerInvariant();
        var first = fallbackLanguages.Prepend(spoken).FirstOrDefault(candidate => candidate is not null && byLanguage.ContainsKey(candidate));
        return first is not null && spoken is not null
            ? byLanguage[first].Find(text)
            : byLanguage.Values.Select(index => index.Find(text)).MaxBy(match => match?.Confidence ?? 0);
    }

    /// <summary>What of the article answers the question, in Markdown: all of it where it is short, else the paragraphs that fit best.</summary>
    public string Excerpt(Article article, string text)
    {
        if (article.Body.Length <= WholeBodyLengthMax)
        {
            return article.Body.Trim();
        }

        var fits = Paragraphs.Of(article.Body).Select(paragraph => (Paragraph: paragraph, Fit: byLanguage[article.Language].Fit(text, paragraph))).ToList();
        var least = fits.Max(pair => pair.Fit) * 0.6;
        return string.Join("\n\n", fits.Where(pair => pair.Fit >= least).Take(3).Select(pair => pair.Paragraph));
    }
}
