using System.Text;

namespace Conversations.Storefronts.Shopify;

/// <summary>
/// <c>X-Shopify-Hmac-Sha256</c>: base64 of HMAC-SHA256 over the raw body, keyed with the app's client secret. For up to an hour after a rotation the old
/// secret may still sign (shopify.dev, webhooks, verify-deliveries, API 2026-04), so several are accepted.
/// </summary>
public static class ShopifySignature
{
    public static bool Matches(ReadOnlySpan<byte> body, string? signature, IReadOnlyList<string> secrets) =>
        BodySignature.Matches(body, signature, [.. secrets.Select(Encoding.UTF8.GetBytes)]);
}
