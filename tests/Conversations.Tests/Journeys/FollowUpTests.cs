using Conversations.Carts;
using Conversations.Customers;
using Conversations.Journeys;
using Conversations.Messages;
using Conversations.Orders;
using Conversations.Tests.Drivers;
using Conversations.Threads;
using Shouldly;
using Xunit;

namespace Conversations.Tests.Journeys;

/// <summary>From which instant a follow-up counts: the customer's last message, or the acceptance of the touch before.</summary>
public sealed class FollowUpTests
{
    [Theory]
    [InlineData(InboundKind.Text, "Thanks!")]
    [InlineData(InboundKind.Reaction, null)]
    public void The_pre_sale_follow_up_goes_20_hours_after_the_last_message_whatever_it_was(InboundKind kind, string? text)
    {
        var story = new Story
        {
            Assistant = _ => new Answer { Text = "It is linen.", Confidence = 1, Product = new Product { Id = "p1", Name = "Linen shirt", Price = 59.90m, Currency = "EUR" } },
        };
        story.With(zone: "Europe/Paris").After(6).Says("What is the linen shirt made of?").After(4);
        var last = story.Now;
        story.Receives(new InboundMessage { Wamid = story.Id(), Kind = kind, Text = text });

        story.After(TimeSpan.FromHours(20) - TimeSpan.FromMinutes(1)).Texts.ShouldNotContain(said => said.Contains("Did we answer"));
        story.After(4);

        var (at, send) = story.Sent[^1];
        send.Message.Reads.ShouldContain("Did we answer");
        at.ShouldBe(last.AddHours(20));
    }

    [Fact]
    public void The_second_message_to_a_lapsed_customer_goes_14_days_after_the_acceptance_of_the_first()
    {
        var story = new Story().With(zone: "Europe/Paris").Order(OrderEvent.Placed).After(24 * 89);
        story.Silent = true;
        story.Until(new DateTimeOffset(2026, 6, 2, 8, 0, 0, TimeSpan.Zero));
        story.Templates.Last().ShouldBe("win_back");
        story.Silent = false;
        story.After(TimeSpan.FromSeconds(2)).Take(story.Accepted(story.Sent[^1].Send));
        var accepted = story.Now;

        story.After(24 * 20);

        story.Templates.Last().ShouldBe("win_back_second");
        story.Sent[^1].At.ShouldBe(accepted.AddDays(14));
    }

    [Fact]
    public void A_reply_that_was_answered_before_the_reminders_acceptance_is_told_pauses_the_second_one_too()
    {
        var story = new Story { Silent = true, Assistant = _ => new Answer { Text = "Two days.", Confidence = 0.9 } }.With().Cart().After(0.5);
        story.After(TimeSpan.FromMinutes(1)).Says("How long does shipping take?").Silent = false;
        story.After(TimeSpan.FromSeconds(10)).Customer.Thread.Unanswered.ShouldBeEmpty();
        story.Reports(DeliveryStatus.Read, message: 0);

        story.Customer.Runs.Single().State.ShouldBe(RunState.Paused);
        story.After(24).Templates.ShouldBe(["cart_reminder", "text"]);
        story.After(24.1).Templates.ShouldBe(["cart_reminder", "text", "cart_second"]);
    }

    [Fact]
    public void Two_weeks_after_the_delivery_something_related_is_shown()
    {
        var shirt = new Item { ProductId = "linen-shirt", Name = "Linen shirt", Price = 59.90m };
        var story = new Story().With(zone: "Europe/Paris").Order(OrderEvent.Placed, items: shirt).Order(OrderEvent.Delivered, items: shirt);
        var delivered = story.Now;
        story.After(24 * 16);

        var (at, send) = story.Sent.Single(sent => (sent.Send.Message as OutboundMessage.Template)?.Name == "cross_sell");
        at.ShouldBe(delivered.AddDays(15).Date.AddHours(9), TimeSpan.FromMinutes(1));
        send.Message.Reads.ShouldContain(TestRules.Default.Catalogue[TestRules.Default.Catalogue["linen-shirt"].Related[0]].Product.Name!);
    }

    [Theory]
    [InlineData(9, false)]
    [InlineData(10, true)]
    [InlineData(11, false)]
    public void The_tenth_order_is_thanked_for(int orders, bool thanked)
    {
        var story = new Story().With(zone: "Europe/Paris");
        foreach (var order in Enumerable.Range(1, orders))
        {
            story.After(24 * 8).Order(OrderEvent.Placed, $"o{order}");
            story.Reports(DeliveryStatus.Read);
        }

        var before = story.Sent.Count;
        story.After(24).Templates.Skip(before).Contains("loyalty_tenth").ShouldBe(thanked);
    }

    [Theory]
    [InlineData(InboundKind.Reaction, null, true)]
    [InlineData(InboundKind.Text, "Thanks!", true)]
    [InlineData(InboundKind.Text, "How long does shipping take?", false)]
    public void A_reaction_or_thanks_to_a_reminder_pauses_nothing(InboundKind kind, string? text, bool goesOn)
    {
        var story = new Story().With().Cart().After(1);
        story.Receives(new InboundMessage { Wamid = story.Id(), Kind = kind, Text = text });

        story.After(24).Templates.Contains("cart_second").ShouldBe(goesOn);
    }
}
