using Conversations.Customers;
using Conversations.Journeys;
using Conversations.Messages;

namespace Conversations.Threads;

/// <summary>Sees to it that no conversation is forgotten: asks the assistant, closes what fell silent, alerts for what waits too long.</summary>
internal static class Attention
{
    public static void Advance(Deciding deciding)
    {
        var thread = deciding.Customer.Thread;
        if (thread is { State: ThreadState.Assistant, AskAt: { } ask } && ask <= deciding.Now)
        {
            Assistance.Ask(deciding);
        }
        else if (thread is { State: ThreadState.Assistant, AskedAt: { } asked } && asked + Assistance.Patience <= deciding.Now)
        {
            Handover.ToHuman(deciding, "the assistant did not answer in time");
        }

        thread = deciding.Customer.Thread;
        if (thread is { State: ThreadState.Waiting, Alerted: false, Since: { } since } && since + deciding.Policy.ServiceLevel <= deciding.Now)
        {
            Lines.Set(deciding, thread with { Alerted = true });
            deciding.Note("thread.service-level", $"The customer has waited {deciding.Policy.ServiceLevel.TotalMinutes:0} min for a human.");
            deciding.Do(new Effect.RaiseAlert("thread.service-level", "a customer waits longer than the service level"));
        }

        if (ClosesAt(deciding.Customer, deciding.Policy) is { } closes && closes <= deciding.Now)
        {
            Close(deciding, "24 h of silence", human: false);
        }
    }

    /// <summary>When the assistant's thread closes for silence; null for every other.</summary>
    public static DateTimeOffset? ClosesAt(Customer customer, Policy policy) =>
        customer.Thread is { State: ThreadState.Assistant, Unanswered.Length: 0, Since: { } since } thread
            ? (thread.Lines is [.., var last] && last.At > since ? last.At : since) + policy.AssistantCloses
            : null;

    public static void Close(Deciding deciding, string reason, bool human)
    {
        var thread = deciding.Customer.Thread;
        Lines.Set(deciding, thread with
        {
            State = ThreadState.Closed,
            Since = deciding.Now,
            Epoch = thread.Epoch + 1,
            HumanClosedAt = human ? deciding.Now : thread.HumanClosedAt,
            Unanswered = [],
            AskAt = null,
            AskedAt = null,
            Unread = 0,
            Operator = null,
            Reason = null,
            Summary = null,
            HandoverTold = false,
            Introduced = false,
            AssistantTurns = 0,
            LastQuestion = null,
            SuggestedReply = null,
        });
        deciding.Note("thread.closed", $"The conversation was closed: {reason}.", ("reason", reason));
        Passage.Unpause(deciding);
    }

    /// <summary>A reply went out: what it answers is answered.</summary>
    public static void Delivered(Deciding deciding, Touch touch)
    {
        if (touch.Origin is TouchOrigin.Answer or TouchOrigin.Operator)
        {
            var thread = deciding.Customer.Thread;
            var rest = touch.Origin == TouchOrigin.Answer && touch.ReplyTo is { } last && thread.Unanswered.IndexOf(last) is var place and >= 0
                ? thread.Unanswered.RemoveRange(0, place + 1)
                : touch.Origin == TouchOrigin.Operator ? [] : thread.Unanswered;
            Lines.Set(deciding, thread with { Unanswered = rest, Unread = 0 });
            deciding.Note("message.answered", "The customer's messages were answered.", ("by", Sayings.Word(touch.Origin)));
        }
    }

    /// <summary>A reply did not get through: a person was waiting for it, so a human is shown.</summary>
    public static void Undelivered(Deciding deciding, Touch touch)
    {
        if (touch.Origin is TouchOrigin.Answer or TouchOrigin.Operator)
        {
            Handover.ToHuman(deciding, "a reply may not have reached the customer", tellCustomer: false);
            deciding.Do(new Effect.RaiseAlert("thread.undelivered", "a reply may not have reached its customer"));
        }
    }
}
