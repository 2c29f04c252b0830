using Conversations.Customers;
using Conversations.Journeys;

namespace Conversations.Contact;

/// <summary>What the customer permitted and withdrew, and what follows at once.</summary>
internal static class Consents
{
    /// <summary>Told by the storefront. Older than what is known: kept as it is. Equal times: the stricter. Of what storefronts tell, their own clocks say what came first; against what the customer does here, ours does.</summary>
    public static void Reported(Deciding deciding, CustomerInput.ConsentReported reported)
    {
        var (consent, at, told) = (deciding.Customer.Consent, deciding.Happened.OccurredAt, deciding.Told.OccurredAt);
        if (reported.Granted)
        {
            if (consent.GrantedAt >= at || consent.GrantedAheadAt >= told)
            {
                deciding.Ignore("a newer consent is known");
                return;
            }

            Set(deciding, consent with
            {
                GrantedAt = at,
                GrantedAheadAt = told > at ? told : null,
                Source = reported.ConsentSource,
                Wording = reported.Wording,
                RevokedAheadAt = consent.RevokedAheadAt >= told ? consent.RevokedAheadAt : null,
            });
            deciding.Note(
                "consent.granted",
                $"Consent to WhatsApp marketing, source {reported.ConsentSource ?? "not told"}, at {deciding.Say(at)}.",
                ("source", reported.ConsentSource),
                ("wording", reported.Wording),
                ("at", at.Iso()));
            return;
        }

        if (consent.ResumedAt is { } resumed && resumed > told)
        {
            deciding.Ignore("the customer resumed since");
            return;
        }

        if (consent.StoppedAt >= told || consent.RevokedAheadAt >= told)
        {
            deciding.Ignore("a newer stop is known");
            return;
        }

        Set(deciding, consent with { StoppedAt = consent.StoppedAt > at ? consent.StoppedAt : at, StoppedBy = reported.ConsentSource ?? "storefront", RevokedAheadAt = told > at ? told : null, StopSaidAt = SaidAt(deciding) });
        deciding.Note("consent.revoked", $"Consent to WhatsApp marketing withdrawn, source {reported.ConsentSource ?? "not told"}.", ("source", reported.ConsentSource));
        if (!deciding.Customer.Consent.Allows)
        {
            Endings.EndMarketing(deciding, "consent was withdrawn");
        }
    }

    /// <summary>WhatsApp's own stop and resume: no confirmation is sent, and only resume lifts the stop.</summary>
    public static void Preference(Deciding deciding, bool stop)
    {
        var (consent, at) = (deciding.Customer.Consent, deciding.Happened.OccurredAt);
        var stopped = consent.PlatformStoppedAt is not null;
        if (consent.PlatformPreferenceAt is { } known && (known > at || (known == at && (!stop || stopped))))
        {
            deciding.Ignore("a newer preference of WhatsApp is known");
            return;
        }

        Set(deciding, consent with { PlatformPreferenceAt = at, PlatformStoppedAt = stop ? at : null });
        if (stop)
        {
            deciding.Note("consent.platform-stop", "The customer stopped marketing at WhatsApp; only WhatsApp's resume lifts it.");
            Endings.EndMarketing(deciding, "the customer stopped marketing at WhatsApp");
            TellStore(deciding, "whatsapp");
        }
        else
        {
            deciding.Note("consent.platform-resume", "The customer resumed marketing at WhatsApp.");
        }
    }

    /// <summary>By the customer's own words or button.</summary>
    public static void Stop(Deciding deciding, string by)
    {
        Set(deciding, deciding.Customer.Consent with { StoppedAt = deciding.Now, StoppedBy = by, SuspendedAt = null, StopSaidAt = SaidAt(deciding) });
        deciding.Note("consent.revoked", $"Opted out of marketing with \"{by}\".", ("words", by));
        Endings.EndMarketing(deciding, "the customer opted out");
        TellStore(deciding, "words");
    }

    /// <summary>START and its kin lift what the customer stopped here, not what WhatsApp stopped.</summary>
    public static void Resume(Deciding deciding, string by)
    {
        Set(deciding, deciding.Customer.Consent with { StoppedAt = null, StoppedBy = null, RevokedAheadAt = null, SuspendedAt = null, StopSaidAt = null, ResumedAt = SaidAt(deciding) });
        deciding.Note("consent.resumed", $"Resumed marketing with \"{by}\".", ("words", by));
    }

    public static void Suspend(Deciding deciding, string by)
    {
        Set(deciding, deciding.Customer.Consent with { SuspendedAt = deciding.Now, StopSaidAt = SaidAt(deciding) });
        deciding.Note("consent.suspended", $"Suspended marketing after \"{by}\".", ("words", by));
        Endings.EndMarketing(deciding, "the customer asked for no more messages");
    }

    /// <summary>Said again where marketing is stopped already: neither a START nor a permission from before takes anything back.</summary>
    public static void StopSaid(Deciding deciding) => Set(deciding, deciding.Customer.Consent with { StoppedAt = deciding.Now, StopSaidAt = SaidAt(deciding) });

    /// <summary>The newest of the stops: a START that was said before it takes nothing back.</summary>
    private static DateTimeOffset SaidAt(Deciding deciding) =>
        deciding.Customer.Consent.StopSaidAt is { } before && before > deciding.Happened.OccurredAt ? before : deciding.Happened.OccurredAt;

    private static void Set(Deciding deciding, Consent consent) => deciding.Customer = deciding.Customer with { Consent = consent };

    private static void TellStore(Deciding deciding, string by) =>
        deciding.Do(new Effect.TellStore("consent.revoked", System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty
            .Add("customerId", deciding.Customer.Id.Value)
            .Add("by", by)
            .Add("at", deciding.Now.Iso())));
}
