using Conversations.Carts;
using Conversations.Customers;
using Conversations.Tests.Drivers;
using Shouldly;
using Xunit;

namespace Conversations.Tests.Journeys;

/// <summary>News of products, to those who wait for them.</summary>
public sealed class ProductNewsTests
{
    private static readonly DateTimeOffset Night = new(2026, 3, 3, 21, 30, 0, TimeSpan.Zero);

    [Fact]
    public void A_restock_told_more_than_24_hours_late_leaves_the_subscription_for_the_next_one()
    {
        var story = Subscribed();
        story.Take(new CustomerInput.ProductNews(ProductChange.Restocked, new Product { Id = "p1", Name = "Linen shirt" }, null, null) { Id = story.Id(), Source = "events", At = story.Now, OccurredAt = story.Now.AddHours(-25) });

        story.After(24).Sent.ShouldBeEmpty();
        story.News(ProductChange.Restocked).After(24).Templates.ShouldBe(["back_in_stock"]);
    }

    [Fact]
    public void Who_subscribed_is_told_once()
    {
        var story = Subscribed().News(ProductChange.Restocked).After(24 * 10).News(ProductChange.Restocked).After(24);

        story.Templates.ShouldBe(["back_in_stock"]);
    }

    private static Story Subscribed()
    {
        var story = new Story(now: Night).With();
        return story.Takes((id, at) => new CustomerInput.StockSubscribed(new Product { Id = "p1", Name = "Linen shirt" }) { Id = id, Source = "events", At = at, OccurredAt = at });
    }
}
