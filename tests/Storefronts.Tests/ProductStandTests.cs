using Conversations.Carts;
using Shouldly;
using Xunit;

namespace Conversations.Storefronts.Tests;

public class ProductStandTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 12, 0, 0, TimeSpan.Zero);

    [Fact]
    public void A_product_first_seen_in_stock_is_no_news() => Stand(true, 10).NewsSince(null).ShouldBeEmpty();

    [Fact]
    public void The_same_state_again_is_no_news() => Stand(true, 10, 1).NewsSince(Stand(true, 10)).ShouldBeEmpty();

    [Fact]
    public void A_product_that_was_sold_out_and_is_there_again_was_restocked() =>
        Stand(true, 10, 1).NewsSince(Stand(false, 10)).ShouldHaveSingleItem().Change.ShouldBe(ProductChange.Restocked);

    [Fact]
    public void Selling_out_is_told_once()
    {
        Stand(false, 10, 1).NewsSince(Stand(true, 10)).ShouldHaveSingleItem().Change.ShouldBe(ProductChange.OutOfStock);
        Stand(false, 10, 2).NewsSince(Stand(false, 10, 1)).ShouldBeEmpty();
    }

    [Fact]
    public void Another_price_is_told_with_the_one_before()
    {
        var news = Stand(null, 8, 1).NewsSince(Stand(null, 10)).ShouldHaveSingleItem();

        news.Change.ShouldBe(ProductChange.PriceChanged);
        news.PreviousPrice.ShouldBe(10);
        news.Product.Price.ShouldBe(8);
        news.Id.ShouldBe("k1#PriceChanged");
    }

    [Fact]
    public void A_report_that_comes_late_is_no_news_and_changes_nothing()
    {
        var known = Stand(true, 10, 5);

        Stand(false, 8, 1).NewsSince(known).ShouldBeEmpty();
        Stand(false, 8, 1).After(known).ShouldBe(known);
    }

    [Fact]
    public void What_a_report_does_not_say_stands_as_before() =>
        Stand(null, null, 1).After(Stand(false, 10)).ShouldBe(Stand(false, 10, 1));

    private static ProductStand Stand(bool? inStock, decimal? price, int minute = 0) => new()
    {
        Key = $"k{minute}",
        Source = "woocommerce",
        At = At,
        OccurredAt = At.AddMinutes(minute),
        InStock = inStock,
        Product = new Product { Id = "p1", Price = price },
    };
}
