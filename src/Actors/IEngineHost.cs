using Conversations.Actors.Sending;
using Conversations.Identity;

namespace Conversations.Actors;

/// <summary>The engine as seen by whoever runs it: in one process, or in a cluster of them.</summary>
public interface IEngineHost : IEngine
{
    /// <summary>Where the platform's notices about numbers, accounts and templates go.</summary>
    ISenders Senders { get; }

    /// <summary>True while it takes inputs.</summary>
    bool Ready { get; }

    /// <summary>Carries on where the last run stopped, then takes inputs.</summary>
    Task StartAsync(CancellationToken cancellationToken);

    /// <summary>Takes nothing new from outside and waits for what is under way; what remains is in the outbox.</summary>
    Task StopAsync(CancellationToken cancellationToken);

    /// <summary>Customers in memory whose work stands still after repeated faults.</summary>
    Task<IReadOnlyList<CustomerKey>> Parked(CancellationToken cancellationToken);

    /// <summary>Lets a parked customer's work go on: what it was to do, then whatever it is handed.</summary>
    Task Release(CustomerKey customer, CancellationToken cancellationToken);

    /// <summary>Empties a store (demo reset) with all that memory holds of it. Nothing of it may be under way.</summary>
    Task Empty(StoreId store, CancellationToken cancellationToken);
}
