using System.Globalization;
using Conversations.Customers;
using Conversations.Identity;
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
            var country = row.Reaction == ErrorReaction.CountryBarred ? PhoneNumber.CountryOf(Slots.Recipient(deciding.Customer)) : null;
            deciding.Do(new Effect.TellSender(touch.Number!.Value, code, template?.Name, template?.Language, country));
        }

        if (row.Alert)
        {
            deciding.Do(new Effect.RaiseAlert(string.Create(CultureInfo.InvariantCulture, $"whatsapp.{code}"), row.Meaning));
        }

        var otherSpelling = row.Reaction == ErrorReaction.Undeliverable ? OtherSpelling(deciding.Customer) : null;
        Mark(deciding, row, code, meaning, touch);
        Unaccepted(deciding, touch);
        var run = deciding.Run(touch.RunId);
        var mayGoOn = touch.Origin == TouchOrigin.Journey ? run?.TouchId == touch.Id && run.State != RunState.Paused : touch.Message is not null;
        if ((row.MayFollow(touch.Attempt) || otherSpelling is not null) && mayGoOn)
        {
            deciding.Customer = deciding.Customer with { WaId = otherSpelling ?? deciding.Customer.WaId };
            Rewind(deciding, touch, run);
            var due = deciding.Now + row.Delay(touch.Attempt);
            deciding.Put(touch with { State = TouchState.Retrying, Attempt = touch.Attempt + 1, DueAt = due, ErrorCode = code, Wamid = null, ClaimedAt = null, AcceptedAt = null });
            Outcomes.Show(deciding, touch, "failed");
            deciding.Note("touch.retrying", $"WhatsApp refused {Sending.Name(touch)}: {meaning}; again at {deciding.Say(due)}.", Sending.Data(touch, ("code", code.ToString(CultureInfo.InvariantCulture)), ("dueAt", due.Iso())));
            return;
        }

        deciding.Put(touch with { State = TouchState.Failed, ErrorCode = code, DueAt = null });
        Starts.Undo(deciding, touch);
        Outcomes.Show(deciding, touch, "failed");
        deciding.Note("touch.failed", $"WhatsApp refused {Sending.Name(touch)}: {meaning}; not sent again.", Sending.Data(touch, ("code", code.ToString(CultureInfo.InvariantCulture)), ("rule", Sayings.Word(row.Reaction))));
        if (run is not null && mayGoOn)
        {
            Endings.End(deciding, run, $"WhatsApp refused its touch: {meaning}");
        }

        Attention.Undelivered(deciding, touch);
    }

    /// <summary>Brazil's ninth digit, Mexico's 1, Argentina's 9: whoever never wrote may be known by the other spelling of the number, which is tried once.</summary>
    private static string? OtherSpelling(Customer customer) =>
        customer is { Undeliverable: 0, Consent.Wrote: false } && customer.Phone is { Variants: [_, var other] } ? other[1..] : null;

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
    private static void Mark(Deciding deciding, ErrorReactionRow row, int code, string meaning, Touch touch)
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
                    WaId = touch.ErrorCode == code && !customer.Consent.Wrote ? null : customer.WaId,
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
