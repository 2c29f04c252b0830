using Conversations.Grains.Wire;

namespace Conversations.Grains;

/// <summary>
/// The senders of a store's numbers, each of them once in the whole cluster; the key is the store. The numbers of a store stand in one grain
/// because they share the account, its templates and the messaging limit: a grant looks at all of them at once.
/// </summary>
[Alias("conversations.sender")]
public interface ISenderGrain : IGrainWithStringKey
{
    /// <summary>A touch asks for its slot; told twice it counts once. The grant comes to the customer as an input. Answers once it is sure to come; where this fails, it is to be told again.</summary>
    [Alias("want")]
    Task Want([Immutable] Wish wish);

    /// <summary>The touch does not go.</summary>
    [Alias("return")]
    Task Return([Immutable] Wish returned);

    /// <summary>An error of WhatsApp's that concerns a number or the account.</summary>
    [Alias("told")]
    Task Told([Immutable] Wish told);

    /// <summary>A notice of the platform; durable when this answers.</summary>
    [Alias("notice")]
    Task Notice([Immutable] NoticeLetter notice);

    [Alias("state")]
    Task<NumberStanding> State(string number);

    /// <summary>A sender lost with its silo comes back and finds its wishes in the outbox, and so does one that another took the lease from and left.</summary>
    [Alias("ping")]
    Task Ping();

    /// <summary>What is in memory is dropped (demo reset).</summary>
    [Alias("forget")]
    Task Forget();
}
