using System.Collections.Immutable;
using System.Text.Json;
using Conversations.Carts;
using Conversations.Orders;

namespace Conversations.Storefronts.Events;

/// <summary>Products, carts, checkouts and orders of an event. A needed id that is missing is a problem already; the empty text then stands for it.</summary>
internal static class EventContents
{
    /// <summary>The snapshot of a customer stays small; the total is given beside the lines.</summary>
    private const int ItemsMax = 100;

    private const int CodesMax = 20;
    private const int CycleDaysMax = 3_650;
    private const decimal QuantityMax = 1_000_000;

    private static readonly Dictionary<string, PaymentStatus> PaymentStatuses = new(StringComparer.Ordinal)
    {
        ["paid"] = PaymentStatus.Paid,
        ["pending"] = PaymentStatus.Pending,
        ["failed"] = PaymentStatus.Failed,
        ["refunded"] = PaymentStatus.Refunded,
    };

    private static readonly Dictionary<string, PaymentMethod> PaymentMethods = new(StringComparer.Ordinal)
    {
        ["card"] = PaymentMethod.Card,
        ["wallet"] = PaymentMethod.Wallet,
        ["instant_transfer"] = PaymentMethod.InstantTransfer,
        ["bank_transfer"] = PaymentMethod.BankTransfer,
        ["instalments"] = PaymentMethod.Instalments,
        ["cash_on_delivery"] = PaymentMethod.CashOnDelivery,
        ["other"] = PaymentMethod.Other,
    };

    private static readonly Dictionary<string, FailureKind> FailureKinds = new(StringComparer.Ordinal)
    {
        ["payment"] = FailureKind.Payment,
        ["payment_method"] = FailureKind.PaymentMethod,
        ["promo"] = FailureKind.Promo,
        ["address"] = FailureKind.Address,
        ["delivery"] = FailureKind.Delivery,
        ["technical"] = FailureKind.Technical,
    };

    public static Product Product(EventFields item)
    {
        var product = item.Object("product", needed: true);
        return new Product
        {
            Id = product.Id("id", needed: true) ?? "",
            Name = product.Text("name"),
            Url = product.Url("url"),
            Price = product.Amount("price"),
            Currency = product.Currency("price"),
            ImageUrl = product.Url("imageUrl"),
            Category = product.Text("category"),
        };
    }

    /// <summary>The cart or checkout; a total that is missing is the sum of its lines.</summary>
    public static BasketReport Basket(EventFields item, BasketKind kind)
    {
        var basket = item.Object(kind == BasketKind.Cart ? "cart" : "checkout", needed: true);
        var items = Items(basket);
        return new BasketReport
        {
            Kind = kind,
            Id = basket.Id("id", needed: true) ?? "",
            CartId = kind == BasketKind.Checkout ? basket.Id("cartId", needed: false) : null,
            Url = basket.Url("url"),
            Currency = basket.Currency("total"),
            Total = basket.Amount("total") ?? items.Sum(line => line.Quantity * (line.Price ?? 0)),
            Items = items,
            DiscountCodes = Codes(basket),
        };
    }

    /// <summary>True for a cart that says outright that nothing is in it.</summary>
    public static bool IsEmptied(EventFields item)
    {
        var items = item.Raw("cart").At("items");
        return items.ValueKind == JsonValueKind.Array && items.GetArrayLength() == 0;
    }

    public static CheckoutFailure? Failure(EventFields item)
    {
        var failure = item.Object("failure", needed: true);
        return failure.Word("kind", FailureKinds, needed: true) is { } kind
            ? new CheckoutFailure(kind, failure.Text("code"), failure.Text("detail"))
            : null;
    }

