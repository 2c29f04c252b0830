using Conversations.Customers;
using Conversations.Identity;

namespace Conversations.Actors;

/// <summary>What became of an input handed to the engine.</summary>
public enum Taken
{
    Accepted,
    Repeated,
}

/// <summary>What translators produce: an input without its customer; the aliases say whose it is.</summary>
public sealed record Addressed(StoreId Store, CustomerInput Input);

/// <summary>An input's fate: which customer it went to, and whether it had been received before.</summary>
public sealed record Receipt(CustomerId Customer, Taken Taken);

/// <summary>A host of customers: in one process, or an Orleans cluster. Every answer comes after the commit.</summary>
public interface IEngine
{
    /// <summary>Resolves whose input it is (creating, merging, parting customers) and hands it in; answers when it is durable.</summary>
    Task<Receipt> Take(Addressed input, CancellationToken cancellationToken);

    /// <summary>Hands an input to a known customer; answers when it is durable.</summary>
    Task<Taken> Tell(CustomerKey customer, CustomerInput input, CancellationToken cancellationToken);

    /// <summary>The customer's state after all that was taken so far; null where nothing is known of it. Follows tombstones.</summary>
    Task<Customer?> Look(CustomerKey customer, CancellationToken cancellationToken);

    /// <summary>News of a product: starts the durable fan-out. False where the event was received before.</summary>
    Task<bool> Announce(StoreId store, string source, CustomerInput.ProductNews news, CancellationToken cancellationToken);

    /// <summary>Erases everything personal of a customer, under every alias; an opt-out survives as a keyed hash.</summary>
    Task Erase(CustomerKey customer, CancellationToken cancellationToken);
}
