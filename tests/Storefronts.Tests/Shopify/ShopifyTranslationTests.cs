using System.Text;
using Conversations.Carts;
using Conversations.Customers;
using Conversations.Identity;
using Conversations.Orders;
using Conversations.Storefronts.Shopify;
using Shouldly;
using Xunit;

namespace Conversations.Storefronts.Tests.Shopify;

public partial class ShopifyTranslationTests
{
    private const string Order = """
        {"id":820982911946154508,"name":"#1001","checkout_token":"k1","cart_token":"c1?key=abc","email":"Ana@Example.com","phone":null,
         "created_at":"2026-03-01T11:00:00+01:00","updated_at":"2026-03-01T12:00:00+01:00","processed_at":"2026-03-01T11:00:00+01:00",
         "currency":"USD","presentment_currency":"EUR","total_price":"130.00","total_price_set":{"shop_money":{"amount":"130.00","currency_code":"USD"},"presentment_money":{"amount":"119.80","currency_code":"EUR"}},
         "financial_status":"pending","payment_gateway_names":["Cash on Delivery (COD)"],"order_status_url":"https://shop.example/orders/1","customer_locale":"fr-FR","discount_codes":[{"code":"TEN"}],
         "line_items":[{"id":1,"product_id":9007199254740993,"variant_id":7,"title":"Shirt","quantity":2,"current_quantity":1,"price":"65.00","price_set":{"presentment_money":{"amount":"59.90","currency_code":"EUR"}}},
                       {"id":2,"product_id":8,"title":"Taken out","quantity":1,"current_quantity":0,"price":"1.00"}],
         "shipping_address":{"phone":"06 99 99 99 99","country_code":"FR","first_name":"Friend"},"billing_address":{"phone":"06 12 34 56 78","country_code":"FR"},
         "customer":{"id":115310627314723954,"first_name":"Ana","phone":null,"default_address":{"phone":null,"country_code":"FR"}}}
        """;

    private static readonly DateTimeOffset At = new(2026, 3, 1, 11, 5, 0, TimeSpan.Zero);

    [Fact]
    public void An_order_keeps_every_digit_of_its_ids_and_the_money_that_the_buyer_saw()
    {
        var input = Single<CustomerInput.OrderReported>("orders/create", Order);

        input.Id.ShouldBe("orders/create:w1");
        input.Source.ShouldBe("shopify");
        input.Event.ShouldBe(OrderEvent.Placed);
        input.OccurredAt.ShouldBe(Utc(10, 0));
        input.Aliases.ShouldBe([
            new(AliasKind.Phone, "+33612345678"),
            new(AliasKind.StorefrontId, "115310627314723954"),
            new(AliasKind.Email, "ana@example.com"),
            new(AliasKind.CartToken, "c1"),
            new(AliasKind.CheckoutToken, "k1"),
            new(AliasKind.OrderId, "820982911946154508")]);
        input.Profile.ShouldBe(new Profile
        {
            StorefrontId = "115310627314723954",
            FirstName = "Ana",
            Email = "ana@example.com",
            Phone = "+33612345678",
            Locale = "fr-FR",
            Country = "FR",
        });
        var order = input.Order;
        (order.Id, order.Number, order.CartId, order.CheckoutId, order.Total, order.Currency).ShouldBe(("820982911946154508", "#1001", "c1", "k1", 119.80m, "EUR"));
        (order.PaymentStatus, order.PaymentMethod, order.PayUrl).ShouldBe((PaymentStatus.Pending, PaymentMethod.CashOnDelivery, "https://shop.example/orders/1"));
        order.Items.ShouldBe([new Item { ProductId = "9007199254740993", VariantId = "7", Name = "Shirt", Quantity = 1, Price = 59.90m }]);
        order.DiscountCodes.ShouldBe(["TEN"]);
    }

