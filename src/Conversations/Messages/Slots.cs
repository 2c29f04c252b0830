using Conversations.Contact;
using Conversations.Customers;
using Conversations.Identity;

namespace Conversations.Messages;

/// <summary>What is asked of the number's sender, and given back to it.</summary>
internal static class Slots
{
    public static void Ask(Deciding deciding, Touch touch, OutboundMessage? message)
    {
        var customer = deciding.Customer;
        var number = touch.Number ?? Window.NumberFor(customer, deciding.Policy).Id;
        var template = message as OutboundMessage.Template;
        deciding.Do(new Effect.WantSlot(
            touch.Id,
            number,
            Recipient(customer),
            touch.Purpose,
            touch.Priority,
            touch.Value,
            Window.ClosesAt(customer, number),
            template?.Name,
            template?.Language,
            Price(deciding, touch.Purpose, message, number)));
    }

    private static decimal Price(Deciding deciding, Purpose purpose, OutboundMessage? message, NumberId number) =>
        deciding.Policy.DailyBudget is null || purpose != Purpose.Marketing || message is null
            ? 0
            : MessagePrices.Of(message, deciding.Phone?.Country ?? deciding.Customer.Profile.Country, Window.IsOpen(deciding.Customer, number, deciding.Now), deciding.Now);

    /// <summary>The slot was granted, or is still wanted, and is not used.</summary>
    public static void Return(Deciding deciding, Touch? touch, string touchId) => deciding.Do(new Effect.ReturnSlot(
        touchId,
        touch?.Number ?? Window.NumberFor(deciding.Customer, deciding.Policy).Id,
        Recipient(deciding.Customer)));

    public static string Recipient(Customer customer) => customer.Phone?.E164 ?? customer.Bsuid ?? customer.Id.Value;
}
