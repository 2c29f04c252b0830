using System.Text.Json;
using Conversations.Carts;

namespace Conversations.Storefronts.Shopify;

/// <summary>News of products and their variants. A variant's news is told of its product, and names the variant.</summary>
internal static class ShopifyProducts
{
    public static WebhookOutcome Variant(ProductChange change, JsonElement body, Delivery delivery) =>
        body.At("product_id").Id() is { } product
            ? delivery.News(change, new Product { Id = product, VariantId = body.At("id").Id(), Price = body.At("price").Amount() }, delivery.When(body.At("updated_at")))
            : new WebhookOutcome.Unread("The variant names no product.");

    /// <summary>products/create, once it is on sale.</summary>
    public static WebhookOutcome Launched(JsonElement body, Delivery delivery) => body.At("id").Id() is null
        ? new WebhookOutcome.Unread("The product has no id.")
        : body.At("published_at").Time() is null || body.At("status").Text() is "draft" or "archived"
            ? new WebhookOutcome.Skipped("The product is not on sale yet.")
            : delivery.News(ProductChange.Launched, Product(body), delivery.When(body.At("published_at"), body.At("created_at")));

    /// <summary>products/update fires with every order, too. Its stock is left to variants/in_stock and variants/out_of_stock, since only 100 variants come in full.</summary>
    public static WebhookOutcome Updated(JsonElement body, Delivery delivery) => body.At("id").Id() is null
        ? new WebhookOutcome.Unread("The product has no id.")
        : delivery.Stands(Product(body), inStock: null, delivery.When(body.At("updated_at"), body.At("created_at")));

    public static WebhookOutcome Deleted(JsonElement body, Delivery delivery) => body.At("id").Id() is null
        ? new WebhookOutcome.Unread("The product has no id.")
        : delivery.News(ProductChange.OutOfStock, Product(body), delivery.When());

    /// <summary>The price is that of the cheapest variant.</summary>
    private static Product Product(JsonElement body) => new()
    {
        Id = body.At("id").Id()!,
        Name = body.At("title").Text(),
        Price = body.At("variants").Each().Select(variant => variant.At("price").Amount()).Where(amount => amount is > 0).Min(),
        ImageUrl = body.At("image").At("src").Url(),
        Category = body.At("product_type").Text(),
    };
}
