using System.Collections.Immutable;
using System.Net;
using System.Text.Json;
using Conversations.Carts;

namespace Conversations.Storefronts.WooCommerce;

/// <summary>
/// WooCommerce's webhooks (class-wc-webhook.php, REST v3 bodies). Never throws.
/// <para>A body is built when its job runs, not when the thing happened, and the same state is reported again and again: a repeat is known by
/// topic, id, <c>date_modified_gmt</c> and status, else by the body's hash. There is no cart webhook; an order that was begun and not paid tells of it.</para>
/// </summary>
public static class WooCommerceTranslation
{
    public const string Source = "woocommerce";

    /// <summary>Reads one delivery; what it means, in order.</summary>
    /// <param name="topic"><c>X-WC-Webhook-Topic</c>.</param>
    /// <param name="storeUrl"><c>X-WC-Webhook-Source</c>; for the address at which an order is paid.</param>
    /// <param name="body">As received; its signature was checked.</param>
    /// <param name="at">When the engine took it.</param>
    /// <param name="defaultCountry">The store's (ISO 3166), for national phone numbers without a country.</param>
    public static ImmutableArray<WebhookOutcome> Read(string topic, string? storeUrl, ReadOnlyMemory<byte> body, DateTimeOffset at, string? defaultCountry = null)
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

        var name = LooseJson.Cleaned(topic.ToLowerInvariant(), 60) ?? "";
        var resource = name.Split('.')[0];
        if (resource is "coupon" or "action" || name is "customer.deleted")
        {
            return [new WebhookOutcome.Skipped(resource switch
            {
                "coupon" => "Coupons of the shop concern no conversation.",
                "action" => "The name of a WordPress hook tells nothing of a customer.",
                _ => "The shop took an account away; its owner did not ask for erasure.",
            })];
        }

        if (root.ValueKind != JsonValueKind.Object || Number(root.At("id")) is not { } id)
        {
            return [new WebhookOutcome.Unread($"{name}: the body is no object with an id.")];
        }

        var state = resource == "order" && root.At("date_modified_gmt").Text() is { } modified
            ? $"{LooseJson.Cleaned(modified, 40)}:{LooseJson.Cleaned(root.At("status").Text(), 30)}"
            : Delivery.HashOf(body.Span)[..32];
        var delivery = new Delivery(Source, $"{name}:{LooseJson.Cleaned(id, 40)}:{state}", at, null, defaultCountry);
        return name switch
        {
            "order.created" or "order.updated" or "order.restored" => [.. WooCommerceOrders.Order(id, root, storeUrl, delivery)],
            "order.deleted" => [delivery.Emptied(BasketKind.Checkout, id, person: null, at)],
            "customer.created" or "customer.updated" or "customer.restored" => [Customer(id, root, delivery)],
            "product.created" or "product.updated" or "product.restored" => [Product(name, id, root, delivery)],
            "product.deleted" => [delivery.News(ProductChange.OutOfStock, new Product { Id = id }, at)],
            _ => [new WebhookOutcome.Skipped($"The topic {name} is not used.")],
        };
    }

    /// <summary>A whole number; 0 is how WooCommerce writes that there is none.</summary>
    internal static string? Number(JsonElement element) => element.Id() is { } id && id != "0" ? id : null;

    /// <summary>Names come with HTML entities (<c>&amp;ndash;</c>).</summary>
    internal static string? Name(JsonElement element) => LooseJson.Cleaned(WebUtility.HtmlDecode(element.Text()), 500);

    private static WebhookOutcome Customer(string id, JsonElement body, Delivery delivery) => delivery.Profile(
        WooCommerceOrders.Buyer(id, body.At("email"), body, delivery) with
        {
            FirstName = Name(body.At("first_name")) ?? Name(body.At("billing").At("first_name")),
            LastName = Name(body.At("last_name")) ?? Name(body.At("billing").At("last_name")),
        },
        delivery.When(body.At("date_modified_gmt"), body.At("date_created_gmt")));

    /// <summary>A variation's news is told of its product, since carts hold products.</summary>
    private static WebhookOutcome Product(string topic, string id, JsonElement body, Delivery delivery)
    {
        if (body.At("status").Text() is { } status && status != "publish")
        {
            return new WebhookOutcome.Skipped("The product is not on sale.");
        }

        var image = body.At("images").Each().FirstOrDefault();
        var product = new Product
        {
            Id = Number(body.At("parent_id")) ?? id,
            Name = Name(body.At("name")),
            Url = body.At("permalink").Url(),
            Price = body.At("price").Amount() is >= 0 and { } price ? price : null,
            ImageUrl = (image.IsGiven() ? image : body.At("image")).At("src").Url(),
            Category = Name(body.At("categories").Each().FirstOrDefault().At("name")),
        };
        var inStock = body.At("stock_status").Text() switch
        {
            "instock" or "onbackorder" => true,
            "outofstock" => false,
            _ => (bool?)null,
        };
        var variation = product.Id != id;
        return topic == "product.created" && !variation
            ? delivery.News(ProductChange.Launched, product, delivery.When(body.At("date_created_gmt")))
            : delivery.Stands(product, variation ? null : inStock, delivery.When(body.At("date_modified_gmt")));
    }
}
