using System.Text;
using Conversations.Api.Errors;
using Conversations.Api.Operations;
using Conversations.Api.Settings;
using Conversations.Api.Wire;
using Conversations.Identity;
using Conversations.Storefronts;
using Conversations.Storefronts.Shopify;
using Conversations.Storefronts.WooCommerce;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Conversations.Api.Webhooks;

/// <summary>Shopify's and WooCommerce's webhooks: signature over the raw bytes, then translation, then the engine; 200 when all is durable.</summary>
public static class StorefrontWebhooks
{
    public const int BodyBytesMax = 3 * 1024 * 1024;

    public static void MapStorefrontWebhooks(this IEndpointRouteBuilder app)
    {
        var webhooks = app.MapGroup("/webhooks").WithTags("Webhooks").AllowAnonymous();
        webhooks.MapPost("/shopify/{store}", Shopify).WithName("shopifyWebhook").DescribesWebhook().WithMetadata(new CanFail(404, "There is no such store, or it has no such shop."));
        webhooks.MapPost("/woocommerce/{store}", WooCommerce).WithName("wooCommerceWebhook").DescribesWebhook().WithMetadata(new CanFail(404, "There is no such store, or it has no such shop."));
    }

    /// <summary>A Shopify delivery, signed with the app's client secret.</summary>
    internal static async Task<Results<Ok, ProblemHttpResult>> Shopify(
        string store, HttpRequest request, StoresSettings stores, StorefrontNews news, TimeProvider time, CancellationToken cancellationToken)
    {
        if (stores.Stores.GetValueOrDefault(store)?.Shopify is not { } settings)
        {
            return Problems.NotFound("Shopify store");
        }

        if (await RawBody.Read(request, BodyBytesMax) is not { } body)
        {
            return Problems.TooLarge(BodyBytesMax);
        }

        var headers = ShopifyHeaders.Read(name => request.Headers[name].ToString());
        if (!ShopifySignature.Matches(body.Span, headers.Signature, settings.Secrets))
        {
            return Problems.Of(401, "The signature does not sign these bytes.");
        }

        var outcomes = ShopifyTranslation.Read(headers.Topic ?? "", headers.WebhookId, headers.TriggeredAt, body, time.GetUtcNow());
        return await Carry(new StoreId(store), ShopifyTranslation.Source, body, outcomes, news, cancellationToken);
    }

    /// <summary>A WooCommerce delivery, signed with the webhook's secret; its unsigned ping gets 200.</summary>
    internal static async Task<Results<Ok, ProblemHttpResult>> WooCommerce(
        string store, HttpRequest request, StoresSettings stores, StorefrontNews news, TimeProvider time, CancellationToken cancellationToken)
    {
        if (stores.Stores.GetValueOrDefault(store)?.WooCommerce is not { } settings)
        {
            return Problems.NotFound("WooCommerce store");
        }

        if (await RawBody.Read(request, BodyBytesMax) is not { } body)
        {
            return Problems.TooLarge(BodyBytesMax);
        }

        var headers = WooCommerceHeaders.Read(name => request.Headers[name].ToString() is { Length: > 0 } value ? value : null);
        if (headers.Signature is null && WooCommerceSignature.IsPing(body.Span))
        {
            return TypedResults.Ok();
        }

        if (!WooCommerceSignature.Matches(body.Span, headers.Signature, [settings.Secret!]))
        {
            return Problems.Of(401, "The signature does not sign these bytes.");
        }

        var outcomes = WooCommerceTranslation.Read(headers.Topic ?? "", headers.StoreUrl, body, time.GetUtcNow(), settings.Country);
        return await Carry(new StoreId(store), WooCommerceTranslation.Source, body, outcomes, news, cancellationToken);
    }

    private static async Task<Results<Ok, ProblemHttpResult>> Carry(
        StoreId store, string source, ReadOnlyMemory<byte> body, IReadOnlyList<WebhookOutcome> outcomes, StorefrontNews news, CancellationToken cancellationToken)
    {
        if (outcomes.OfType<WebhookOutcome.NotJson>().FirstOrDefault() is { } broken)
        {
            return Problems.Of(400, broken.Problem);
        }

        foreach (var outcome in outcomes)
        {
            await news.Carry(store, source, Encoding.UTF8.GetString(body.Span), outcome, cancellationToken);
        }

        return TypedResults.Ok();
    }
}
