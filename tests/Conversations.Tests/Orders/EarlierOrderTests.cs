using Conversations.Carts;
using Conversations.Customers;
using Conversations.Journeys;
using Conversations.Orders;
using Conversations.Tests.Drivers;
using Shouldly;
using Xunit;

namespace Conversations.Tests.Orders;

/// <summary>Orders of which the first that is heard is how they went on: nobody knows when they were placed.</summary>
public sealed class EarlierOrderTests
{
    [Theory]
    [InlineData(OrderEvent.Shipped)]
    [InlineData(OrderEvent.Delivered)]
    [InlineData(OrderEvent.Cancelled)]
    [InlineData(OrderEvent.Refunded)]
    public void What_becomes_of_an_order_not_heard_of_before_leaves_todays_cart_alone(OrderEvent happened)
    {
        var story = new Story().With().Cart().After(0.1).Order(happened, "old");

        story.Customer.Runs.ShouldContain(run => run.Trigger == Trigger.CartIdle);
        story.Customer.Runs.ShouldNotContain(run => run.Trigger == Trigger.Lapse);
        story.Customer.Baskets.Single().State.ShouldBe(BasketState.Open);
        story.Customer.LastOrderAt.ShouldBeNull();
        story.Customer.OrderCount.ShouldBe(0);
        story.After(24).Templates.ShouldContain("cart_reminder");
    }

    [Fact]
    public void It_is_told_to_the_customer_all_the_same() =>
        new Story().With().Order(OrderEvent.Shipped, "old").After(1).Order(OrderEvent.Delivered, "old").Templates.ShouldBe(["order_shipped", "order_delivered"]);

    [Fact]
    public void An_order_that_names_the_cart_is_no_earlier_one()
    {
        var story = new Story().With().Cart().After(0.1);
        story.Takes((id, at) => new CustomerInput.OrderReported(OrderEvent.Shipped, new OrderReport { Id = "o1", CartId = "cart1", Total = 40m }) { Id = id, Source = "events", At = at, OccurredAt = at });

        story.Customer.Runs.ShouldNotContain(run => run.Trigger == Trigger.CartIdle);
        story.Customer.Baskets.Single().State.ShouldBe(BasketState.Ordered);
        story.Customer.OrderCount.ShouldBe(1);
    }

    [Theory]
    [InlineData(OrderEvent.Shipped, 1)]
    [InlineData(OrderEvent.Cancelled, 0)]
    public void Once_it_is_told_when_it_was_placed_it_counts_from_then(OrderEvent first, int count)
    {
        var story = new Story().With().Cart("before").After(0.1);
        var placed = story.Now;
        story.After(0.1).Cart("since").After(0.1).Order(first).Order(OrderEvent.Placed, occurred: placed);

        story.Customer.LastOrderAt.ShouldBe(placed);
        story.Customer.OrderCount.ShouldBe(count);
        story.Customer.Baskets.Select(basket => (basket.Content.Id, basket.State)).ShouldBe([("before", BasketState.Ordered), ("since", BasketState.Open)]);
        story.Customer.Runs.Where(run => run.Trigger == Trigger.CartIdle).Select(run => run.Subject).ShouldBe(["cart:since#1"]);
    }

    [Fact]
    public void A_cancelled_cash_order_is_not_to_be_confirmed_when_its_placing_is_told_last() => new Story().With()
        .Order(OrderEvent.Cancelled).Order(OrderEvent.Placed, status: PaymentStatus.Pending, method: PaymentMethod.CashOnDelivery).After(24)
        .Templates.ShouldBe(["order_cancelled"]);
}
