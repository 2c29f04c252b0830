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
    private readonly ConcurrentDictionary<StoreId, (string? Body, KnowledgeBase Articles)> indexed = new();

    public const string Document = "knowledge";

    public async Task<IReadOnlyList<Article>> Of(StoreId store, CancellationToken cancellationToken) =>
        Read(await records.Document(store, Document, cancellationToken));

    /// <summary>Keeps the articles; they can be found when this answers.</summary>
    public async Task Replace(StoreId store, IReadOnlyList<Article> articles, CancellationToken cancellationToken)
    {
        await records.PutDocument(store, Document, JsonSerializer.Serialize(articles, WireJson.Options), cancellationToken);
        await For(store, cancellationToken);
    }

    /// <summary>Changes the articles as they stand, whoever else changes them meanwhile; they can be found when this answers. False: <paramref name="change"/> left them.</summary>
    public async Task<bool> Change(StoreId store, Func<IReadOnlyList<Article>, IReadOnlyList<Article>?> change, CancellationToken cancellationToken)
    {
        while (true)
        {
            var before = await records.Document(store, Document, cancellationToken);
            if (change(Read(before)) is not { } articles)
            {
                return false;
            }

            if (await records.ReplaceDocument(store, Document, before, JsonSerializer.Serialize(articles, WireJson.Options), cancellationToken))
            {
                await For(store, cancellationToken);
                return true;
            }
        }
    }

    /// <summary>What the assistant searches. The document is read each time: another process may have replaced it; the index is built anew only then.</summary>
    public async ValueTask<StoreKnowledge> For(StoreId store, CancellationToken cancellationToken)
    {
        var current = await rules.Current(store, cancellationToken);
        var body = await records.Document(store, Document, cancellationToken);
        if (!indexed.TryGetValue(store, out var known) || known.Body != body)
        {
            indexed[store] = known = (body, new KnowledgeBase(Read(body), current.Policy.FallbackLanguages));
        }

        return new StoreKnowledge(known.Articles, [.. current.Catalogue.Values], current.Policy.ConfidenceMin);
    }

    private static List<Article> Read(string? body) => body is null ? [] : JsonSerializer.Deserialize<List<Article>>(body, WireJson.Options)!;
}
