using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using Conversations.Carts;
using Conversations.Journeys;
using Conversations.Messages;
using Conversations.Orders;
using Conversations.Threads;

namespace Conversations.Contact;

/// <summary>Gates 1–5: may and should this customer be written to at all?</summary>
internal static class Permission
{
    public static Verdict? Reachable(Candidate candidate)
    {
        var customer = candidate.Customer;
        if (customer.Phone is null && customer.Bsuid is null)
        {
            return Gates.Drop(Gate.Reachable, "no phone and no WhatsApp user id is known");
        }

        return customer.UnreachableAt is { } since
            ? Gates.Drop(Gate.Reachable, $"marked unreachable since {candidate.Deciding.Say(since)}")
            : Gates.Pass(Gate.Reachable, customer.Phone is null ? "by WhatsApp user id" : "by phone");
    }

    public static Verdict? Consented(Candidate candidate)
    {
        var consent = candidate.Customer.Consent;
        return candidate.Purpose switch
        {
            Purpose.Marketing when consent.Allows => Gates.Pass(Gate.Consent, $"opted in, source {consent.Source ?? "not told"}"),
            Purpose.Marketing when consent.PlatformStoppedAt is not null => Gates.Drop(Gate.Consent, "the customer stopped marketing at WhatsApp"),
            Purpose.Marketing when consent.SuspendedAt is not null => Gates.Drop(Gate.Consent, "the customer asked for no more messages"),
            Purpose.Marketing when consent.StoppedAt is not null => Gates.Drop(Gate.Consent, "the customer opted out"),
            Purpose.Marketing => Gates.Drop(Gate.Consent, "no opt-in to WhatsApp marketing is recorded"),
            Purpose.Utility when consent.GrantedAt is not null => Gates.Pass(Gate.Consent, "a consent is recorded"),
            Purpose.Utility when consent.Wrote => Gates.Pass(Gate.Consent, "the customer wrote to us"),
            Purpose.Utility when candidate.Deciding.Policy.CheckoutStatesUtility => Gates.Pass(Gate.Consent, "the store's checkout says so"),
            Purpose.Utility => Gates.Drop(Gate.Consent, "no general permission is recorded"),
            _ => Gates.Pass(Gate.Consent, "a service answer needs none"),
        };
    }

    public static Verdict? StillWanted(Candidate candidate)
    {
        if (candidate is not { Run: { } run, Journey: { } journey })
        {
            return null;
        }

        if (run is { EnteredAt: null, TouchedAt: null } && Starts.Refusal(candidate.Deciding, run, journey) is { } refusal)
        {
            return Gates.Drop(Gate.StillWanted, refusal);
        }

        if (run.DueAt > candidate.Now)
        {
            return Gates.Hold(Gate.StillWanted, run.DueAt, "the subject has changed since");
        }

        if (OrderBook.Overtakes(candidate.Customer, run, journey))
        {
            return Gates.Drop(Gate.StillWanted, run.Trigger == Trigger.OrderPaid ? "the order has gone on since it was paid" : "the order was delivered since");
        }

        var basket = Baskets.BySubject(candidate.Customer, run.Subject);
        if (basket is { State: not BasketState.Open })
        {
            return Gates.Drop(Gate.StillWanted, $"the {Customers.Sayings.Word(basket.Content.Kind)} is {Customers.Sayings.Word(basket.State)}");
        }

        return basket is { Content.Items: { Length: > 0 } items } && items.All(item => item.SoldOut)
            ? Gates.Hold(Gate.StillWanted, run.ExpiresAt, "everything in it is sold out")
            : Gates.Pass(Gate.StillWanted, "the run goes on");
    }

    /// <summary>A stable share of customers per marketing journey gets nothing, so that the lift can be measured.</summary>
    public static Verdict? Holdout(Candidate candidate)
    {
        if (candidate is not { Purpose: Purpose.Marketing, Journey: { Holdout: true } journey, Run: { Subscribed: false } })
        {
            return null;
        }

        var percent = candidate.Deciding.Policy.HoldoutPercent;
        var bucket = Bucket($"{candidate.Customer.Store}|{candidate.Customer.Id}|{journey.Name}|{candidate.Deciding.Policy.HoldoutSalt}", 100);
        return bucket < percent
            ? Gates.Drop(Gate.Holdout, $"holdout: in the {percent} % of {journey.Name} that get nothing")
            : Gates.Pass(Gate.Holdout, $"treated (bucket {bucket}, holdout below {percent})");
    }

    public static Verdict? QuietThread(Candidate candidate)
    {
        var (thread, policy) = (candidate.Customer.Thread, candidate.Deciding.Policy);
        var payment = candidate is { Purpose: Purpose.Utility, Run.Trigger: Trigger.PaymentMissing };
        if (candidate.Purpose == Purpose.Service || (candidate.Purpose == Purpose.Utility && !payment))
        {
            return null;
        }

        if (OfAHuman(thread.State) is { } hands && (thread.State == ThreadState.Human || !payment))
        {
            return Gates.Hold(Gate.QuietThread, candidate.Run!.ExpiresAt, hands);
        }

        if (payment)
        {
            return Gates.Pass(Gate.QuietThread, "no human has the conversation");
        }

        if (thread.Unanswered.Length > 0)
        {
            return Gates.Hold(Gate.QuietThread, candidate.Now + TimeSpan.FromHours(1), "a question of the customer is unanswered");
        }

        var quietUntil = thread.HumanClosedAt + policy.QuietAfterHuman;
        return quietUntil > candidate.Now && candidate.Journey is not { WithinWindow: true }
            ? Gates.Hold(Gate.QuietThread, quietUntil.Value, $"a human closed the conversation less than {policy.QuietAfterHuman.TotalHours:0.#} h ago")
            : Gates.Pass(Gate.QuietThread, "the conversation is quiet");
    }

    /// <summary>Why a touch waits until the conversation changes hands; null: it does not.</summary>
    public static string? OfAHuman(ThreadState state) => state switch
    {
        ThreadState.Human => "a human has the conversation",
        ThreadState.Waiting => "the conversation waits for a human",
        _ => null,
    };

    /// <summary>A stable number below <paramref name="buckets"/> for a text.</summary>
    public static int Bucket(string text, int buckets) =>
        (int)(BinaryPrimitives.ReadUInt32BigEndian(SHA256.HashData(Encoding.UTF8.GetBytes(text))) % (uint)buckets);
}
