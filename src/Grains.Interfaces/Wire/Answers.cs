namespace Conversations.Grains.Wire;

/// <summary>What became of an input.</summary>
public enum AnswerKind
{
    Accepted,
    Repeated,

    /// <summary>Not taken: too much waits, or the silo is stopping. Again later.</summary>
    Overloaded,

    /// <summary>Not taken: the decider failed on it.</summary>
    Fault,

    /// <summary>Not taken: the customer stands still after repeated faults.</summary>
    Parked,

    /// <summary>The storage failed; whether it was taken is not known.</summary>
    Failed,

    /// <summary>Not taken: the customer was only remembered to go by these aliases.</summary>
    Stranger,
}

[GenerateSerializer]
[Alias("conversations.answer")]
public readonly record struct Answer([property: Id(0)] AnswerKind Kind)
{
    /// <summary>Of a tombstone: where the customer went.</summary>
    [Id(1)]
    public string? MovedTo { get; init; }

    /// <summary>Of a failure: why. Holds nothing personal.</summary>
    [Id(2)]
    public string? Why { get; init; }

    /// <summary>True where the customer was erased: whoever the input is about now is to be found anew.</summary>
    [Id(3)]
    public bool Erased { get; init; }
}

/// <summary>How a number stands: its capacity as text, and how many touches wait for it.</summary>
[GenerateSerializer]
[Alias("conversations.number")]
public readonly record struct NumberStanding([property: Id(0)] string Capacity, [property: Id(1)] int Waiting);

/// <summary>A silo that has settled. <paramref name="Begun"/>: pieces of work ever begun there. <paramref name="NextDue"/>: its next timer on the virtual clock.</summary>
[GenerateSerializer]
[Alias("conversations.standing")]
public readonly record struct SiloStanding([property: Id(0)] long Begun, [property: Id(1)] DateTimeOffset? NextDue);