    [Theory]
    [InlineData("orders/create", OrderEvent.Placed, 10)]
    [InlineData("orders/paid", OrderEvent.Paid, 11)]
    [InlineData("orders/cancelled", OrderEvent.Cancelled, 11)]
    [InlineData("orders/fulfilled", OrderEvent.Shipped, 11)]
    [InlineData("orders/partially_fulfilled", OrderEvent.Shipped, 11)]
    [InlineData("orders/updated", OrderEvent.Placed, 10)]
    [InlineData("ORDERS/PAID", OrderEvent.Paid, 11)]
    public void Each_topic_is_its_step_at_the_bodys_own_time(string topic, OrderEvent step, int hour)
    {
        var input = Single<CustomerInput.OrderReported>(topic, Order);

        input.Event.ShouldBe(step);
        input.OccurredAt.ShouldBe(Utc(hour, 0));
    }

    [Theory]
    [InlineData("paid", PaymentStatus.Paid)]
    [InlineData("authorized", PaymentStatus.Paid)]
    [InlineData("partially_refunded", PaymentStatus.Paid)]
    [InlineData("pending", PaymentStatus.Pending)]
    [InlineData("partially_paid", PaymentStatus.UnderWay)]
    [InlineData("expired", PaymentStatus.Failed)]
    [InlineData("refunded", PaymentStatus.Refunded)]
    [InlineData("voided", PaymentStatus.Refunded)]
    [InlineData("something_new", null)]
    public void The_financial_status_tells_the_payment(string financial, PaymentStatus? status) =>
        Single<CustomerInput.OrderReported>("orders/create", $$"""{"id":1,"financial_status":"{{financial}}"}""").Order.PaymentStatus.ShouldBe(status);

    [Theory]
    [InlineData("partially_paid", "20.00", "EUR", 20.0, PaymentStatus.Pending)]
    [InlineData("partially_paid", "0.00", "EUR", null, PaymentStatus.UnderWay)]
    [InlineData("partially_paid", "22.40", "USD", null, PaymentStatus.UnderWay)]
    [InlineData("pending", "59.90", "EUR", 59.90, PaymentStatus.Pending)]
    [InlineData("pending", "67.10", "USD", null, PaymentStatus.Pending)]
    public void What_is_still_to_be_paid_is_told_where_the_buyer_pays_in_the_shops_currency(string financial, string outstanding, string shop, double? told, PaymentStatus status)
    {
        var order = Single<CustomerInput.OrderReported>("orders/create", $$$"""
            {"id":1,"financial_status":"{{{financial}}}","currency":"{{{shop}}}","total_outstanding":"{{{outstanding}}}",
             "total_price_set":{"presentment_money":{"amount":"59.90","currency_code":"EUR"} } }
            """).Order;

        (order.Total, order.Currency, order.Outstanding, order.PaymentStatus).ShouldBe((59.90m, "EUR", (decimal?)told, status));
    }

    [Fact]
    public void An_updated_order_tells_every_step_with_the_time_at_which_it_came_about()
    {
        var inputs = Read("orders/updated", """
            {"id":1,"financial_status":"partially_refunded","created_at":"2026-02-01T00:00:00Z","updated_at":"2026-03-01T11:00:00Z",
             "fulfillments":[{"status":"cancelled","tracking_url":"https://t.example/0"},{"status":"success","created_at":"2026-02-02T00:00:00Z","updated_at":"2026-02-04T00:00:00Z","shipment_status":"delivered","tracking_url":"https://t.example/1","tracking_company":"DHL"}],
             "refunds":[{"processed_at":"2026-02-10T00:00:00Z"}]}
            """).Select(outcome => (CustomerInput.OrderReported)((WebhookOutcome.Translated)outcome).Input).ToList();

        inputs.Select(input => (input.Event, input.OccurredAt.Day, input.Id)).ShouldBe([
            (OrderEvent.Paid, 1, "orders/updated:w1#paid"),
            (OrderEvent.Shipped, 2, "orders/updated:w1#shipped"),
            (OrderEvent.Delivered, 4, "orders/updated:w1#delivered"),
            (OrderEvent.Refunded, 10, "orders/updated:w1#refunded")]);
        inputs.ShouldAllBe(input => input.Order.TrackingUrl == "https://t.example/1" && input.Order.Carrier == "DHL");
    }

