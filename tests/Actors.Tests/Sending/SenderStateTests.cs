using System.Globalization;
using Conversations.Actors.Sending;
using Conversations.Contact;
using Conversations.Messages;
using Shouldly;
using Xunit;

namespace Conversations.Actors.Tests.Sending;

public sealed class SenderStateTests
{
    private static readonly DateTimeOffset Noon = Wishes.Noon;

    [Fact]
    public void Priority_goes_before_value_and_value_before_age()
    {
        var wishes = new Wishes().Want("old", priority: 50).Want("dear", priority: 50, value: 90).Want("urgent", Purpose.Utility, priority: 100).Want("young", priority: 50);

        wishes.Granted().ShouldBe(["urgent", "dear", "old", "young"]);
    }

    [Fact]
    public void The_same_touch_waits_once()
    {
        var wishes = new Wishes().Want("one").Want("one");

        wishes.Sender.Count.ShouldBe(1);
        wishes.Granted().ShouldBe(["one"]);
    }

    [Theory]
    [InlineData(false, 72)]
    [InlineData(true, 18)]
    public void A_number_sends_no_more_in_a_second_than_its_pace(bool coexistence, int perSecond)
    {
        var wishes = Many(new Wishes(coexistence), 300);

        var burst = wishes.Granted().Length;
        var next = 0;
        for (var look = 1; look <= 1000; look++)
        {
            next += wishes.Granted(look / 1000.0).Length;
        }

        burst.ShouldBe(8);
        next.ShouldBeInRange(perSecond - 1, perSecond);
    }

    /// <summary>The first one has its burst alone; the platform counts both.</summary>
    [Theory]
    [InlineData(0)]
    [InlineData(0.01)]
    [InlineData(0.5)]
    [InlineData(1.2)]
    public void Two_that_share_a_number_send_no_more_than_80_in_any_second_whenever_the_other_one_joined(double joins)
    {
        var (first, second) = (Many(new Wishes(), 300), Many(new Wishes(), 300));
        var sent = new List<double>();
        for (var look = 0; look <= 2500; look++)
        {
            var at = look / 1000.0;
            sent.AddRange(first.Take(at, at < joins ? 1 : 2).Select(_ => at));
            sent.AddRange(second.Take(at, at < joins ? 0 : 2).Select(_ => at));
        }

        sent.Max(from => sent.Count(at => at >= from && at < from + 1)).ShouldBeInRange(72, 80);
    }

    [Fact]
    public void A_clock_that_is_set_back_stops_neither_the_number_nor_who_waits()
    {
        var wishes = Many(new Wishes(), 20).Want("a", to: "p").Want("b", to: "p");
        for (var look = 0; look < 100; look++)
        {
            wishes.Granted(1 + (look / 100.0));
        }

        wishes.Sender.Count.ShouldBe(1, "the second to the same recipient waits");
        Many(wishes, 20);
        wishes.Granted(-3600);
        var granted = Enumerable.Range(0, 100).SelectMany(look => wishes.Granted(-3600 + (look / 10.0))).ToList();

        granted.ShouldContain("b");
        wishes.Sender.Count.ShouldBe(0);
    }

    [Fact]
    public void One_recipient_gets_a_message_every_six_seconds()
    {
        var wishes = new Wishes().Want("a", to: "p").Want("b", to: "p").Want("other", to: "q");

        wishes.Granted().ShouldBe(["a", "other"]);
        wishes.Granted(5.9).ShouldBeEmpty();
        wishes.Sender.NextAt(Noon.AddSeconds(5.9)).ShouldBe(Noon.AddSeconds(6));
        wishes.Granted(6).ShouldBe(["b"]);
    }

    [Fact]
    public void While_the_engine_catches_up_nothing_waits_for_its_turn_and_what_cannot_go_is_still_refused()
    {
        var wishes = Many(new Wishes(limit: 5, catchesUp: true), 300).Want("a", to: "p", opens: true).Want("b", to: "p", opens: true);
        wishes.Sender.Health = new NumberHealth { Quality = NumberQuality.Yellow, PausedUntil = Noon.AddMinutes(1) };
        wishes.Told("paused", TemplateStatus.Paused).Want("c", template: "paused", opens: true);

        var grants = wishes.Take();

        grants.Count.ShouldBe(303);
        grants.Where(grant => grant.Capacity.Template == TemplateStatus.Paused).ShouldHaveSingleItem();
        wishes.Sender.NextAt(Noon).ShouldBeNull();
    }

