using System.Collections.Immutable;
using System.Text.Json;
using Conversations.Carts;
using Conversations.Orders;

namespace Conversations.Storefronts.WooCommerce;

/// <summary>Orders. Each report says all that is so by now, every step with its own time: what is long past updates the state and starts nothing.</summary>
internal static class WooCommerceOrders
{
    private const int LinesMax = 100;
    private const decimal QuantityMin = 0.001m;
    private const decimal QuantityMax = 1_000_000;

    public static IEnumerable<WebhookOutcome> Order(string id, JsonElement body, string? storeUrl, Delivery delivery)
    {
        var status = body.At("status").Text() ?? "";
        var person = Buyer(Number(body.At("customer_id")), body.At("billing").At("email"), body, delivery);
        var modified = delivery.When(body.At("date_modified_gmt"), body.At("date_created_gmt"));
        if (status is "checkout-draft")
        {
            return [Draft(id, body, storeUrl, person, modified, delivery)];
        }

        if (status is "trash" or "auto-draft" or "draft")
        {
            return [delivery.Emptied(BasketKind.Checkout, id, person, modified)];
        }

        var order = Report(id, status, body, storeUrl);
        var refunds = WooCommerceRefunds.Steps(order, person, body, modified, delivery);
        if (status is "cancelled" or "refunded")
        {
            return status == "refunded" && refunds.Count > 0 ? refunds : [delivery.Ordered(status == "refunded" ? OrderEvent.Refunded : OrderEvent.Cancelled, order, person, modified)];
        }

        // order.created may have been lost: WooCommerce never retries.
        List<WebhookOutcome> steps = [delivery.Ordered(OrderEvent.Placed, order, person, delivery.When(body.At("date_created_gmt")))];
        if (status == "failed")
        {
            steps.Add(delivery.Ordered(OrderEvent.PaymentFailed, order, person, modified, "failed"));
        }

        if (order.PaymentStatus == PaymentStatus.Paid)
        {
            steps.Add(delivery.Ordered(OrderEvent.Paid, order, person, delivery.When(body.At("date_paid_gmt"), body.At("date_completed_gmt"), body.At("date_modified_gmt")), "paid"));
        }

        // "Completed" means fulfilled; what has no shipping, or was fetched, was never sent. "shipped" and "delivered" are states that plugins add.
        if (status is "shipped" or "delivered" || (status == "completed" && body.At("shipping_lines").Each().Any(line => line.At("method_id").Text() is not ("local_pickup" or "pickup_location"))))
        {
            steps.Add(delivery.Ordered(OrderEvent.Shipped, order, person, delivery.When(body.At("date_completed_gmt"), body.At("date_modified_gmt")), "shipped"));
        }

        if (status == "delivered")
        {
            steps.Add(delivery.Ordered(OrderEvent.Delivered, order, person, modified, "delivered"));
        }

        return [.. steps, .. refunds];
    }

    /// <summary>Phones are free text in the national form of the billing country; the shipping one last, since it may be somebody else's.</summary>
    public static Person Buyer(string? customerId, JsonElement email, JsonElement body, Delivery delivery)
    {
        var (billing, shipping) = (body.At("billing"), body.At("shipping"));
        var country = CountryOf(billing) ?? CountryOf(shipping);
        return new Person
        {
            StorefrontId = customerId,
            Email = ContactDetails.Email(email.Text()) ?? ContactDetails.Email(billing.At("email").Text()),
            Phone = Person.FirstPhone(
            [
                (billing.At("phone").Text(), country ?? delivery.DefaultCountry),
                (shipping.At("phone").Text(), CountryOf(shipping) ?? country ?? delivery.DefaultCountry),
            ]),
            FirstName = WooCommerceTranslation.Name(billing.At("first_name")) ?? WooCommerceTranslation.Name(shipping.At("first_name")),
            LastName = WooCommerceTranslation.Name(billing.At("last_name")) ?? WooCommerceTranslation.Name(shipping.At("last_name")),
            Country = country,
        };
    }

    /// <summary>The block checkout keeps a draft while the customer types: a checkout, known by the order's id.</summary>
    private static WebhookOutcome Draft(string id, JsonElement body, string? storeUrl, Person person, DateTimeOffset when, Delivery delivery) => delivery.Changed(
        new BasketReport
        {
            Kind = BasketKind.Checkout,
            Id = id,
            Url = PayUrl(id, body, storeUrl),
            Currency = Currency(body),
            Total = Math.Max(body.At("total").Amount() ?? 0, 0),
            Items = Items(body),
            DiscountCodes = Codes(body),
        },
        person,
        when);