    [Fact]
    public void An_updated_order_that_was_cancelled_tells_nothing_else() =>
        Single<CustomerInput.OrderReported>("orders/updated", """{"id":1,"financial_status":"paid","cancelled_at":"2026-03-01T10:00:00Z"}""").Event.ShouldBe(OrderEvent.Cancelled);

    [Theory]
    [InlineData("pending", "\"payment_terms\":{\"due_in_days\":30}")]
    [InlineData("partially_paid", "\"payment_terms\":{\"due_in_days\":30}")]
    [InlineData("pending", "\"source_name\":\"shopify_draft_order\"")]
    public void What_is_sold_on_account_or_ordered_by_hand_is_not_asked_for(string financial, string account) =>
        Single<CustomerInput.OrderReported>("orders/create", $$$"""{"id":1,"financial_status":"{{{financial}}}","total_outstanding":"20.00",{{{account}}}}""").Order.PaymentStatus.ShouldBe(PaymentStatus.UnderWay);

    [Fact]
    public void A_cart_names_nobody_and_waits_by_its_token()
    {
        var input = Single<CustomerInput.BasketChanged>("carts/update", """
            {"id":"c1?key=x","token":"c1?key=x","updated_at":"2026-03-01T11:00:00.000Z","line_items":[{"product_id":1,"quantity":3,"price":"19.99","line_price":"59.97","line_price_set":{"presentment_money":{"amount":"55.00","currency_code":"EUR"}}}]}
            """);

        input.Aliases.ShouldBe([new(AliasKind.CartToken, "c1")]);
        input.Profile.ShouldBeNull();
        (input.Basket.Id, input.Basket.Total, input.Basket.Currency).ShouldBe(("c1", 55m, "EUR"));
    }

    [Fact]
    public void A_cart_with_nothing_in_it_was_emptied() =>
        Single<CustomerInput.BasketEmptied>("carts/update", """{"token":"c1","line_items":[]}""").BasketId.ShouldBe("c1");

    [Fact]
    public void A_checkout_without_an_id_is_known_by_its_token_and_joins_its_cart()
    {
        var input = Single<CustomerInput.BasketChanged>("checkouts/create", """
            {"token":"k1","cart_token":"c1","phone":"+33612345678","shipping_address":[],"billing_address":null,"customer":null,"email":"",
             "abandoned_checkout_url":"https://shop.example/recover","currency":"USD","presentment_currency":"EUR","total_price":"10.00","updated_at":"2026-03-01T12:00:00+01:00","completed_at":null,"line_items":[]}
            """);

        input.Aliases.ShouldBe([new(AliasKind.Phone, "+33612345678"), new(AliasKind.CartToken, "c1"), new(AliasKind.CheckoutToken, "k1")]);
        (input.Basket.Id, input.Basket.CartId, input.Basket.Url, input.Basket.Currency).ShouldBe(("k1", "c1", "https://shop.example/recover", "EUR"));
        input.OccurredAt.ShouldBe(Utc(11, 0));
    }

    [Fact]
    public void A_completed_checkout_is_over_even_if_the_orders_webhook_is_lost()
    {
        var input = Single<CustomerInput.BasketEmptied>("checkouts/update", """{"token":"k1","cart_token":"c1","completed_at":"2026-03-01T11:00:00Z","line_items":[{"product_id":1}]}""");

        (input.BasketKind, input.BasketId, input.OccurredAt).ShouldBe((BasketKind.Checkout, "k1", Utc(11, 0)));
    }

    [Fact]
    public void A_deleted_checkout_names_only_its_cart() =>
        Single<CustomerInput.BasketEmptied>("checkouts/delete", """{"id":1,"cart_token":"c1"}""").BasketKind.ShouldBe(BasketKind.Cart);

