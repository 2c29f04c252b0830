using System.Collections.Immutable;
using Conversations.Contact;
using Conversations.Customers;
using Conversations.Journeys;
using Conversations.Orders;

namespace Conversations.Messages;

/// <summary>Sending takes two turns: a slot is wanted, and in the turn in which it is granted all gates are looked at again before the claim.</summary>
internal static class Sending
{
    private const int ServicePriority = 1000;

    /// <summary>A host in trouble may bring a slot late; the number's pace and the portfolio have moved on by then.</summary>
    private static readonly TimeSpan SlotKeeps = TimeSpan.FromMinutes(5);

    /// <summary>A journey's step is due: judge it, and ask for a slot if it may go.</summary>
    public static void Want(Deciding deciding, Run run, Journey journey)
    {
        var candidate = Candidate.Of(deciding, run, journey, null, null);
        var verdicts = Gates.Judge(candidate);
        var sum = Gates.Sum(verdicts);
        if (sum is { Kind: VerdictKind.Drop, Gate: Gate.Form } && Companions.AreWanted(run, journey))
        {
            Companions.Ask(deciding, run, journey);
            return;
        }

        if (sum.Kind != VerdictKind.Pass)
        {
            Refused(deciding, run, candidate.Step!.Name, sum, verdicts);
            return;
        }

        var touch = new Touch
        {
            Id = deciding.NewId("t"),
            Purpose = journey.Purpose,
            Origin = TouchOrigin.Journey,
            State = TouchState.SlotWanted,
            CreatedAt = deciding.Now,
            RunId = run.Id,
            OrderId = run.OrderId,
            Sequence = journey.Recovery ? run.Sequence : null,
            Journey = run.Journey,
            Step = candidate.Step!.Name,
            Priority = journey.Priority,
            Value = run.Value,
            Number = candidate.Number.Id,
        };
        deciding.Put(touch);
        deciding.Put(run with { State = RunState.Touching, TouchId = touch.Id, HeldUntil = null, HeldBy = null });
        deciding.Note("touch.slot-wanted", $"Asked the number's sender for a slot for {Name(touch)}.", Data(touch, ("gates", Gates.Told(verdicts))));
        Slots.Ask(deciding, touch, candidate.Form.Message!);
    }

    /// <summary>A message that is no journey's: answers, notices, operators' words.</summary>
    public static void Say(Deciding deciding, TouchOrigin origin, OutboundMessage message, int? epoch = null, string? replyTo = null, string? by = null)
    {
        var touch = new Touch
        {
            Id = deciding.NewId("t"),
            Purpose = Purpose.Service,
            Origin = origin,
            State = TouchState.SlotWanted,
            CreatedAt = deciding.Now,
            Priority = ServicePriority,
            Number = Window.NumberFor(deciding.Customer, deciding.Policy).Id,
            Message = message,
            By = by,
            Epoch = epoch,
            ReplyTo = replyTo,
        };
        deciding.Put(touch);
        Slots.Ask(deciding, touch, message);
    }

    public static void Granted(Deciding deciding, string touchId, Capacity capacity)
    {
        if (deciding.Touch(touchId) is not { State: TouchState.SlotWanted } touch)
        {
            deciding.Ignore("the slot's touch is no longer wanted");
            Slots.Return(deciding, deciding.Touch(touchId), touchId);
            return;
        }

        if (deciding.Now - deciding.Happened.OccurredAt > SlotKeeps)
        {
            AskAnew(deciding, touch, $"its slot of {deciding.Say(deciding.Happened.OccurredAt)} came too late to be used", "stale slot");
            return;
        }

        if (touch.Number is { } asked && asked != Window.NumberFor(deciding.Customer, deciding.Policy).Id)
        {
            AskAnew(deciding, touch, "it goes out from another number now, and its slot was of the one before", "another number");
            return;
        }

        if (touch.Origin == TouchOrigin.Journey)
        {
            GrantedJourney(deciding, touch, capacity);
        }
        else
        {
            GrantedService(deciding, touch, capacity);
        }
    }

    /// <summary>The slot is given back, and another one asked for in the same turn.</summary>
    private static void AskAnew(Deciding deciding, Touch touch, string reason, string rule)
    {
        deciding.Put(touch with { State = TouchState.Retrying, DueAt = deciding.Now });
        deciding.Note("touch.held", $"Held {Name(touch)}: {reason}.", Data(touch, ("rule", rule), ("until", deciding.Now.Iso())));
        Slots.Return(deciding, touch, touch.Id);
    }

