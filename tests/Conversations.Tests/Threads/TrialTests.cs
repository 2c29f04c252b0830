using Conversations.Orders;
using Conversations.Tests.Drivers;
using Conversations.Threads;
using Shouldly;
using Xunit;

namespace Conversations.Tests.Threads;

/// <summary>What is tried comes out as it would in a conversation, and changes none.</summary>
public sealed class TrialTests
{
    [Theory]
    [InlineData("I want a refund")]
    [InlineData("Can I speak to a person about shipping to France?")]
    [InlineData("How much is shipping to France? I will sue you")]
    [InlineData("I want to talk to a person")]
    [InlineData("What is the return policy for my neighbour's order?")]
    [InlineData("Je veux un remboursement")]
    [InlineData("How much is shipping to France?")]
    [InlineData("Can I return a shirt?")]
    public void A_text_tried_is_handed_over_for_the_reason_of_the_conversation(string text)
    {
        var story = new Story().With();
        var tried = Try(story, text);

        tried.ShouldBe(story.Says(text).Customer.Thread.Reason);
    }

    [Theory]
    [InlineData("STOP", "Opted out of marketing with \"STOP\".")]
    [InlineData("please don't text me anymore", "Suspended marketing after \"please don't text me anymore\".")]
    [InlineData("Hello", "The customer was invited to ask.")]
    [InlineData("Thank you!", "Recorded a text message: thanks need no answer.")]
    public void What_the_rules_settle_themselves_is_said(string text, string reason) => Try(new Story(), text).ShouldBe(reason);

    [Fact]
    public void The_customers_own_state_counts()
    {
        Try(new Story().With().Order(OrderEvent.Placed), "Cancel").ShouldBe("a bare \"cancel\" while an order is open");

        var asked = Answering().With().Says("How long does shipping take?").After(TimeSpan.FromSeconds(4));
        Try(asked, "how long does shipping take").ShouldBe("the same question twice");
        Try(asked, "And returns?").ShouldBeNull();
    }

    [Fact]
    public void A_conversation_that_waits_for_a_human_can_be_tried_and_stays_as_it_is()
    {
        var waiting = new Story().With().Says("I want a refund");
        var before = waiting.Customer;

        Try(waiting, "How long does shipping take?").ShouldBeNull();
        Try(waiting, "I will call my lawyer").ShouldBe("legal");
        waiting.Customer.ShouldBeSameAs(before);
    }

    private static Story Answering() => new() { Assistant = _ => new Answer { Text = "Two to three days.", Confidence = 0.9 } };

    private static string? Try(Story story, string text) => Trial.BeforeTheAssistant(story.Customer, text, story.Rules, story.Now);
}
