using System.Collections.Immutable;
using Conversations.Carts;
using Conversations.Customers;
using Conversations.Journeys;
using Conversations.Messages;

namespace Conversations.Orders;

/// <summary>Orders: folds the storefront's reports, ends what they settle, and starts what follows from them.</summary>
internal static class OrderBook
{
    /// <summary>The longest time after which an order still counts as won back by a touch.</summary>
    private static readonly TimeSpan RecoveredWithin = TimeSpan.FromDays(5);

    public static void Report(Deciding deciding, OrderEvent happened, OrderReport report)
    {
        var (at, known) = (deciding.Happened.OccurredAt, Find(deciding.Customer, report.Id));
        report = Parcels.Taken(deciding, known, happened, Refunds.Taken(deciding, known, happened, report));
        var parts = happened == OrderEvent.Refunded ? Refunds.New(known, report, at) : Parcels.New(known, happened, report);
        if (known is not null && TimeOf(known, happened) is { } since && happened != OrderEvent.Placed && parts.IsEmpty)
        {
            var more = known with { Content = Merged(known.Content, report with { PaymentStatus = null }) };
            Put(deciding, at < since ? Stamp(more, happened, at) : more);
            if (happened == OrderEvent.Paid && since == known.PlacedAt && deciding.Now - since > Deciding.LateAfter && !deciding.Late)
            {
                // The first report of it knew no better time than the order's own, which was too long ago to be news.
                Follow(deciding, more, happened, firstSeen: false, []);
            }

            deciding.Ignore($"{Sayings.Word(happened)} of order {report.Number ?? report.Id} is known");
            return;
        }

        if (known is not null && happened == OrderEvent.Delivered && Merged(known.Content, report) is { ArrivedInPart: true } part)
        {
            Put(deciding, known with { Content = part });
            deciding.Ignore($"of order {part.Number ?? part.Id} only a part was delivered");
            return;
        }

        var order = Stamp(known is null
            ? new Order { Content = report with { PaymentMethod = report.PaymentMethod ?? PaymentMethod.Card }, PlacedAt = at, PlacingUnknown = IsPlacingUnknown(deciding, happened, report) }
            : known with
            {
                Content = Merged(known.Content, report),
                PlacedAt = happened == OrderEvent.Placed && at < known.PlacedAt ? at : known.PlacedAt,
                PlacingUnknown = known.PlacingUnknown && happened != OrderEvent.Placed,
            },
            happened,
            at);
        Put(deciding, order);
        deciding.Customer = deciding.Customer with { LastOrderAt = deciding.Customer.Orders.LastOrDefault(one => !one.PlacingUnknown)?.PlacedAt ?? deciding.Customer.LastOrderAt };
        deciding.Note(
            $"order.{Sayings.Word(happened).Replace('_', '-')}",
            $"Order {report.Number ?? report.Id} was {Sayings.Word(happened).Replace('_', ' ')}{(Refunds.Told(happened, report, order) is { } total ? $", {Currencies.Money(total, order.Content.Currency)}" : string.Empty)}.",
            ("order", report.Id));
        if (!order.PlacingUnknown && known is not { PlacingUnknown: false })
        {
            FirstSeen(deciding, order, counts: known?.CancelledAt is null);
        }
        else if (happened == OrderEvent.Placed && known?.Content.PaymentMethod is not PaymentMethod.CashOnDelivery)
        {
            ConfirmAtDoor(deciding, order);
        }

        Settle(deciding, order);
        if (happened == OrderEvent.Cancelled && !order.PlacingUnknown && deciding.Customer.OrderCount > 0)
        {
            deciding.Customer = deciding.Customer with { OrderCount = deciding.Customer.OrderCount - 1 };
        }

        if (happened == OrderEvent.Shipped && parts.Length > 0)
        {
            Parcels.Keep(deciding, known!.Content);
        }

        Follow(deciding, order, happened, known is null, parts);
        if (happened == OrderEvent.Shipped && parts.Length > 0)
        {
            Parcels.Keep(deciding, report);
        }
    }

    public static Order? Find(Customer customer, string? id) => id is null ? null : customer.Orders.FirstOrDefault(order => order.Content.Id == id);

