using Conversations.Customers;
using Conversations.Messages;
using Conversations.Orders;
using Conversations.Tests.Drivers;
using Shouldly;
using Xunit;

namespace Conversations.Tests.Messages;

/// <summary>Numbers to which WhatsApp does not deliver (131026).</summary>
public sealed class UndeliverableTests
{
    [Fact]
    public void Undeliverable_on_three_days_is_unreachable_until_the_customer_writes()
    {
        var story = Refusing();
        story.With().Order(OrderEvent.Placed).Order(OrderEvent.Shipped);
        story.Customer.Undeliverable.ShouldBe(1, "the same day counts once");

        story.After(24).Order(OrderEvent.Delivered).After(24).Order(OrderEvent.Cancelled);
        story.HasFact("customer.unreachable").ShouldBeTrue();

        var sent = story.Sent.Count;
        story.Order(OrderEvent.Refunded).Sent.Count.ShouldBe(sent);
        story.Facts.ShouldContain(fact => fact.Kind == "touch.dropped" && fact.Data["rule"] == "reachable");

        story.Says("Hello, where is my money?").Customer.UnreachableAt.ShouldBeNull();
    }

    [Theory]
    [InlineData("+5511987654321", "+551187654321")]
    [InlineData("+525512345678", "+5215512345678")]
    [InlineData("+541123456789", "+5491123456789")]
    public void A_number_with_two_spellings_that_is_refused_is_written_to_once_under_the_other(string told, string other)
    {
        var story = Refusing(send => send.Phone == told);
        story.With(told).Order(OrderEvent.Placed);

        story.Sent.Select(sent => sent.Send.Phone).ShouldBe([told, other]);
        story.Customer.Touches[^1].State.ShouldBe(TouchState.Accepted);
        story.Order(OrderEvent.Shipped).Sent[^1].Send.Phone.ShouldBe(other, "what was accepted is known from then on");
        story.Customer.Undeliverable.ShouldBe(0);
    }

    [Fact]
    public void Refused_under_both_spellings_a_number_counts_as_undeliverable_and_is_written_as_it_was_told()
    {
        var story = Refusing();
        story.With("+5511987654321").Order(OrderEvent.Placed);
        story.Customer.Undeliverable.ShouldBe(1);

        story.Order(OrderEvent.Shipped).Sent.Select(sent => sent.Send.Phone).ShouldBe(["+5511987654321", "+551187654321", "+5511987654321"]);
    }

    [Fact]
    public void The_spelling_under_which_the_customer_wrote_is_not_given_up_for_a_refusal()
    {
        var story = Refusing();
        story.With("+5511987654321");
        story.Customer = story.Customer with { WaId = "551187654321" };

        story.Order(OrderEvent.Placed).Order(OrderEvent.Shipped).Sent.ShouldAllBe(sent => sent.Send.Phone == "+551187654321");
    }

    private static Story Refusing(Func<Effect.Send, bool>? these = null)
    {
        var story = new Story();
        story.Answers = send => these?.Invoke(send) ?? true ? story.Rejected(send, 131026) : null;
        return story;
    }
}
