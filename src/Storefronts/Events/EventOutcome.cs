using System.Collections.Immutable;
using Conversations.Customers;
using Conversations.Identity;

namespace Conversations.Storefronts.Events;

/// <summary>What became of one event of <c>POST …/events</c>.</summary>
public abstract record EventOutcome
{
    private EventOutcome()
    {
    }

    /// <summary>What was put aside though the event was kept, in sentences that name the field; null where nothing was.</summary>
    public string? Note { get; init; }

    /// <summary>Concerns one customer; the input's aliases say whose it is.</summary>
    public sealed record Translated(string Id, CustomerInput Input) : EventOutcome;

    /// <summary>News of a product: no customer, fans out.</summary>
    public sealed record News(string Id, CustomerInput.ProductNews Input) : EventOutcome;

    /// <summary><c>customer.redacted</c>: erase whoever is behind these.</summary>
    public sealed record Redact(string Id, ImmutableArray<Alias> Aliases) : EventOutcome;

    /// <summary>Not understood: which fields, what was found, what is allowed. <paramref name="Id"/> null: it had none that can be read.</summary>
    public sealed record Rejected(string? Id, string Problem) : EventOutcome;
}

/// <summary>What became of the body as a whole.</summary>
public abstract record BatchOutcome
{
    private BatchOutcome()
    {
    }

    /// <summary>What 1–500 events were read as, in order.</summary>
    public sealed record Events(ImmutableArray<EventOutcome> Items) : BatchOutcome;

    /// <summary>Nothing of it was taken.</summary>
    public sealed record Refused(string Problem) : BatchOutcome;
}
