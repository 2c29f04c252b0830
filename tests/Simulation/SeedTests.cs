using Shouldly;
using Xunit;

namespace Conversations.Simulation;

public sealed class SeedTests
{
    [Fact]
    public void All_laws_hold_over_the_fixed_seeds()
    {
        var outcomes = Program.RunAll(Program.First(2_000));

        outcomes.Where(outcome => outcome.Broken is not null).Select(outcome => $"seed {outcome.Seed}: {outcome.Broken}").Take(10).ShouldBeEmpty();
        outcomes.Sum(outcome => outcome.Marketing).ShouldBeGreaterThan(2_000);
        outcomes.Sum(outcome => outcome.Crashes).ShouldBeGreaterThan(700);
    }

    [Fact]
    public void All_laws_hold_in_a_wider_world()
    {
        var outcomes = Program.RunAll(Program.From(World.WideFrom, 1_000));

        outcomes.Where(outcome => outcome.Broken is not null).Select(outcome => $"seed {outcome.Seed}: {outcome.Broken}").Take(10).ShouldBeEmpty();
        outcomes.Sum(outcome => outcome.Marketing).ShouldBeGreaterThan(1_000);
        outcomes.Sum(outcome => outcome.Crashes).ShouldBeGreaterThan(350);
    }

    [Theory]
    [InlineData(61, "A START said before the STOP and heard after it takes nothing back")]
    [InlineData(211, "Who is erased while another one moves into it does not come back")]
    [InlineData(266, "What reaches a customer right after its erasure starts a new life under a new name")]
    [InlineData(297, "A customer erased before it was merged brings nothing along")]
    [InlineData(705, "A slot used hours after its grant is still within the portfolio's limit")]
    [InlineData(3261, "Who is erased while it moves into another takes that one along")]
    [InlineData(1576, "A commit of which nobody asks again is cleared up, and what it handed on arrives")]
    [InlineData(2871, "A wish for silence said while WhatsApp's own stop is in force outlives it")]
    [InlineData(9_423_497, "Who was erased while another moved into it is woken in its new life")]
    [InlineData(1764, "A slot that comes half a day late is not used")]
    [InlineData(204_290, "Nobody moves into a customer in the middle of its erasure")]
    [InlineData(207_947, "The erasure of one who moved into somebody who is gone comes to an end")]
    [InlineData(202_780, "A slot given back late takes nothing from the one asked for since")]
    [InlineData(10_000_775, "A permission from between a stop and a later wish for silence lifts nothing")]
    [InlineData(10_010_044, "A permission that its source gave before a revocation lifts nothing, whatever our clock says")]
    [InlineData(10_000_204, "A permission that its source gave before another one lifts no wish for silence from between, however late it is told")]
    [InlineData(10_011_924, "A retry that is given up gives no slot back, for the first try used it")]
    [InlineData(10_103_316, "Who somebody was is handed on before what was told of it since")]
    [InlineData(10_201_949, "Who was written to counts although another slot of theirs was given back")]
    public void Seeds_that_once_broke_a_law_hold(int seed, string law) =>
        World.Run((ulong)seed).Broken.ShouldBeNull(law);
}
