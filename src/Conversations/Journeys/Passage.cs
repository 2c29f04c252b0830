using System.Collections.Immutable;
using Conversations.Contact;
using Conversations.Customers;
using Conversations.Messages;
using Conversations.Threads;

namespace Conversations.Journeys;

/// <summary>What time brings: looked at after every input, so that a wake-up needs no rule of its own.</summary>
internal static class Passage
{
    /// <summary>How long the last touch may still turn out to have failed; delivered before that, its run ends at once.</summary>
    private static readonly TimeSpan Settling = TimeSpan.FromHours(24);

    private static readonly ThreadState[] OfHumans = [ThreadState.Waiting, ThreadState.Human];

    public static void Advance(Deciding deciding)
    {
        Release(deciding);
        Outcomes.Settle(deciding);
        Attention.Advance(deciding);
        foreach (var planned in Order(deciding.Customer.Runs, deciding.Rules))
        {
            if (deciding.Run(planned.Id) is { } run)
            {
                Look(deciding, run);
            }
        }
    }

    /// <summary>After an accepted touch: the next enabled step, or the end.</summary>
    public static void Next(Deciding deciding, Run run, Journey journey, DateTimeOffset touchedAt)
    {
        var named = journey.Starts.First(start => start.On == run.Trigger).Step is not null;
        var step = named ? journey.Steps.Length : NextEnabled(journey, run.Step + 1);
        var touched = run with { TouchedAt = touchedAt, Step = step, HeldUntil = null, HeldBy = null };
        if (step < journey.Steps.Length)
        {
            var thread = deciding.Customer.Thread;
            var wroteSince = thread.State == ThreadState.Assistant && thread.LastInboundAt > deciding.Touch(run.TouchId)?.ClaimedAt;
            var paused = wroteSince || thread.Unanswered.Length > 0 || thread.State is ThreadState.Waiting or ThreadState.Human;
            var next = touched with { State = paused && journey.Purpose == Purpose.Marketing ? RunState.Paused : RunState.Waiting };
            next = next with { DueAt = IsRecovery(next) ? Recoveries.DueAt(deciding.Customer, next, journey) : touchedAt + journey.Steps[step].After };
            deciding.Put(next);
            deciding.Note("run.step-planned", $"The next touch of {run.Journey} is planned for {deciding.Say(next.DueAt)}.", ("journey", run.Journey), ("run", run.Id), ("step", journey.Steps[step].Name), ("dueAt", next.DueAt.Iso()));
        }
        else
        {
            deciding.Put(touched with { State = RunState.Watching, DueAt = touchedAt + (journey.SilenceToHuman ?? Settling) });
        }
    }

    /// <summary>The thread closed without an order: the remaining step is planned anew with its full delay.</summary>
    public static void Unpause(Deciding deciding)
    {
        foreach (var run in deciding.Customer.Runs)
        {
            if (run.State == RunState.Paused && deciding.Rules.JourneyOf(run) is { } journey && run.Step < journey.Steps.Length)
            {
                var due = deciding.Now + journey.Steps[run.Step].After;
                deciding.Put(run with { State = RunState.Waiting, DueAt = due, HeldUntil = null, HeldBy = null });
                deciding.Note("run.resumed", $"The conversation closed without an order: the remaining touch of {run.Journey} is planned for {deciding.Say(due)}.", ("journey", run.Journey), ("run", run.Id), ("dueAt", due.Iso()));
            }
        }
    }

    /// <summary>What waited for a human's conversation is looked at again once that has changed hands.</summary>
    private static void Release(Deciding deciding)
    {
        foreach (var run in deciding.Customer.Runs)
        {
            if (run.HeldBy is { } by && HasChangedHands(by, deciding.Customer.Thread.State))
            {
                deciding.Put(run with { HeldUntil = null, HeldBy = null });
                if (Unclaimed(deciding, run) is { State: TouchState.Retrying } touch)
                {
                    deciding.Put(touch with { DueAt = deciding.Now });
                }
            }
        }
    }

    private static bool HasChangedHands(string heldBy, ThreadState now) =>
        OfHumans.Any(state => state != now && heldBy == Sending.HeldBy(Gate.QuietThread, Permission.OfAHuman(state)!));

