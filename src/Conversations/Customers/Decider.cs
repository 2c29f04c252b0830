using System.Diagnostics;
using Conversations.Carts;
using Conversations.Contact;
using Conversations.Journeys;
using Conversations.Messages;
using Conversations.Orders;
using Conversations.Threads;

namespace Conversations.Customers;

/// <summary>Decides what one input means for one customer. Pure: the same arguments give the same decision.</summary>
public static class Decider
{
    /// <summary>Raised when the same inputs would give another state; snapshots written by an older one are a new baseline.</summary>
    public const int Version = 7;

    public static Decision Decide(Customer customer, CustomerInput happened, Rules rules)
    {
        var deciding = new Deciding(customer, happened, rules);
        if (customer.MovedTo is { } to)
        {
            Merging.Forward(deciding, to);
            return deciding.Decide();
        }

        Profiles.Learn(deciding);
        Take(deciding, deciding.Happened);
        if (deciding.Customer.MovedTo is null)
        {
            Passage.Advance(deciding);
            deciding.Customer = Bounds.Trim(deciding.Customer, deciding.Now);
            deciding.Customer = deciding.Customer with { DueAt = Wakeups.Next(deciding.Customer, rules) };
        }

        if (!deciding.Noted)
        {
            deciding.Ignore("nothing is due and nothing has changed");
        }

        return deciding.Decide();
    }

    private static void Take(Deciding deciding, CustomerInput happened)
    {
        switch (happened)
        {
            case CustomerInput.ProfileReported:
            case CustomerInput.Woken:
                break;
            case CustomerInput.ProductViewed viewed:
                Browsing.Viewed(deciding, viewed.Product);
                break;
            case CustomerInput.BasketChanged changed:
                Baskets.Change(deciding, changed.Basket);
                break;
            case CustomerInput.BasketEmptied emptied:
                Baskets.Empty(deciding, emptied.BasketKind, emptied.BasketId);
                break;
            case CustomerInput.OrderReported reported:
                OrderBook.Report(deciding, reported.Event, reported.Order);
                break;
            case CustomerInput.CompanionsCounted counted:
                Companions.Counted(deciding, counted);
                break;
            case CustomerInput.StockSubscribed subscribed:
                Browsing.Subscribed(deciding, subscribed.Product);
                break;
            case CustomerInput.ProductNews news:
                Browsing.News(deciding, news);
                break;
            case CustomerInput.ConsentReported consent:
                Consents.Reported(deciding, consent);
                break;
            case CustomerInput.PreferenceReported preference:
                Consents.Preference(deciding, preference.Stop);
                break;
            case CustomerInput.IdentityLost lost:
                Profiles.Lose(deciding, lost.Alias);
                break;
            case CustomerInput.IdentityChanged changed:
                Profiles.Change(deciding, changed);
                break;
            case CustomerInput.Moved moved:
                Merging.Move(deciding, moved.To);
                break;
            case CustomerInput.Absorbed absorbed:
                Merging.Absorb(deciding, absorbed.Snapshot);
                break;
            default:
                TakeMessages(deciding, happened);
                break;
        }
    }

    private static void TakeMessages(Deciding deciding, CustomerInput happened)
    {
        switch (happened)
        {
            case CustomerInput.MessageReceived received:
                Inbound.Receive(deciding, received.Message, received.Number);
                break;
            case CustomerInput.MessageEchoed echoed:
                Operators.Echoed(deciding, echoed);
                break;
            case CustomerInput.Answered answered:
                Assistance.Answered(deciding, answered);
                break;
            case CustomerInput.TakenOver taken:
                Operators.TakeOver(deciding, taken.Operator);
                break;
            case CustomerInput.HandedBack back:
                Operators.HandBack(deciding, back.Operator);
                break;
            case CustomerInput.ThreadClosed closed:
                Operators.Close(deciding, closed.Operator);
                break;
            case CustomerInput.OperatorReplied replied:
                Operators.Reply(deciding, replied);
                break;
            case CustomerInput.Assigned assigned:
                Operators.Assign(deciding, assigned);
                break;
            case CustomerInput.Noted noted:
                Operators.AddNote(deciding, noted);
                break;
            case CustomerInput.Labelled labelled:
                Operators.Label(deciding, labelled);
                break;
            case CustomerInput.SlotGranted granted:
                Sending.Granted(deciding, granted.TouchId, granted.Capacity);
                break;
            case CustomerInput.SendAccepted accepted:
                Outcomes.Accepted(deciding, accepted);
                break;
            case CustomerInput.SendRejected rejected:
                Outcomes.Rejected(deciding, rejected);
                break;
            case CustomerInput.SendUnknown unknown:
                Outcomes.Unknown(deciding, unknown);
                break;
            case CustomerInput.DeliveryReported reported:
                Outcomes.Reported(deciding, reported);
                break;
            default:
                throw new UnreachableException($"No arm for {happened.GetType().Name}.");
        }
    }
}
