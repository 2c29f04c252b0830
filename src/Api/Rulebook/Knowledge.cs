using System.Collections.Concurrent;
using System.Text.Json;
using Conversations.Actors;
using Conversations.Answering;
using Conversations.Api.Wire;
using Conversations.Identity;

namespace Conversations.Api.Rulebook;

/// <summary>The store's articles: the document <c>knowledge</c>.</summary>
public sealed class Knowledge(IStoreRecords records, RulesBook rules)
{
    private readonly ConcurrentDictionary<StoreId, KnowledgeBase> indexed = new();

    public const string Document = "knowledge";

    private const int ArticlesMax = 2000;
    private const int BodyMax = 20_000;
    private const int TitleMax = 300;

    public async Task<IReadOnlyList<Rulebook.Article>> Of(StoreId store, CancellationToken cancellationToken) =>
        await records.Document(store, Document, cancellationToken) is { } body
            ? JsonSerializer.Deserialize<List<Rulebook.Article>>(body, WireJson.Options)!
            : [];

    /// <summary>Keeps the articles; they can be found when this answers.</summary>
    public async Task Replace(StoreId store, IReadOnlyList<Rulebook.Article> articles, CancellationToken cancellationToken)
    {
        await records.PutDocument(store, Document, JsonSerializer.Serialize(articles, WireJson.Options), cancellationToken);
        indexed[store] = Index(articles, (await rules.Current(store, cancellationToken)).Policy);
    }

    /// <summary>What the assistant searches.</summary>
    public async ValueTask<StoreKnowledge> For(StoreId store, CancellationToken cancellationToken)
    {
        var current = await rules.Current(store, cancellationToken);
        var articles = indexed.TryGetValue(store, out var known)
            ? known
            : indexed.GetOrAdd(store, Index(await Of(store, cancellationToken), current.Policy));
        return new StoreKnowledge(articles, [.. current.Catalogue.Values], current.Policy.ConfidenceMin);
    }

    public static IReadOnlyList<(string Path, string Message)> Faults(IReadOnlyList<Rulebook.Article?> articles)
    {
        if (articles.Count > ArticlesMax)
        {
            return [("$", $"{articles.Count} articles; at most {ArticlesMax} are allowed")];
        }

        var faults = new List<(string, string)>();
        var ids = new HashSet<string>(StringComparer.Ordinal);
        for (var place = 0; place < articles.Count; place++)
        {
            var path = $"[{place}]";
            if (articles[place] is not { } article)
            {
                faults.Add((path, "must be an article"));
                continue;
            }

            if (string.IsNullOrWhiteSpace(article.Id) || article.Id.Length > 100)
            {
                faults.Add(($"{path}.id", "must have 1 to 100 characters"));
            }
            else if (!ids.Add(article.Id))
            {
                faults.Add(($"{path}.id", $"'{article.Id}' occurs twice"));
            }

            Text(faults, $"{path}.title", article.Title, TitleMax);
            Text(faults, $"{path}.body", article.Body, BodyMax);
            Text(faults, $"{path}.locale", article.Locale, 20);
            if (article.Questions?.Any(string.IsNullOrWhiteSpace) == true)
            {
                faults.Add(($"{path}.questions", "holds an empty question"));
            }
        }

        return faults;
    }

    private static void Text(List<(string, string)> faults, string path, string? value, int max)
    {
        if (string.IsNullOrWhiteSpace(value) || value.Length > max)
        {
            faults.Add((path, $"must have 1 to {max} characters"));
        }
    }

    private static KnowledgeBase Index(IReadOnlyList<Rulebook.Article> articles, Policy policy) => new(
        articles.Select(static article => new Answering.Article
        {
            Id = article.Id!,
            Title = article.Title!,
            Body = article.Body!,
            Locale = article.Locale!,
            Questions = [.. article.Questions ?? []],
        }),
        policy.FallbackLanguages);
}
