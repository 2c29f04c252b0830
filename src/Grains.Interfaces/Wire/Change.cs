namespace Conversations.Grains.Wire;

/// <summary>A commit as consoles hear of it. Holds nothing personal.</summary>
[GenerateSerializer]
[Alias("conversations.change")]
public readonly record struct Change(
    [property: Id(0)] string Store,
    [property: Id(1)] string Customer,
    [property: Id(2)] long Version,
    [property: Id(3)] string ThreadState,
    [property: Id(4)] bool Thread);
