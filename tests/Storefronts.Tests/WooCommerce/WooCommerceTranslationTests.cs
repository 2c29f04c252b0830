using System.Text;
using System.Text.Json.Nodes;
using Conversations.Carts;
using Conversations.Customers;
using Conversations.Identity;
using Conversations.Orders;
using Conversations.Storefronts.WooCommerce;
using Shouldly;
using Xunit;

namespace Conversations.Storefronts.Tests.WooCommerce;

public class WooCommerceTranslationTests
{
    private const string Order = """
        {"id":727,"number":"727","order_key":"wc_order_x y","status":"pending","currency":"EUR","total":"45.98","customer_id":0,
         "date_created_gmt":"2026-03-01T10:00:00","date_modified_gmt":"2026-03-01T10:30:00","date_paid_gmt":null,
         "billing":{"first_name":"Ana","last_name":"Silva","email":"Ana@Example.com","phone":"06 12 34 56 78","country":"FR"},"shipping":{"phone":"06 99 99 99 99","country":"FR"},
         "payment_method":"stripe","payment_method_title":"Credit card","coupon_lines":[{"code":"ten"}],"shipping_lines":[{"id":1}],
         "line_items":[{"id":1,"name":"Tea &amp; Cake","product_id":93,"variation_id":0,"quantity":2,"price":19.989999999999998,"sku":12,"total":"39.98","image":{"id":"5","src":"https://shop.example/1.jpg"}},
                       {"id":2,"name":"Gone","product_id":0,"variation_id":0,"quantity":"2","total":"6.00"}]}
        """;

    private static readonly DateTimeOffset At = new(2026, 3, 1, 11, 5, 0, TimeSpan.Zero);

    [Fact]
    public void An_order_that_was_begun_and_not_paid_waits_for_its_payment()
    {
        var input = Steps(Order).ShouldHaveSingleItem();

        input.Source.ShouldBe("woocommerce");
        input.Id.ShouldBe("order.updated:727:2026-03-01T10:30:00:pending");
        input.Event.ShouldBe(OrderEvent.Placed);
        input.OccurredAt.ShouldBe(Utc(10, 0));
        input.Aliases.ShouldBe([
            new(AliasKind.Phone, "+33612345678"),
            new(AliasKind.Email, "ana@example.com"),
            new(AliasKind.CheckoutToken, "727"),
            new(AliasKind.OrderId, "727")]);
        input.Profile.ShouldBe(new Profile { FirstName = "Ana", LastName = "Silva", Email = "ana@example.com", Phone = "+33612345678", Country = "FR" });
        var order = input.Order;
        (order.PaymentStatus, order.PaymentMethod).ShouldBe((PaymentStatus.Pending, PaymentMethod.Card));
        order.PayUrl.ShouldBe("https://shop.example/checkout/order-pay/727/?pay_for_order=true&key=wc_order_x%20y");
        (order.Total, order.Currency, order.Number).ShouldBe((45.98m, "EUR", "727"));
        order.DiscountCodes.ShouldBe(["ten"]);
        order.Items.ShouldBe([
            new Item { ProductId = "93", Name = "Tea & Cake", Quantity = 2, Price = 19.99m, ImageUrl = "https://shop.example/1.jpg" },
            new Item { ProductId = "2", Name = "Gone", Quantity = 2, Price = 3m }]);
    }

    [Theory]
    [InlineData("pending", "stripe", null, "Placed", PaymentStatus.Pending)]
    [InlineData("failed", "stripe", null, "Placed PaymentFailed", PaymentStatus.Failed)]
    [InlineData("on-hold", "bacs", null, "Placed", PaymentStatus.Pending)]
    [InlineData("on-hold", "stripe", null, "Placed", PaymentStatus.UnderWay)]
    [InlineData("processing", "stripe", "2026-03-01T10:01:00", "Placed Paid", PaymentStatus.Paid)]
    [InlineData("processing", "cod", null, "Placed", PaymentStatus.Pending)]
    [InlineData("completed", "cod", null, "Placed Paid Shipped", PaymentStatus.Paid)]
    [InlineData("completed", "stripe", "2026-03-01T10:01:00", "Placed Paid Shipped", PaymentStatus.Paid)]
    [InlineData("delivered", "stripe", "2026-03-01T10:01:00", "Placed Paid Shipped Delivered", PaymentStatus.Paid)]
    [InlineData("cancelled", "stripe", null, "Cancelled", null)]
    [InlineData("refunded", "stripe", "2026-03-01T10:01:00", "Refunded", PaymentStatus.Refunded)]
    [InlineData("wc-in-the-workshop", "stripe", null, "Placed", PaymentStatus.UnderWay)]
    [InlineData("wc-in-the-workshop", "stripe", "2026-03-01T10:01:00", "Placed Paid", PaymentStatus.Paid)]
    public void Each_state_tells_its_steps(string status, string method, string? paid, string steps, PaymentStatus? payment)
    {
        var inputs = Steps(Order, order => (order["status"], order["payment_method"], order["date_paid_gmt"]) = (status, method, paid));

        string.Join(' ', inputs.Select(input => input.Event)).ShouldBe(steps);
        inputs.ShouldAllBe(input => input.Order.PaymentStatus == payment);
        inputs.Select(input => input.Id).ShouldBeUnique();
        if (paid is not null && steps.Contains("Paid", StringComparison.Ordinal))
        {
            inputs.Single(input => input.Event == OrderEvent.Paid).OccurredAt.ShouldBe(Utc(10, 1));
        }
    }

