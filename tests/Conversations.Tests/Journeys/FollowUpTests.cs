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
}
