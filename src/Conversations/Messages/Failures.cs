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
        if (row.ConcernsSender)
        {
            var template = touch.Message as OutboundMessage.Template;
            deciding.Do(new Effect.TellSender(touch.Number!.Value, code, template?.Name, template?.Language));
        }

        if (row.Alert)
        {
            deciding.Do(new Effect.RaiseAlert(string.Create(CultureInfo.InvariantCulture, $"whatsapp.{code}"), row.Meaning));
        }

        Mark(deciding, row, meaning);
        if (row.MayFollow(touch.Attempt))
        {
            var due = deciding.Now + row.Delay(touch.Attempt);
            deciding.Put(touch with { State = TouchState.Retrying, Attempt = touch.Attempt + 1, DueAt = due, ErrorCode = code, Wamid = null, ClaimedAt = null });
            Outcomes.Show(deciding, touch, "failed");
            deciding.Note("touch.retrying", $"WhatsApp refused {Sending.Name(touch)}: {meaning}; again at {deciding.Say(due)}.", Sending.Data(touch, ("code", code.ToString(CultureInfo.InvariantCulture)), ("dueAt", due.Iso())));
            return;
        }

        deciding.Put(touch with { State = TouchState.Failed, ErrorCode = code, DueAt = null });
        Outcomes.Show(deciding, touch, "failed");
        deciding.Note("touch.failed", $"WhatsApp refused {Sending.Name(touch)}: {meaning}; not sent again.", Sending.Data(touch, ("code", code.ToString(CultureInfo.InvariantCulture)), ("rule", Sayings.Word(row.Reaction))));
        if (deciding.Run(touch.RunId) is { } run)
        {
            Endings.End(deciding, run, $"WhatsApp refused its touch: {meaning}");
        }

        Attention.Undelivered(deciding, touch);
    }

    /// <summary>What the refusal says of the customer.</summary>
    private static void Mark(Deciding deciding, ErrorReactionRow row, string meaning)
    {
        var customer = deciding.Customer;
        switch (row.Reaction)
        {
            case ErrorReaction.Undeliverable:
                var days = customer.UndeliverableAt is { } last && deciding.Now - last < TimeSpan.FromHours(20) ? customer.Undeliverable : customer.Undeliverable + 1;
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
            case ErrorReaction.Saturated:
                deciding.Customer = customer with { SaturatedUntil = deciding.Now + row.Delay(1) };
                break;
            case ErrorReaction.OptedOut:
                deciding.Customer = customer with { Consent = customer.Consent with { PlatformStoppedAt = deciding.Now, PlatformPreferenceAt = deciding.Now } };
                deciding.Note("consent.platform-stop", $"Opted out: {meaning}.");
                Endings.EndMarketing(deciding, "the customer stopped marketing at WhatsApp");
                break;
            default:
                break;
        }
    }
}
