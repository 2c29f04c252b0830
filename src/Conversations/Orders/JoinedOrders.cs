using System.Collections.Immutable;

namespace Conversations.Orders;

/// <summary>The orders of two customers found to be one: of an order that both know, what either was told.</summary>
internal static class JoinedOrders
{
    public static ImmutableArray<Order> Of(ImmutableArray<Order> own, ImmutableArray<Order> other) =>
    [
        .. own.Concat(other)
            .GroupBy(order => order.Content.Id, StringComparer.Ordinal)
            .Select(same => same.Aggregate(Joined))
            .OrderBy(order => order.PlacedAt).ThenBy(order => order.Content.Id, StringComparer.Ordinal),
    ];

    /// <summary>What both counted, or one knew to be cancelled, is not counted twice.</summary>
    public static int Count(Customers.Customer own, Customers.Customer other)
    {
        var shared = own.Orders.Select(order => order.Content.Id).Intersect(other.Orders.Select(order => order.Content.Id), StringComparer.Ordinal).ToHashSet(StringComparer.Ordinal);
        var kept = Of(own.Orders, other.Orders);
        return Math.Max(0, own.OrderCount - Shared(own.Orders) + other.OrderCount - Shared(other.Orders) + Shared(kept));

        int Shared(ImmutableArray<Order> orders) => orders.Count(order => order is { CancelledAt: null, PlacingUnknown: false } && shared.Contains(order.Content.Id));
    }

    private static Order Joined(Order one, Order other)
    {
        var placed = new[] { one, other }.OrderBy(order => order.PlacingUnknown).ThenBy(order => order.PlacedAt).First();
        var (earlier, later) = LastToldAt(other) < LastToldAt(one) ? (other, one) : (one, other);
        var content = OrderBook.Merged(earlier.Content, later.Content);
        var joined = earlier with
        {
            PlacedAt = placed.PlacedAt,
            PlacingUnknown = placed.PlacingUnknown,
            PaidAt = Earlier(one.PaidAt, other.PaidAt),
            PaymentFailedAt = Earlier(one.PaymentFailedAt, other.PaymentFailedAt),
            ShippedAt = Earlier(one.ShippedAt, other.ShippedAt),
            DeliveredAt = Earlier(one.DeliveredAt, other.DeliveredAt),
            CancelledAt = Earlier(one.CancelledAt, other.CancelledAt),
            RefundedAt = Earlier(one.RefundedAt, other.RefundedAt),
            ConfirmedAt = Earlier(one.ConfirmedAt, other.ConfirmedAt),
        };
        return joined with
        {
            Content = content with
            {
                PaymentStatus = joined.RefundedAt is not null ? PaymentStatus.Refunded : joined.PaidAt is not null ? PaymentStatus.Paid : content.PaymentStatus,

                // Whoever was not told of a method took it for a card.
                PaymentMethod = later.Content.PaymentMethod is PaymentMethod.Card ? earlier.Content.PaymentMethod : content.PaymentMethod,
            },
        };
    }

    private static DateTimeOffset? LastToldAt(Order order) =>
        new[] { order.PlacedAt, order.PaidAt, order.PaymentFailedAt, order.ShippedAt, order.DeliveredAt, order.CancelledAt, order.RefundedAt }.Max();

    private static DateTimeOffset? Earlier(DateTimeOffset? one, DateTimeOffset? other) => one is null ? other : other is null || one <= other ? one : other;
}
