using Conversations.Customers;
using Conversations.Orders;
using Shouldly;
using Xunit;

namespace Conversations.Storefronts.Tests.Shopify;

public partial class ShopifyTranslationTests
{
    [Theory]
    [InlineData("\"shipping_address\":null,\"billing_address\":{}", "{\"status\":\"success\"}", false)]
    [InlineData("\"shipping_address\":null,\"billing_address\":null", "{\"status\":\"success\"}", true)]
    [InlineData("\"shipping_address\":null,\"billing_address\":{}", "{\"status\":\"success\",\"tracking_number\":\"1Z\"}", true)]
    [InlineData("\"shipping_address\":{}", "{\"status\":\"success\",\"line_items\":[{\"requires_shipping\":false}]}", false)]
    [InlineData("\"shipping_address\":{}", "{\"status\":\"success\",\"line_items\":[{\"requires_shipping\":false},{\"requires_shipping\":true}]}", true)]
    [InlineData("\"shipping_address\":{}", "{\"status\":\"success\"}", true)]
    public void What_is_downloaded_or_fetched_is_not_on_its_way(string addresses, string fulfillment, bool sent)
    {
        var body = $$"""{"id":1,"created_at":"2026-03-01T10:00:00Z",{{addresses}},"fulfillments":[{{fulfillment}}]}""";

        Single<CustomerInput.OrderReported>("orders/fulfilled", body).Event.ShouldBe(sent ? OrderEvent.Shipped : OrderEvent.Placed);
        Single<CustomerInput.OrderReported>("orders/updated", body).Event.ShouldBe(sent ? OrderEvent.Shipped : OrderEvent.Placed);
    }

    [Theory]
    [InlineData("partial", "delivered", "delivered", true, "Shipped")]
    [InlineData("fulfilled", "delivered", "in_transit", false, "Shipped")]
    [InlineData("fulfilled", "delivered", "delivered", false, "Shipped Delivered")]
    public void An_order_in_several_parcels_arrived_when_all_of_them_did(string fulfillment, string first, string second, bool partToSend, string steps)
    {
        var inputs = Read("orders/updated", $$"""
            {"id":1,"fulfillment_status":"{{fulfillment}}","fulfillments":[{"id":11,"status":"success","shipment_status":"{{first}}"},{"id":12,"status":"success","shipment_status":"{{second}}"},{"id":13,"status":"cancelled"},
             {"id":14,"status":"success","line_items":[{"requires_shipping":false}]}]}
            """).Select(outcome => (CustomerInput.OrderReported)((WebhookOutcome.Translated)outcome).Input).ToList();

        string.Join(' ', inputs.Select(input => input.Event)).ShouldBe(steps);
        inputs[0].Order.PartToSend.ShouldBe(partToSend);
        inputs[0].Order.Parcels.ShouldBe([new("11", true), new("12", second == "delivered"), new("13", true)]);
        Single<CustomerInput.OrderReported>("fulfillments/update", """{"id":11,"order_id":1,"status":"success","shipment_status":"delivered"}""").Order.Parcels.ShouldBe([new("11", true)]);
        Single<CustomerInput.OrderReported>("fulfillment_events/create", """{"id":5,"order_id":1,"fulfillment_id":11,"status":"delivered"}""").Order.Parcels.ShouldBe([new("11", true)]);
    }

    [Theory]
    [InlineData("""{"order_id":1,"status":"success","destination":null}""")]
    [InlineData("""{"order_id":1,"status":"success","destination":{},"line_items":[{"requires_shipping":false}]}""")]
    public void Nothing_is_told_of_a_fulfillment_that_is_not_sent(string body) =>
        Read("fulfillments/create", body).ShouldHaveSingleItem().ShouldBeOfType<WebhookOutcome.Skipped>();

    [Theory]
    [InlineData("orders/create")]
    [InlineData("orders/paid")]
    [InlineData("orders/fulfilled")]
    [InlineData("orders/updated")]
    public void What_was_bought_over_the_counter_counts_as_an_order_and_nothing_is_told_of_it(string topic)
    {
        var input = Single<CustomerInput.OrderReported>(topic, """{"id":1,"source_name":"pos","financial_status":"paid","total_price":"20.00","shipping_address":null,"fulfillments":[{"status":"success"}]}""");

        (input.Event, input.Order.PaymentStatus, input.Order.Total).ShouldBe((OrderEvent.Placed, null, 20m));
    }
}
