namespace Conversations.Customers;

/// <summary>Decides what one input means for one customer. Pure: the same arguments give the same decision.</summary>
public static class Decider
{
    /// <summary>Raised when the same inputs would give another state; snapshots written by an older one are a new baseline.</summary>
    public const int Version = 1;

    public static Decision Decide(Customer customer, CustomerInput happened, Rules rules) =>
        new(customer with { Version = customer.Version + 1 }, [], []);
}