    /// <summary>True while a customer could mean it by "cancel".</summary>
    public static bool IsOpen(Order order) => order.CancelledAt is null && !order.IsRefunded && order.DeliveredAt is null;

    /// <summary>True where the news that it was paid, or shipped, comes too late to be any: "now preparing it", "on its way" would be false.</summary>
    public static bool Overtakes(Customer customer, Run run, Journey journey) =>
        journey.Purpose == Purpose.Utility && journey.Starts.First(start => start.On == run.Trigger).After == TimeSpan.Zero
        && Find(customer, run.OrderId) is { } order
        && ((run.Trigger == Trigger.OrderPaid && (!IsOpen(order) || order.ShippedAt is not null)) || (run.Trigger == Trigger.OrderShipped && order.DeliveredAt is not null));

    /// <summary>An order that goes on, or is taken back, before anything else was heard of it, and that came from no cart known here, may be of long ago: nothing is concluded from when it was placed until that is told.</summary>
    private static bool IsPlacingUnknown(Deciding deciding, OrderEvent happened, OrderReport report) =>
        happened is not (OrderEvent.Placed or OrderEvent.Paid or OrderEvent.PaymentFailed)
        && !deciding.Customer.Baskets.Any(basket => Baskets.Names(basket, report.CartId, report.CheckoutId));

    /// <summary>The new order settles its carts and what sought a purchase; payment recovery takes over a running sequence.</summary>
    private static void FirstSeen(Deciding deciding, Order order, bool counts)
    {
        var content = order.Content;
        var upgraded = Recoveries.Upgraded(deciding.Customer, content);
        var customer = deciding.Customer;
        var late = deciding.Late;
        Baskets.Order(deciding, content.CartId, content.CheckoutId, order.PlacedAt, firstSeen: !late);
        deciding.Customer = deciding.Customer with
        {
            OrderCount = customer.OrderCount + (counts ? 1 : 0),
            Unnoticed = 0,
        };
        Recovered(deciding, order);
        var number = content.Number ?? content.Id;
        Endings.End(deciding, End.NewOrder, $"order {number} was placed", run => run.OrderId != content.Id && !StillOpen(deciding, run, order));
        Endings.End(deciding, End.ProductOrdered, $"order {number} holds the product", run => run.Product is { } product && content.Items.Any(item => item.ProductId == product.Id) && !Repeats.HeldSince(deciding.Customer, order, product.Id));
        var sequence = upgraded is not null && deciding.Run(upgraded.Id) is null ? upgraded.Sequence : null;
        Recoveries.PlanOpen(deciding);
        MissingPayments.Ask(deciding, order, sequence);
        ConfirmAtDoor(deciding, order);
        Repeats.Plan(deciding, order);
    }

    private static void ConfirmAtDoor(Deciding deciding, Order order)
    {
        if (order is { PaidAt: null, CancelledAt: null, Content: { PaymentMethod: PaymentMethod.CashOnDelivery, PaymentStatus: not PaymentStatus.Paid } })
        {
            Starts.Begin(deciding, Trigger.CashOnDelivery, $"order:{order.Content.Id}:cod", order.PlacedAt, (_, _, run) => Of(run, order));
        }
    }

    /// <summary>A cart that changed after the order was placed is not what it paid for.</summary>
    private static bool StillOpen(Deciding deciding, Run run, Order order) =>
        Baskets.BySubject(deciding.Customer, run.Subject) is { State: BasketState.Open }
        || Find(deciding.Customer, run.OrderId)?.PlacedAt > order.PlacedAt
        || (run.Trigger == Trigger.Lapse && order.PlacedAt < deciding.Customer.LastOrderAt)
        || (deciding.Late && run.PlannedAt > order.PlacedAt && run.Trigger is not (Trigger.CartIdle or Trigger.CheckoutIdle));

