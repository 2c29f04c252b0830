using Conversations.Customers;
using Conversations.Orders;
using Conversations.Tests.Drivers;
using Shouldly;
using Xunit;

namespace Conversations.Tests.Customers;

public sealed class ReplayTests
{
    private static readonly Dictionary<long, Rules> Known = new() { [0] = TestRules.Default };

    [Fact]
    public void Folding_the_inputs_gives_the_snapshot_byte_for_byte()
    {
        var story = Lived();

        Verify(story, Written.Of(story.Customer)).ShouldBe(new ReplayFinding.Same());
    }

    [Fact]
    public void A_changed_snapshot_is_told_by_its_place_and_not_by_its_value()
    {
        var story = Lived();
        var changed = story.Customer with { Profile = story.Customer.Profile with { FirstName = "Mallory" } };

        Verify(story, Written.Of(changed)).ShouldBe(new ReplayFinding.Different("$.profile.firstName"));
    }

    [Fact]
    public void A_key_of_a_map_is_not_shown()
    {
        var story = Lived();
        var changed = story.Customer with { Views = story.Customer.Views.Add("secret-1", new Viewed(1, story.Now, new Carts.Product { Id = "secret-1" })) };

        Verify(story, Written.Of(changed)).ShouldBe(new ReplayFinding.Different("$.views.*"));
    }

    [Fact]
    public void A_lost_input_is_a_difference()
    {
        var story = Lived();
        var inputs = Numbered(story);
        inputs.RemoveAt(3);

        Replay.Verify(Birth(story), inputs, story.Customer.Version, Written.Of(story.Customer), Known).ShouldBe(new ReplayFinding.Different("input 4 is missing"));
    }

    [Fact]
    public void Lost_rules_are_a_difference()
    {
        var story = Lived();

        Replay.Verify(Birth(story), Numbered(story), story.Customer.Version, Written.Of(story.Customer), new Dictionary<long, Rules>())
            .ShouldBe(new ReplayFinding.Different("rules 0 is missing"));
    }

    [Fact]
    public void Inputs_behind_the_snapshot_are_left_out()
    {
        var story = Lived();
        var (version, snapshot) = (story.Customer.Version, Written.Of(story.Customer));
        story.Cart("another");

        Replay.Verify(Birth(story), Numbered(story), version, snapshot, Known).ShouldBe(new ReplayFinding.Same());
    }

    [Fact]
    public void What_another_decider_wrote_is_not_compared()
    {
        var story = Lived();

        Verify(story, Written.Of(story.Customer with { DeciderVersion = Decider.Version + 1 })).ShouldBeOfType<ReplayFinding.Foreign>();
    }

    private static Story Lived() => new Story().With().Cart().After(2).Says("Do you ship to Spain?").After(30).Order(OrderEvent.Placed);

    private static Customer Birth(Story story) => new() { Store = story.Customer.Store, Id = story.Customer.Id };

    private static List<(long, CustomerInput)> Numbered(Story story) => [.. story.Inputs.Select((input, place) => (place + 1L, input))];

    private static ReplayFinding Verify(Story story, string snapshot) =>
        Replay.Verify(Birth(story), Numbered(story), story.Customer.Version, snapshot, Known);
}
