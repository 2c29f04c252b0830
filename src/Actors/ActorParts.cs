using Conversations.Customers;
using Microsoft.Extensions.Logging;

namespace Conversations.Actors;

/// <summary>What decides; the product's is <see cref="Decider.Decide"/>.</summary>
public delegate Decision Decide(Customer customer, CustomerInput happened, Rules rules);

/// <summary>What every customer's shell of a host shares.</summary>
public sealed record ActorParts
{
    public required ICustomerStore Store { get; init; }

    /// <summary>One turn; the host groups those of different customers.</summary>
    public required Func<Turn, Task<CommitOutcome>> Commit { get; init; }

    public required RulesBook Rules { get; init; }

    public required TimeProvider Time { get; init; }

    /// <summary>Called once after each commit: dispatches the effects, arms the next waking. Must not wait.</summary>
    public required Action<Turn> Committed { get; init; }

    public required ILogger<CustomerActor> Logger { get; init; }

    /// <summary>Written into every turn as the one who carries out its effects.</summary>
    public ProcessId? Process { get; init; }

    /// <summary>What is in memory counts while this stays the same; 0: each call loads first, since another process may have written.</summary>
    public Func<int> Trust { get; init; } = static () => 1;

    public Decide Decide { get; init; } = Decider.Decide;
}
