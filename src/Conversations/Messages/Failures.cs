using System.Globalization;
using Conversations.Customers;
using Conversations.Journeys;
using Conversations.Threads;

namespace Conversations.Messages;

/// <summary>What follows from WhatsApp's refusal, at once or later; both for one attempt count once.</summary>
internal static class Failures
{
    private const int UnreachableAfter = 3;

    public static void Failed(Deciding deciding, Touch touch, int code, string? detail)
    {
        var row = ErrorReactions.Of(code);
        var meaning = string.Create(CultureInfo.InvariantCulture, $"{row.Meaning} ({code})");
        if (row.ConcernsSender && !(row.Reaction == ErrorReaction.BrokenTemplate && touch.Origin == TouchOrigin.Operator))
        {
            var template = touch.Message as OutboundMessage.Template;
            deciding.Do(new Effect.TellSender(touch.Number!.Value, code, template?.Name, template?.Language));
        }

        if (row.Alert)
        {
            deciding.Do(new Effect.RaiseAlert(string.Create(CultureInfo.InvariantCulture, $"whatsapp.{code}"), row.Meaning));
        }

        var spelledAnew = row.Reaction == ErrorReaction.Undeliverable && MayGoOn(deciding, touch) && SpellAnew(deciding, touch, code);
        if (!spelledAnew)
        {
            Mark(deciding, row, meaning, touch);
        }

        Unaccepted(deciding, touch);
        var (run, mayGoOn) = (deciding.Run(touch.RunId), MayGoOn(deciding, touch));
        if ((spelledAnew || row.MayFollow(touch.Attempt)) && mayGoOn)
        {
            Rewind(deciding, touch, run);
            var due = deciding.Now + row.Delay(touch.Attempt);
            deciding.Put(touch with { State = TouchState.Retrying, Attempt = touch.Attempt + 1, DueAt = due, ErrorCode = code, Wamid = null, ClaimedAt = null, AcceptedAt = null });
            Outcomes.Show(deciding, touch, "failed");
            deciding.Note("touch.retrying", $"WhatsApp refused {Sending.Name(touch)}: {meaning}; again at {deciding.Say(due)}.", Sending.Data(touch, ("code", code.ToString(CultureInfo.InvariantCulture)), ("dueAt", due.Iso())));
            return;
        }

        deciding.Put(touch with { State = TouchState.Failed, ErrorCode = code, DueAt = null });
        Outcomes.Show(deciding, touch, "failed");
        deciding.Note("touch.failed", $"WhatsApp refused {Sending.Name(touch)}: {meaning}; not sent again.", Sending.Data(touch, ("code", code.ToString(CultureInfo.InvariantCulture)), ("rule", Sayings.Word(row.Reaction))));
        if (run is not null && mayGoOn)
        {
            Endings.End(deciding, run, $"WhatsApp refused its touch: {meaning}");
        }

        Attention.Undelivered(deciding, touch);
    }

    /// <summary>False once its run has ended, has gone on without it or is paused.</summary>
    private static bool MayGoOn(Deciding deciding, Touch touch) => touch.Origin == TouchOrigin.Journey
        ? deciding.Run(touch.RunId) is { } run && run.TouchId == touch.Id && run.State != RunState.Paused
        : touch.Message is not null;

    /// <summary>The first refusal of a number that WhatsApp may know under another spelling, and has not told of: that one is written to, once (protocol facts, 131026 and §9). Where it is refused too, the number is what it was.</summary>
    private static bool SpellAnew(Deciding deciding, Touch touch, int code)
    {
        var customer = deciding.Customer;
        if (touch.ErrorCode == code)
        {
            deciding.Customer = customer with { WaId = customer.Thread.LastInboundAt > touch.ClaimedAt ? customer.WaId : null };
            return false;
        }

        if (customer is not { Undeliverable: 0, Phone: { } phone } || phone.WaId == customer.WaId || phone.Variants is not [_, var other])
        {
            return false;
        }

        deciding.Customer = customer with { WaId = other[1..] };
        return true;
    }

    /// <summary>Refused after it was accepted: it is none of the messages that went unnoticed.</summary>
    private static void Unaccepted(Deciding deciding, Touch touch)
    {
        if (touch is { Purpose: Purpose.Marketing, AcceptedAt: not null } && deciding.Customer.Unnoticed > 0)
        {
            deciding.Customer = deciding.Customer with { Unnoticed = deciding.Customer.Unnoticed - 1 };
        }
    }

    /// <summary>Refused after it was accepted: the run, which had gone on, stands at this touch again.</summary>
    private static void Rewind(Deciding deciding, Touch touch, Run? run)
    {
        if (run is null || run.State == RunState.Touching || deciding.Rules.JourneyOf(run) is not { } journey)
        {
            return;
        }

        var step = journey.Steps.Select(one => one.Name).ToList().IndexOf(touch.Step!);
        deciding.Put(run with { State = RunState.Touching, Step = step, TouchedAt = step == 0 ? null : run.TouchedAt, DueAt = deciding.Now, HeldUntil = null, HeldBy = null });
    }

    /// <summary>What the refusal says of the customer.</summary>
    private static void Mark(Deciding deciding, ErrorReactionRow row, string meaning, Touch touch)
    {
        var customer = deciding.Customer;
        switch (row.Reaction)
        {
            case ErrorReaction.Undeliverable:
                var days = customer is { Undeliverable: > 0, UndeliverableAt: { } last } && deciding.Now - last < TimeSpan.FromHours(20) ? customer.Undeliverable : customer.Undeliverable + 1;
                deciding.Customer = customer with
                {
                    Undeliverable = days,
                    UndeliverableAt = deciding.Now,
                    UnreachableAt = days >= UnreachableAfter ? deciding.Now : customer.UnreachableAt,
                };
                if (days == UnreachableAfter)
                {
                    deciding.Note("customer.unreachable", $"Marked unreachable: {meaning} on {UnreachableAfter} days.");
                }

                break;
            case ErrorReaction.ReplanAsTemplate when touch.Number is { } number && !(customer.Thread.InboundByNumber.GetValueOrDefault(number.Value) > touch.ClaimedAt):
                deciding.Customer = customer with { Thread = customer.Thread with { InboundByNumber = customer.Thread.InboundByNumber.Remove(number.Value) } };
                break;
            case ErrorReaction.Saturated:
                deciding.Customer = customer with { SaturatedUntil = deciding.Now + row.Delay(1) };
                break;
            case ErrorReaction.OptedOut:
                Contact.Consents.Preference(deciding, stop: true);
                break;
            default:
                break;
        }
    }
}
