using Conversations.Carts;
using Conversations.Customers;
using Conversations.Orders;

namespace Conversations.Journeys;

/// <summary>The runs of two customers found to be one: what either knew ends the other's, and of two for one thing one goes on.</summary>
internal static class JoinedRuns
{
    /// <param name="deciding">The decision; its customer has all that both had, their runs too.</param>
    /// <param name="own">The older one, before.</param>
    /// <param name="other">The newer one, its runs named as they are here.</param>
    public static void Reduce(Deciding deciding, Customer own, Customer other)
    {
        EndSettled(deciding);
        foreach (var theirs in other.Runs)
        {
            if (deciding.Run(theirs.Id) is { } run && own.Runs.FirstOrDefault(mine => deciding.Run(mine.Id) is not null && IsSame(mine, run)) is { } mine)
            {
                var spare = Rank(deciding.Customer, run).CompareTo(Rank(deciding.Customer, mine)) > 0 ? mine : run;
                Endings.End(deciding, spare, "both customers had one, and one is enough");
            }
        }

        Supersede(deciding);
    }

    /// <summary>An order, a payment, a cancellation or an emptying that only one of the two was told of.</summary>
    private static void EndSettled(Deciding deciding)
    {
        foreach (var order in deciding.Customer.Orders)
        {
            OrderBook.Settle(deciding, order);
            Endings.End(deciding, End.ProductOrdered, "the other one had ordered it since", run =>
                run.Product is { } product && !order.PlacingUnknown && run.PlannedAt < order.PlacedAt && order.Content.Items.Any(item => item.ProductId == product.Id));
        }

        Endings.End(deciding, End.Emptied, "the other one had emptied the cart", run => Baskets.BySubject(deciding.Customer, run.Subject)?.State == BasketState.Emptied);
        if (deciding.Customer.LastOrderAt is not { } ordered)
        {
            return;
        }

        var recoveries = deciding.Customer.Runs.Count(IsRecovery);
        Endings.End(deciding, End.NewOrder, "the other one had ordered since", run => Baskets.BySubject(deciding.Customer, run.Subject) is { } basket
            ? basket.State != BasketState.Open
            : run.Trigger != Trigger.Lapse && (OrderBook.Find(deciding.Customer, run.OrderId)?.PlacedAt < ordered || (run.OrderId is null && run.PlannedAt <= ordered)));
        if (deciding.Customer.Runs.Count(IsRecovery) < recoveries)
        {
            Recoveries.PlanOpen(deciding);
        }
    }

    private static bool IsSame(Run mine, Run theirs) =>
        mine.Journey == theirs.Journey && (mine.Subject == theirs.Subject || IsRecovery(theirs) || theirs.Trigger == Trigger.Lapse);

    private static bool IsRecovery(Run run) => run.Trigger is Trigger.CartIdle or Trigger.CheckoutIdle;

    /// <summary>The one that has begun to send goes on; else the newer cart's, and of two lapses the one that counts from the newer order.</summary>
    private static (bool Started, DateTimeOffset Newest) Rank(Customer customer, Run run) => run.Trigger == Trigger.Lapse
        ? (false, run.DueAt)
        : (run.StartedAt is not null, Baskets.BySubject(customer, run.Subject)?.ChangedAt ?? default);

    /// <summary>A checkout known to one takes over the sequence of its cart, known to the other.</summary>
    private static void Supersede(Deciding deciding)
    {
        foreach (var run in deciding.Customer.Runs.Where(run => run.Trigger == Trigger.CheckoutIdle))
        {
            if (Baskets.BySubject(deciding.Customer, run.Subject) is not { } checkout || deciding.Rules.JourneyOf(run) is not { } journey)
            {
                continue;
            }

            while (Recoveries.Lower(deciding.Customer, checkout) is { } cart)
            {
                Endings.End(deciding, cart, $"superseded by {run.Journey}, which goes on with the same sequence");
                if (cart.StartedAt is not null && deciding.Run(run.Id) is { StartedAt: null } waiting)
                {
                    TakeOver(deciding, waiting, journey, cart);
                }
            }
        }
    }

    private static void TakeOver(Deciding deciding, Run run, Journey journey, Run cart)
    {
        Starts.Mark(deciding, Starts.Key(journey.Name, run.Subject));
        var upgraded = run with { Sequence = cart.Sequence, Step = cart.TouchedAt is null ? 0 : cart.Step, TouchedAt = cart.TouchedAt, StartedAt = cart.StartedAt };
        if (upgraded.Step >= journey.Steps.Length)
        {
            Endings.End(deciding, run, "no touch is left in its sequence");
            return;
        }

        deciding.Put(upgraded with { DueAt = Recoveries.DueAt(deciding.Customer, upgraded, journey) });
    }
}
