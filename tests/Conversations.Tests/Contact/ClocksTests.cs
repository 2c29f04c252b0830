using Conversations.Customers;
using Conversations.Identity;
using Conversations.Messages;
using Conversations.Tests.Drivers;
using Shouldly;
using Xunit;

namespace Conversations.Tests.Contact;

/// <summary>Gate 2 where the storefront's clock is ahead of ours: it is right about the order of what it tells, and wrong about everybody else's.</summary>
public sealed class ClocksTests
{
    [Theory]
    [InlineData(3, false)]
    [InlineData(4, false)]
    [InlineData(5, true)]
    public void A_permission_told_after_a_revocation_lifts_it_only_where_it_was_given_after_it(int minutesAhead, bool sent)
    {
        var story = new Story().With(consent: false);
        Tell(story, granted: false, minutesAhead: 4);
        story.After(1.0 / 60);
        Tell(story, granted: true, minutesAhead - 1);

        Advertises(story).ShouldBe(sent);
    }

    [Fact]
    public void A_revocation_of_which_a_later_one_was_told_before_still_counts_against_a_permission_of_between()
    {
        var story = new Story().With(consent: false);
        Tell(story, granted: false, minutesAhead: 4);
        Tell(story, granted: false, minutesAhead: 2);
        story.After(1.0 / 60);
        Tell(story, granted: true, minutesAhead: 2);

        Advertises(story).ShouldBeFalse();
    }

    [Fact]
    public void A_START_after_a_revocation_lifts_it_whatever_the_storefronts_clock_says()
    {
        var story = new Story().With();
        Tell(story, granted: false, minutesAhead: 4);

        story.After(1.0 / 60).Says("START").HasFact("consent.resumed").ShouldBeTrue();
        Advertises(story).ShouldBeTrue();
    }

    [Fact]
    public void A_STOP_after_a_permission_counts_whatever_the_storefronts_clock_says()
    {
        var story = new Story().With(consent: false);
        Tell(story, granted: true, minutesAhead: 4);

        Advertises(story.After(1.0 / 60).Says("STOP")).ShouldBeFalse();
    }

    [Theory]
    [InlineData(3, false)]
    [InlineData(4, false)]
    [InlineData(5, true)]
    public void A_permission_told_late_lifts_a_wish_for_silence_only_where_it_is_newer_than_the_one_before_that(int minutes, bool sent)
    {
        var story = new Story().With(consent: false);
        Tell(story, granted: true, minutesAhead: 4);
        story.After(1.0 / 60).Says("please don't text me anymore").After(9.0 / 60);
        Tell(story, granted: true, minutes - 10);

        Advertises(story).ShouldBe(sent);
    }

    [Fact]
    public void A_revocation_of_a_customer_who_is_merged_still_counts_against_a_permission_from_before_it()
    {
        var story = new Story().With(consent: false);
        Tell(story, granted: false, minutesAhead: 4);
        var revoked = story.Customer;
        var other = new Story(now: story.Now).With(consent: false).After(1.0 / 60);
        Tell(other, granted: true, minutesAhead: 2);
        other.Takes((id, at) => new CustomerInput.Absorbed(revoked with { Id = new CustomerId("c0") }) { Id = id, Source = "engine", At = at, OccurredAt = at });

        Advertises(other).ShouldBeFalse();
    }

    [Fact]
    public void What_a_merged_customer_hands_on_keeps_the_time_that_its_source_told()
    {
        var story = new Story().With();
        story.Takes((id, at) => new CustomerInput.Moved(new CustomerId("c0")) { Id = id, Source = "engine", At = at, OccurredAt = at });
        Tell(story, granted: false, minutesAhead: 4);

        story.Effects.OfType<Effect.HandOn>().Last().Input.OccurredAt.ShouldBe(story.Now.AddMinutes(4));
    }

    private static void Tell(Story story, bool granted, int minutesAhead) =>
        story.Takes((id, at) => new CustomerInput.ConsentReported(granted, "checkout", granted ? "Yes, write to me" : null) { Id = id, Source = "events", At = at, OccurredAt = at.AddMinutes(minutesAhead) });

    private static bool Advertises(Story story) => story.Cart().After(48).Sent.Any(sent => sent.Send.Purpose == Purpose.Marketing);
}
