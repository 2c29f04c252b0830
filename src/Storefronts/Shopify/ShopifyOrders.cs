using System.Collections.Immutable;
using System.Text.Json;
using Conversations.Orders;

namespace Conversations.Storefronts.Shopify;

/// <summary>Orders, their refunds and their parcels.</summary>
internal static class ShopifyOrders
{
    private const int RefundsMax = 20;

    public static IEnumerable<WebhookOutcome> Order(string action, JsonElement body, Delivery delivery)
    {
        if (body.At("id").Id() is not { } id)
        {
            return [new WebhookOutcome.Unread("The order has no id.")];
        }

        var order = Report(id, body);
        var person = ShopifyPeople.Buyer(body, delivery);
        return action switch
        {
            "paid" or "fulfilled" or "partially_fulfilled" when ShopifyParcels.IsOverTheCounter(body) => [delivery.Ordered(OrderEvent.Placed, order, person, Placed(body, delivery))],
            "create" => [delivery.Ordered(OrderEvent.Placed, order, person, Placed(body, delivery))],
            "paid" => [delivery.Ordered(OrderEvent.Paid, order, person, delivery.When(body.At("updated_at")))],
            "cancelled" => [delivery.Ordered(OrderEvent.Cancelled, order, person, Cancelled(body, delivery))],
            "fulfilled" or "partially_fulfilled" when ShopifyParcels.WentOut(body) => [delivery.Ordered(OrderEvent.Shipped, order, person, Shipped(body, delivery))],
            "fulfilled" or "partially_fulfilled" => [delivery.Ordered(OrderEvent.Placed, order, person, Placed(body, delivery))],
            _ => Updated(order, body, person, delivery),
        };
    }

    /// <summary>The body tells neither the customer nor the order's total: a part may be paid back, and another part later.</summary>
    public static WebhookOutcome Refund(JsonElement body, Delivery delivery)
    {
        if (body.At("order_id").Id() is not { } order)
        {
            return new WebhookOutcome.Unread("The refund names no order.");
        }

        return PaidBack(body).Any()
            ? delivery.Ordered(OrderEvent.Refunded, Refunded(new OrderReport { Id = order }, body), person: null, RefundedAt(body, delivery))
            : new WebhookOutcome.Skipped("No money went back.");
    }

    /// <summary>A parcel. Its lines are left out, since they are a part of the order's; its destination may be somebody else's.</summary>
    public static WebhookOutcome Fulfillment(JsonElement body, Delivery delivery)
    {
        if (body.At("order_id").Id() is not { } order)
        {
            return new WebhookOutcome.Unread("The fulfillment names no order.");
        }

        if (ShopifyParcels.CameToNothing(body))
        {
            return new WebhookOutcome.Skipped("The fulfillment did not come about.");
        }

        if (!ShopifyParcels.IsSent(body, goesNowhere: body.At("destination").ValueKind == JsonValueKind.Null))
        {
            return new WebhookOutcome.Skipped("Nothing of it is sent.");
        }

        var report = Tracked(new OrderReport { Id = order, Parcels = ShopifyParcels.Arrivals([body]) }, body);
        var person = ShopifyPeople.FirstEmail(body.At("email")) is { } email ? new Person { Email = email } : null;
        if (ShopifyParcels.HasArrived(body))
        {
            return delivery.Ordered(OrderEvent.Delivered, report, person, delivery.When(body.At("updated_at"), body.At("created_at")));
        }

        return body.At("status").Text() == "success" || ShopifyParcels.IsTracked(body)
            ? delivery.Ordered(OrderEvent.Shipped, report, person, delivery.When(body.At("created_at"), body.At("updated_at")))
            : new WebhookOutcome.Skipped("Nothing was shipped yet.");
    }

    public static WebhookOutcome FulfillmentEvent(JsonElement body, Delivery delivery)
    {
        if (body.At("order_id").Id() is not { } order)
        {
            return new WebhookOutcome.Unread("The fulfillment event names no order.");
        }

        return body.At("status").Text() == "delivered"
            ? delivery.Ordered(OrderEvent.Delivered, new OrderReport { Id = order, Parcels = ShopifyParcels.Arrived(body.At("fulfillment_id").Id()) }, person: null, delivery.When(body.At("happened_at"), body.At("updated_at"), body.At("created_at")))
            : new WebhookOutcome.Skipped("The parcel is on its way.");
    }

    /// <summary>
    /// Any change of an order. It repeats what the other topics told, or stands for those that were lost, so each step bears the time at which it came
    /// about: one that is long past updates the state and starts nothing.
    /// </summary>
    private static List<WebhookOutcome> Updated(OrderReport order, JsonElement body, Person person, Delivery delivery)
    {
        if (body.At("cancelled_at").Time() is not null)
        {
            return [delivery.Ordered(OrderEvent.Cancelled, order, person, Cancelled(body, delivery))];
        }

        List<WebhookOutcome> steps = [];
        if (order.PaymentStatus == PaymentStatus.Paid)
        {
            steps.Add(delivery.Ordered(OrderEvent.Paid, order, person, Placed(body, delivery), "paid"));
        }

        var parcels = ShopifyParcels.Of(body);
        if (parcels.Count > 0)
        {
            steps.Add(delivery.Ordered(OrderEvent.Shipped, order, person, Shipped(body, delivery), "shipped"));
            if (parcels.TrueForAll(ShopifyParcels.HasArrived) && order.PartToSend != true)
            {
                steps.Add(delivery.Ordered(OrderEvent.Delivered, order, person, delivery.When(parcels[^1].At("updated_at")), "delivered"));
            }
        }

        if (body.At("financial_status").Text() is "refunded" or "partially_refunded")
        {
            List<JsonElement> refunds = [.. body.At("refunds").Each().Where(refund => refund.At("id").Id() is not null && PaidBack(refund).Any()).TakeLast(RefundsMax)];
            steps.AddRange(refunds.Select(refund => delivery.Ordered(OrderEvent.Refunded, Refunded(order, refund), person, RefundedAt(refund, delivery), $"refunded:{refund.At("id").Id()}")));
            if (refunds.Count == 0)
            {
                steps.Add(delivery.Ordered(OrderEvent.Refunded, order, person, delivery.When(body.At("refunds").Each().LastOrDefault().At("processed_at"), body.At("updated_at")), "refunded"));
            }
        }

        return steps.Count > 0 ? steps : [delivery.Ordered(OrderEvent.Placed, order, person, Placed(body, delivery))];
    }

