using System.Text;
using Conversations.Api.Tests.Drivers;
using Shouldly;
using Xunit;

namespace Conversations.Api.Tests;

/// <summary>What the shops' platforms tell of their products reaches those who have to do with them.</summary>
public sealed class ProductsTests(DemoDriver demo) : IClassFixture<DemoDriver>
{
    [Fact]
    public async Task A_product_of_WooCommerce_that_is_back_is_told_to_whoever_asked_for_it()
    {
        const string phone = "+33612345601";
        await Waits(phone, "701");

        await Woo("outofstock", "60.00", "09:00:00");
        await Woo("instock", "60.00", "09:00:01");
        await demo.Advance("PT1M");

        (await demo.Received(phone)).ShouldHaveSingleItem().GetProperty("text").GetString()!.ShouldContain("Linen dress is back");
    }

    [Fact]
    public async Task A_product_of_WooCommerce_that_got_cheaper_is_told_once_and_late_news_of_it_never()
    {
        const string phone = "+33612345602";
        await Waits(phone, "701");

        await Woo("instock", "60.00", "09:00:00");
        await Woo("instock", "40.00", "09:00:02");
        await Woo("instock", "40.00", "09:00:03");
        await Woo("instock", "20.00", "09:00:01");
        await demo.Advance("PT1M");

        (await demo.Received(phone)).ShouldHaveSingleItem().GetProperty("text").GetString()!.ShouldContain("now costs 40.00 instead of 60.00");
    }

    [Fact]
    public async Task A_variant_of_Shopify_that_is_back_is_told_by_the_name_that_its_product_has()
    {
        const string phone = "+33612345603";
        await Waits(phone, "11");

        await Shopify("products/update", "p1", """{"id":11,"title":"Linen dress","status":"active","updated_at":"2026-11-23T09:00:00Z","variants":[{"id":111,"price":"60.00"}]}""");
        await Shopify("variants/in_stock", "p2", """{"id":111,"product_id":11,"price":"60.00","updated_at":"2026-11-23T09:00:00Z"}""");
        await demo.Advance("PT1M");

        (await demo.Received(phone)).ShouldHaveSingleItem().GetProperty("text").GetString()!.ShouldContain("Linen dress is back");
    }

    [Fact]
    public async Task A_new_product_is_told_to_whoever_bought_of_its_category_and_to_nobody_else()
    {
        const string buyer = "+33612345604";
        const string other = "+33612345605";
        await demo.Reset();
        foreach (var (phone, product) in new[] { (buyer, "oxford-shirt"), (other, "wool-scarf") })
        {
            await demo.Events(Drivers.Shop.Consent(phone), new
            {
                id = Drivers.Shop.NewId(),
                type = "order.placed",
                occurredAt = DemoDriver.Monday,
                customer = Drivers.Shop.Person(phone),
                order = new { id = $"launch-{product}", currency = "EUR", total = "59.90", paymentStatus = "paid", items = new[] { new { productId = product, quantity = 1, price = "59.90" } } },
            });
        }

        // What they are told of their orders has gone out: else it goes first, and the news five minutes later.
        await demo.Advance("PT1M");
        await demo.Events(new
        {
            id = Drivers.Shop.NewId(),
            type = "product.launched",
            occurredAt = DemoDriver.Monday,
            product = new { id = "flannel-shirt", name = "Flannel shirt", url = "https://demo-shop.example/flannel", price = "69.90", currency = "EUR", category = "shirts" },
        });
        await demo.Advance("PT1M");

        (await demo.Received(buyer)).Select(static message => message.GetProperty("template").GetString()).ShouldBe(["order_paid", "new_arrival"]);
        (await demo.Received(other)).Select(static message => message.GetProperty("template").GetString()).ShouldBe(["order_paid"]);
    }

    private async Task Waits(string phone, string product)
    {
        await demo.Reset();
        await demo.Events(Drivers.Shop.Consent(phone), new { id = Drivers.Shop.NewId(), type = "stock.subscribed", occurredAt = DemoDriver.Monday, customer = Drivers.Shop.Person(phone), product = new { id = product, url = "https://demo-shop.example/linen-dress" } });
    }

    private async Task Woo(string stock, string price, string time) => (await demo.WooCommerce("product.updated", Encoding.UTF8.GetBytes(
        $$"""{"id":701,"name":"Linen dress","permalink":"https://demo-shop.example/linen-dress","status":"publish","price":"{{price}}","stock_status":"{{stock}}","date_modified_gmt":"2026-11-23T{{time}}"}"""))).Status.ShouldBe(200);

    private async Task Shopify(string topic, string id, string body) => (await demo.Shopify(topic, id, Encoding.UTF8.GetBytes(body))).Status.ShouldBe(200);
}
