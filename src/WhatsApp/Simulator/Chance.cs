namespace Conversations.WhatsApp.Simulator;

/// <summary>Chance that repeats itself from the same seed on every release of the runtime (SplitMix64).</summary>
internal sealed class Chance
{
    private const ulong Seed = 20260101;

    private readonly Lock gate = new();
    private ulong state = Seed;

    public void Restart()
    {
        lock (gate)
        {
            state = Seed;
        }
    }

    /// <summary>At least 0, below 1.</summary>
    public double Next()
    {
        lock (gate)
        {
            state += 0x9E3779B97F4A7C15;
            var mixed = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
            mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
            return ((mixed ^ (mixed >> 31)) >> 11) * (1.0 / (1UL << 53));
        }
    }

    /// <summary>Draws nothing at a rate of zero, so that a fault that is off does not move the others.</summary>
    public bool Happens(double rate) => rate > 0 && Next() < rate;
}
