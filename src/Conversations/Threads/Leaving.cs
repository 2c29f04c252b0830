using Conversations.Contact;
using Conversations.Customers;
using Conversations.Messages;

namespace Conversations.Threads;

/// <summary>The customer wants no more marketing, or wants it again.</summary>
internal static class Leaving
{
    /// <summary>At once all marketing ends; one confirmation, then silence.</summary>
    public static void Stop(Deciding deciding, string words)
    {
        var again = deciding.Customer.Consent.StoppedAt is not null && !deciding.Customer.Consent.Allows;
        Consents.Stop(deciding, words);
        if (again)
        {
            deciding.Note("message.recorded", "The opt-out had been confirmed before: no second confirmation.", ("rule", "one confirmation"));
            return;
        }

        Say(deciding, "opt_out_confirmed");
    }

    public static void Resume(Deciding deciding, string words)
    {
        Consents.Resume(deciding, words);
        if (deciding.Customer.Consent.PlatformStoppedAt is not null)
        {
            deciding.Note("message.recorded", "Marketing stays stopped at WhatsApp, where only the customer can resume it: nothing is promised.", ("rule", "WhatsApp's stop"));
            return;
        }

        Say(deciding, "start_confirmed");
    }

    /// <summary>Not the words of the list, but meant so: suspended at once, and asked back unless a human is asked anyway.</summary>
    public static void Suspend(Deciding deciding, string words, bool handsOver)
    {
        var (consent, allowed) = (deciding.Customer.Consent, deciding.Customer.Consent.Allows);
        var stopped = !allowed && (consent.StoppedAt ?? consent.PlatformStoppedAt) is not null;
        if (allowed || consent.StoppedAt is null)
        {
            // WhatsApp's stop may be resumed there, and the wish outlives it.
            Consents.Suspend(deciding, words);
        }
        else
        {
            Consents.StopSaid(deciding);
        }

        if (handsOver)
        {
            return;
        }

        if (stopped)
        {
            deciding.Note("message.recorded", "Marketing is stopped already: nothing is asked back.", ("rule", "silence after an opt-out"));
        }
        else if (!allowed && consent.SuspendedAt is not null)
        {
            Handover.ToHuman(deciding, "asked again for no more messages");
        }
        else
        {
            Say(deciding, "suspended_question");
        }
    }

    private static void Say(Deciding deciding, string key)
    {
        if (Form.OfText(deciding, key, Values.OfStore(deciding)).Message is { } line)
        {
            Sending.Say(deciding, TouchOrigin.Notice, line);
        }
    }
}
