using System.Text;
using Conversations.Api.Tests.Drivers;
using Shouldly;
using Xunit;

namespace Conversations.Api.Tests;

public sealed class SignatureTests(DemoDriver demo) : IClassFixture<DemoDriver>
{
    private static readonly byte[] Cart = Encoding.UTF8.GetBytes("""{"id":1,"token":"t1"}""");

    [Fact]
    public async Task What_is_signed_is_taken()
    {
        (await demo.WhatsApp(Signed.Message("33612345101", "wamid.s1", "Hello"))).Status.ShouldBe(200);
        (await demo.Shopify("carts/update", "s1", Cart)).Status.ShouldBe(200);
        (await demo.WooCommerce("customer.updated", Encoding.UTF8.GetBytes("{}"))).Status.ShouldBe(200);
        (await Said("33612345101")).ShouldBe(["Hello"]);
    }

    [Fact]
    public async Task What_another_secret_signed_is_refused()
    {
        (await demo.WhatsApp(Signed.Message("33612345102", "wamid.s2", "Hello"), "another-secret")).Status.ShouldBe(401);
        (await demo.Shopify("carts/update", "s2", Cart, "another-secret")).Status.ShouldBe(401);
        (await demo.WooCommerce("customer.updated", Cart, "another-secret")).Status.ShouldBe(401);
        (await demo.Get("/v1/stores/demo/customers?phone=%2B33612345102")).GetProperty("customers").GetArrayLength().ShouldBe(0);
        (await demo.Phone("+33612345102")).ShouldBeEmpty("what was refused was not written");
    }

    [Theory]
    [InlineData("/webhooks/whatsapp", "X-Hub-Signature-256", null)]
    [InlineData("/webhooks/whatsapp", "X-Hub-Signature-256", "")]
    [InlineData("/webhooks/whatsapp", "X-Hub-Signature-256", "sha256=")]
    [InlineData("/webhooks/whatsapp", "X-Hub-Signature-256", "sha256=zz")]
    [InlineData("/webhooks/whatsapp", "X-Hub-Signature-256", "sha1=da39a3ee5e6b4b0d3255bfef95601890afd80709")]
    [InlineData("/webhooks/shopify/demo", "X-Shopify-Hmac-Sha256", null)]
    [InlineData("/webhooks/shopify/demo", "X-Shopify-Hmac-Sha256", "not base64 !")]
    [InlineData("/webhooks/shopify/demo", "X-Shopify-Hmac-Sha256", "AAAA")]
    [InlineData("/webhooks/woocommerce/demo", "X-WC-Webhook-Signature", null)]
    [InlineData("/webhooks/woocommerce/demo", "X-WC-Webhook-Signature", "====")]
    public async Task A_missing_or_broken_signature_is_refused(string path, string header, string? value)
    {
        (string, string)[] headers = value is null ? [] : [(header, value)];

        var answer = await demo.Send("POST", path, Cart, key: null, headers: headers);

        (answer.Status, answer.MediaType).ShouldBe((401, "application/problem+json"));
    }

    [Theory]
    [InlineData("""{"entry":[5,null,{"changes":[7]}]}""", 3)]
    [InlineData("""{"entry":[{"id":"999","changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"999"},"messages":[{"from":"33612345105","id":"wamid.s5","timestamp":"1795600000","type":"text","text":{"body":"Hello"}}]}}]}]}""", 1)]
    [InlineData("""{"entry":[{"id":"999","time":1795600000,"changes":[{"field":"account_update","value":{"event":"DISABLED_UPDATE"}}]}]}""", 1)]
    public async Task What_is_signed_and_concerns_nobody_here_is_shown_to_whose_secret_signed_it(string body, int items)
    {
        await demo.Reset();

        (await demo.WhatsApp(Encoding.UTF8.GetBytes(body))).Status.ShouldBe(200);

        (await demo.Get("/v1/stores/demo/unread")).GetProperty("items").GetArrayLength().ShouldBe(items);
        await demo.Reset();
        (await demo.Get("/v1/stores/demo/unread")).GetProperty("items").GetArrayLength().ShouldBe(0);
    }

