using Conversations.Messages;
using Shouldly;
using Xunit;

namespace Conversations.Actors.Tests.Sending;

/// <summary>A touch that gives its slot back and asks anew in the same turn: the two come in any order.</summary>
public sealed class ReturnedSlotTests
{
    [Fact]
    public void A_wish_is_not_taken_back_with_the_slot_before_it()
    {
        var wishes = new Wishes().Want("one", to: "p", version: 1);
        wishes.Granted().ShouldBe(["one"]);
        wishes.Want("one", to: "p", version: 5);

        wishes.Return("one", to: "p", version: 5).ShouldBeNull();

        wishes.Granted(10).ShouldBe(["one"]);
    }

    [Fact]
    public void A_slot_is_not_given_back_with_the_one_of_the_day_before()
    {
        const int nextDay = 25 * 3600;
        var wishes = new Wishes(limit: 1).Want("one", Purpose.Utility, to: "p", opens: true, version: 1);
        wishes.Granted().ShouldBe(["one"]);
        wishes.Want("one", Purpose.Utility, to: "p", opens: true, version: 5).Granted(nextDay).ShouldBe(["one"]);

        wishes.Return("one", to: "p", version: 5);

        wishes.Want("other", Purpose.Utility, to: "q", opens: true).Granted(nextDay + 10).ShouldBeEmpty();
    }

    [Fact]
    public void Who_was_written_to_counts_although_another_slot_of_theirs_was_given_back()
    {
        var wishes = new Wishes(limit: 1).Want("one", Purpose.Utility, to: "p", opens: true);
        wishes.Granted().ShouldBe(["one"]);
        wishes.Want("two", Purpose.Utility, to: "p", opens: true).Granted(10).ShouldBe(["two"]);

        wishes.Return("one", to: "p");
        wishes.Want("other", Purpose.Utility, to: "q", opens: true).Granted(20).ShouldBeEmpty();

        wishes.Return("two", to: "p");
        wishes.Want("third", Purpose.Utility, to: "r", opens: true).Granted(30).ShouldBe(["third"]);
    }

    [Fact]
    public void A_silo_that_does_not_say_which_slot_is_given_back_means_any()
    {
        var wishes = new Wishes().Want("one", version: 5);

        wishes.Return("one", version: 0).ShouldNotBeNull();

        wishes.Granted().ShouldBeEmpty();
    }
}
