using Conversations.Customers;
using Conversations.Identity;
using Conversations.Messages;
using Conversations.Orders;
using Conversations.Tests.Drivers;
using Shouldly;
using Xunit;

namespace Conversations.Tests.Journeys;

/// <summary>A marketing journey starts at most once in 7 days; what counts is its first touch, whenever the run was planned.</summary>
public sealed class ReentryTests
{
    private static readonly DateTimeOffset Late = new(2026, 3, 3, 21, 0, 0, TimeSpan.Zero);

    [Fact]
    public void Of_two_carts_held_over_one_night_one_is_reminded()
    {
        var story = new Story(now: Late).With(zone: "Europe/Paris").Cart("c1").After(0.1).Cart("c2").After(24 * 6.5);

        story.Templates.Count(template => template == "cart_reminder").ShouldBe(1);
        story.Facts.ShouldContain(fact => fact.Kind == "touch.dropped" && fact.Summary.Contains("re-entry"));
    }

    [Fact]
    public void Of_two_orders_delivered_on_one_day_one_is_asked_about()
    {
        var story = new Story().With(zone: "Europe/Paris").Order(OrderEvent.Placed, "o1").Order(OrderEvent.Placed, "o2").After(24)
            .Order(OrderEvent.Delivered, "o1").After(2).Order(OrderEvent.Delivered, "o2").After(24 * 10);

        story.Templates.Count(template => template == "review_request").ShouldBe(1);
    }

    [Fact]
    public void Two_carts_whose_slots_are_granted_together_are_not_both_reminded_however_much_the_store_allows()
    {
        var story = new Story(TestRules.With(policy => policy with { MarketingPerDay = 5, MarketingPerWeek = 5, RecoveryEvery = TimeSpan.Zero })) { Grants = false };
        story.With().Cart("c1").Cart("c2").After(1);
        foreach (var want in story.Effects.OfType<Effect.WantSlot>().ToList())
        {
            story.Takes((id, at) => new CustomerInput.SlotGranted(want.TouchId, story.Capacity) { Id = id, Source = "engine", At = at, OccurredAt = at });
        }

        story.Templates.ShouldBe(["cart_reminder"]);
        story.Effects.OfType<Effect.ReturnSlot>().Count().ShouldBe(1);
    }

    [Fact]
    public void A_checkout_that_goes_on_with_its_carts_sequence_counts_as_a_start()
    {
        var story = new Story().With(zone: "Europe/Paris").Cart("c1").After(1).Checkout("k1", "c1").After(26);
        story.Templates.ShouldBe(["cart_reminder", "checkout_second"]);

        story.Order(OrderEvent.Placed).After(24 * 3).Checkout("k2", null).After(24);

        story.Templates.ShouldNotContain("checkout_reminder");
    }

    [Fact]
    public void A_run_tried_again_is_not_refused_for_its_own_start()
    {
        var story = new Story();
        story.Answers = send => send.Attempt == 1 ? story.Rejected(send, 131049) : null;
        story.With().Cart().After(30);

        story.Templates.ShouldBe(["cart_reminder", "cart_reminder"]);
        story.HasFact("touch.accepted").ShouldBeTrue();
    }

    [Fact]
    public void A_run_that_waits_again_after_a_merge_is_not_refused_for_its_own_start()
    {
        var (older, newer) = (Named("c1"), Named("c2"));
        newer.Answers = send => newer.Rejected(send, 131049);
        newer.Cart().After(0.5);
        newer.Sent.Count.ShouldBe(1);
        older.Until(newer.Now);
        newer.Takes((id, at) => new CustomerInput.Moved(older.Customer.Id) { Id = id, Source = "engine", At = at, OccurredAt = at });
        older.Take(newer.Effects.OfType<Effect.HandOn>().Last().Input with { At = older.Now });

        older.After(30).Templates.ShouldBe(["cart_reminder"]);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_reminder_that_WhatsApp_refused_is_no_start_and_the_next_cart_is_reminded(bool atOnce)
    {
        var story = new Story();
        story.Answers = send => atOnce ? story.Rejected(send, 131026) : null;
        story.With().Cart("c1").After(0.6);
        if (!atOnce)
        {
            story.Reports(DeliveryStatus.Failed, error: 131026);
        }

        story.Answers = null;
        story.Empties("c1").Cart("c2").After(1);

        story.Sent.Count.ShouldBe(2);
        story.HasFact("touch.failed").ShouldBeTrue();
        story.Facts.Count(fact => fact.Kind == "touch.accepted").ShouldBe(atOnce ? 1 : 2);
    }

    [Fact]
    public void A_second_touch_that_WhatsApp_refused_leaves_the_start_that_the_first_one_was()
    {
        var story = new Story();
        story.Answers = send => (send.Message as OutboundMessage.Template)?.Name == "cart_second" ? story.Rejected(send, 131026) : null;
        story.With(zone: "Europe/Paris").Cart("c1").After(26).Templates.ShouldBe(["cart_reminder", "cart_second"]);

        story.Cart("c2").After(24 * 3).Sent.Count.ShouldBe(2);
    }

    private static Story Named(string id)
    {
        var story = new Story();
        story.Customer = story.Customer with { Id = new CustomerId(id) };
        return story.With(zone: "Europe/Paris");
    }
}
