using Conversations.Carts;
using Conversations.Customers;
using Conversations.Journeys;

namespace Conversations.Orders;

/// <summary>What an order leads to later: the refill, the thanks, the silence after it.</summary>
internal static class Repeats
{
    private const double Share = 0.9;
    private static readonly TimeSpan Otherwise = TimeSpan.FromDays(30);
    private static readonly TimeSpan LapseMin = TimeSpan.FromDays(90);

    public static void Plan(Deciding deciding, Order order)
    {
        if (order.CancelledAt is not null)
        {
            return;
        }

        foreach (var item in order.Content.Items.DistinctBy(item => item.ProductId))
        {
            if (IsConsumable(deciding, item) && !HeldSince(deciding.Customer, order, item.ProductId))
            {
                Replenish(deciding, order, item);
            }
        }

        var trigger = deciding.Customer.OrderCount switch
        {
            3 => Trigger.ThirdOrder,
            10 => Trigger.TenthOrder,
            _ => (Trigger?)null,
        };
        if (trigger is { } loyal)
        {
            var newest = deciding.Customer.Orders[^1];
            Starts.Begin(deciding, loyal, $"order:{newest.Content.Id}:{Sayings.Word(loyal)}", newest.PlacedAt, (_, _, run) => run with { OrderId = newest.Content.Id });
        }

        if (order.PlacedAt < deciding.Customer.LastOrderAt)
        {
            return;
        }

        var lapse = Median(Intervals(deciding.Customer.Orders.Where(Counts))) is { } cycle && cycle * 1.5 > LapseMin ? cycle * 1.5 : LapseMin;
        Starts.Begin(deciding, Trigger.Lapse, $"lapse:{order.Content.Id}", order.PlacedAt + lapse);
    }

    /// <summary>True where this order is told late: a newer one holds the product and counts.</summary>
    public static bool HeldSince(Customer customer, Order order, string productId) =>
        customer.Orders.Any(other => Counts(other) && other.PlacedAt > order.PlacedAt && other.Content.Items.Any(item => item.ProductId == productId));

    /// <summary>An order that was cancelled, or of which nobody knows when it was placed, says nothing of how often the customer buys.</summary>
    private static bool Counts(Order order) => order is { CancelledAt: null, PlacingUnknown: false };

    private static void Replenish(Deciding deciding, Order order, Item item)
    {
        var own = Intervals(deciding.Customer.Orders.Where(one => Counts(one) && one.Content.Items.Any(other => other.ProductId == item.ProductId)));
        var days = item.CycleDays ?? deciding.Rules.Catalogue.GetValueOrDefault(item.ProductId)?.CycleDays;
        var cycle = own.Count >= 2 && Median(own) is { } median ? median * Share : days is { } product ? TimeSpan.FromDays(product) : Otherwise;
        Starts.Begin(deciding, Trigger.ConsumableOrdered, $"refill:{item.ProductId}@{order.Content.Id}", order.PlacedAt + cycle, (_, _, run) => run with
        {
            Product = new Product { Id = item.ProductId, Name = item.Name, Url = item.Url, Price = item.Price, Currency = order.Content.Currency },
            Value = item.Price ?? 0,
        });
    }

    private static bool IsConsumable(Deciding deciding, Item item) =>
        item.Consumable || deciding.Rules.Catalogue.GetValueOrDefault(item.ProductId)?.Consumable == true;

    private static List<TimeSpan> Intervals(IEnumerable<Order> orders)
    {
        var times = orders.Select(order => order.PlacedAt).Order().ToList();
        return [.. times.Skip(1).Zip(times, (later, earlier) => later - earlier)];
    }

    private static TimeSpan? Median(List<TimeSpan> intervals)
    {
        if (intervals.Count == 0)
        {
            return null;
        }

        var sorted = intervals.Order().ToList();
        var middle = sorted.Count / 2;
        return sorted.Count % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
