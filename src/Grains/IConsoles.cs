using Conversations.Grains.Wire;

namespace Conversations.Grains;

/// <summary>Those who watch commits from this silo.</summary>
public interface IConsoles
{
    /// <summary>Somebody watches from another silo.</summary>
    void Listens(SiloAddress silo);

    /// <summary>What another silo committed.</summary>
    void Hear(IReadOnlyList<Change> changes);
}
