using Conversations.Customers;
using Shouldly;
using Xunit;

namespace Conversations.Actors.Tests;

/// <summary>What another version of the decider wrote is the baseline from which the log is folded (L6).</summary>
public sealed class SealingTests
{
    private readonly Host host = new(decide: Decider.Decide);

    [Fact]
    public void The_first_turn_of_a_new_decider_seals_what_the_old_one_left_and_the_next_does_not()
    {
        host.Tell("a", "n1", "one");
        var left = Written.Of(host.Look("a")! with { DeciderVersion = Decider.Version - 1 });
        host.Disk.Overwrite(Host.Key("a"), left);
        host.Crash();

        host.Tell("a", "n2", "two");
        host.Tell("a", "n3", "three");
        host.Crash();
        host.Tell("a", "n4", "four");

        host.Run(() => host.Disk.Baseline(Host.Key("a"), default)).ShouldBe(new StoredSnapshot(1, left));
        host.Look("a")!.DeciderVersion.ShouldBe(Decider.Version);
    }

    [Fact]
    public void What_this_decider_wrote_is_not_sealed()
    {
        host.Tell("a", "n1", "one");
        host.Crash();
        host.Tell("a", "n2", "two");

        host.Run(() => host.Disk.Baseline(Host.Key("a"), default)).ShouldBeNull();
    }
}