    /// <summary>What is known of the order ends what waited for it to turn out otherwise.</summary>
    public static void Settle(Deciding deciding, Order order)
    {
        var id = order.Content.Id;
        if (order.PaidAt is not null)
        {
            Endings.End(deciding, End.Paid, "the order was paid", run => run.OrderId == id);
        }

        if ((order.ShippedAt ?? order.DeliveredAt) is not null)
        {
            Endings.End(deciding, End.Shipped, "the order went on its way", run => run.OrderId == id);
        }

        if (order.CancelledAt is not null || order.RefundedAt is not null)
        {
            Endings.End(deciding, End.Cancelled, $"the order was {(order.CancelledAt is not null ? "cancelled" : "refunded")}", run => run.OrderId == id);
        }

        MissingPayments.Settle(deciding, order);
    }

    /// <summary>The shop deleted an order that is its own checkout (WooCommerce's are): nobody is asked to pay or to confirm it. It may only be tidying up, so nothing is told.</summary>
    public static void ThrowAway(Deciding deciding, Order order)
    {
        deciding.Note("order.deleted", $"The shop deleted order {order.Content.Number ?? order.Content.Id}.", ("order", order.Content.Id));
        foreach (var run in deciding.Customer.Runs.Where(run => run.Trigger is Trigger.PaymentMissing or Trigger.CashOnDelivery && run.OrderId == order.Content.Id))
        {
            Endings.End(deciding, run, "the shop deleted the order");
        }
    }

    private static void Follow(Deciding deciding, Order order, OrderEvent happened, bool firstSeen, ImmutableArray<string> parts)
    {
        var id = order.Content.Id;
        if (happened == OrderEvent.PaymentFailed && !firstSeen)
        {
            MissingPayments.Ask(deciding, order, null);
        }

        Trigger? update = happened switch
        {
            OrderEvent.Paid => Trigger.OrderPaid,
            OrderEvent.Placed when order.PaidAt is not null => Trigger.OrderPaid,
            OrderEvent.Shipped => Trigger.OrderShipped,
            OrderEvent.Delivered => Trigger.OrderDelivered,
            OrderEvent.Cancelled => Trigger.OrderCancelled,
            OrderEvent.Refunded => Trigger.OrderRefunded,
            _ => null,
        };
        if (update is not { } trigger)
        {
            return;
        }

        var subject = $"order:{id}:{Sayings.Word(trigger)}";
        foreach (var part in parts.IsEmpty ? [subject] : parts.Select(part => $"{subject}:{part}"))
        {
            Starts.Begin(deciding, trigger, part, deciding.Happened.OccurredAt, (journey, _, run) => Shape(deciding, journey, run, order));
        }
    }

    /// <summary>Review and cross-sell are for orders that were kept; cross-sell needs a product to show, at its time at the latest.</summary>
    private static Run? Shape(Deciding deciding, Journey journey, Run run, Order order)
    {
        var of = Of(run, order);
        if (journey.Purpose == Purpose.Utility)
        {
            return of;
        }

        if (order.CancelledAt is not null || order.RefundedAt is not null)
        {
            return null;
        }

        return Companions.IsCrossSell(journey) && Companions.Related(deciding, order) is { } related ? of with { Product = related } : of;
    }

    /// <summary>Told of the first order after the last touch of a recovery, whether or not a later touch was still planned.</summary>
    private static void Recovered(Deciding deciding, Order order)
    {
        var customer = deciding.Customer;
        var touched = customer.Touches
            .Where(touch => touch.Sequence is not null && touch.State is TouchState.Accepted or TouchState.Sent or TouchState.Delivered or TouchState.Read or TouchState.Played or TouchState.Unknown)
            .Where(touch => touch.ClaimedAt <= order.PlacedAt && order.PlacedAt - touch.ClaimedAt <= RecoveredWithin)
            .MaxBy(touch => touch.ClaimedAt);
        if (touched is null || customer.Orders.Any(other => other.Content.Id != order.Content.Id && !other.PlacingUnknown && other.PlacedAt >= touched.ClaimedAt))
        {
            return;
        }

        deciding.Note("order.recovered", $"Order {order.Content.Number ?? order.Content.Id} came after a touch of {touched.Journey}.", ("order", order.Content.Id), ("journey", touched.Journey));
        deciding.Do(new Effect.TellStore("order.recovered", ImmutableSortedDictionary<string, string>.Empty.Add("orderId", order.Content.Id).Add("journey", touched.Journey!)));
    }

