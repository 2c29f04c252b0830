using Conversations.Customers;
using Conversations.Orders;
using Conversations.Tests.Drivers;
using Shouldly;
using Xunit;

namespace Conversations.Tests.Orders;

/// <summary>Which orders are told to the store as won back.</summary>
public sealed class RecoveredTests
{
    [Fact]
    public void An_order_after_the_last_reminder_was_delivered_is_recovered()
    {
        var story = Reminded();
        story.After(24).Reports(DeliveryStatus.Delivered).After(1).Order(OrderEvent.Placed);

        Told(story).ShouldBe(["o1"]);
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void An_order_counts_for_five_days_after_the_touch(int secondsLater, bool isRecovered)
    {
        var story = Reminded().Empties();
        story.Until(story.Sent[0].At.AddDays(5).AddSeconds(secondsLater)).Order(OrderEvent.Placed);

        Told(story).Length.ShouldBe(isRecovered ? 1 : 0);
    }

    [Fact]
    public void Of_two_orders_after_a_reminder_one_is_recovered() =>
        Told(Reminded().After(1).Order(OrderEvent.Placed, "first").After(1).Order(OrderEvent.Placed, "second")).ShouldBe(["first"]);

    [Fact]
    public void A_reminder_that_was_refused_recovers_nothing()
    {
        var story = new Story();
        story.Answers = send => story.Rejected(send, 131026);

        Told(story.With().Cart().After(1).Order(OrderEvent.Placed)).ShouldBeEmpty();
    }

    private static Story Reminded() => new Story().With().Cart().After(0.5).Reports(DeliveryStatus.Delivered);

    private static string[] Told(Story story) =>
        [.. story.Effects.OfType<Effect.TellStore>().Where(told => told.Event == "order.recovered").Select(told => told.Data["orderId"])];
}
