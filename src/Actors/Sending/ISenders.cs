using Conversations.Contact;
using Conversations.Customers;
using Conversations.Identity;

namespace Conversations.Actors.Sending;

/// <summary>The senders of all numbers. A grant comes back to the customer as an input.</summary>
public interface ISenders
{
    /// <summary>A touch asks for its slot. A wish told twice counts once.</summary>
    Task Want(EffectRow row, Effect.WantSlot want);

    /// <summary>The touch does not go: its slot, or its place in the queue, is another's. What it asked for after that stays.</summary>
    Task Return(EffectRow row, Effect.ReturnSlot returned);

    /// <summary>An error that concerns a number or the account, by its code.</summary>
    Task Told(StoreId store, Effect.TellSender told);

    /// <summary>A notice of the platform (account, number or template webhook; a synchronized catalogue). Durable when this answers.</summary>
    Task Notice(StoreId store, PlatformNotice notice, CancellationToken cancellationToken);

    /// <summary>How a number stands now, and how many touches wait for it.</summary>
    Task<(Capacity Capacity, int Waiting)> State(StoreId store, NumberId number, CancellationToken cancellationToken);
}
