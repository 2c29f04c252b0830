using Conversations.Grains.Wire;
using Orleans.Services;

namespace Conversations.Grains;

/// <summary>A silo as the others ask it: one on each, addressed directly.</summary>
[Alias("conversations.silo")]
public interface ISiloPeer : IGrainService
{
    /// <summary>Waits until nothing is under way there, and says how much ever was.</summary>
    [Alias("settled")]
    Task<SiloStanding> Settled();

    /// <summary>Sets the virtual clock and lets what is due fall.</summary>
    [Alias("advance")]
    Task Advance(DateTimeOffset now);

    /// <summary>The virtual clock was started, stopped or set.</summary>
    [Alias("follow")]
    Task Follow(DateTimeOffset now, bool running);

    /// <summary>What memory holds of a store is dropped.</summary>
    [Alias("forget")]
    Task Forget(string store);

    /// <summary>New rules were published somewhere.</summary>
    [Alias("refresh")]
    Task Refresh();

    /// <summary>Customers (<c>store/customer</c>) whose work stands still there.</summary>
    [Alias("parked")]
    Task<string[]> Parked();

    /// <summary>Somebody listens at that silo: for the next seconds it is told of every commit.</summary>
    [Alias("listens")]
    Task Listens(SiloAddress silo);

    /// <summary>Commits, for those who listen there.</summary>
    [Alias("changed")]
    Task Changed([Immutable] Change[] changes);
}
