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

    public async Task<IReadOnlyList<Article>> Of(StoreId store, CancellationToken cancellationToken) =>
        await records.Document(store, Document, cancellationToken) is { } body
            ? JsonSerializer.Deserialize<List<Article>>(body, WireJson.Options)!
            : [];

    /// <summary>Keeps the articles; they can be found when this answers.</summary>
    public async Task Replace(StoreId store, IReadOnlyList<Article> articles, CancellationToken cancellationToken)
    {
        await records.PutDocument(store, Document, JsonSerializer.Serialize(articles, WireJson.Options), cancellationToken);
        indexed[store] = new KnowledgeBase(articles, (await rules.Current(store, cancellationToken)).Policy.FallbackLanguages);
    }

    /// <summary>What the assistant searches.</summary>
    public async ValueTask<StoreKnowledge> For(StoreId store, CancellationToken cancellationToken)
    {
        var current = await rules.Current(store, cancellationToken);
        var articles = indexed.TryGetValue(store, out var known)
            ? known
            : indexed.GetOrAdd(store, new KnowledgeBase(await Of(store, cancellationToken), current.Policy.FallbackLanguages));
        return new StoreKnowledge(articles, [.. current.Catalogue.Values], current.Policy.ConfidenceMin);
    }
}
