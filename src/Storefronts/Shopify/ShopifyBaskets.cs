using System.Text.Json;
using Conversations.Carts;

namespace Conversations.Storefronts.Shopify;

/// <summary>Carts and checkouts. There is no "abandoned" webhook: silence tells.</summary>
internal static class ShopifyBaskets
{
    /// <summary>An Online Store cart: names nobody, and waits by its token for the checkout that does.</summary>
    public static WebhookOutcome Cart(JsonElement body, Delivery delivery)
    {
        if ((ShopifyLines.Token(body.At("token")) ?? ShopifyLines.Token(body.At("id"))) is not { } token)
        {
            return new WebhookOutcome.Unread("The cart has no token.");
        }

        var when = delivery.When(body.At("updated_at"), body.At("created_at"));
        var items = ShopifyLines.Items(body);
        if (items.IsEmpty)
        {
            return delivery.Emptied(BasketKind.Cart, token, person: null, when);
        }

        var lines = body.At("line_items").Each().Select(line => ShopifyLines.Money(line, "line_price")).ToList();
        return delivery.Changed(
            new BasketReport
            {
                Kind = BasketKind.Cart,
                Id = token,
                Currency = lines.Select(line => line.Currency).FirstOrDefault(currency => currency is not null),
                Total = Math.Clamp(lines.Sum(line => line.Amount ?? 0), 0, LooseJson.AmountMax),
                Items = items,
            },
            person: null,
            when);
    }

    /// <summary>Known by its token: since 2026-04 it has no id, and orders name it by token too (shopify.dev changelog, 6 March 2026).</summary>
    public static WebhookOutcome Checkout(JsonElement body, Delivery delivery)
    {
        if (ShopifyLines.Token(body.At("token")) is not { } token)
        {
            return new WebhookOutcome.Unread("The checkout has no token.");
        }

        var person = ShopifyPeople.Buyer(body, delivery);
        var cart = ShopifyLines.Token(body.At("cart_token"));

        // Completed: an order tells the rest, but if its webhook is lost nobody who bought may be reminded.
        foreach (var end in new[] { body.At("completed_at"), body.At("closed_at") })
        {
            if (end.Time() is not null)
            {
                return delivery.Emptied(BasketKind.Checkout, token, person, delivery.When(end), cart);
            }
        }

        var (total, currency) = ShopifyLines.Money(body, "total_price");
        return delivery.Changed(
            new BasketReport
            {
                Kind = BasketKind.Checkout,
                Id = token,
                CartId = cart,
                Url = body.At("abandoned_checkout_url").Url(),
                Currency = currency ?? ShopifyLines.CurrencyOf(body.At("presentment_currency")) ?? ShopifyLines.CurrencyOf(body.At("currency")),
                Total = Math.Max(total ?? body.At("subtotal_price").Amount() ?? 0, 0),
                Items = ShopifyLines.Items(body),
                DiscountCodes = ShopifyLines.Codes(body),
            },
            person,
            delivery.When(body.At("updated_at"), body.At("created_at")));
    }

    /// <summary>Carries no token, only the cart's: its recovery link is dead, so the cart that led to it ends.</summary>
    public static WebhookOutcome CheckoutDeleted(JsonElement body, Delivery delivery)
    {
        var cart = ShopifyLines.Token(body.At("cart_token"));
        var when = delivery.When();
        return ShopifyLines.Token(body.At("token")) is { } token ? delivery.Emptied(BasketKind.Checkout, token, person: null, when, cart)
            : cart is not null ? delivery.Emptied(BasketKind.Cart, cart, person: null, when)
            : new WebhookOutcome.Skipped("The deleted checkout names neither itself nor its cart.");
    }
}
