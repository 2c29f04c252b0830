using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Conversations.Carts;
using Conversations.Customers;
using Conversations.Messages;

namespace Conversations.Journeys;

/// <summary>How runs come to be, and whether they may.</summary>
internal static class Starts
{
    /// <summary>Worked out once for each version of the rules: they keep every version of every journey.</summary>
    private static readonly ConditionalWeakTable<Rules, FrozenDictionary<Trigger, ImmutableArray<(Journey, Start)>>> Ways = [];

    public static ImmutableArray<(Journey Journey, Start Start)> On(Rules rules, Trigger trigger) =>
        Ways.GetValue(rules, WaysOf).TryGetValue(trigger, out var ways) ? ways : [];

    private static FrozenDictionary<Trigger, ImmutableArray<(Journey, Start)>> WaysOf(Rules rules)
    {
        var ways =
            from name in rules.Journeys.Select(journey => journey.Name).Distinct(StringComparer.Ordinal)
            let journey = rules.NewestJourney(name)
            where journey.Enabled
            from start in journey.Starts
            select (journey, start);
        return ways.GroupBy(way => way.start.On).ToFrozenDictionary(group => group.Key, group => group.ToImmutableArray());
    }

    /// <summary>Never twice for one subject.</summary>
    public static bool Had(Customer customer, Journey journey, string subject) => customer.Starts.ContainsKey(Key(journey.Name, subject));

    public static string Key(string journey, string subject) => $"{journey}|{subject}";

    /// <summary>Plans the journeys that this trigger starts.</summary>
    /// <param name="deciding">The decision.</param>
    /// <param name="trigger">What happened.</param>
    /// <param name="subject">What it is about.</param>
    /// <param name="from">From when the delay counts.</param>
    /// <param name="shape">What else the run knows.</param>
    public static void Begin(Deciding deciding, Trigger trigger, string subject, DateTimeOffset from, Func<Journey, Start, Run, Run?>? shape = null)
    {
        foreach (var (journey, start) in On(deciding.Rules, trigger))
        {
            if (Had(deciding.Customer, journey, subject) || deciding.Customer.Runs.Any(run => run.Journey == journey.Name && run.Subject == subject))
            {
                Once(deciding, journey, subject);
                continue;
            }

            if (deciding.Late)
            {
                deciding.Note("run.not-started", $"Reported more than 24 h late: {journey.Name} does not start for {subject}.", ("journey", journey.Name), ("subject", subject), ("rule", "late input"));
                continue;
            }

            var due = from + start.After;
            if (start.AtLocal is { } time)
            {
                due = deciding.AtLocal(due, time);
            }

            var run = new Run
            {
                Id = deciding.NewId("r"),
                Journey = journey.Name,
                JourneyVersion = journey.Version,
                Subject = subject,
                Sequence = subject,
                State = RunState.Waiting,
                Trigger = trigger,
                Step = start.Step is { } named ? StepIndex(journey, named) : 0,
                PlannedAt = deciding.Now,
                DueAt = due,
                ExpiresAt = due + journey.Expiry,
            };
            if ((shape is null ? run : shape(journey, start, run)) is { } shaped)
            {
                deciding.Put(shaped);
                Planned(deciding, shaped);
            }
        }
    }

    /// <summary>Told where a journey does not start again.</summary>
    public static void Once(Deciding deciding, Journey journey, string subject) =>
        deciding.Note("run.not-started", $"{journey.Name} had its run for {subject}.", ("journey", journey.Name), ("subject", subject), ("rule", "once per subject"));

    public static void Planned(Deciding deciding, Run run) => deciding.Note(
        "run.planned",
        $"Planned {run.Journey} for {run.Subject}: first look {deciding.Say(run.DueAt)}.",
        ("journey", run.Journey),
        ("run", run.Id),
        ("subject", run.Subject),
        ("dueAt", run.DueAt.Iso()));

    /// <summary>At the first touch's time: is this a start at all? Null: yes; else the rule that says no.</summary>
    public static string? Refusal(Deciding deciding, Run run, Journey journey)
    {
        var customer = deciding.Customer;
        if (run.Trigger == Trigger.CartIdle && Baskets.BySubject(customer, run.Subject) is { } basket && Minimum(deciding, basket) is var minimum && basket.Content.Total < minimum)
        {
            return $"the cart's total {Currencies.Money(basket.Content.Total, basket.Content.Currency)} is below the minimum of {minimum.Text()}";
        }

        if (run.Trigger == Trigger.ProductViewedAgain && !deciding.Policy.VisitorsConsentedToTracking)
        {
            return "the store has not stated that its visitors consented to tracking";
        }

        if (journey.Purpose == Purpose.Marketing && journey.Reentry is { } reentry
            && customer.Starts.TryGetValue(journey.Name, out var last) && deciding.Now < last + reentry)
        {
            return $"re-entry at most once in {reentry.TotalDays:0.#} days, the last start was {deciding.Say(last)}";
        }

        return null;
    }

    public static void Mark(Deciding deciding, string key) =>
        deciding.Customer = deciding.Customer with { Starts = deciding.Customer.Starts.SetItem(key, deciding.Now) };

    /// <summary>Nothing came of a first touch: neither the re-entry nor the recovery's sequence counts from it.</summary>
    public static void Undo(Deciding deciding, Touch touch)
    {
        var customer = deciding.Customer;
        if (touch.Journey is { } journey && customer.Starts.TryGetValue(journey, out var started) && started >= touch.CreatedAt)
        {
            customer = customer with { Starts = customer.Starts.Remove(journey) };
        }

        if (touch.Sequence is { } sequence && customer.LastSequence == sequence && customer.LastSequenceAt >= touch.CreatedAt)
        {
            customer = customer with { LastSequence = null, LastSequenceAt = null };
        }

        deciding.Customer = customer;
    }

    /// <summary>A touch that is not tried again: whatever went before was refused.</summary>
    public static void UndoRetried(Deciding deciding, Touch touch)
    {
        if (touch.Attempt > 1)
        {
            Undo(deciding, touch);
        }
    }

    private static decimal Minimum(Deciding deciding, Basket basket)
    {
        var currency = basket.Content.Currency
            ?? Contact.Countries.Find(deciding.Customer.Profile.Country ?? deciding.Phone?.Country)?.Currency
            ?? deciding.Policy.Currency
            ?? "EUR";
        return deciding.Policy.MinimumCartTotal.TryGetValue(currency, out var own) ? own : Contact.Countries.MinimumCartTotal(currency);
    }

    private static int StepIndex(Journey journey, string name)
    {
        for (var i = 0; i < journey.Steps.Length; i++)
        {
            if (journey.Steps[i].Name == name)
            {
                return i;
            }
        }

        throw new InvalidOperationException($"Journey {journey.Name} has no step {name}; loading should have refused it.");
    }
}
