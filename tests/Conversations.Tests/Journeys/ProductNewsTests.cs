using Conversations.Carts;
using Conversations.Customers;
using Conversations.Tests.Drivers;
using Shouldly;
using Xunit;

namespace Conversations.Tests.Journeys;

/// <summary>News of a product that is held for a while is told as it is by then, or not at all.</summary>
public sealed class ProductNewsTests
{
    private static readonly DateTimeOffset Night = new(2026, 3, 3, 21, 30, 0, TimeSpan.Zero);

    [Fact]
    public void A_price_that_rose_again_in_the_night_is_not_told_in_the_morning() =>
        Subscribed().News(ProductChange.PriceChanged, price: 49.90m).After(1).News(ProductChange.PriceChanged, price: 59.90m, before: 49.90m).After(24)
            .Sent.ShouldBeEmpty();

    [Fact]
    public void Of_two_price_drops_in_one_night_the_newer_price_is_told()
    {
        var story = Subscribed().News(ProductChange.PriceChanged, price: 49.90m).After(1).News(ProductChange.PriceChanged, price: 39.90m, before: 49.90m, low30: 49.90m);

        story.After(24 * 3).Texts.Single().ShouldContain("now costs 39.90 EUR instead of 49.90 EUR");
    }

    [Theory]
    [InlineData("USD", "now costs 49.90 USD instead of 59.90 USD")]
    [InlineData(null, "now costs 49.90 instead of 59.90.")]
    public void A_price_without_a_currency_is_told_in_the_shops_own(string? currency, string told)
    {
        var story = new Story(TestRules.Default with { Policy = TestRules.Default.Policy with { Currency = currency } }).With().Takes((id, now) =>
            new CustomerInput.StockSubscribed(new Product { Id = "p1", Name = "Linen shirt", Url = "https://shop.example/p1" }) { Id = id, Source = "events", At = now, OccurredAt = now });
        story.Takes((id, now) => new CustomerInput.ProductNews(ProductChange.PriceChanged, new Product { Id = "p1", Name = "Linen shirt", Price = 49.90m }, 59.90m, 59.90m) { Id = id, Source = "shopify", At = now, OccurredAt = now });

        story.After(24).Texts.Single().ShouldContain(told);
    }

    [Fact]
    public void A_price_change_from_before_the_drop_that_comes_late_does_not_end_its_news()
    {
        var story = Subscribed();
        var before = story.Now.AddHours(-3);
        story.News(ProductChange.PriceChanged, price: 49.90m);
        story.Take(new CustomerInput.ProductNews(ProductChange.PriceChanged, new Product { Id = "p1", Price = 59.90m, Currency = "EUR" }, 55m, 55m) { Id = story.Id(), Source = "events", At = story.Now, OccurredAt = before });

        story.After(24).Texts.Single().ShouldContain("now costs 49.90 EUR");
    }

    [Fact]
    public void A_product_back_in_stock_is_told_at_its_price_of_that_moment() =>
        Subscribed().News(ProductChange.Restocked, price: 59.90m).After(1).News(ProductChange.PriceChanged, price: 69.90m, before: 59.90m).After(24)
            .Texts.Single().ShouldContain("is back at Demo Shop (69.90 EUR)");

    [Fact]
    public void What_is_sold_out_again_in_the_night_is_not_told_to_be_back_until_it_is()
    {
        var story = Subscribed().News(ProductChange.Restocked).After(1).News(ProductChange.OutOfStock).After(24);

        story.Sent.ShouldBeEmpty();
        story.News(ProductChange.Restocked).After(24).Templates.ShouldBe(["back_in_stock"]);
    }

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