    [Fact]
    public void Service_borrows_four_messages_of_the_pair_and_pays_them_back()
    {
        var wishes = new Wishes();
        for (var touch = 0; touch < 6; touch++)
        {
            wishes.Want($"s{touch}", Purpose.Service, 1000, to: "p");
        }

        wishes.Granted().ShouldBe(["s0", "s1", "s2", "s3", "s4"]);
        wishes.Want("m", to: "p");
        wishes.Granted(6).ShouldBe(["s5"]);
        wishes.Granted(35).ShouldBeEmpty();
        wishes.Granted(36).ShouldBe(["m"]);
    }

    [Fact]
    public void A_yellow_number_sends_marketing_at_half_pace_and_the_rest_at_once()
    {
        var wishes = Many(new Wishes(), 100);
        wishes.Sender.Health = new NumberHealth { Quality = NumberQuality.Yellow };
        wishes.Want("utility", Purpose.Utility, priority: 1);

        var granted = new List<string>();
        for (var look = 0; look < 1000; look++)
        {
            granted.AddRange(wishes.Granted(look / 1000.0));
        }

        granted.ShouldContain("utility");
        granted.Count(touch => touch != "utility").ShouldBe(36);
    }

    [Fact]
    public void A_red_number_tells_marketing_so_and_sends_the_rest()
    {
        var wishes = new Wishes().Want("marketing").Want("utility", Purpose.Utility);
        wishes.Sender.Health = new NumberHealth { Quality = NumberQuality.Red };

        var grants = wishes.Take();

        grants.Single(grant => grant.Want.TouchId == "marketing").Capacity.Quality.ShouldBe(NumberQuality.Red);
        grants.Count.ShouldBe(2);
        Many(wishes, 20);
        wishes.Granted().Length.ShouldBe(20, "a refusal uses no slot");
    }

    [Fact]
    public void A_blocked_number_answers_at_once_with_the_reason()
    {
        var wishes = new Wishes().Want("one", Purpose.Service, 1000);
        wishes.Sender.Health = new NumberHealth { Block = new Block("no payment method", Noon, null, 1) };

        wishes.Take().Single().Capacity.Blocked.ShouldBe("no payment method");
    }

    [Fact]
    public void A_number_is_tried_again_at_the_end_of_a_block_that_has_one()
    {
        var wishes = new Wishes().Want("one", Purpose.Service, 1000);
        wishes.Sender.Health = new NumberHealth { Block = new Block("the token has expired", Noon, Noon.AddMinutes(5), 1) };

        wishes.Take().Single().Capacity.Blocked.ShouldNotBeNull();
        wishes.Want("two", Purpose.Service, 1000).Take(300).Single().Capacity.Blocked.ShouldBeNull();
    }

    [Fact]
    public void A_pause_of_the_number_makes_everything_wait_to_its_end()
    {
        var wishes = new Wishes().Want("one", Purpose.Service, 1000);
        wishes.Sender.Health = new NumberHealth { PausedUntil = Noon.AddSeconds(30) };

        wishes.Granted().ShouldBeEmpty();
        wishes.Sender.NextAt(Noon).ShouldBe(Noon.AddSeconds(30));
        wishes.Granted(30).ShouldBe(["one"]);
    }

    [Theory]
    [InlineData(TemplateStatus.Paused)]
    [InlineData(TemplateStatus.Rejected)]
    [InlineData(TemplateStatus.Disabled)]
    [InlineData(TemplateStatus.Pending)]
    public void A_template_that_may_not_go_is_told_and_uses_no_slot(TemplateStatus status)
    {
        var wishes = new Wishes().Told("cart", status).Want("one", to: "p", opens: true, template: "cart");

        wishes.Take().Single().Capacity.Template.ShouldBe(status);
        wishes.Want("two", to: "p").Granted().ShouldBe(["two"]);
    }

