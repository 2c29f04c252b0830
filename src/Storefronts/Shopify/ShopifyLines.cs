using System.Collections.Immutable;
using System.Text.Json;
using Conversations.Carts;

namespace Conversations.Storefronts.Shopify;

/// <summary>Lines and money. Shopify tells both in the shop's currency and in the one that the buyer saw (presentment); the buyer's counts.</summary>
internal static class ShopifyLines
{
    /// <summary>The snapshot of a customer stays small; the total stands beside the lines.</summary>
    private const int LinesMax = 100;

    private const decimal QuantityMax = 1_000_000;

    public static ImmutableArray<Item> Items(JsonElement owner) =>
        [.. owner.At("line_items").Each().Select(Item).OfType<Item>().Take(LinesMax)];

    /// <summary>Of an amount with its set (<c>total_price</c>, <c>total_price_set</c>): the buyer's amount and currency.</summary>
    public static (decimal? Amount, string? Currency) Money(JsonElement owner, string name)
    {
        var seen = owner.At($"{name}_set").At("presentment_money");
        return seen.At("amount").Amount() is { } amount
            ? (amount, CurrencyOf(seen.At("currency_code")))
            : (owner.At(name).Amount(), null);
    }

    public static string? CurrencyOf(JsonElement code) =>
        code.Text() is { Length: 3 } currency && currency.All(char.IsAsciiLetter) && currency is not "XXX" ? currency.ToUpperInvariant() : null;

    public static ImmutableArray<string> Codes(JsonElement owner) =>
        [.. owner.At("discount_codes").Each().Select(code => LooseJson.Cleaned((code.ValueKind == JsonValueKind.Object ? code.At("code") : code).Text(), LooseJson.IdLengthMax)).OfType<string>().Take(20)];

    /// <summary>Newer cart tokens carry a key (<c>hWN…?key=…</c>) that the checkout's <c>cart_token</c> leaves out.</summary>
    public static string? Token(JsonElement token) => token.Id()?.Split('?')[0] is { Length: > 0 } id ? id : null;

    private static Item? Item(JsonElement line)
    {
        var quantity = line.At("current_quantity").Amount() ?? line.At("quantity").Amount() ?? 1;
        var variant = line.At("variant_id").Id();

        // What was typed into the order by hand, or sold by another app, belongs to no product.
        var product = line.At("product_id").Id() ?? variant ?? line.At("id").Id() ?? line.At("key").Id();
        return quantity is <= 0 or > QuantityMax || product is null ? null : new Item
        {
            ProductId = product,
            VariantId = variant,
            Name = line.At("title").Text() ?? line.At("name").Text(),
            Quantity = quantity,
            Price = Money(line, "price").Amount is >= 0 and { } price ? price : null,
        };
    }
}
