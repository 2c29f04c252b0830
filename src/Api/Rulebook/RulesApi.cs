using Conversations.Api.Errors;
using Conversations.Api.Keys;
using Conversations.Api.Operations;
using Conversations.Api.Settings;
using Conversations.Configuration;
using Conversations.Identity;
using Conversations.Messages;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Conversations.Api.Rulebook;

/// <summary>A template in all its languages.</summary>
public sealed record TemplateList(IReadOnlyList<TemplateView> Templates);

public sealed record TemplateView(string Name, string Language, TemplateCategory Category, string? Header, string Body, string? Footer, IReadOnlyList<TemplateButton> Buttons, IReadOnlyDictionary<string, string> Defaults);

public sealed record TemplateButton(ButtonKind Kind, string Text, string? Payload, string? Url);

/// <summary>Policy, templates and quick replies of a store.</summary>
public static class RulesApi
{
    public static void MapRules(this IEndpointRouteBuilder app)
    {
        var store = app.MapGroup("/v1/stores/{store}").WithTags("Rules");
        store.MapGet("/policy", GetPolicy).WithName("getPolicy").Produces<Policy>().RequireAuthorization(Access.OperatorOrMarketer);
        store.MapPut("/policy", PutPolicy).WithName("putPolicy").Bounded().Produces<Policy>().RequireAuthorization(Access.Marketer).Accepts<Policy>("application/json");
        store.MapGet("/templates", ListTemplates).WithName("listTemplates").RequireAuthorization(Access.OperatorOrMarketer);
        store.MapGet("/quick-replies", ListQuickReplies).WithName("listQuickReplies").RequireAuthorization(Access.OperatorOrMarketer);
        store.MapPost("/templates/sync", SyncTemplates).WithName("syncTemplates").RequireAuthorization(Access.Marketer)
            .WithMetadata(new CanFail(502, "WhatsApp did not answer, or refused."));
        store.MapPut("/quick-replies", PutQuickReplies).WithName("replaceQuickReplies").Bounded().Accepts<IReadOnlyList<QuickReply>>("application/json").RequireAuthorization(Access.OperatorOrMarketer);
    }

    /// <summary>The running policy: every number that the rules go by.</summary>
    internal static async Task<JsonHttpResult<Policy>> GetPolicy(string store, StoreRules rules, CancellationToken cancellationToken) =>
        TypedResults.Json((await rules.Current(new StoreId(store), cancellationToken)).Policy, RulesJson.Options);

    /// <summary>Replaces the policy; what is left out gets its default, numbers stay: which there are is said by the settings, how each is used by the policy. With any fault: 400 with the path of every one, and the running policy stays.</summary>
    internal static async Task<Results<JsonHttpResult<Policy>, ProblemHttpResult>> PutPolicy(
        string store, HttpRequest request, StoreRules rules, StoresSettings stores, CancellationToken cancellationToken)
    {
        if (await RulesBody.Read(request) is not { } body)
        {
            return Problems.TooLarge(RulesBody.BytesMax);
        }

        var storeId = new StoreId(store);
        var running = (await rules.Current(storeId, cancellationToken)).Policy;
        var reading = PolicyReading.Read(body, running, stores.Stores[store].WhatsApp.NumberIds);
        return reading.Value is { } policy
            ? TypedResults.Json(await rules.PutPolicy(storeId, policy, cancellationToken), RulesJson.Options)
            : Problems.Invalid(reading.Problems);
    }

    /// <summary>The store's WhatsApp templates with their defaults.</summary>
    internal static async Task<Ok<TemplateList>> ListTemplates(string store, StoreRules rules, CancellationToken cancellationToken) =>
        TypedResults.Ok(new TemplateList([.. (await rules.Current(new StoreId(store), cancellationToken)).Templates.Select(static template => new TemplateView(
            template.Name, template.Language, template.Category, template.Header, template.Body, template.Footer,
            [.. template.Buttons.Select(static button => new TemplateButton(button.Kind, button.Text, button.Payload, button.Url))],
            template.Defaults))]));

    /// <summary>Fetches the templates from WhatsApp now (it happens every hour by itself): contents, categories, statuses. 502: WhatsApp did not answer, and what was known stays.</summary>
    internal static async Task<Results<Ok<TemplateList>, ProblemHttpResult>> SyncTemplates(string store, TemplateSync templates, StoreRules rules, CancellationToken cancellationToken)
    {
        try
        {
            await templates.Sync(new StoreId(store), cancellationToken);
            return await ListTemplates(store, rules, cancellationToken);
        }
        catch (Exception error) when (error is HttpRequestException || (error is OperationCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return Problems.Of(502, "WhatsApp did not give the templates; those known stay.");
        }
    }

    /// <summary>Replaces all quick replies. With any fault: 400, and the old ones stay.</summary>
    internal static async Task<Results<Ok<QuickReplyList>, ProblemHttpResult>> PutQuickReplies(
        string store, HttpRequest request, QuickReplies quickReplies, StoreRules rules, CancellationToken cancellationToken)
    {
        if (await RulesBody.Read(request) is not { } body)
        {
            return Problems.TooLarge(RulesBody.BytesMax);
        }

        var (storeId, replies) = (new StoreId(store), QuickReplies.Read(body));
        if (QuickReplies.Faults(replies, (await rules.Current(storeId, cancellationToken)).Templates) is { Count: > 0 } faults)
        {
            return Problems.Invalid(faults);
        }

        await quickReplies.Replace(storeId, [.. replies.Select(static reply => reply!)], cancellationToken);
        return await ListQuickReplies(store, quickReplies, cancellationToken);
    }

    /// <summary>The prepared replies, by category.</summary>
    internal static async Task<Ok<QuickReplyList>> ListQuickReplies(string store, QuickReplies quickReplies, CancellationToken cancellationToken) =>
        TypedResults.Ok(new QuickReplyList(await quickReplies.Of(new StoreId(store), cancellationToken)));
}
