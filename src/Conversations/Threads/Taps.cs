using System.Collections.Immutable;
using Conversations.Customers;
using Conversations.Journeys;
using Conversations.Messages;
using Conversations.Orders;

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
                Confirm(deciding, message);
                return true;
            case "cod-cancel":
                CashOnDelivery(deciding, message, "cancel");
                return true;
            case "cod-change-address":
                CashOnDelivery(deciding, message, "change the address of");
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

    private static void Confirm(Deciding deciding, InboundMessage message)
    {
        if (Tapped(deciding.Customer, message) is not { ConfirmedAt: null } order || !OrderBook.IsOpen(order))
        {
            Inbound.Recorded(deciding, message, "no order waits for this confirmation");
            return;
        }

        var number = order.Content.Number ?? order.Content.Id;
        OrderBook.Put(deciding, order with { ConfirmedAt = deciding.Happened.OccurredAt });
        deciding.Note("order.confirmed", $"The customer confirmed order {number}, to be paid at the door.", ("order", order.Content.Id));
        deciding.Do(new Effect.TellStore("order.confirmed", ImmutableSortedDictionary<string, string>.Empty.Add("orderId", order.Content.Id)));
        EndRunOf(deciding, order, "the customer confirmed");
        var values = Values.OfStore(deciding);
        values["number"] = number;
        if (Form.OfText(deciding, "cod_confirmed", values).Message is { } line)
        {
            Sending.Say(deciding, TouchOrigin.Notice, line);
        }
    }

    private static void CashOnDelivery(Deciding deciding, InboundMessage message, string wish)
    {
        var order = Tapped(deciding.Customer, message);
        var reason = order is null ? $"the customer wants to {wish} an order" : $"the customer wants to {wish} order {order.Content.Number ?? order.Content.Id}";
        if (order is not null)
        {
            EndRunOf(deciding, order, reason);
        }

        Handover.ToHuman(deciding, reason);
    }

    /// <summary>The order that the tapped message is about. Where the message is not told or not known any more: the one that waits, if no other could be meant.</summary>
    private static Order? Tapped(Customer customer, InboundMessage message)
    {
        if (message.ReplyTo is { } wamid && customer.Touches.FirstOrDefault(touch => touch.Wamid == wamid) is { } touch)
        {
            return OrderBook.Find(customer, touch.OrderId ?? customer.Runs.FirstOrDefault(run => run.Id == touch.RunId)?.OrderId);
        }

        var waiting = customer.Orders.Where(order => OrderBook.IsOpen(order) && order is { ConfirmedAt: null, Content.PaymentMethod: PaymentMethod.CashOnDelivery }).ToList();
        if (message.ReplyTo is not null)
        {
            return waiting is [var only] ? only : null;
        }

        var run = customer.Runs.FirstOrDefault(run => run.Trigger == Trigger.CashOnDelivery);
        return OrderBook.Find(customer, run?.OrderId) ?? waiting.LastOrDefault();
    }

    private static void EndRunOf(Deciding deciding, Order order, string reason)
    {
        foreach (var run in deciding.Customer.Runs.Where(run => run.Trigger == Trigger.CashOnDelivery && run.OrderId == order.Content.Id))
        {
            Endings.End(deciding, run, reason);
        }
    }
}