    private static OrderReport Report(string id, string status, JsonElement body, string? storeUrl)
    {
        var method = PaymentWords.Method(Given(body.At("payment_method"), body.At("payment_method_title")));
        var payment = Status(status, method, body);
        return new OrderReport
        {
            Id = id,
            Number = body.At("number").Text() ?? id,
            CheckoutId = id,
            Currency = Currency(body),
            Total = body.At("total").Amount() is >= 0 and { } total ? total : null,
            Items = Items(body),
            DiscountCodes = Codes(body),
            PaymentStatus = payment,
            PaymentMethod = method,
            PayUrl = payment is PaymentStatus.Pending or PaymentStatus.Failed ? PayUrl(id, body, storeUrl) : null,
            Refunds = WooCommerceRefunds.Of(body),
        };
    }

    /// <summary>
    /// "Processing" is paid, but for an order to be paid at the door it only means accepted. "On hold" awaits a bank transfer; with any other
    /// method, and in any state that a plugin adds, the customer did all they could: only "pending" and "failed" orders can be paid in the shop.
    /// An order that the shop makes by hand is "pending" while it is being written, and until the invoice that the shop sends is paid.
    /// </summary>
    private static PaymentStatus? Status(string status, PaymentMethod? method, JsonElement body) => status switch
    {
        "pending" => body.At("created_via").Text() == "admin" ? PaymentStatus.UnderWay : PaymentStatus.Pending,
        "failed" => PaymentStatus.Failed,
        "refunded" => PaymentStatus.Refunded,
        "completed" or "shipped" or "delivered" => PaymentStatus.Paid,
        "processing" => method == PaymentMethod.CashOnDelivery && body.At("date_paid_gmt").Time() is null ? PaymentStatus.Pending : PaymentStatus.Paid,
        "on-hold" => method is PaymentMethod.BankTransfer or PaymentMethod.CashOnDelivery ? PaymentStatus.Pending : PaymentStatus.UnderWay,
        "cancelled" => null,
        _ => body.At("date_paid_gmt").Time() is null ? PaymentStatus.UnderWay : PaymentStatus.Paid,
    };

    private static string? PayUrl(string id, JsonElement body, string? storeUrl)
    {
        if (body.At("payment_url").Url() is { } given)
        {
            return given;
        }

        return body.At("order_key").Text() is { } key && Uri.TryCreate(storeUrl, UriKind.Absolute, out var home) && home.Scheme is "https" or "http"
            ? $"{home.ToString().TrimEnd('/')}/checkout/order-pay/{Uri.EscapeDataString(id)}/?pay_for_order=true&key={Uri.EscapeDataString(key)}"
            : null;
    }

    private static ImmutableArray<Item> Items(JsonElement body) => [.. body.At("line_items").Each().Select(Item).OfType<Item>().Take(LinesMax)];

    private static Item? Item(JsonElement line)
    {
        var quantity = line.At("quantity").Amount() ?? 1;

        // A line whose product was deleted keeps its name and has product 0.
        var product = Number(line.At("product_id")) ?? Number(line.At("id"));
        return quantity is < QuantityMin or > QuantityMax || product is null ? null : new Item
        {
            ProductId = product,
            VariantId = Number(line.At("variation_id")),
            Name = WooCommerceTranslation.Name(line.At("name")),
            Quantity = quantity,
            Price = Price(line, quantity),
            ImageUrl = line.At("image").At("src").Url(),
        };
    }

    /// <summary>A binary fraction on the wire (19.989999999999998), so it is rounded; without one the line's total is divided.</summary>
    private static decimal? Price(JsonElement line, decimal quantity)
    {
        const decimal WithoutTrailingZeros = 1.0000000000000000000000000000m;
        var price = line.At("price").Amount() ?? (line.At("total").Amount() / quantity);
        return price is >= 0 and <= LooseJson.AmountMax ? decimal.Round(price.Value, 4) / WithoutTrailingZeros : null;
    }

    private static ImmutableArray<string> Codes(JsonElement body) =>
        [.. body.At("coupon_lines").Each().Select(line => LooseJson.Cleaned(line.At("code").Text(), LooseJson.IdLengthMax)).OfType<string>().Take(20)];

    private static string? Currency(JsonElement body) =>
        body.At("currency").Text() is { Length: 3 } code && code.All(char.IsAsciiLetter) ? code.ToUpperInvariant() : null;

    private static string? CountryOf(JsonElement address) =>
        address.At("country").Text() is { Length: 2 } code && code.All(char.IsAsciiLetter) ? code.ToUpperInvariant() : null;

    private static string? Number(JsonElement element) => WooCommerceTranslation.Number(element);

    private static IEnumerable<string?> Given(params JsonElement[] names) => names.Select(name => name.Text());
}
