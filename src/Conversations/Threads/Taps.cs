using Conversations.Customers;
using Conversations.Journeys;
using Conversations.Messages;

namespace Conversations.Threads;

/// <summary>Taps on our own buttons. Payloads are ours; labels are not looked at.</summary>
internal static class Taps
{
    /// <summary>What a quick reply carries that opts out.</summary>
    public const string OptOutPayload = "opt-out";

    /// <summary>False where the payload is not one of the engine's: the label is then read as text.</summary>
    public static bool Take(Deciding deciding, InboundMessage message, string payload)
    {
        switch (payload)
        {
            case OptOutPayload:
                Leaving.Stop(deciding, message.Text ?? payload);
                return true;
            case "question":
                Invite(deciding, "question_invite");
                return true;
            case "cod-confirm":
                Confirm(deciding);
                return true;
            case "cod-cancel":
                CashOnDelivery(deciding, "the customer wants to cancel the order");
                return true;
            case "cod-change-address":
                CashOnDelivery(deciding, "the customer wants to change the address");
                return true;
            default:
                return false;
        }
    }

    /// <summary>The customer greets or wants to ask something: what is it?</summary>
    public static void Invite(Deciding deciding, string sentence)
    {
        Passage.Pause(deciding);
        if (deciding.Customer.Thread.State is ThreadState.Waiting or ThreadState.Human)
        {
            deciding.Note("message.for-human", "A human has the conversation.");
        }
        else if (Form.OfText(deciding, sentence, Values.OfStore(deciding)).Message is { } line)
        {
            Assistance.Enter(deciding);
            Sending.Say(deciding, TouchOrigin.Notice, line);
            deciding.Note("message.answered", "The customer was invited to ask.");
        }
    }

    private static void Confirm(Deciding deciding)
    {
        var run = deciding.Customer.Runs.FirstOrDefault(run => run.Trigger == Trigger.CashOnDelivery);
        var order = Orders.OrderBook.Find(deciding.Customer, run?.OrderId)
            ?? deciding.Customer.Orders.LastOrDefault(order => Orders.OrderBook.IsOpen(order) && order.Content.PaymentMethod == Orders.PaymentMethod.CashOnDelivery);
        if (order is null)
        {
            deciding.Note("message.recorded", "A confirmation without an order that waits for one.", ("rule", "nothing to confirm"));
            return;
        }

        var number = order.Content.Number ?? order.Content.Id;
        deciding.Note("order.confirmed", $"The customer confirmed order {number}, to be paid at the door.", ("order", order.Content.Id));
        deciding.Do(new Effect.TellStore("order.confirmed", System.Collections.Immutable.ImmutableSortedDictionary<string, string>.Empty.Add("orderId", order.Content.Id)));
        if (run is not null)
        {
            Endings.End(deciding, run, "the customer confirmed");
        }

        var values = Values.OfStore(deciding);
        values["number"] = number;
        if (Form.OfText(deciding, "cod_confirmed", values).Message is { } line)
        {
            Sending.Say(deciding, TouchOrigin.Notice, line);
        }
    }

    private static void CashOnDelivery(Deciding deciding, string reason)
    {
        foreach (var run in deciding.Customer.Runs.Where(run => run.Trigger == Trigger.CashOnDelivery))
        {
            Endings.End(deciding, run, reason);
        }

        Handover.ToHuman(deciding, reason);
    }
}