    /// <summary>Takes back a touch that has not been claimed. One whose retry is planned has no slot: WhatsApp counted the one of the try before.</summary>
    public static void Withdraw(Deciding deciding, Touch touch, string reason)
    {
        deciding.Put(touch with { State = TouchState.Dropped, DueAt = null });
        Starts.UndoRetried(deciding, touch);
        deciding.Note("touch.dropped", $"Dropped {Name(touch)}: {reason}.", Data(touch, ("rule", reason)));
        if (touch.State == TouchState.SlotWanted)
        {
            Slots.Return(deciding, touch, touch.Id);
        }
    }

    /// <summary>Asks again for a touch whose retry is due.</summary>
    public static void Retry(Deciding deciding, Touch touch)
    {
        var message = touch.Message;
        if (touch.Origin == TouchOrigin.Journey)
        {
            if (deciding.Run(touch.RunId) is not { } run || deciding.Rules.JourneyOf(run) is not { } journey)
            {
                Withdraw(deciding, touch, "its run has ended");
                return;
            }

            message = Candidate.Of(deciding, run, journey, touch.Id, null).Form.Message;
        }

        var again = touch with { State = TouchState.SlotWanted, DueAt = null, Number = Window.NumberFor(deciding.Customer, deciding.Policy).Id };
        deciding.Put(again);
        deciding.Note("touch.retry", $"Trying {Name(touch)} again (attempt {touch.Attempt}).", Data(again));
        Slots.Ask(deciding, again, message);
    }

    public static string Name(Touch touch) => touch.Origin == TouchOrigin.Journey ? $"{touch.Journey} {touch.Step}" : $"the {Sayings.Word(touch.Origin)} message";

    /// <summary>What a run keeps of a hold.</summary>
    public static string HeldBy(Gate gate, string reason) => $"{gate}: {reason}";

    public static (string Key, string? Value)[] Data(Touch touch, params (string Key, string? Value)[] more) =>
        [("touch", touch.Id), ("journey", touch.Journey), ("step", touch.Step), ("purpose", Sayings.Word(touch.Purpose)), .. more];

    private static void GrantedJourney(Deciding deciding, Touch touch, Capacity capacity)
    {
        if (deciding.Run(touch.RunId) is not { } run || deciding.Rules.JourneyOf(run) is not { } journey)
        {
            Withdraw(deciding, touch, "its run has ended");
            return;
        }

        var candidate = Candidate.Of(deciding, run, journey, touch.Id, capacity);
        var verdicts = Gates.Judge(candidate);
        var sum = Gates.Sum(verdicts);
        if (sum.Kind != VerdictKind.Pass)
        {
            Slots.Return(deciding, touch, touch.Id);
            if (sum.Kind == VerdictKind.Hold && touch.Attempt > 1 && sum.Until <= run.ExpiresAt)
            {
                deciding.Put(touch with { State = TouchState.Retrying, DueAt = sum.Until });
                deciding.Put(run with { HeldUntil = sum.Until, HeldBy = HeldBy(sum.Gate, sum.Reason) });
                deciding.Note("touch.held", $"Held the next try of {Name(touch)} until {Until(deciding, run, sum)} ({sum.Reason}).", Data(touch, ("rule", Sayings.Word(sum.Gate)), ("until", sum.Until!.Value.Iso())));
                return;
            }

            deciding.Put(touch with { State = TouchState.Dropped });
            Starts.UndoRetried(deciding, touch);
            Refused(deciding, run with { State = RunState.Waiting }, touch.Step!, sum, verdicts);
            return;
        }

        if (touch.Purpose == Purpose.Marketing)
        {
            Carts.Browsing.Told(deciding, run);
            if (run.EnteredAt is null)
            {
                Starts.Mark(deciding, run.Journey);
                deciding.Put(run with { EnteredAt = deciding.Now });
            }

            if (journey.Recovery && deciding.Customer.LastSequence != run.Sequence)
            {
                deciding.Customer = deciding.Customer with { LastSequence = run.Sequence, LastSequenceAt = deciding.Now };
            }
        }

        Claim(deciding, touch with { Message = candidate.Form.Message }, verdicts, candidate.Number);
    }

