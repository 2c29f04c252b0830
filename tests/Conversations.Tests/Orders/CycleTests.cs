using Conversations.Carts;
using Conversations.Journeys;
using Conversations.Orders;
using Conversations.Tests.Drivers;
using Shouldly;
using Xunit;

namespace Conversations.Tests.Orders;

/// <summary>How often a customer buys: from the orders that were placed and kept.</summary>
public sealed class CycleTests
{
    private static readonly Item Soap = new() { ProductId = "soap", Name = "Soap", Price = 9m, Consumable = true };

    [Fact]
    public void A_cancelled_order_does_not_shorten_the_time_after_which_a_customer_is_won_back()
    {
        var story = new Story().With().Order(OrderEvent.Placed, "o1").After(Days(100)).Order(OrderEvent.Placed, "o2").Order(OrderEvent.Cancelled, "o2");
        story.After(Days(100)).Order(OrderEvent.Placed, "o3");

        Due(story, Trigger.Lapse).ShouldBeGreaterThanOrEqualTo(story.Now + Days(300));
    }

    [Fact]
    public void An_order_of_which_nobody_knows_when_it_was_placed_does_not_shorten_the_cycle_of_a_refill()
    {
        var story = new Story().With().Order(OrderEvent.Placed, "o1", items: Soap).After(Days(40)).Order(OrderEvent.Placed, "o2", items: Soap);
        story.After(Days(35)).Order(OrderEvent.Shipped, "old", items: Soap).After(Days(5)).Order(OrderEvent.Placed, "o3", items: Soap);

        Due(story, Trigger.ConsumableOrdered).ShouldBeGreaterThanOrEqualTo(story.Now + Days(36));
    }

    [Fact]
    public void An_order_told_late_is_refilled_where_the_newer_one_was_cancelled()
    {
        var story = new Story().With();
        var placed = story.Now;
        story.After(2).Order(OrderEvent.Placed, "newer", items: Soap).Order(OrderEvent.Cancelled, "newer", items: Soap).Order(OrderEvent.Placed, "older", occurred: placed, items: Soap);

        story.Customer.Runs.ShouldContain(run => run.Subject == "refill:soap@older");
    }

    private static DateTimeOffset Due(Story story, Trigger trigger) => story.Customer.Runs.Single(run => run.Trigger == trigger).DueAt;

    private static TimeSpan Days(int days) => TimeSpan.FromDays(days);
}