    [Theory]
    [InlineData("admin", PaymentStatus.UnderWay)]
    [InlineData("checkout", PaymentStatus.Pending)]
    [InlineData("store-api", PaymentStatus.Pending)]
    public void An_order_that_the_shop_makes_by_hand_is_not_asked_for(string createdVia, PaymentStatus payment) =>
        Steps(Order, order => order["created_via"] = createdVia).Single().Order.PaymentStatus.ShouldBe(payment);

    [Theory]
    [InlineData("processing", "Placed Paid Refunded Refunded")]
    [InlineData("refunded", "Refunded Refunded")]
    public void Each_refund_is_told_by_its_id_and_only_the_newest_can_be_new(string status, string steps)
    {
        var inputs = Steps(Order, order => (order["status"], order["refunds"]) = (status, JsonNode.Parse("""[{"id":1000,"total":"-5.00"},{"id":726,"total":"-10.00"},{"id":725,"total":"0.00"}]""")));

        string.Join(' ', inputs.Select(input => input.Event)).ShouldBe(steps);
        inputs.Where(input => input.Event == OrderEvent.Refunded).Select(input => (input.Order.Refunds!.Single(), input.OccurredAt))
            .ShouldBe([(new("726", 10m), Utc(10, 0)), (new("1000", 5m), Utc(10, 30))]);
        inputs.Select(input => input.Id).ShouldBeUnique();
    }

    [Theory]
    [InlineData("[]", false)]
    [InlineData("""[{"method_id":"local_pickup"}]""", false)]
    [InlineData("""[{"method_id":"pickup_location"}]""", false)]
    [InlineData("""[{"method_id":"flat_rate"}]""", true)]
    public void What_has_no_shipping_or_is_fetched_was_never_sent(string shipping, bool sent) =>
        Steps(Order, order => (order["status"], order["shipping_lines"]) = ("completed", JsonNode.Parse(shipping))).Any(input => input.Event == OrderEvent.Shipped).ShouldBe(sent);

    [Fact]
    public void A_draft_of_the_checkout_is_a_checkout_that_the_order_closes()
    {
        var draft = Single<CustomerInput.BasketChanged>("order.created", Changed(Order, order => order["status"] = "checkout-draft"));

        (draft.Basket.Kind, draft.Basket.Id, draft.Basket.Total, draft.OccurredAt).ShouldBe((BasketKind.Checkout, "727", 45.98m, Utc(10, 30)));
        draft.Aliases.ShouldContain(new Alias(AliasKind.CheckoutToken, "727"));
        Steps(Order)[0].Order.CheckoutId.ShouldBe("727");
    }

    [Fact]
    public void The_shops_own_address_for_paying_wins() =>
        Steps(Order, order => order["payment_url"] = "https://shop.example/kasse/x")[0].Order.PayUrl.ShouldBe("https://shop.example/kasse/x");

    [Fact]
    public void A_paid_order_has_no_address_for_paying() =>
        Steps(Order, order => order["status"] = "processing").ShouldAllBe(input => input.Order.PayUrl == null);

    [Fact]
    public void The_same_state_again_is_a_repeat_and_a_new_state_of_the_same_second_is_not()
    {
        var first = Steps(Order)[0].Id;

        Steps(Order, order => order["customer_note"] = "changed by a plugin")[0].Id.ShouldBe(first);
        Steps(Order, order => order["status"] = "failed")[0].Id.ShouldNotBe(first);
        Steps(Order, order => order["date_modified_gmt"] = "2026-03-01T10:30:01")[0].Id.ShouldNotBe(first);
    }