    public static OrderReport Order(EventFields item)
    {
        var order = item.Object("order", needed: true);
        return new OrderReport
        {
            Id = order.Id("id", needed: true) ?? "",
            Number = order.Text("number"),
            CartId = order.Id("cartId", needed: false),
            CheckoutId = order.Id("checkoutId", needed: false),
            Currency = order.Currency("total"),
            Total = order.Amount("total"),
            Items = Items(order),
            DiscountCodes = Codes(order),
            PaymentStatus = order.Word("paymentStatus", PaymentStatuses),
            PaymentMethod = order.Word("paymentMethod", PaymentMethods),
            PayUrl = order.Url("payUrl"),
            TrackingUrl = order.Url("trackingUrl"),
            Carrier = order.Text("carrier"),
        };
    }

    private static ImmutableArray<Item> Items(EventFields owner)
    {
        var given = owner.Raw("items");
        if (given.IsGiven() && given.ValueKind != JsonValueKind.Array)
        {
            owner.Findings.Problem($"{owner.PathOf("items")}: {EventFields.Shown(given)} is not an array.");
        }

        var items = ImmutableArray.CreateBuilder<Item>();
        var index = 0;
        foreach (var line in given.Each())
        {
            if (items.Count == ItemsMax)
            {
                owner.Findings.Note($"{owner.PathOf("items")}: the first {ItemsMax} of {given.GetArrayLength()} lines are kept.");
                break;
            }

            if (Item(owner, line, index++) is { } item)
            {
                items.Add(item);
            }
        }

        return items.DrainToImmutable();
    }

    /// <summary>A line; null where its quantity is 0, which is how some carts say that it was taken out.</summary>
    private static Item? Item(EventFields owner, JsonElement line, int index)
    {
        var path = $"{owner.PathOf("items")}[{index}]";
        if (line.ValueKind != JsonValueKind.Object)
        {
            owner.Findings.Problem($"{path}: {EventFields.Shown(line)} is not an object.");
            return null;
        }

        var fields = new EventFields(line, path, owner.Findings);
        var quantity = fields.Amount("quantity") ?? 1;
        if (quantity > QuantityMax)
        {
            owner.Findings.Problem($"{path}.quantity: {quantity} is too many; at most 1,000,000 is allowed.");
        }

        var item = new Item
        {
            ProductId = fields.Id("productId", needed: true) ?? "",
            VariantId = fields.Id("variantId", needed: false),
            Name = fields.Text("name"),
            Quantity = Math.Min(quantity, QuantityMax),
            Price = fields.Amount("price"),
            Url = fields.Url("url"),
            ImageUrl = fields.Url("imageUrl"),
            Consumable = Consumable(fields),
            CycleDays = CycleDays(fields),
        };
        return quantity == 0 ? null : item;
    }

    private static bool Consumable(EventFields fields)
    {
        var given = fields.Raw("consumable");
        if (given.IsGiven() && given.Flag() is null)
        {
            fields.Findings.Problem($"{fields.PathOf("consumable")}: {EventFields.Shown(given)} is not true or false.");
        }

        return given.Flag() ?? false;
    }

    private static int? CycleDays(EventFields fields)
    {
        var given = fields.Raw("cycleDays");
        if (!given.IsGiven())
        {
            return null;
        }

        if (given.Amount() is { } days && days == Math.Floor(days) && days is >= 1 and <= CycleDaysMax)
        {
            return (int)days;
        }

        fields.Findings.Problem($"{fields.PathOf("cycleDays")}: {EventFields.Shown(given)} is not a number of days; whole numbers from 1 to {CycleDaysMax} are allowed.");
        return null;
    }

    private static ImmutableArray<string> Codes(EventFields owner)
    {
        var given = owner.Raw("discountCodes");
        if (given.ValueKind == JsonValueKind.Array)
        {
            return [.. given.EnumerateArray().Select(code => LooseJson.Cleaned(code.Text(), LooseJson.IdLengthMax)).OfType<string>().Take(CodesMax)];
        }

        if (given.IsGiven())
        {
            owner.Findings.Problem($"{owner.PathOf("discountCodes")}: {EventFields.Shown(given)} is not an array of texts.");
        }

        return [];
    }
}