    [Fact]
    public void A_paused_template_is_tried_again_when_its_pause_is_over()
    {
        var wishes = new Wishes().Told("cart", TemplateStatus.Paused, Noon.AddHours(3)).Want("one", template: "cart");
        wishes.Take().Single().Capacity.TemplateResumesAt.ShouldBe(Noon.AddHours(3));

        wishes.Want("again", template: "cart").Take(3 * 3600).Single().Capacity.Template.ShouldBe(TemplateStatus.Approved);
    }

    [Fact]
    public void An_unused_slot_goes_back_to_the_pair_the_number_and_the_portfolio()
    {
        var wishes = new Wishes(limit: 1).Want("one", Purpose.Utility, to: "p", opens: true);
        wishes.Granted().ShouldBe(["one"]);
        wishes.Want("two", Purpose.Utility, to: "q", opens: true).Granted().ShouldBeEmpty();

        wishes.Return("one", to: "p").ShouldBeNull();

        wishes.Want("three", Purpose.Utility, to: "p").Granted().ShouldBe(["three"], "the pair is free");
        wishes.Want("four", Purpose.Utility, to: "r", opens: true).Granted().ShouldBe(["four"], "and so is the portfolio");
    }

    [Fact]
    public void A_wish_whose_window_closes_while_it_waits_counts_against_the_portfolio()
    {
        var wishes = new Wishes(limit: 1).Want("first", Purpose.Utility, to: "p", closes: 5).Want("second", Purpose.Utility, to: "p", closes: 5).Want("third", Purpose.Utility, to: "q", closes: 5);
        wishes.Granted().ShouldBe(["first", "third"]);
        wishes.Granted(6).ShouldBe(["second"]);

        wishes.Want("fourth", Purpose.Utility, to: "r", opens: true).Granted(7).ShouldBeEmpty("the second one opened a conversation");
    }

    [Fact]
    public void What_is_granted_is_spent_today_and_given_back_when_it_is_not_used()
    {
        var wishes = new Wishes().Want("one", price: 0.10m);
        wishes.Take().Single().Capacity.SpentToday.ShouldBe(0);
        wishes.Want("two", price: 0.20m).Take(10).Single().Capacity.SpentToday.ShouldBe(0.10m);
        wishes.Want("three").Take(20).Single().Capacity.SpentToday.ShouldBe(0.30m);

        wishes.Return("two");

        wishes.Want("four").Take(30).Single().Capacity.SpentToday.ShouldBe(0.10m);
        wishes.Want("five").Take(24 * 3600).Single().Capacity.SpentToday.ShouldBe(0, "a new day in Paris");
    }

    [Fact]
    public void A_wish_taken_back_while_it_waits_is_answered_with_its_effect()
    {
        var wishes = new Wishes().Want("one");

        wishes.Return("one").ShouldNotBeNull();
        wishes.Granted().ShouldBeEmpty();
    }

    [Fact]
    public void A_fifth_of_the_portfolio_is_kept_from_marketing()
    {
        var wishes = new Wishes(limit: 5);
        for (var touch = 0; touch < 5; touch++)
        {
            wishes.Want($"m{touch}", opens: true);
        }

        wishes.Want("u", Purpose.Utility, priority: 1, opens: true);

        wishes.Granted().ShouldBe(["m0", "m1", "m2", "m3", "u"]);
        wishes.Granted((24 * 3600) - 1).ShouldBeEmpty();
        wishes.Granted(24 * 3600).ShouldBe(["m4"]);
    }

    [Fact]
    public void The_queue_is_bounded_and_the_least_urgent_are_told_so()
    {
        var wishes = Many(new Wishes(), 250_001, priority: 10);

        var refused = wishes.Take().Single(grant => grant.Capacity.Blocked is not null);

        refused.Want.TouchId.ShouldBe("t250000");
        wishes.Sender.Count.ShouldBe(250_000 - 8);
    }

    private static Wishes Many(Wishes wishes, int count, int priority = 50)
    {
        for (var touch = 0; touch < count; touch++)
        {
            wishes.Want("t" + touch.ToString(CultureInfo.InvariantCulture), priority: priority);
        }

        return wishes;
    }
}
