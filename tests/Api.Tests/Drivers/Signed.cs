using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace Conversations.Api.Tests.Drivers;

/// <summary>Webhooks signed with the demo's secrets, as the platforms sign them.</summary>
public static class Signed
{
    public static Task<Answer> WhatsApp(this DemoDriver demo, byte[] body, string secret = "demo-app-secret") =>
        demo.Send("POST", "/webhooks/whatsapp", body, key: null, headers: ("X-Hub-Signature-256", WhatsAppSignature(body, secret)));

    public static Task<Answer> Shopify(this DemoDriver demo, string topic, string id, byte[] body, string secret = "demo-shopify-secret") => demo.Send(
        "POST", "/webhooks/shopify/demo", body, key: null, headers:
        [
            ("X-Shopify-Topic", topic), ("X-Shopify-Webhook-Id", id), ("X-Shopify-Shop-Domain", "demo.myshopify.com"),
            ("X-Shopify-Triggered-At", DemoDriver.Monday), ("X-Shopify-Hmac-Sha256", Base64(body, secret)),
        ]);

    public static Task<Answer> WooCommerce(this DemoDriver demo, string topic, byte[] body, string secret = "demo-woo-secret") => demo.Send(
        "POST", "/webhooks/woocommerce/demo", body, key: null, headers:
        [("X-WC-Webhook-Topic", topic), ("X-WC-Webhook-Source", "https://demo-shop.example/"), ("X-WC-Webhook-Signature", Base64(body, secret))]);

    public static string WhatsAppSignature(byte[] body, string secret) => "sha256=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));

    /// <summary>A text that a phone sends, as WhatsApp tells it; further entries beside it.</summary>
    public static byte[] Message(string phone, string id, string text) => Bytes(new { @object = "whatsapp_business_account", entry = new[] { Entry(phone, id, text) } });

    public static object Entry(string phone, string id, string text) => new
    {
        id = "200000000000001",
        changes = new[]
        {
            new
            {
                field = "messages",
                value = new
                {
                    messaging_product = "whatsapp",
                    metadata = new { display_phone_number = "33700000001", phone_number_id = "100000000000001" },
                    contacts = new[] { new { wa_id = phone, profile = new { name = "Bob" } } },
                    messages = new[] { new { from = phone, id, timestamp = Seconds, type = "text", text = new { body = text } } },
                },
            },
        },
    };

    public static byte[] Bytes(object body) => JsonSerializer.SerializeToUtf8Bytes(body, Plain);

    private static string Base64(byte[] body, string secret) => Convert.ToBase64String(HMACSHA256.HashData(Encoding.UTF8.GetBytes(secret), body));

    private static readonly string Seconds = DateTimeOffset.Parse(DemoDriver.Monday, System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture);

    /// <summary>Letters as they are, not escaped.</summary>
    private static readonly JsonSerializerOptions Plain = new() { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping };
}
