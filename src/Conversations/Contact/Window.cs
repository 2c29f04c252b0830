using Conversations.Customers;
using Conversations.Identity;

namespace Conversations.Contact;

/// <summary>The 24 h after the customer's last inbound message to a number, in which free text may be sent (M:messages/send-messages).</summary>
public static class Window
{
    public static TimeSpan Length { get; } = TimeSpan.FromHours(24);

    /// <summary>When the window of this number closes; null where it was never open.</summary>
    public static DateTimeOffset? ClosesAt(Customer customer, NumberId number) =>
        customer.Thread.InboundByNumber.TryGetValue(number.Value, out var at) ? at + Length : null;

    public static bool IsOpen(Customer customer, NumberId number, DateTimeOffset now) => ClosesAt(customer, number) > now;

    /// <summary>The number a customer is written to from: the one last written to, else the country's, else the default.</summary>
    public static NumberPolicy NumberFor(Customer customer, Policy policy)
    {
        var country = customer.Phone?.Country ?? customer.Profile.Country;
        return policy.Numbers.FirstOrDefault(number => number.Id == customer.Thread.LastNumber)
            ?? (country is null ? null : policy.Numbers.FirstOrDefault(number => number.Countries.Contains(country)))
            ?? policy.Numbers.FirstOrDefault(number => number.Default)
            ?? policy.Numbers[0];
    }
}