    [Theory]
    [InlineData("refunds/create", """{"id":5,"order_id":1,"transactions":[{"kind":"refund","status":"success"}]}""", OrderEvent.Refunded)]
    [InlineData("fulfillment_events/create", """{"id":5,"order_id":1,"status":"delivered"}""", OrderEvent.Delivered)]
    [InlineData("fulfillments/create", """{"id":5,"order_id":1,"status":"success"}""", OrderEvent.Shipped)]
    [InlineData("fulfillments/update", """{"id":5,"order_id":1,"status":"success","shipment_status":"delivered"}""", OrderEvent.Delivered)]
    public void What_names_only_an_order_finds_its_customer_by_it(string topic, string body, OrderEvent step)
    {
        var input = Single<CustomerInput.OrderReported>(topic, body);

        input.Event.ShouldBe(step);
        input.Aliases.ShouldBe([new(AliasKind.OrderId, "1")]);
    }

    [Theory]
    [InlineData("refunds/create", """{"order_id":1,"transactions":[]}""")]
    [InlineData("refunds/create", """{"order_id":1,"transactions":[{"kind":"refund","status":"failure"}]}""")]
    [InlineData("fulfillments/create", """{"order_id":1,"status":"pending"}""")]
    [InlineData("fulfillments/update", """{"order_id":1,"status":"cancelled","tracking_number":"1"}""")]
    [InlineData("fulfillment_events/create", """{"order_id":1,"status":"in_transit"}""")]
    [InlineData("orders/delete", """{"id":1}""")]
    [InlineData("orders/edited", """{"order_edit":{"order_id":1}}""")]
    [InlineData("customers_marketing_consent/update", """{"phone":"+33612345678","sms_marketing_consent":{"state":"subscribed"}}""")]
    [InlineData("customers/delete", """{"id":1}""")]
    [InlineData("inventory_levels/update", """{"inventory_item_id":1,"available":0}""")]
    [InlineData("products/create", """{"id":1,"status":"draft","published_at":null}""")]
    [InlineData("something/new", "{}")]
    public void What_changes_nothing_is_skipped_for_a_reason(string topic, string body) =>
        Read(topic, body).ShouldHaveSingleItem().ShouldBeOfType<WebhookOutcome.Skipped>().Reason.ShouldNotBeEmpty();

    [Fact]
    public void Sms_consent_is_not_WhatsApp_consent() =>
        Read("customers_marketing_consent/update", "{}").ShouldBe([new WebhookOutcome.Skipped("Consent to SMS or e-mail marketing is no consent to WhatsApp marketing.")]);

    [Fact]
    public void A_redaction_names_the_customer_and_the_orders() =>
        Read("customers/redact", """{"shop_id":1,"shop_domain":"d","customer":{"id":2,"email":"A@b.co","phone":"+33612345678"},"orders_to_redact":[3]}""")
            .ShouldHaveSingleItem().ShouldBeOfType<WebhookOutcome.Redact>().Aliases
            .ShouldBe([new(AliasKind.Phone, "+33612345678"), new(AliasKind.StorefrontId, "2"), new(AliasKind.Email, "a@b.co"), new(AliasKind.OrderId, "3")]);

    [Fact]
    public void The_other_compliance_topics_are_known()
    {
        Read("customers/data_request", """{"shop_id":1,"customer":{"id":2},"orders_requested":[]}""").ShouldHaveSingleItem().ShouldBeOfType<WebhookOutcome.DataRequested>().Aliases.Length.ShouldBe(1);
        Read("shop/redact", """{"shop_id":1}""").ShouldBe([new WebhookOutcome.StoreRedacted("shop/redact:w1")]);
        Read("app/uninstalled", """{"id":1}""").ShouldBe([new WebhookOutcome.Uninstalled("app/uninstalled:w1")]);
    }

    [Fact]
    public void A_variants_stock_is_news_of_its_product()
    {
        News("variants/in_stock").Change.ShouldBe(ProductChange.Restocked);
        News("variants/out_of_stock").Change.ShouldBe(ProductChange.OutOfStock);
        News("variants/in_stock").Product.ShouldBe(new Product { Id = "9", VariantId = "1", Price = 5 });
    }

