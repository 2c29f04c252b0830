using System.Globalization;

namespace Conversations.Storefronts.Shopify;

/// <summary>
/// The headers of a delivery. <c>X-Shopify-*</c>, or without the <c>X-</c> as the newer Events send them (developer preview, 2026-04).
/// <c>Event-Id</c> is not among them: all deliveries of one merchant action share it, so it cannot tell repeats.
/// </summary>
public sealed record ShopifyHeaders(string? Signature, string? Topic, string? WebhookId, string? ShopDomain, DateTimeOffset? TriggeredAt)
{
    /// <param name="header">A header's value by its name, whatever its case; null where there is none.</param>
    public static ShopifyHeaders Read(Func<string, string?> header)
    {
        string? Value(string name) => header($"X-Shopify-{name}") is { Length: > 0 } value ? value : header($"Shopify-{name}");
        return new ShopifyHeaders(
            Value("Hmac-Sha256"),
            Value("Topic"),
            Value("Webhook-Id"),
            Value("Shop-Domain"),
            DateTimeOffset.TryParse(Value("Triggered-At"), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var at) ? at : null);
    }
}
