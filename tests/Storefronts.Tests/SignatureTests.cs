using System.Security.Cryptography;
using System.Text;
using Conversations.Storefronts.Shopify;
using Conversations.Storefronts.WooCommerce;
using Shouldly;
using Xunit;

namespace Conversations.Storefronts.Tests;

public class SignatureTests
{
    private static readonly byte[] Body = Encoding.UTF8.GetBytes("""{"name":"Zoë","url":"https:\/\/shop.example"}""");

    [Fact]
    public void Shopifys_signature_is_checked_over_the_bytes_as_they_came()
    {
        ShopifySignature.Matches(Body, Sign("demo-shopify-secret"), ["demo-shopify-secret"]).ShouldBeTrue();
        ShopifySignature.Matches([.. Body, (byte)' '], Sign("demo-shopify-secret"), ["demo-shopify-secret"]).ShouldBeFalse();
    }

    [Fact]
    public void After_a_rotation_the_old_secret_still_counts() =>
        ShopifySignature.Matches(Body, Sign("old"), ["new", "old"]).ShouldBeTrue();

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("not base64!")]
    [InlineData("c2hvcnQ=")]
    [InlineData("c2hvcnQgc2hvcnQgc2hvcnQgc2hvcnQgc2hvcnQgc2hvcnQgc2hvcnQgc2hvcnQgc2hvcnQgc2hvcnQ=")]
    public void What_is_no_signature_never_matches(string? signature) =>
        ShopifySignature.Matches(Body, signature, ["demo-shopify-secret"]).ShouldBeFalse();

    [Fact]
    public void An_empty_secret_signs_nothing()
    {
        ShopifySignature.Matches(Body, Sign(""), [""]).ShouldBeFalse();
        ShopifySignature.Matches(Body, Sign(""), []).ShouldBeFalse();
    }

    [Theory]
    [InlineData("a&b<c>\"d'", "a&b<c>\"d'")]
    [InlineData("a&amp;b&lt;c&gt;&quot;d&#039;", "a&b<c>\"d'")]
    [InlineData("a&#038;b&#060;c&#62;&#x22;d&#x27;", "a&b<c>\"d'")]
    [InlineData("&amp;lt;", "&lt;")]
    [InlineData("&eacute;", "&eacute;")]
    public void WooCommerce_keys_with_the_secret_as_WordPress_decodes_it(string configured, string used) =>
        WooCommerceSignature.Matches(Body, Sign(used), [configured]).ShouldBeTrue();

    [Theory]
    [InlineData("webhook_id=12", true)]
    [InlineData("webhook_id=12\n", true)]
    [InlineData("webhook_id=", false)]
    [InlineData("webhook_id=12&order=1", false)]
    [InlineData("""{"webhook_id":12}""", false)]
    [InlineData("", false)]
    public void The_unsigned_ping_is_known_by_its_form(string body, bool ping) =>
        WooCommerceSignature.IsPing(Encoding.UTF8.GetBytes(body)).ShouldBe(ping);

    [Theory]
    [InlineData("X-Shopify-")]
    [InlineData("x-shopify-")]
    [InlineData("shopify-")]
    public void Shopifys_headers_are_read_in_both_spellings(string prefix)
    {
        var sent = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase)
        {
            [$"{prefix}Hmac-Sha256"] = "s",
            [$"{prefix}Topic"] = "orders/create",
            [$"{prefix}Webhook-Id"] = "w",
            [$"{prefix}Shop-Domain"] = "d.myshopify.com",
            [$"{prefix}Triggered-At"] = "2026-03-01T12:00:00.123456789Z",
        };

        ShopifyHeaders.Read(name => sent.GetValueOrDefault(name)).ShouldBe(
            new ShopifyHeaders("s", "orders/create", "w", "d.myshopify.com", new DateTimeOffset(2026, 3, 1, 12, 0, 0, TimeSpan.Zero).AddTicks(1_234_568)));
    }

    [Fact]
    public void WooCommerces_headers_are_read() =>
        WooCommerceHeaders.Read(name => name).ShouldBe(new WooCommerceHeaders("X-WC-Webhook-Signature", "X-WC-Webhook-Topic", "X-WC-Webhook-Source"));

    [Fact]
    public void Our_own_webhook_signs_the_time_with_the_body()
    {
        var at = new DateTimeOffset(2026, 3, 1, 11, 0, 0, TimeSpan.Zero);
        var expected = HMACSHA256.HashData("secret"u8, [.. "1772362800."u8, .. Body]);

        StoreWebhookSignature.Sign(Body, "secret", at).ShouldBe($"t=1772362800,v1={Convert.ToHexStringLower(expected)}");
        Should.Throw<ArgumentException>(() => StoreWebhookSignature.Sign(Body, "", at));
    }

    private static string Sign(string secret) => Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), Body));
}
