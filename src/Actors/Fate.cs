using Conversations.Identity;

namespace Conversations.Actors;

/// <summary>What became of one input of a batch: taken, or why not.</summary>
public readonly record struct Fate(Taken Taken, Exception? Error)
{
    /// <summary>Where it went on to, when the customer is a tombstone.</summary>
    public CustomerId? MovedTo { get; init; }

    /// <summary>True where the customer was erased after the input had been found to be its: whoever it is about now is to be found anew.</summary>
    public bool Erased { get; init; }

    /// <summary>True where the input was not taken: the customer was only remembered to go by its aliases, and does not (any more).</summary>
    public bool Stranger { get; init; }
}
