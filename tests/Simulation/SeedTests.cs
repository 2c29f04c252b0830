using Shouldly;
using Xunit;

namespace Conversations.Simulation;

public sealed class SeedTests
{
    [Fact]
    public void All_laws_hold_over_the_fixed_seeds()
    {
        var seeds = Enumerable.Range(1, 150).Select(seed => (ulong)seed).ToArray();
        var outcomes = Program.RunAll(seeds);

        outcomes.Where(outcome => outcome.Broken is not null).Select(outcome => $"seed {outcome.Seed}: {outcome.Broken}").Take(10).ShouldBeEmpty();
        outcomes.Sum(outcome => outcome.Marketing).ShouldBeGreaterThan(0);
    }
}
