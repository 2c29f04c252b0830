using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Conversations.Carts;
using Conversations.Customers;
using Conversations.Identity;
using Conversations.Orders;
using Conversations.Storefronts.Events;
using Shouldly;
using Xunit;

namespace Conversations.Storefronts.Tests.Events;

public class EventTranslationTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 11, 1, 0, TimeSpan.Zero);

    public static TheoryData<string, string> EveryType => new()
    {
        { "product.viewed", "ProductViewed" },
        { "cart.updated", "BasketChanged" },
        { "cart.emptied", "BasketEmptied" },
        { "checkout.started", "BasketChanged" },
        { "checkout.updated", "BasketChanged" },
        { "checkout.failed", "BasketChanged" },
        { "order.placed", "OrderReported" },
        { "order.paid", "OrderReported" },
        { "order.payment_failed", "OrderReported" },
        { "order.shipped", "OrderReported" },
        { "order.delivered", "OrderReported" },
        { "order.cancelled", "OrderReported" },
        { "order.refunded", "OrderReported" },
        { "stock.subscribed", "StockSubscribed" },
        { "product.restocked", "News" },
        { "product.out_of_stock", "News" },
        { "product.price_changed", "News" },
        { "product.launched", "News" },
        { "consent.granted", "ConsentReported" },
        { "consent.revoked", "ConsentReported" },
        { "customer.updated", "ProfileReported" },
        { "customer.redacted", "Redact" },
    };

    [Theory]
    [MemberData(nameof(EveryType))]
    public void Every_type_of_the_contract_is_translated(string type, string becomes)
    {
        var outcome = Read(Event(type));

        (outcome is EventOutcome.Translated translated ? translated.Input.GetType().Name : outcome.GetType().Name).ShouldBe(becomes);
        outcome.Note.ShouldBeNull();
    }

    [Fact]
    public void Every_known_type_is_in_the_table() =>
        EventTranslation.KnownTypes.ShouldBe(EveryType.Select(row => (string)row[0]));

    [Fact]
    public void A_cart_keeps_who_what_when_and_how_much()
    {
        var outcome = Read(Event("cart.updated")).ShouldBeOfType<EventOutcome.Translated>();
        var input = outcome.Input.ShouldBeOfType<CustomerInput.BasketChanged>();

        outcome.Id.ShouldBe("e1");
        input.Id.ShouldBe("e1");
        input.Source.ShouldBe("events");
        input.At.ShouldBe(At);
        input.OccurredAt.ShouldBe(new DateTimeOffset(2026, 3, 1, 11, 0, 0, TimeSpan.Zero));
        input.Aliases.ShouldBe([
            new(AliasKind.Phone, "+33612345678"),
            new(AliasKind.StorefrontId, "42"),
            new(AliasKind.Email, "ana@example.com"),
            new(AliasKind.CartToken, "c1"),
            new(AliasKind.CartToken, "tok")]);
        input.Profile.ShouldBe(new Profile
        {
            StorefrontId = "42",
            Phone = "+33612345678",
            Email = "ana@example.com",
            FirstName = "Ana",
            LastName = "Silva",
            Locale = "fr-FR",
            TimeZone = "Europe/Paris",
            Country = "FR",
        });
        input.Basket.Kind.ShouldBe(BasketKind.Cart);
        input.Basket.Id.ShouldBe("c1");
        input.Basket.Url.ShouldBe("https://shop.example/cart/c1");
        input.Basket.Currency.ShouldBe("EUR");
        input.Basket.Total.ShouldBe(119.80m);
        input.Basket.Items.ShouldBe([new Item
        {
            ProductId = "p1",
            VariantId = "v1",
            Name = "Shirt",
            Quantity = 2,
            Price = 59.90m,
            Url = "https://shop.example/p1",
            ImageUrl = "https://cdn.example/p1.jpg",
            Consumable = true,
            CycleDays = 30,
        }]);
    }

    [Fact]
    public void An_order_joins_the_cart_and_the_checkout_it_came_from()
    {
        var input = Input<CustomerInput.OrderReported>(Event("order.placed"));

        input.Event.ShouldBe(OrderEvent.Placed);
        input.Aliases.ShouldContain(new Alias(AliasKind.CartToken, "c1"));
        input.Aliases.ShouldContain(new Alias(AliasKind.CheckoutToken, "k1"));
        input.Aliases.ShouldContain(new Alias(AliasKind.OrderId, "o1"));
        input.Order.PaymentStatus.ShouldBe(PaymentStatus.Pending);
        input.Order.PaymentMethod.ShouldBe(PaymentMethod.CashOnDelivery);
        input.Order.Total.ShouldBe(119.80m);
        input.Order.DiscountCodes.ShouldBe(["TEN"]);
    }

    [Fact]
    public void A_failed_checkout_says_what_stopped_it()
    {
        var input = Input<CustomerInput.BasketChanged>(Event("checkout.failed"));

        input.Basket.Failure.ShouldBe(new CheckoutFailure(FailureKind.PaymentMethod, "declined", "insufficient funds"));
        input.Basket.CartId.ShouldBe("c1");
        input.Aliases.ShouldContain(new Alias(AliasKind.CheckoutToken, "k1"));
    }

    [Fact]
    public void A_cart_updated_to_nothing_is_emptied() =>
        Input<CustomerInput.BasketEmptied>(Event("cart.updated", at => at["cart"]!["items"] = new JsonArray())).BasketId.ShouldBe("c1");

    [Fact]
    public void A_missing_total_is_the_sum_of_the_lines() =>
        Input<CustomerInput.BasketChanged>(Event("cart.updated", at => at["cart"]!.AsObject().Remove("total"))).Basket.Total.ShouldBe(119.80m);

    [Fact]
    public void A_line_with_quantity_0_was_taken_out() =>
        Input<CustomerInput.BasketChanged>(Event("cart.updated", at => at["cart"]!["items"]![0]!["quantity"] = 0)).Basket.Items.ShouldBeEmpty();

    [Theory]
    [InlineData("59.90", "59.90")]
    [InlineData("\"59.90\"", "59.90")]
    [InlineData("\" 59.9 \"", "59.9")]
    [InlineData("5990e-2", "59.90")]
    [InlineData("""{"amount":"59.90","currency":"EUR"}""", "59.90")]
    [InlineData("0", "0")]
    public void Amounts_are_numbers_or_texts(string written, string amount) =>
        Input<CustomerInput.BasketChanged>(Event("cart.updated", at => at["cart"]!["total"] = JsonNode.Parse(written))).Basket.Total
            .ShouldBe(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture));

    [Fact]
    public void An_amount_may_bring_its_currency() =>
        Input<CustomerInput.BasketChanged>(Event("cart.updated", at =>
        {
            at["cart"]!.AsObject().Remove("currency");
            at["cart"]!["total"] = JsonNode.Parse("""{"amount":1,"currency":"usd"}""");
        })).Basket.Currency.ShouldBe("USD");

    [Fact]
    public void National_numbers_are_read_with_the_customers_country_and_else_the_stores()
    {
        Phone("06 12 34 56 78", "FR", null).ShouldBe("+33612345678");
        Phone("06 12 34 56 78", null, "FR").ShouldBe("+33612345678");
        Phone("+33 6 12 34 56 78", "DE", null).ShouldBe("+33612345678");
        Phone("+33 6 12 34 56 78", "ZZ", null).ShouldBe("+33612345678");
    }

    [Fact]
    public void All_spellings_of_a_number_have_one_alias_and_the_profile_keeps_the_one_that_was_written()
    {
        var input = Input<CustomerInput.BasketChanged>(Event("cart.updated", at => at["customer"]!["phone"] = "+521 55 1234 5678"));

        input.Aliases[0].ShouldBe(new Alias(AliasKind.Phone, "+525512345678"));
        input.Profile!.Phone.ShouldBe("+5215512345678");
    }

    [Fact]
    public void An_unreadable_phone_costs_nothing_while_another_identity_is_left()
    {
        var outcome = Read(Event("cart.updated", at => at["customer"]!["phone"] = "555-CALL-ME")).ShouldBeOfType<EventOutcome.Translated>();

        outcome.Input.Aliases.ShouldNotContain(alias => alias.Kind == AliasKind.Phone);
        outcome.Input.Profile!.Phone.ShouldBeNull();
        outcome.Note.ShouldNotBeNull().ShouldStartWith("customer.phone: cannot be read.");
        outcome.Note.ShouldNotContain("555");
    }

    [Fact]
    public void An_id_that_is_left_empty_is_none_and_costs_nothing()
    {
        var guest = Input<CustomerInput.OrderReported>(Event("order.placed", at =>
        {
            at["customer"] = JsonNode.Parse("""{"id":"","phone":"+33612345678","cartToken":" "}""");
            at["order"]!["cartId"] = "";
            at["order"]!["checkoutId"] = "";
        }));

        guest.Aliases.Select(static alias => alias.Kind).ShouldBe([AliasKind.Phone, AliasKind.OrderId], ignoreOrder: true);
        guest.Profile!.StorefrontId.ShouldBeNull();
    }

    [Fact]
    public void An_unreadable_phone_alone_rejects_the_event_and_says_how_to_write_it() =>
        Problem(Event("cart.updated", at => at["customer"] = JsonNode.Parse("""{"phone":"0612345678"}""")))
            .ShouldContain("customer.phone: cannot be read. The number is written nationally");

    [Fact]
    public void A_withdrawal_of_consent_counts_however_little_it_says() =>
        Input<CustomerInput.ConsentReported>(Event("consent.revoked", at => at.Remove("consent"))).Granted.ShouldBeFalse();

    [Fact]
    public void An_opt_in_without_its_wording_is_kept_and_noted() =>
        Read(Event("consent.granted", at => at["consent"]!.AsObject().Remove("wording"))).Note
            .ShouldBe("consent.wording: missing; the record of an opt-in should hold it.");

    [Fact]
    public void A_clock_that_runs_ahead_is_believed_for_five_minutes_only()
    {
        Input<CustomerInput.BasketChanged>(Event("cart.updated", at => at["occurredAt"] = "2026-03-01T11:06:00Z")).OccurredAt.ShouldBe(At.AddMinutes(5));
        Input<CustomerInput.BasketChanged>(Event("cart.updated", at => at["occurredAt"] = "2026-03-01T11:06:01Z")).OccurredAt.ShouldBe(At);
    }

    [Fact]
    public void Product_news_have_no_customer_and_need_none()
    {
        var news = Read(Event("product.price_changed", at => at.Remove("customer"))).ShouldBeOfType<EventOutcome.News>();

        news.Id.ShouldBe("e1");
        news.Input.Change.ShouldBe(ProductChange.PriceChanged);
        news.Input.Product.Price.ShouldBe(59.90m);
        news.Input.Aliases.ShouldBeEmpty();
    }

    [Fact]
    public void A_redaction_names_everyone_it_concerns() =>
        Read(Event("customer.redacted")).ShouldBeOfType<EventOutcome.Redact>().Aliases.Select(alias => alias.Kind)
            .ShouldBe([AliasKind.Phone, AliasKind.StorefrontId, AliasKind.Email, AliasKind.CartToken]);

    [Fact]
    public void Half_an_emoji_in_a_name_does_not_cost_the_event()
    {
        var text = Event("order.placed").ToJsonString().Replace("\"Ana\"", "\"Ana \\ud83d\"", StringComparison.Ordinal);

        Read(JsonNode.Parse(text)!, text).ShouldBeOfType<EventOutcome.Translated>().Input.Profile!.FirstName.ShouldBe("Ana \uFFFD");
    }

    [Fact]
    public void Ids_may_be_numbers_and_lose_no_digit() =>
        Input<CustomerInput.OrderReported>(Event("order.placed", at => at["order"]!["id"] = 9_007_199_254_740_993L)).Order.Id.ShouldBe("9007199254740993");

    [Fact]
    public void A_thousand_lines_do_not_swell_the_customer()
    {
        var outcome = Read(Event("cart.updated", at => at["cart"]!["items"] = new JsonArray([.. Enumerable.Range(0, 1_000).Select(number => new JsonObject { ["productId"] = number })])));

        outcome.ShouldBeOfType<EventOutcome.Translated>().Input.ShouldBeOfType<CustomerInput.BasketChanged>().Basket.Items.Length.ShouldBe(100);
        outcome.Note.ShouldBe("cart.items: the first 100 of 1000 lines are kept.");
    }

    private static string? Phone(string phone, string? country, string? defaultCountry)
    {
        var happened = Event("cart.updated", at =>
        {
            at["customer"]!["phone"] = phone;
            at["customer"]!["country"] = country;
        });
        return EventTranslation.Read(Element(happened), At, defaultCountry).ShouldBeOfType<EventOutcome.Translated>().Input.Profile!.Phone;
    }

    private static string Problem(JsonNode happened) => Read(happened).ShouldBeOfType<EventOutcome.Rejected>().Problem;

    private static T Input<T>(JsonNode happened)
        where T : CustomerInput => Read(happened).ShouldBeOfType<EventOutcome.Translated>().Input.ShouldBeOfType<T>();

    private static EventOutcome Read(JsonNode happened, string? text = null) =>
        EventTranslation.Read(Element(happened, text), At, defaultCountry: null);

    private static JsonElement Element(JsonNode happened, string? text = null) =>
        JsonElement.Parse(Encoding.UTF8.GetBytes(text ?? happened.ToJsonString()));

    private static JsonObject Event(string type, Action<JsonObject>? change = null) => SampleEvent.Of(type, change);
}
