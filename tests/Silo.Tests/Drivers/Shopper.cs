using System.Globalization;
using System.Text.Json;
using Conversations.Actors;
using Conversations.Api.Demo;
using Conversations.Customers;
using Conversations.Storage.Tests;
using Conversations.Storefronts.Events;
using Conversations.WhatsApp.Webhooks;
using Shouldly;

namespace Silo.Tests.Drivers;

/// <summary>What the storefront and WhatsApp tell of one customer, through the translations that the web server uses, to whichever silo.</summary>
internal sealed class Shopper(int place)
{
    private int told;

    /// <summary>Of the numbers that Ofcom keeps free for stories.</summary>
    public string Phone { get; } = string.Create(CultureInfo.InvariantCulture, $"+447700900{place:000}");

    public CustomerKey Key { get; private set; }

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public Task Consents(IEngine engine) =>
        Does(engine, "consent.granted", Now, "consent", new { channel = "whatsapp", category = "marketing", source = "checkout", wording = "Yes, write to me on WhatsApp" });

    /// <summary>After half an hour she is due to be reminded.</summary>
    public Task LeftCart(IEngine engine, TimeSpan ago) => Does(engine, "cart.updated", Now - ago, "cart", new
    {
        id = $"cart-{place}",
        url = "https://demo-shop.example/cart",
        currency = "EUR",
        total = "59.90",
        items = new[] { new { productId = "linen-shirt", name = "Linen shirt", quantity = 1, price = "59.90" } },
    });

    public Task Subscribes(IEngine engine, string product) => Does(engine, "stock.subscribed", Now, "product", new { id = product });

    public Task Orders(IEngine engine) => Does(engine, "order.placed", Now, "order", new { id = $"o{place}", number = $"#{place}", cartId = $"cart-{place}", currency = "EUR", total = "59.90", paymentStatus = "paid", items = Array.Empty<object>() });

    public async Task Says(IEngine engine, string text)
    {
        var body = JsonSerializer.SerializeToUtf8Bytes(new
        {
            @object = "whatsapp_business_account",
            entry = new[] { new { id = "200000000000001", changes = new[] { new { field = "messages", value = Message(text) } } } },
        });
        await Take(engine, WebhookTranslation.Read(body, Now).Inputs.Single().Input);
    }

    private object Message(string text) => new
    {
        messaging_product = "whatsapp",
        metadata = new { display_phone_number = "33700000001", phone_number_id = DemoSettings.Number.Value },
        contacts = new[] { new { wa_id = Phone[1..], profile = new { name = "Ana" } } },
        messages = new[] { new { from = Phone[1..], id = $"wamid.{place}.{++told}", timestamp = Now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture), type = "text", text = new { body = text } } },
    };

    private async Task Does(IEngine engine, string type, DateTimeOffset at, string field, object what)
    {
        var happened = JsonSerializer.SerializeToElement(new Dictionary<string, object>
        {
            ["id"] = $"{place}-{++told}",
            ["type"] = type,
            ["occurredAt"] = at,
            ["customer"] = new { id = $"u{place}", phone = Phone, firstName = "Ana", locale = "en-GB" },
            [field] = what,
        });
        await Take(engine, EventTranslation.Read(happened, Now, null).ShouldBeOfType<EventOutcome.Translated>().Input);
    }

    private async Task Take(IEngine engine, CustomerInput input) =>
        Key = new CustomerKey(Turns.Store, (await engine.Take(new Addressed(Turns.Store, input), CancellationToken.None)).Customer);
}
