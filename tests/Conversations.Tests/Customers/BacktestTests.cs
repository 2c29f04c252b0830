using System.Collections.Immutable;
using Conversations.Contact;
using Conversations.Customers;
using Conversations.Messages;
using Conversations.Orders;
using Conversations.Tests.Drivers;
using Shouldly;
using Xunit;

namespace Conversations.Tests.Customers;

public sealed class BacktestTests
{
    private static readonly DateTimeOffset From = new(2026, 3, 3, 9, 0, 0, TimeSpan.Zero);

    [Fact]
    public void The_same_rules_send_what_was_sent()
    {
        var story = Abandoned();

        var outcome = Run(story, TestRules.Default);

        outcome.Differs.ShouldBeFalse();
        outcome.Before.Where(touch => touch.Verdict == VerdictKind.Pass).Select(touch => touch.At).ShouldBe(story.Sent.Select(sent => sent.At));
        outcome.Whole.ShouldBeTrue();
    }

    [Fact]
    public void A_later_first_touch_after_the_order_is_not_sent_any_more()
    {
        var story = new Story().With().Cart().After(3).Order(OrderEvent.Placed).After(72);
        story.Sent.ShouldNotBeEmpty();

        var outcome = Run(story, Later(TimeSpan.FromHours(5)));

        Recoveries(outcome.Before).ShouldBe(1);
        Recoveries(outcome.After).ShouldBe(0);
    }

    [Fact]
    public void A_stricter_policy_names_the_rule_that_holds()
    {
        var outcome = Run(Abandoned(), TestRules.With(policy => policy with { MarketingPerDay = 0 }));

        outcome.Before.ShouldContain(touch => touch.Verdict == VerdictKind.Pass && touch.Journey == "cart-recovery");
        outcome.After.ShouldNotContain(touch => touch.Verdict == VerdictKind.Pass && touch.Journey == "cart-recovery");
        outcome.After.ShouldContain(touch => touch.Rule == "frequency");
    }

    [Fact]
    public void What_became_of_messages_from_before_the_period_is_kept()
    {
        var story = new Story { Silent = true }.With().Cart().After(0.6);
        var sent = story.Sent.ShouldHaveSingleItem();
        story.Take(story.Accepted(sent.Send)).After(30);

        var outcome = Backtest.Of(Birth(story), story.Inputs, Recorded, sent.At.AddMinutes(1), story.Now, TestRules.Default, TestRules.Default);

        // The second step's delay counts from the acceptance, six minutes after the call.
        outcome.Before.ShouldHaveSingleItem().At.ShouldBe(sent.At.AddHours(24.1));
    }

    [Fact]
    public void What_was_before_the_period_is_the_start_of_both_sides()
    {
        var story = new Story().With().Cart().After(100);
        var all = story.Sent.Count;

        var outcome = Backtest.Of(Birth(story), story.Inputs, Recorded, story.Sent[0].At.AddMinutes(1), story.Now, TestRules.Default, TestRules.Default);

        outcome.Before.Count(touch => touch.Verdict == VerdictKind.Pass).ShouldBe(all - 1);
    }

    [Fact]
    public void The_sum_counts_by_step_and_rule_and_costs_what_was_sent()
    {
        var outcome = Run(Abandoned(), TestRules.With(policy => policy with { MarketingPerDay = 0 }));

        var tally = new BacktestTally().Add(new("c1"), outcome).Add(new("c2"), outcome);

        tally.Customers.ShouldBe(2);
        tally.Differing.ShouldBe(2);
        tally.Examples.Select(example => example.Customer.Value).ShouldBe(["c1", "c2"]);
        tally.Before.All.Sent.ShouldBe(2 * outcome.Before.Count(touch => touch.Verdict == VerdictKind.Pass));
        tally.Before.All.Cost.ShouldBe(2 * outcome.Before.Sum(touch => touch.Cost));
        tally.Before.All.Cost.ShouldBeGreaterThan(0m);
        tally.After.All.Less(tally.Before.All).Sent.ShouldBeLessThan(0);
    }

    [Theory]
    [InlineData("FR", TemplateCategory.Marketing, true, "2026-11-01", 0.1432)]
    [InlineData("DE", TemplateCategory.Utility, false, "2026-09-30", 0.0550)]
    [InlineData("DE", TemplateCategory.Utility, true, "2026-09-30", 0)]
    [InlineData("DE", TemplateCategory.Utility, true, "2026-10-01", 0.0550)]
    [InlineData("AQ", TemplateCategory.Marketing, false, "2026-11-01", 0.0604)]
    [InlineData(null, TemplateCategory.Marketing, false, "2026-11-01", 0.0604)]
    public void A_template_costs_its_markets_rate(string? country, TemplateCategory category, bool windowOpen, string day, double usd) =>
        MessagePrices.Of(
            new OutboundMessage.Template("t", "en", category, [], "…", []), country, windowOpen,
            DateTimeOffset.Parse(day + "T12:00:00Z", System.Globalization.CultureInfo.InvariantCulture)).ShouldBe((decimal)usd);

    [Fact]
    public void Every_market_names_countries_that_exist_and_each_once()
    {
        var template = new OutboundMessage.Template("t", "en", TemplateCategory.Marketing, [], "…", []);
        Countries.All.Count(country => MessagePrices.Of(template, country.Code, false, From) != 0.0604m).ShouldBeGreaterThan(120);
    }

    private static ImmutableDictionary<long, Rules> Recorded { get; } = ImmutableDictionary<long, Rules>.Empty.Add(0, TestRules.Default);

    private static Story Abandoned() => new Story().With().Cart().After(100);

    private static Customer Birth(Story story) => new() { Store = story.Customer.Store, Id = story.Customer.Id };

    private static int Recoveries(IEnumerable<BacktestTouch> touches) => touches.Count(touch => touch.Verdict == VerdictKind.Pass && touch.Journey == "cart-recovery");

    private static BacktestOutcome Run(Story story, Rules changed) =>
        Backtest.Of(Birth(story), story.Inputs, Recorded, From, story.Now, TestRules.Default, changed);

    private static Rules Later(TimeSpan after)
    {
        var journey = TestRules.Default.NewestJourney("cart-recovery")!;
        var later = journey with { Version = journey.Version + 1, Starts = [.. journey.Starts.Select(start => start with { After = after })] };
        return TestRules.Default with { Journeys = TestRules.Default.Journeys.Add(later) };
    }
}