    [Theory]
    [InlineData("\"previous_category\":\"UTILITY\",\"new_category\":\"MARKETING\"", "has another category now")]
    [InlineData("\"new_category\":\"UTILITY\",\"correct_category\":\"MARKETING\",\"category_update_timestamp\":1795686400", "is going to have another category")]
    public async Task Another_category_of_a_template_is_shown_when_it_is_announced_and_when_it_comes(string categories, string told)
    {
        await demo.Reset();
        var body = $$$"""{"entry":[{"id":"200000000000001","time":1795600000,"changes":[{"field":"template_category_update","value":{"message_template_id":1,"message_template_name":"order_paid","message_template_language":"en",{{{categories}}}}}]}]}""";

        (await demo.WhatsApp(Encoding.UTF8.GetBytes(body))).Status.ShouldBe(200);

        (await demo.Get("/v1/stores/demo/unread")).GetProperty("items").EnumerateArray().Single().GetProperty("reason").GetString()!.ShouldContain(told);
    }

    [Fact]
    public async Task A_signature_over_the_escaped_form_is_tried_too()
    {
        var body = Signed.Message("33612345103", "wamid.s3", "Déjà vu à Köln 👋");
        var escaped = Encoding.ASCII.GetBytes(string.Concat(Encoding.UTF8.GetString(body).Select(unit => unit > '~' ? $"\\u{(int)unit:x4}" : unit.ToString())));
        var signature = Signed.WhatsAppSignature(escaped, "demo-app-secret");

        (await demo.Send("POST", "/webhooks/whatsapp", body, key: null, headers: ("X-Hub-Signature-256", signature))).Status.ShouldBe(200);
        (await Said("33612345103")).ShouldBe(["Déjà vu à Köln 👋"]);
    }

    [Fact]
    public async Task A_changed_byte_breaks_the_signature()
    {
        var body = Signed.Message("33612345104", "wamid.s4", "Hello");
        var signature = Signed.WhatsAppSignature(body, "demo-app-secret");
        body[^5] ^= 1;

        (await demo.Send("POST", "/webhooks/whatsapp", body, key: null, headers: ("X-Hub-Signature-256", signature))).Status.ShouldBe(401);
    }

    [Theory]
    [InlineData("webhook_id=7", 200)]
    [InlineData("webhook_id=7&action=1", 401)]
    [InlineData("webhook_id=", 401)]
    public async Task Only_the_ping_of_WooCommerce_needs_no_signature(string body, int status) =>
        (await demo.Send("POST", "/webhooks/woocommerce/demo", body, key: null, contentType: "application/x-www-form-urlencoded")).Status.ShouldBe(status);

    [Theory]
    [InlineData("subscribe", "demo-verify-token", 200)]
    [InlineData("subscribe", "another", 403)]
    [InlineData("subscribe", "", 403)]
    [InlineData("unsubscribe", "demo-verify-token", 403)]
    public async Task The_handshake_answers_the_challenge_for_our_token_only(string mode, string token, int status)
    {
        var answer = await demo.Send("GET", $"/webhooks/whatsapp?hub.mode={mode}&hub.verify_token={token}&hub.challenge=4711", key: null);

        answer.Status.ShouldBe(status);
        (answer.Text == "4711").ShouldBe(status == 200);
    }

    [Theory]
    [InlineData("/webhooks/shopify/nowhere")]
    [InlineData("/webhooks/woocommerce/nowhere")]
    public async Task An_unknown_store_is_not_found(string path) => (await demo.Send("POST", path, Cart, key: null)).Status.ShouldBe(404);

    [Fact]
    public async Task A_signed_body_that_is_not_JSON_is_a_bad_request()
    {
        var broken = Encoding.UTF8.GetBytes("{\"entry\":");

        (await demo.WhatsApp(broken)).Status.ShouldBe(400);
        (await demo.Shopify("orders/create", "s5", broken)).Status.ShouldBe(400);
        (await demo.WooCommerce("order.updated", broken)).Status.ShouldBe(400);
    }

    [Theory]
    [InlineData("/webhooks/whatsapp")]
    [InlineData("/webhooks/shopify/demo")]
    [InlineData("/webhooks/woocommerce/demo")]
    public async Task A_webhook_over_3_MB_is_too_large(string path) =>
        (await demo.Send("POST", path, new byte[(3 * 1024 * 1024) + 1], key: null)).Status.ShouldBe(413);

    private async Task<IEnumerable<string?>> Said(string phone)
    {
        var customer = (await demo.Get($"/v1/stores/demo/customers?phone=%2B{phone}")).GetProperty("customers")[0].GetProperty("customerId").GetString();
        return (await demo.Get($"/v1/stores/demo/threads/{customer}")).GetProperty("messages").EnumerateArray()
            .Where(static message => message.GetProperty("direction").GetString() == "in").Select(static message => message.GetProperty("text").GetString());
    }
}
