using System.Text.Json.Nodes;

namespace Conversations.Storefronts.Tests.Events;

/// <summary>Events of the contract with every field given.</summary>
internal static class SampleEvent
{
    private const string Item = """{"productId":"p1","variantId":"v1","name":"Shirt","quantity":2,"price":"59.90","url":"https://shop.example/p1","imageUrl":"//cdn.example/p1.jpg","consumable":true,"cycleDays":30}""";

    private const string All = $$"""
        {
          "product": {"id":"p1","name":"Shirt","url":"https://shop.example/p1","price":59.90,"currency":"EUR","imageUrl":"https://cdn.example/p1.jpg","category":"Shirts"},
          "cart": {"id":"c1","url":"https://shop.example/cart/c1","currency":"eur","total":"119.80","items":[{{Item}}]},
          "checkout": {"id":"k1","cartId":"c1","url":"https://shop.example/checkout/k1","currency":"EUR","total":119.8,"items":[{{Item}}],"discountCodes":["TEN"]},
          "failure": {"kind":"payment_method","code":"declined","detail":"insufficient funds"},
          "order": {"id":"o1","number":"#1001","cartId":"c1","checkoutId":"k1","currency":"EUR","total":119.80,"items":[{{Item}}],"discountCodes":["TEN"],"paymentStatus":"pending","paymentMethod":"cash_on_delivery","payUrl":"https://shop.example/pay/o1","trackingUrl":"https://track.example/1","carrier":"DHL"},
          "consent": {"channel":"whatsapp","category":"marketing","source":"checkout","wording":"Yes, write to me."}
        }
        """;

    private static readonly Dictionary<string, string[]> Carries = new()
    {
        ["product"] = ["product"],
        ["stock"] = ["product"],
        ["cart"] = ["cart"],
        ["checkout"] = ["checkout", "failure"],
        ["order"] = ["order"],
        ["consent"] = ["consent"],
        ["customer"] = [],
    };

    public static JsonObject Of(string type, Action<JsonObject>? change = null)
    {
        var parts = JsonNode.Parse(All)!.AsObject();
        var happened = new JsonObject
        {
            ["id"] = "e1",
            ["type"] = type,
            ["occurredAt"] = "2026-03-01T12:00:00+01:00",
            ["customer"] = JsonNode.Parse("""
                {"id":42,"phone":"06 12 34 56 78","email":" Ana@Example.com ","firstName":"Ana","lastName":"Silva","locale":"fr_FR","timeZone":"Europe/Paris","country":"fr","cartToken":"tok"}
                """),
            ["somethingNew"] = 1,
        };
        foreach (var name in Carries[type.Split('.')[0]])
        {
            happened[name] = parts[name]!.DeepClone();
        }

        change?.Invoke(happened);
        return happened;
    }
}