    public static Run Of(Run run, Order order) => run with { OrderId = order.Content.Id, Value = order.Content.Total ?? 0 };

    private static DateTimeOffset? TimeOf(Order order, OrderEvent happened) => happened switch
    {
        OrderEvent.Placed => order.PlacedAt,
        OrderEvent.Paid => order.PaidAt,
        OrderEvent.PaymentFailed => order.PaymentFailedAt,
        OrderEvent.Shipped => order.ShippedAt,
        OrderEvent.Delivered => order.DeliveredAt,
        OrderEvent.Cancelled => order.CancelledAt,
        _ => order.RefundedAt,
    };

    private static Order Stamp(Order order, OrderEvent happened, DateTimeOffset at) => happened switch
    {
        OrderEvent.Placed when order.Content.PaymentStatus == PaymentStatus.Paid => order with { PaidAt = order.PaidAt ?? at },
        OrderEvent.Placed when order.Content.PaymentStatus == PaymentStatus.Failed => order with { PaymentFailedAt = order.PaymentFailedAt ?? at },
        OrderEvent.Paid => order with { PaidAt = at, Content = order.Content with { PaymentStatus = order.RefundedAt is null ? PaymentStatus.Paid : PaymentStatus.Refunded } },
        OrderEvent.PaymentFailed => order with
        {
            PaymentFailedAt = at,
            Content = order.Content.PaymentStatus == PaymentStatus.UnderWay ? order.Content with { PaymentStatus = PaymentStatus.Failed } : order.Content,
        },
        OrderEvent.Shipped => order with { ShippedAt = order.ShippedAt < at ? order.ShippedAt : at },
        OrderEvent.Delivered => order with { DeliveredAt = at },
        OrderEvent.Cancelled => order with { CancelledAt = at },
        OrderEvent.Refunded => order with { RefundedAt = order.RefundedAt < at ? order.RefundedAt : at, Content = order.Content with { PaymentStatus = PaymentStatus.Refunded } },
        _ => order,
    };

    public static OrderReport Merged(OrderReport known, OrderReport report) => known with
    {
        Number = report.Number ?? known.Number,
        CartId = report.CartId ?? known.CartId,
        CheckoutId = report.CheckoutId ?? known.CheckoutId,
        Currency = report.Currency ?? known.Currency,
        Total = report.Total ?? known.Total,
        Outstanding = report.Outstanding ?? known.Outstanding,
        Refunds = report.Refunds is { } told ? known.Refunds?.SetItems(told) ?? told : known.Refunds,
        Items = report.Items.Length > 0 ? report.Items : known.Items,
        DiscountCodes = report.DiscountCodes.Length > 0 ? report.DiscountCodes : known.DiscountCodes,
        PaymentStatus = known.PaymentStatus is PaymentStatus.Paid or PaymentStatus.Refunded && report.PaymentStatus is PaymentStatus.Pending or PaymentStatus.Failed or PaymentStatus.UnderWay ? known.PaymentStatus : report.PaymentStatus ?? known.PaymentStatus,
        PaymentMethod = report.PaymentMethod ?? known.PaymentMethod,
        Parcels = report.Parcels is { } parcels ? (known.Parcels ?? parcels).SetItems(parcels.Where(parcel => parcel.Value || known.Parcels?.ContainsKey(parcel.Key) != true)) : known.Parcels,
        PartToSend = known.PartToSend == false ? false : report.PartToSend ?? known.PartToSend,
        PayUrl = report.PayUrl ?? known.PayUrl,
        TrackingUrl = report.TrackingUrl ?? known.TrackingUrl,
        Carrier = report.Carrier ?? known.Carrier,
    };

    /// <summary>In the order in which they were placed, whenever they are told.</summary>
    public static void Put(Deciding deciding, Order order) => deciding.Customer = deciding.Customer with
    {
        Orders =
        [
            .. deciding.Customer.Orders.Where(other => other.Content.Id != order.Content.Id).Append(order)
                .OrderBy(one => one.PlacedAt).ThenBy(one => one.Content.Id, StringComparer.Ordinal),
        ],
    };
}
