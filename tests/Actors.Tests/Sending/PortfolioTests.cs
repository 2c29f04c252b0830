using Conversations.Actors.Sending;
using Conversations.Messages;
using Shouldly;
using Xunit;

namespace Conversations.Actors.Tests.Sending;

public sealed class PortfolioTests
{
    private static readonly DateTimeOffset Noon = Wishes.Noon;

    [Fact]
    public void A_recipient_of_the_last_day_costs_nothing_more()
    {
        var portfolio = new Portfolio { Limit = 1 };
        portfolio.Count("p", Noon);

        portfolio.FreeAt("p", marketing: false, Noon.AddHours(23)).ShouldBeNull();
        portfolio.FreeAt("q", marketing: false, Noon.AddHours(23)).ShouldBe(Noon.AddHours(24));
        portfolio.FreeAt("q", marketing: false, Noon.AddHours(24)).ShouldBeNull();
    }

    [Fact]
    public void Writing_again_prolongs_a_recipients_day()
    {
        var portfolio = new Portfolio { Limit = 1 };
        portfolio.Count("p", Noon);
        portfolio.Count("p", Noon.AddHours(20));

        portfolio.FreeAt("q", marketing: false, Noon.AddHours(25)).ShouldBe(Noon.AddHours(44));
    }

    [Fact]
    public void After_a_restart_the_recipients_of_before_count_for_a_day()
    {
        var portfolio = new Portfolio { Limit = 5 };
        portfolio.Recall(4, Noon);

        portfolio.FreeAt("p", marketing: true, Noon).ShouldBe(Noon.AddHours(24));
        portfolio.FreeAt("p", marketing: false, Noon).ShouldBeNull();
        portfolio.FreeAt("p", marketing: true, Noon.AddHours(24)).ShouldBeNull();
    }

    [Fact]
    public void A_slot_of_somebody_counted_before_gives_nothing_back()
    {
        var wishes = new Wishes(limit: 1).Want("first", Purpose.Utility, to: "p", opens: true);
        wishes.Granted().ShouldBe(["first"]);
        wishes.Want("second", Purpose.Utility, to: "p", opens: true).Granted(7).ShouldBe(["second"]);

        wishes.Return("second", to: "p");

        wishes.Want("other", Purpose.Utility, to: "q", opens: true).Granted(8).ShouldBeEmpty();
    }

    [Fact]
    public void Without_a_limit_everybody_may_be_written_to()
    {
        var portfolio = new Portfolio();
        portfolio.Recall(1_000_000, Noon);

        portfolio.FreeAt("p", marketing: true, Noon).ShouldBeNull();
    }

    [Fact]
    public void A_pace_lends_a_burst_and_takes_a_token_back()
    {
        var pace = new Pace(TimeSpan.FromSeconds(6));
        pace.Take(Noon);

        pace.FreeAt(1).ShouldBe(Noon.AddSeconds(6));
        pace.FreeAt(2).ShouldBe(Noon);
        pace.IsRested(Noon.AddSeconds(5)).ShouldBeFalse();
        pace.GiveBack();
        pace.IsRested(Noon).ShouldBeTrue();
    }
}
