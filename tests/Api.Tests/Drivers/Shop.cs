namespace Conversations.Api.Tests.Drivers;

/// <summary>Events as a storefront sends them, at the demo's Monday unless said otherwise.</summary>
public static class Shop
{
    private static int ids;

    public static object Consent(string phone, string at = DemoDriver.Monday) => new
    {
        id = NewId(),
        type = "consent.granted",
        occurredAt = at,
        customer = Person(phone),
        consent = new { channel = "whatsapp", category = "marketing", source = "checkout", wording = "Yes, write to me on WhatsApp" },
    };

    public static object Cart(string phone, string at = DemoDriver.Monday, string? id = null) => new
    {
        id = NewId(),
        type = "cart.updated",
        occurredAt = at,
        customer = Person(phone),
        cart = new
        {
            id = id ?? $"cart-{phone}",
            url = "https://demo-shop.example/cart",
            currency = "EUR",
            total = "59.90",
            items = new[] { new { productId = "linen-shirt", name = "Linen shirt", quantity = 1, price = "59.90" } },
        },
    };

    public static object Order(string phone, string id, string paymentStatus = "paid", string at = DemoDriver.Monday) => new
    {
        id = NewId(),
        type = "order.placed",
        occurredAt = at,
        customer = Person(phone),
        order = new { id, number = $"#{id}", cartId = $"cart-{phone}", currency = "EUR", total = "59.90", paymentStatus, paymentMethod = "card", payUrl = "https://demo-shop.example/pay", items = Array.Empty<object>() },
    };

    public static object Person(string phone) => new { id = $"u{phone[^4..]}", phone, firstName = "Ana" };

    public static string NewId() => $"shop-{Interlocked.Increment(ref ids)}";
}
