using Conversations.Actors;
using Conversations.Answering;
using Conversations.Api.Errors;
using Conversations.Api.Keys;
using Conversations.Api.Wire;
using Conversations.Customers;
using Conversations.Identity;
using Conversations.Threads;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Conversations.Api.Rulebook;

public sealed record ArticleList(IReadOnlyList<Article> Articles);

public sealed record TryText(string? Text, string? Locale = null, CustomerId? CustomerId = null);

/// <summary><paramref name="Decision"/>: answer or handover. <paramref name="Reason"/>: why it hands over, or what the rules do instead of asking the assistant.</summary>
public sealed record TryAnswer(string Decision, string? Text, IReadOnlyList<AnswerSource> Sources, double Confidence, string? Reason);

/// <summary>The store's knowledge, and a way to try what the assistant makes of it.</summary>
public static class KnowledgeApi
{
    private const int TextMax = 4096;
    private const int ArticlesMax = 2000;
    private const int BodyBytesMax = 5 * 1024 * 1024;

    public static void MapKnowledge(this IEndpointRouteBuilder app)
    {
        var store = app.MapGroup("/v1/stores/{store}").WithTags("Knowledge").RequireAuthorization(Access.OperatorOrMarketer);
        store.MapGet("/knowledge", List).WithName("listKnowledge");
        store.MapPut("/knowledge", ReplaceAll).WithName("replaceKnowledge").Bounded(BodyBytesMax).Accepts<IReadOnlyList<Article>>("application/json");
        store.MapGet("/knowledge/{id}", Show).WithName("getArticle");
        store.MapPut("/knowledge/{id}", Put).WithName("putArticle").Bounded(BodyBytesMax).Accepts<Article>("application/json");
        store.MapDelete("/knowledge/{id}", Delete).WithName("deleteArticle");
        store.MapPost("/assistant/try", Try).WithName("tryAssistant");
    }

    /// <summary>All articles.</summary>
    internal static async Task<Ok<ArticleList>> List(string store, Knowledge knowledge, CancellationToken cancellationToken) =>
        TypedResults.Ok(new ArticleList(await knowledge.Of(new StoreId(store), cancellationToken)));

    /// <summary>One article.</summary>
    internal static async Task<Results<Ok<Article>, ProblemHttpResult>> Show(string store, string id, Knowledge knowledge, CancellationToken cancellationToken) =>
        (await knowledge.Of(new StoreId(store), cancellationToken)).FirstOrDefault(article => article.Id == Decoded(id)) is { } found
            ? TypedResults.Ok(found)
            : Problems.NotFound("article");

    /// <summary>Replaces all articles; answers when they can be found. With any fault: 400, and the old ones stay.</summary>
    internal static async Task<Results<Ok<ArticleList>, ProblemHttpResult>> ReplaceAll(
        string store, HttpRequest request, Knowledge knowledge, CancellationToken cancellationToken)
    {
        if (await RulesBody.Read(request, BodyBytesMax) is not { } body)
        {
            return Problems.TooLarge(BodyBytesMax);
        }

        var reading = KnowledgeReading.Read(body);
        if (reading.Value is not { } articles)
        {
            return Problems.Invalid(reading.Problems);
        }

        if (articles.Count > ArticlesMax)
        {
            return Problems.Invalid("$", $"{articles.Count} articles; at most {ArticlesMax} are allowed");
        }

        await knowledge.Replace(new StoreId(store), articles, cancellationToken);
        return await List(store, knowledge, cancellationToken);
    }

    /// <summary>Adds or replaces one article; answers when it can be found. With any fault: 400, and the old one stays.</summary>
    internal static async Task<Results<Ok<Article>, ProblemHttpResult>> Put(string store, string id, HttpRequest request, Knowledge knowledge, CancellationToken cancellationToken)
    {
        if (await RulesBody.Read(request, BodyBytesMax) is not { } body)
        {
            return Problems.TooLarge(BodyBytesMax);
        }

        id = Decoded(id);
        var reading = KnowledgeReading.ReadOne(body, id);
        if (reading.Value is not { } article)
        {
            return Problems.Invalid(reading.Problems);
        }

        var named = article with { Id = id };
        return await knowledge.Change(new StoreId(store), all => all.Count(other => other.Id != id) < ArticlesMax ? [.. all.Where(other => other.Id != id), named] : null, cancellationToken)
            ? TypedResults.Ok(named)
            : Problems.Invalid("$", $"there are {ArticlesMax} articles already, and no more are allowed");
    }

    /// <summary>Removes one article.</summary>
    internal static async Task<Results<NoContent, ProblemHttpResult>> Delete(string store, string id, Knowledge knowledge, CancellationToken cancellationToken)
    {
        id = Decoded(id);
        return await knowledge.Change(new StoreId(store), all => all.Any(article => article.Id == id) ? [.. all.Where(article => article.Id != id)] : null, cancellationToken)
            ? TypedResults.NoContent()
            : Problems.NotFound("article");
    }

    /// <summary>What would be answered: the rules come first, then the assistant. Changes nothing; nothing is sent.</summary>
    internal static async Task<Results<Ok<TryAnswer>, ProblemHttpResult>> Try(
        string store, TryText body, IAssistant assistant, IEngine engine, StoreRules rules, TimeProvider time, CancellationToken cancellationToken)
    {
        if (body.Text.IsBlank() || body.Text.Length > TextMax)
        {
            return Problems.Invalid("text", $"must have 1 to {TextMax} characters");
        }

        var storeId = new StoreId(store);
        var customer = body.CustomerId is { } id ? await engine.Look(new(storeId, new CustomerId(id.Value.WithoutNul())), cancellationToken) : null;
        if (body.CustomerId is not null && customer is null)
        {
            return Problems.NotFound("customer");
        }

        var current = await rules.Current(storeId, cancellationToken);
        var asking = customer ?? new Customer { Store = storeId, Id = new CustomerId("trial") };
        if (Trial.BeforeTheAssistant(asking, body.Text, current, time.GetUtcNow()) is { } ruled)
        {
            return TypedResults.Ok(new TryAnswer("handover", null, [], 0, ruled));
        }

        var answer = await assistant.Answer(new Question(storeId, [body.Text], body.Locale, customer), cancellationToken);
        var confident = answer.Text is not null && answer.Confidence >= current.Policy.ConfidenceMin;
        return TypedResults.Ok(confident
            ? new TryAnswer("answer", answer.Text, answer.Sources, answer.Confidence, answer.Reason)
            : new TryAnswer("handover", null, answer.Sources, answer.Confidence, answer.Reason ?? "not confident enough"));
    }

    /// <summary>The server decodes every letter of a path but the slash.</summary>
    private static string Decoded(string id) => id.Replace("%2F", "/", StringComparison.OrdinalIgnoreCase);
}