    [Fact]
    public void A_deleted_order_ends_its_checkout() =>
        Single<CustomerInput.BasketEmptied>("order.deleted", """{"id":727}""").BasketId.ShouldBe("727");

    [Fact]
    public void A_customer_is_known_by_account_phone_and_address()
    {
        var input = Single<CustomerInput.ProfileReported>("customer.updated", """
            {"id":25,"email":"a@b.co","first_name":"Jos&eacute;","last_name":"","date_modified_gmt":"2026-03-01T10:00:00","billing":{"last_name":"Cruz","phone":"(55) 1234-5678","country":"MX"}}
            """);

        input.Aliases.Select(alias => alias.Kind).ShouldBe([AliasKind.Phone, AliasKind.StorefrontId, AliasKind.Email]);
        (input.Profile!.FirstName, input.Profile.LastName, input.Profile.Country, input.OccurredAt).ShouldBe(("José", "Cruz", "MX", Utc(10, 0)));
    }

    [Fact]
    public void A_product_stands_as_it_is_told()
    {
        var stand = Read("product.updated", """
            {"id":794,"parent_id":0,"name":"Tea &amp; Cake","status":"publish","permalink":"https://shop.example/tea","price":"21.99","stock_status":"outofstock","categories":[{"name":"Tea"}],"images":[{"src":"https://shop.example/1.jpg"}],"date_modified_gmt":"2026-03-01T10:00:00"}
            """).ShouldHaveSingleItem().ShouldBeOfType<WebhookOutcome.ProductReported>().Stand;

        stand.InStock.ShouldBe(false);
        stand.Product.ShouldBe(new Product { Id = "794", Name = "Tea & Cake", Url = "https://shop.example/tea", Price = 21.99m, ImageUrl = "https://shop.example/1.jpg", Category = "Tea" });
    }

    [Fact]
    public void A_new_product_is_launched_and_a_deleted_one_sold_out()
    {
        Read("product.created", """{"id":1,"status":"publish"}""").ShouldHaveSingleItem().ShouldBeOfType<WebhookOutcome.News>().Input.Change.ShouldBe(ProductChange.Launched);
        Read("product.deleted", """{"id":1}""").ShouldHaveSingleItem().ShouldBeOfType<WebhookOutcome.News>().Input.Change.ShouldBe(ProductChange.OutOfStock);
        Read("product.created", """{"id":1,"status":"draft"}""").ShouldHaveSingleItem().ShouldBeOfType<WebhookOutcome.Skipped>();
    }

    [Theory]
    [InlineData("coupon.created", "{}")]
    [InlineData("action.woocommerce_add_to_cart", """{"action":"woocommerce_add_to_cart","arg":"x"}""")]
    [InlineData("customer.deleted", """{"id":1}""")]
    [InlineData("subscription.created", """{"id":1}""")]
    public void What_concerns_no_conversation_is_skipped_for_a_reason(string topic, string body) =>
        Read(topic, body).ShouldHaveSingleItem().ShouldBeOfType<WebhookOutcome.Skipped>().Reason.ShouldNotBeEmpty();

    [Theory]
    [InlineData("{}")]
    [InlineData("[]")]
    [InlineData("""{"id":0}""")]
    [InlineData("""{"id":1.5}""")]
    public void An_order_without_an_id_is_kept_unread(string body) =>
        Read("order.updated", body).ShouldHaveSingleItem().ShouldBeOfType<WebhookOutcome.Unread>();

    private static List<CustomerInput.OrderReported> Steps(string order, Action<JsonObject>? change = null) =>
        [.. Read("order.updated", Changed(order, change)).Select(outcome => outcome.ShouldBeOfType<WebhookOutcome.Translated>().Input.ShouldBeOfType<CustomerInput.OrderReported>())];

    private static string Changed(string order, Action<JsonObject>? change)
    {
        var node = JsonNode.Parse(order)!.AsObject();
        change?.Invoke(node);
        return node.ToJsonString();
    }

    private static T Single<T>(string topic, string body)
        where T : CustomerInput => Read(topic, body).ShouldHaveSingleItem().ShouldBeOfType<WebhookOutcome.Translated>().Input.ShouldBeOfType<T>();

    private static List<WebhookOutcome> Read(string topic, string body) =>
        [.. WooCommerceTranslation.Read(topic, "https://shop.example/", Encoding.UTF8.GetBytes(body), At)];

    private static DateTimeOffset Utc(int hour, int minute) => new(2026, 3, 1, hour, minute, 0, TimeSpan.Zero);
}
