using Conversations.Carts;
using Conversations.Customers;
using Conversations.Orders;

namespace Conversations.Journeys;

/// <summary>Runs about a cart, the checkout that it became, and the payment that is missing: one sequence, upgraded.</summary>
internal static class Recoveries
{
    /// <summary>Every change restarts the idle time; a checkout takes over its cart's sequence.</summary>
    public static void Plan(Deciding deciding, Basket basket)
    {
        if (deciding.Late)
        {
            deciding.Note("run.not-started", $"Reported more than 24 h late: {basket.Subject} starts nothing.", ("subject", basket.Subject), ("rule", "late input"));
            return;
        }

        if (basket.Content.Kind == BasketKind.Cart && Higher(deciding.Customer, basket) is { } higher)
        {
            Replan(deciding, higher, basket.ChangedAt);
            return;
        }

        var trigger = basket.Content.Kind == BasketKind.Cart ? Trigger.CartIdle : Trigger.CheckoutIdle;
        foreach (var (journey, start) in Starts.On(deciding.Rules, trigger))
        {
            if (deciding.Customer.Runs.FirstOrDefault(run => run.Journey == journey.Name && run.Subject == basket.Subject) is { } active)
            {
                Replan(deciding, active, basket.ChangedAt);
            }
            else if (Starts.Had(deciding.Customer, journey, basket.Subject))
            {
                Starts.Once(deciding, journey, basket.Subject);
            }
            else
            {
                Begin(deciding, journey, start, basket);
            }
        }
    }

    /// <summary>An order told late ended a checkout's run that had taken over a cart; what changed after that order is planned on its own.</summary>
    public static void PlanOpen(Deciding deciding)
    {
        foreach (var basket in deciding.Customer.Baskets.Where(basket => basket.State == BasketState.Open))
        {
            if (!deciding.Customer.Runs.Any(run => IsOfCart(deciding.Customer, run, basket)))
            {
                Plan(deciding, basket);
            }
        }
    }

    /// <summary>When the step may go: idle since the last change, or so long after the touch before it.</summary>
    public static DateTimeOffset DueAt(Customer customer, Run run, Journey journey, DateTimeOffset? changedAt = null)
    {
        var start = journey.Starts.First(start => start.On == run.Trigger);
        var basket = Baskets.BySubject(customer, run.Subject);
        var changed = basket?.ChangedAt ?? run.PlannedAt;
        changed = changedAt > changed ? changedAt.Value : changed;
        if (run.TouchedAt is not { } touched)
        {
            return changed + (basket?.FailedAt is not null && start.AfterFailure is { } quiet ? quiet : start.After);
        }

        return (changed > touched ? changed : touched) + journey.Steps[run.Step].After;
    }

    /// <summary>True where the run is about this cart, or the checkout that it became.</summary>
    public static bool IsOfCart(Customer customer, Run run, Basket basket) =>
        Baskets.BySubject(customer, run.Subject) is { } of
        && (of.Subject == basket.Subject
            || (of.Content.CartId is { } cart && basket.Content.Kind == BasketKind.Cart && cart == basket.Content.Id)
            || (basket.Content.CartId is { } owner && of.Content.Kind == BasketKind.Cart && owner == of.Content.Id));

    /// <summary>The recovery that an order's missing payment takes over.</summary>
    public static Run? Upgraded(Customer customer, OrderReport order) => customer.Runs
        .Where(run => run.Trigger is Trigger.CartIdle or Trigger.CheckoutIdle)
        .OrderByDescending(run => Baskets.BySubject(customer, run.Subject) is { } basket
            && (basket.Content.Id == order.CheckoutId || basket.Content.Id == order.CartId || (order.CartId is not null && basket.Content.CartId == order.CartId)))
        .FirstOrDefault();

    private static void Begin(Deciding deciding, Journey journey, Start start, Basket basket)
    {
        var lower = basket.Content.Kind == BasketKind.Checkout ? Lower(deciding.Customer, basket) : null;
        var run = new Run
        {
            Id = deciding.NewId("r"),
            Journey = journey.Name,
            JourneyVersion = journey.Version,
            Subject = basket.Subject,
            Sequence = lower?.Sequence ?? $"{basket.Subject}@{basket.ChangedAt.Iso()}",
            State = RunState.Waiting,
            Trigger = start.On,
            Step = lower?.TouchedAt is null ? 0 : lower.Step,
            TouchedAt = lower?.TouchedAt,
            StartedAt = lower?.StartedAt,
            PlannedAt = deciding.Now,
            DueAt = deciding.Now,
            ExpiresAt = basket.ChangedAt + journey.Expiry,
            Value = basket.Content.Total,
        };
        if (lower is not null)
        {
            Endings.End(deciding, lower, $"superseded by {journey.Name}, which goes on with the same sequence");
            if (lower.StartedAt is not null)
            {
                Starts.Mark(deciding, Starts.Key(journey.Name, basket.Subject));
            }
        }

        if (run.Step >= journey.Steps.Length)
        {
            deciding.Note("run.not-started", $"{journey.Name} for {basket.Subject} has no touch left in its sequence.", ("journey", journey.Name), ("subject", basket.Subject));
            return;
        }

        run = run with { DueAt = DueAt(deciding.Customer, run, journey) };
        deciding.Put(run);
        Starts.Planned(deciding, run);
    }

    private static void Replan(Deciding deciding, Run run, DateTimeOffset changedAt)
    {
        if (deciding.Rules.JourneyOf(run) is not { } journey || run.State is RunState.Watching)
        {
            return;
        }

        var value = Baskets.BySubject(deciding.Customer, run.Subject)?.Content.Total ?? run.Value;
        var due = DueAt(deciding.Customer, run, journey, changedAt);
        deciding.Put(run with { DueAt = due, HeldUntil = null, HeldBy = null, Value = value, ExpiresAt = changedAt + journey.Expiry });
        deciding.Note("run.replanned", $"The idle time of {run.Journey} starts anew: {deciding.Say(due)}.", ("journey", run.Journey), ("subject", run.Subject), ("dueAt", due.Iso()));
    }

    /// <summary>A checkout's run that this cart's change belongs to; a checkout that names no cart stands for the newest one.</summary>
    private static Run? Higher(Customer customer, Basket cart) => Newest(customer, Trigger.CheckoutIdle, checkout =>
        checkout.State == BasketState.Open && checkout.Content.CartId == cart.Content.Id)
        ?? Newest(customer, Trigger.CheckoutIdle, checkout => checkout is { State: BasketState.Open, Content.CartId: null });

    /// <summary>The run that this checkout's takes over.</summary>
    public static Run? Lower(Customer customer, Basket checkout) => Newest(customer, Trigger.CartIdle, cart =>
        checkout.Content.CartId is not { } id || id == cart.Content.Id);

    private static Run? Newest(Customer customer, Trigger trigger, Func<Basket, bool> concerns) => customer.Runs
        .Where(run => run.Trigger == trigger && run.State != RunState.Watching)
        .Select(run => (Run: run, Basket: Baskets.BySubject(customer, run.Subject)))
        .Where(about => about.Basket is { } basket && concerns(basket))
        .OrderByDescending(about => about.Basket!.ChangedAt)
        .Select(about => about.Run)
        .FirstOrDefault();
}