    private static void GrantedService(Deciding deciding, Touch touch, Capacity capacity)
    {
        var thread = deciding.Customer.Thread;
        if (touch is { Origin: TouchOrigin.Answer, Epoch: { } epoch } && epoch != thread.Epoch)
        {
            Withdraw(deciding, touch, "the conversation has passed to somebody else since");
            Threads.Assistance.Reopen(deciding);
            return;
        }

        var candidate = new Candidate
        {
            Deciding = deciding,
            Purpose = Purpose.Service,
            Number = Window.NumberFor(deciding.Customer, deciding.Policy),
            Form = Form.Of(touch.Message!),
            Capacity = capacity,
        };
        var verdicts = Gates.Judge(candidate);
        var sum = Gates.Sum(verdicts);
        switch (sum.Kind)
        {
            case VerdictKind.Pass:
                Claim(deciding, touch, verdicts, candidate.Number);
                break;
            case VerdictKind.Hold:
                deciding.Put(touch with { State = TouchState.Retrying, DueAt = sum.Until });
                deciding.Note("touch.held", $"Held {Name(touch)} until {deciding.Say(sum.Until!.Value)} ({sum.Reason}).", Data(touch, ("rule", Sayings.Word(sum.Gate)), ("until", sum.Until.Value.Iso())));
                Slots.Return(deciding, touch, touch.Id);
                break;
            default:
                Withdraw(deciding, touch, sum.Reason);
                Threads.Attention.Undelivered(deciding, touch);
                break;
        }
    }

    private static void Claim(Deciding deciding, Touch touch, ImmutableArray<Verdict> verdicts, NumberPolicy number)
    {
        var (customer, message) = (deciding.Customer, touch.Message!);
        var claimed = touch with { State = TouchState.Claimed, ClaimedAt = deciding.Now, DueAt = deciding.Now + Outcomes.UnknownAfter, Number = number.Id };
        deciding.Put(claimed);
        deciding.Note("touch.claimed", $"Sending {Name(touch)}: all gates pass.", Data(claimed, ("attempt", claimed.Attempt.ToString(System.Globalization.CultureInfo.InvariantCulture)), ("form", message is OutboundMessage.Template template ? $"{template.Name}/{template.Language}" : "free text"), ("gates", Gates.Told(verdicts))));
        var marketing = touch.Purpose == Purpose.Marketing && message is OutboundMessage.Template;
        deciding.Do(new Effect.Send(
            touch.Id,
            claimed.Attempt,
            number.Id,
            customer.Phone?.E164,
            customer.Phone is null ? customer.Bsuid : null,
            message,
            touch.Purpose,
            touch.ReplyTo,
            marketing ? TimeSpan.FromHours(12) : null,
            Effect.Send.CallbackOf(customer.Store, customer.Id, touch.Id, claimed.Attempt)));
    }

    /// <summary>Held or dropped: told once, and looked at again or ended.</summary>
    private static void Refused(Deciding deciding, Run run, string step, Verdict sum, ImmutableArray<Verdict> verdicts)
    {
        if (sum.Kind == VerdictKind.Hold && sum.Until <= run.ExpiresAt)
        {
            var by = HeldBy(sum.Gate, sum.Reason);
            deciding.Put(run with { State = RunState.Waiting, HeldUntil = sum.Until, HeldBy = by });
            if (run.HeldBy != by)
            {
                deciding.Note(
                    "touch.held",
                    $"Held {run.Journey} {step} until {Until(deciding, run, sum)} ({sum.Reason}).",
                    ("journey", run.Journey), ("run", run.Id), ("step", step), ("rule", Sayings.Word(sum.Gate)), ("until", sum.Until!.Value.Iso()), ("gates", Gates.Told(verdicts)));
            }

            return;
        }

        var reason = sum.Kind == VerdictKind.Hold ? $"{sum.Reason}, and the run expires first" : sum.Reason;
        if (sum.Gate == Gate.Holdout)
        {
            Starts.Mark(deciding, run.Journey);
        }

        deciding.Note(
            sum.Gate == Gate.Holdout ? "touch.holdout" : "touch.dropped",
            $"Dropped {run.Journey} {step}: {reason}.",
            ("journey", run.Journey), ("run", run.Id), ("step", step), ("rule", Sayings.Word(sum.Gate)), ("gates", Gates.Told(verdicts)));
        Endings.End(deciding, run, reason);
    }

    /// <summary>What is held until its run ends waits for something else to happen.</summary>
    private static string Until(Deciding deciding, Run run, Verdict hold) => hold.Until < run.ExpiresAt ? deciding.Say(hold.Until.Value) : $"{deciding.Say(run.ExpiresAt)} at the latest";
}