    [Fact]
    public void Each_refund_of_an_order_is_told_by_its_id_whichever_topic_tells_it()
    {
        const string Refund = """{"id":5,"order_id":1,"processed_at":"2026-03-01T10:00:00Z","transactions":[{"kind":"refund","status":"success","amount":"7.50"},{"kind":"refund","status":"failure","amount":"90.00"},{"kind":"refund","status":"pending","amount":"2.50"}]}""";
        var alone = Single<CustomerInput.OrderReported>("refunds/create", Refund);
        (alone.Order.Refunds!.Single(), alone.Order.Total).ShouldBe((new("5", 10m), null));

        var order = Read("orders/updated", $$"""
            {"id":1,"total_price":"59.90","financial_status":"partially_refunded","refunds":[{{Refund}},{"id":6,"transactions":[]},
             {"id":7,"processed_at":"2026-03-01T11:00:00Z","transactions":[{"kind":"refund","status":"success","amount":1}]}]}
            """);
        order.OfType<WebhookOutcome.Translated>().Select(told => told.Input).OfType<CustomerInput.OrderReported>().Where(told => told.Event == OrderEvent.Refunded)
            .Select(told => (told.Id, told.OccurredAt, told.Order.Refunds!.Single()))
            .ShouldBe([("orders/updated:w1#refunded:5", Utc(10, 0), new("5", 10m)), ("orders/updated:w1#refunded:7", Utc(11, 0), new("7", 1m))]);
    }

    [Fact]
    public void A_retry_has_the_same_id_and_another_topic_of_the_same_action_another()
    {
        var first = Single<CustomerInput.OrderReported>("orders/create", Order).Id;

        Single<CustomerInput.OrderReported>("orders/create", Order).Id.ShouldBe(first);
        Single<CustomerInput.OrderReported>("orders/paid", Order).Id.ShouldNotBe(first);
    }

    [Fact]
    public void Without_a_webhook_id_the_body_tells_repeats()
    {
        var (one, again, other) = (Id("""{"id":1}"""), Id("""{"id":1}"""), Id("""{"id":2}"""));

        again.ShouldBe(one);
        other.ShouldNotBe(one);

        static string Id(string body) => ((WebhookOutcome.Translated)ShopifyTranslation.Read("orders/create", null, null, Encoding.UTF8.GetBytes(body), At)[0]).Input.Id;
    }

    [Fact]
    public void Where_the_body_has_no_time_the_trigger_counts_and_the_future_never()
    {
        Time("""{"id":1}""", Utc(9, 0)).ShouldBe(Utc(9, 0));
        Time("""{"id":1}""", null).ShouldBe(At);
        Time("""{"id":1,"created_at":"2027-01-01T00:00:00Z"}""", null).ShouldBe(At);

        static DateTimeOffset Time(string body, DateTimeOffset? triggered) =>
            ((WebhookOutcome.Translated)ShopifyTranslation.Read("orders/create", "w", triggered, Encoding.UTF8.GetBytes(body), At)[0]).Input.OccurredAt;
    }

    [Fact]
    public void Wrapped_objects_are_unwrapped_and_lists_read_one_by_one() =>
        Read("orders/create", """{"orders":[{"id":1},{"id":2},7]}""").Select(outcome => outcome is WebhookOutcome.Translated order ? order.Input.Id : outcome.GetType().Name)
            .ShouldBe(["orders/create:w1#0", "orders/create:w1#1", "Unread"]);

    [Fact]
    public void What_is_not_JSON_says_so() =>
        Read("orders/create", "webhook_id=1").ShouldHaveSingleItem().ShouldBeOfType<WebhookOutcome.NotJson>();

    private static CustomerInput.ProductNews News(string topic) =>
        Read(topic, """{"id":1,"product_id":9,"price":"5.00"}""").ShouldHaveSingleItem().ShouldBeOfType<WebhookOutcome.News>().Input;

    private static T Single<T>(string topic, string body)
        where T : CustomerInput => Read(topic, body).ShouldHaveSingleItem().ShouldBeOfType<WebhookOutcome.Translated>().Input.ShouldBeOfType<T>();

    private static List<WebhookOutcome> Read(string topic, string body) =>
        [.. ShopifyTranslation.Read(topic, "w1", null, Encoding.UTF8.GetBytes(body), At)];

    private static DateTimeOffset Utc(int hour, int minute) => new(2026, 3, 1, hour, minute, 0, TimeSpan.Zero);
}