    private static OrderReport Refunded(OrderReport order, JsonElement refund) => refund.At("id").Id() is { } id
        ? order with { Refunds = ImmutableSortedDictionary<string, decimal?>.Empty.Add(id, Sum(PaidBack(refund))) }
        : order;

    private static DateTimeOffset RefundedAt(JsonElement refund, Delivery delivery) => delivery.When(refund.At("processed_at"), refund.At("created_at"));

    private static IEnumerable<JsonElement> PaidBack(JsonElement refund) => refund.At("transactions").Each().Where(transaction =>
        transaction.At("kind").Text() is "refund" or "void" && transaction.At("status").Text() is "success" or "pending");

    /// <summary>Null where nothing is told, or not of all of them.</summary>
    private static decimal? Sum(IEnumerable<JsonElement> transactions)
    {
        List<decimal?> amounts = [.. transactions.Select(transaction => transaction.At("amount").Amount())];
        return amounts.Count > 0 && amounts.TrueForAll(amount => amount is > 0) ? amounts.Sum() : null;
    }

    private static OrderReport Report(string id, JsonElement body)
    {
        var (total, seen) = ShopifyLines.Money(body, "total_price");
        var shop = ShopifyLines.CurrencyOf(body.At("currency"));
        var currency = seen ?? shop ?? ShopifyLines.CurrencyOf(body.At("presentment_currency"));
        var outstanding = currency == shop && body.At("total_outstanding").Amount() is > 0 and { } rest ? rest : (decimal?)null;
        var status = ShopifyParcels.IsOverTheCounter(body) ? null : Status(body.At("financial_status").Text(), outstanding, shopAsks: IsOnAccount(body));
        var report = new OrderReport
        {
            Id = id,
            Number = body.At("name").Text() ?? body.At("order_number").Text(),
            CartId = ShopifyLines.Token(body.At("cart_token")),
            CheckoutId = ShopifyLines.Token(body.At("checkout_token")),
            Currency = currency,
            Total = total is >= 0 ? total : null,
            Outstanding = outstanding,
            Items = ShopifyLines.Items(body),
            DiscountCodes = ShopifyLines.Codes(body),
            PaymentStatus = status,
            PaymentMethod = PaymentWords.Method(body.At("payment_gateway_names").Each().Select(name => name.Text()).DefaultIfEmpty(body.At("gateway").Text())),
            PayUrl = status is PaymentStatus.Pending or PaymentStatus.Failed ? body.At("order_status_url").Url() : null,
        };
        return ShopifyParcels.Of(body) is [.., var last]
            ? Tracked(report, last) with { Parcels = ShopifyParcels.Arrivals(ShopifyParcels.Meant(body)), PartToSend = ShopifyParcels.PartToSend(body) }
            : report;
    }

    /// <summary>An authorized order is as good as paid. A voided one took no money and asks for none: it counts as refunded, so that nobody is asked to pay.</summary>
    private static PaymentStatus? Status(string? financial, decimal? outstanding, bool shopAsks) => financial switch
    {
        "paid" or "authorized" or "partially_refunded" => PaymentStatus.Paid,

        "pending" or "unpaid" or "partially_paid" when shopAsks => PaymentStatus.UnderWay,
        "pending" or "unpaid" => PaymentStatus.Pending,

        // Shopify tells the rest in the shop's currency only: nobody is asked to pay what they cannot be told.
        "partially_paid" => outstanding is null ? PaymentStatus.UnderWay : PaymentStatus.Pending,
        "expired" => PaymentStatus.Failed,
        "refunded" or "voided" => PaymentStatus.Refunded,
        _ => null,
    };

    /// <summary>The shop said when it is to be paid, or made the order by hand (what it sends an invoice for is no order before it is paid): it asks for the money itself.</summary>
    private static bool IsOnAccount(JsonElement body) => body.At("payment_terms").ValueKind == JsonValueKind.Object || body.At("source_name").Text() == "shopify_draft_order";

    private static OrderReport Tracked(OrderReport order, JsonElement parcel) => order with
    {
        TrackingUrl = parcel.At("tracking_url").Url() ?? parcel.At("tracking_urls").Each().FirstOrDefault().Url(),
        Carrier = parcel.At("tracking_company").Text(),
    };

    private static DateTimeOffset Placed(JsonElement body, Delivery delivery) => delivery.When(body.At("created_at"), body.At("processed_at"));

    private static DateTimeOffset Cancelled(JsonElement body, Delivery delivery) => delivery.When(body.At("cancelled_at"), body.At("updated_at"));

    private static DateTimeOffset Shipped(JsonElement body, Delivery delivery) =>
        ShopifyParcels.Of(body) is [.., var last] ? delivery.When(last.At("created_at"), body.At("updated_at")) : delivery.When(body.At("updated_at"));
}
