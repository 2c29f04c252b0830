using System.Collections.Immutable;
using System.Text.Json;
using Conversations.Carts;
using Conversations.Identity;

namespace Conversations.Storefronts.Shopify;

/// <summary>
/// Shopify's webhooks, API 2026-04 and what older versions still send. The topic decides how a body is read. Never throws.
/// <para>A repeat is known by topic and webhook id (which stays the same on retries), never by the event id, which orders/create, orders/paid and
/// orders/updated share (shopify.dev, webhooks, delivery-structure). Retries bring the original body, up to a day late, so an input's time is
/// the body's own (<c>updated_at</c>, <c>cancelled_at</c>, …) and only without one the time at which it was triggered.</para>
/// </summary>
public static class ShopifyTranslation
{
    public const string Source = "shopify";

    private const string NotWhatsAppConsent = "Consent to SMS or e-mail marketing is no consent to WhatsApp marketing.";

    /// <summary>Why these topics, though understood, change nothing.</summary>
    private static readonly Dictionary<string, string> WithoutConsequence = new(StringComparer.Ordinal)
    {
        ["customers_marketing_consent/update"] = NotWhatsAppConsent,
        ["customers_email_marketing_consent/update"] = NotWhatsAppConsent,
        ["customers/delete"] = "The store took a customer record away (customers are merged so); customers/redact is what asks for erasure.",
        ["customers/purchasing_summary"] = "Orders tell what was bought.",
        ["orders/delete"] = "Only orders that ended can be deleted; their end was told before.",
        ["orders/edited"] = "orders/updated carries the order as it is now.",
        ["orders/link_requested"] = "A link to the order status page was asked for.",
        ["order_transactions/create"] = "orders/paid and orders/updated tell how the payment stands.",
        ["inventory_levels/update"] = "Names no product; variants/in_stock and variants/out_of_stock do.",
    };

    /// <summary>Reads one delivery; what it means, in order.</summary>
    /// <param name="topic"><c>X-Shopify-Topic</c>, for instance <c>orders/create</c>.</param>
    /// <param name="webhookId"><c>X-Shopify-Webhook-Id</c>; where it is missing the body's hash stands for it.</param>
    /// <param name="triggeredAt"><c>X-Shopify-Triggered-At</c>.</param>
    /// <param name="body">As received; its signature was checked.</param>
    /// <param name="at">When the engine took it.</param>
    /// <param name="defaultCountry">The store's (ISO 3166), for national phone numbers without a country.</param>
    public static ImmutableArray<WebhookOutcome> Read(
        string topic,
        string? webhookId,
        DateTimeOffset? triggeredAt,
        ReadOnlyMemory<byte> body,
        DateTimeOffset at,
        string? defaultCountry = null)
    {
        JsonElement root;
        try
        {
            root = JsonElement.Parse(body.Span);
        }
        catch (JsonException exception)
        {
            return [new WebhookOutcome.NotJson($"The body is not JSON: line {exception.LineNumber + 1}, byte {exception.BytePositionInLine + 1}.")];
        }

        var name = topic.Trim().ToLowerInvariant();
        var id = string.IsNullOrWhiteSpace(webhookId) || webhookId.Length > 100 ? Delivery.HashOf(body.Span) : webhookId.Trim();
        var delivery = new Delivery(Source, $"{LooseJson.Cleaned(name, 80)}:{id}", at, triggeredAt, defaultCountry);
        var resources = Unwrapped(name, root);
        return
        [
            .. resources.SelectMany((resource, index) =>
                Resource(name, resource, resources.Count == 1 ? delivery : delivery with { Key = $"{delivery.Key}#{index}" })),
        ];
    }

    private static IEnumerable<WebhookOutcome> Resource(string topic, JsonElement body, Delivery delivery)
    {
        if (WithoutConsequence.TryGetValue(topic, out var reason))
        {
            return [new WebhookOutcome.Skipped(reason)];
        }

        if (body.ValueKind != JsonValueKind.Object)
        {
            return [new WebhookOutcome.Unread($"{topic}: the body is no object.")];
        }

        return topic switch
        {
            "carts/create" or "carts/update" => [ShopifyBaskets.Cart(body, delivery)],
            "checkouts/create" or "checkouts/update" => [ShopifyBaskets.Checkout(body, delivery)],
            "checkouts/delete" => [ShopifyBaskets.CheckoutDeleted(body, delivery)],
            "orders/create" or "orders/paid" or "orders/fulfilled" or "orders/partially_fulfilled" or "orders/cancelled" or "orders/updated" =>
                ShopifyOrders.Order(topic["orders/".Length..], body, delivery),
            "refunds/create" => [ShopifyOrders.Refund(body, delivery)],
            "fulfillments/create" or "fulfillments/update" => [ShopifyOrders.Fulfillment(body, delivery)],
            "fulfillment_events/create" => [ShopifyOrders.FulfillmentEvent(body, delivery)],
            "customers/create" or "customers/update" or "customers/enable" or "customers/disable" => [Customer(body, delivery)],
            "variants/in_stock" => [ShopifyProducts.Variant(ProductChange.Restocked, body, delivery)],
            "variants/out_of_stock" => [ShopifyProducts.Variant(ProductChange.OutOfStock, body, delivery)],
            "products/create" => [ShopifyProducts.Launched(body, delivery)],
            "products/update" => [ShopifyProducts.Updated(body, delivery)],
            "products/delete" => [ShopifyProducts.Deleted(body, delivery)],
            "customers/data_request" => [new WebhookOutcome.DataRequested(delivery.Key, Concerned(body, "orders_requested", delivery))],
            "customers/redact" => [new WebhookOutcome.Redact(delivery.Key, Concerned(body, "orders_to_redact", delivery))],
            "shop/redact" => [new WebhookOutcome.StoreRedacted(delivery.Key)],
            "app/uninstalled" => [new WebhookOutcome.Uninstalled(delivery.Key)],
            _ => [new WebhookOutcome.Skipped($"The topic {LooseJson.Cleaned(topic, 80)} is not used.")],
        };
    }

    private static WebhookOutcome Customer(JsonElement body, Delivery delivery) => ShopifyPeople.Customer(body, delivery) is { } person
        ? delivery.Profile(person, delivery.When(body.At("updated_at"), body.At("created_at")))
        : new WebhookOutcome.Unread("The customer has no id, phone or e-mail address.");

    private static ImmutableArray<Alias> Concerned(JsonElement body, string orders, Delivery delivery) =>
    [
        .. ShopifyPeople.Customer(body.At("customer"), delivery)?.Aliases() ?? [],
        .. body.At(orders).Each().Select(order => order.Id()).OfType<string>().Select(id => new Alias(AliasKind.OrderId, id)),
    ];

    /// <summary>The Admin API wraps its objects (<c>{"order":{…}}</c>, <c>{"orders":[…]}</c>), and some relays pass that on.</summary>
    private static List<JsonElement> Unwrapped(string topic, JsonElement root)
    {
        var plural = topic.Split('/')[0];
        if (root.ValueKind != JsonValueKind.Object || root.GetPropertyCount() != 1 || plural.Length < 2)
        {
            return [root];
        }

        var one = root.At(plural[..^1]);
        var many = root.At(plural);
        return one.ValueKind == JsonValueKind.Object ? [one] : many.ValueKind == JsonValueKind.Array ? [.. many.EnumerateArray()] : [root];
    }
}
