using Conversations.Actors;
using Conversations.Customers;
using Conversations.Messages;

namespace Conversations.Simulation.Checks;

/// <summary>L8: what becomes of a touch is told, from its wish to its end.</summary>
internal sealed class FactLaws
{
    private readonly Dictionary<string, CustomerKey> wanted = [];
    private readonly HashSet<string> final = [];

    /// <param name="customer">Whose turn it was.</param>
    /// <param name="one">What was decided.</param>
    /// <param name="ends">The touch whose attempt has its first outcome by this.</param>
    public (string Law, string How)? Look(CustomerKey customer, Decided one, string? ends)
    {
        foreach (var row in one.Effects)
        {
            if (row.Effect is Effect.WantSlot want)
            {
                wanted[Laws.TouchOf(customer.Customer.Value, want.TouchId)] = customer;
            }
        }

        var told = one.Facts
            .Where(fact => fact.Kind.StartsWith("touch.", StringComparison.Ordinal) && fact.Data.ContainsKey("touch"))
            .ToLookup(fact => Laws.TouchOf(customer.Customer.Value, fact.Data["touch"]), fact => fact.Kind);
        foreach (var touch in told)
        {
            if (touch.Any(kind => kind is "touch.claimed" or "touch.dropped"))
            {
                wanted.Remove(touch.Key);
            }

            if (touch.Contains("touch.unknown-final"))
            {
                final.Add(touch.Key);
            }
        }

        if (one.Input is CustomerInput.SlotGranted granted)
        {
            wanted.Remove(Laws.TouchOf(customer.Customer.Value, granted.TouchId));
        }

        return ends is null || told.Contains(ends) || final.Contains(ends) ? null : ("L8 every outcome has a fact", $"{one.Input.GetType().Name} of {ends}");
    }

    /// <summary>Nobody waits for what is gone, and what nobody will ever know has been told.</summary>
    public (string Law, string How)? AtRest(CustomerKey key, Customer customer)
    {
        foreach (var touch in customer.Touches)
        {
            var name = Laws.TouchOf(key.Customer.Value, touch.Id);
            if (touch is { State: TouchState.Unknown, DueAt: null } && !final.Contains(name))
            {
                return ("L8 every outcome has a fact", $"{name} is unknown for good");
            }

            if (touch.State == TouchState.Dropped && wanted.ContainsKey(name))
            {
                return ("L8 every message not sent has a fact", $"{name} was dropped");
            }
        }

        return null;
    }
}