    /// <summary>Any message opens the window anew: what goes within it counts from the last one.</summary>
    public static void Heard(Deciding deciding, DateTimeOffset last)
    {
        foreach (var run in deciding.Customer.Runs)
        {
            if (run.State != RunState.Watching && deciding.Rules.JourneyOf(run) is { WithinWindow: true } journey)
            {
                var start = journey.Starts.First(start => start.On == run.Trigger);
                deciding.Put(run with { DueAt = last + start.After, ExpiresAt = last + Window.Length, HeldUntil = null, HeldBy = null });
            }
        }
    }

    /// <summary>The customer wrote: runs that already touched wait for the thread.</summary>
    public static void Pause(Deciding deciding)
    {
        foreach (var run in deciding.Customer.Runs)
        {
            if (deciding.Rules.JourneyOf(run) is not { } journey)
            {
                continue;
            }

            if (journey.SilenceToHuman is { } silence && run.State == RunState.Watching)
            {
                deciding.Put(run with { DueAt = deciding.Now + silence });
            }
            else if (journey is { Purpose: Purpose.Marketing, WithinWindow: false } && run.TouchedAt is not null && (run.State == RunState.Waiting || Unclaimed(deciding, run) is not null))
            {
                if (Unclaimed(deciding, run) is { } touch)
                {
                    Sending.Withdraw(deciding, touch, "the customer wrote");
                }

                deciding.Put(run with { State = RunState.Paused });
                deciding.Note("run.paused", $"The customer wrote: {run.Journey} waits for the conversation.", ("journey", run.Journey), ("run", run.Id));
            }
        }
    }

    /// <summary>Runs in the order in which they are looked at: high intent first, then value.</summary>
    private static ImmutableArray<Run> Order(ImmutableArray<Run> runs, Rules rules) => runs.Length < 2
        ? runs
        :
        [
            .. runs
                .OrderByDescending(run => rules.JourneyOf(run)?.Priority ?? 0)
                .ThenByDescending(run => run.Value)
                .ThenBy(run => run.PlannedAt)
                .ThenBy(run => run.Id, StringComparer.Ordinal),
        ];

    private static void Look(Deciding deciding, Run run)
    {
        if (deciding.Rules.JourneyOf(run) is not { } journey)
        {
            Endings.End(deciding, run, "its journey no longer exists");
            return;
        }

        if (run.State == RunState.Watching)
        {
            if (run.DueAt <= deciding.Now && journey.SilenceToHuman is null)
            {
                Endings.End(deciding, run, "all its touches went out");
            }
            else if (run.DueAt <= deciding.Now)
            {
                Handover.ToHuman(deciding, "no reaction to the order's confirmation", tellCustomer: false);
                Endings.End(deciding, run, "the customer did not react; a human takes over");
            }

            return;
        }

        if (run.ExpiresAt <= deciding.Now && (run.State != RunState.Touching || Unclaimed(deciding, run) is not null))
        {
            Endings.End(deciding, run, $"expired after {journey.Expiry.TotalDays:0.#} days");
            return;
        }

        if (run.State != RunState.Waiting || run.LooksAt > deciding.Now)
        {
            return;
        }

        var step = NextEnabled(journey, run.Step);
        if (step >= journey.Steps.Length || (step != run.Step && journey.Starts.First(start => start.On == run.Trigger).Step is not null))
        {
            Endings.End(deciding, run, "no enabled step is left");
            return;
        }

        if (run.StartedAt is null && Starts.Refusal(deciding, run, journey) is { } refusal)
        {
            deciding.Note("run.not-started", $"{run.Journey} does not start for {run.Subject}: {refusal}.", ("journey", run.Journey), ("subject", run.Subject), ("rule", refusal));
            Endings.End(deciding, run, refusal);
            return;
        }

        if (run.StartedAt is null)
        {
            Starts.Mark(deciding, Starts.Key(run.Journey, run.Subject));
            deciding.Note("run.started", $"Started {run.Journey} for {run.Subject}.", ("journey", run.Journey), ("run", run.Id), ("subject", run.Subject));
        }

        run = run with { Step = step, StartedAt = run.StartedAt ?? deciding.Now };
        deciding.Put(run);
        Sending.Want(deciding, run, journey);
    }

    private static Touch? Unclaimed(Deciding deciding, Run run) =>
        run.State == RunState.Touching && deciding.Touch(run.TouchId) is { State: TouchState.SlotWanted or TouchState.Retrying } touch ? touch : null;

    private static int NextEnabled(Journey journey, int from)
    {
        while (from < journey.Steps.Length && !journey.Steps[from].Enabled)
        {
            from++;
        }

        return from;
    }

    private static bool IsRecovery(Run run) => run.Trigger is Trigger.CartIdle or Trigger.CheckoutIdle;
}
