using Conversations.Customers;
using Conversations.Journeys;

namespace Conversations.Orders;

/// <summary>Orders whose payment is asked for, as long as it is missing.</summary>
internal static class MissingPayments
{
    public static void Ask(Deciding deciding, Order order, string? sequence)
    {
        var content = order.Content;
        if (!IsMissing(order))
        {
            return;
        }

        if (order.PlacedAt < deciding.Customer.LastOrderAt)
        {
            deciding.Note("run.not-started", $"A newer order was placed since: the payment of order {content.Number ?? content.Id} is not asked for.", ("order", content.Id), ("rule", "a newer order"));
            return;
        }

        var failedAt = order.PaymentFailedAt ?? order.PlacedAt;
        Starts.Begin(deciding, Trigger.PaymentMissing, $"order:{content.Id}:payment", failedAt, (_, start, run) => AskedAfter(order, start) is { } delay
            ? OrderBook.Of(run, order) with { DueAt = failedAt + delay, ExpiresAt = failedAt + delay + (run.ExpiresAt - run.DueAt), Sequence = sequence ?? run.Sequence }
            : null);
    }

    /// <summary>What is known of the order by now ends the reminder that waits.</summary>
    public static void Settle(Deciding deciding, Order order)
    {
        foreach (var run in deciding.Customer.Runs.Where(run => run.Trigger == Trigger.PaymentMissing && run.OrderId == order.Content.Id))
        {
            if (deciding.Rules.JourneyOf(run) is { } journey && !(IsMissing(order) && journey.Starts.Any(start => start.On == run.Trigger && AskedAfter(order, start) is not null)))
            {
                Endings.End(deciding, run, "its payment is not asked for any more");
            }
        }
    }

    /// <summary>A payment that failed once may be under way again, or have become void.</summary>
    private static bool IsMissing(Order order) => order is { PaidAt: null, CancelledAt: null, RefundedAt: null }
        && (order.Content.Outstanding ?? order.Content.Total) != 0
        && (order.Content.PaymentStatus is PaymentStatus.Failed or PaymentStatus.Pending || order is { PaymentFailedAt: not null, Content.PaymentStatus: null });

    /// <summary>How long after it failed; null where an order paid by this method counts as ordered.</summary>
    private static TimeSpan? AskedAfter(Order order, Start start)
    {
        var method = (order.Content.PaymentMethod ?? PaymentMethod.Card).ToString();
        return start.ByMethod.TryGetValue(char.ToLowerInvariant(method[0]) + method[1..], out var own) ? own : start.After;
    }
}
