using Conversations.Carts;
using Conversations.Customers;
using Conversations.Journeys;
using Conversations.Messages;
using Conversations.Orders;
using Conversations.Tests.Drivers;
using Conversations.Threads;
using Shouldly;
using Xunit;

namespace Conversations.Tests.Journeys;

public sealed class OrderJourneyTests
{
    [Theory]
    [InlineData(PaymentMethod.Card, 10)]
    [InlineData(PaymentMethod.Wallet, 10)]
    [InlineData(PaymentMethod.InstantTransfer, 30)]
    public void A_missing_payment_is_recovered_after_the_methods_delay(PaymentMethod method, int minutes)
    {
        var story = new Story().With(consent: false).Order(OrderEvent.Placed, status: PaymentStatus.Pending, method: method);

        story.After(TimeSpan.FromMinutes(minutes - 0.1)).Sent.ShouldBeEmpty();
        story.After(TimeSpan.FromMinutes(0.1)).Templates.ShouldBe(["payment_pending"]);
    }

    [Theory]
    [InlineData(PaymentMethod.BankTransfer)]
    [InlineData(PaymentMethod.Instalments)]
    public void What_is_paid_later_counts_as_ordered(PaymentMethod method) =>
        new Story().With().Order(OrderEvent.Placed, status: PaymentStatus.Pending, method: method).After(24 * 3).Sent.ShouldBeEmpty();

    [Fact]
    public void A_payment_in_time_ends_the_recovery()
    {
        var story = new Story().With().Order(OrderEvent.Placed, status: PaymentStatus.Pending).After(0.1).Order(OrderEvent.Paid);

        story.After(24).Templates.ShouldBe(["order_paid"]);
    }

    [Fact]
    public void A_failed_payment_is_recovered_once_per_order()
    {
        var story = new Story().With().Order(OrderEvent.Placed, status: PaymentStatus.Pending).Order(OrderEvent.PaymentFailed).After(1).Order(OrderEvent.PaymentFailed).After(24);

        story.Templates.ShouldBe(["payment_failed"]);
    }

    [Fact]
    public void A_failed_payment_of_an_order_that_was_refunded_is_not_asked_for_when_it_is_told_late() => new Story().With()
        .Order(OrderEvent.Placed, status: null).Order(OrderEvent.Refunded).Order(OrderEvent.PaymentFailed).After(1)
        .Templates.ShouldBe(["order_refunded"]);

    [Fact]
    public void Order_updates_go_at_once_and_once_each()
    {
        var story = new Story().With(consent: false).Order(OrderEvent.Placed).Order(OrderEvent.Paid).Order(OrderEvent.Shipped).Order(OrderEvent.Shipped).Order(OrderEvent.Delivered);

        story.Templates.ShouldBe(["order_paid", "order_shipped", "order_delivered"]);
    }

    [Fact]
    public void Cancelled_and_refunded_are_told()
    {
        var story = new Story().With(consent: false).Order(OrderEvent.Placed, status: null).Order(OrderEvent.Cancelled).Order(OrderEvent.Refunded);

        story.Templates.ShouldBe(["order_cancelled", "order_refunded"]);
    }

    [Fact]
    public void Cash_on_delivery_is_confirmed_by_a_tap()
    {
        var story = new Story().With().Order(OrderEvent.Placed, status: PaymentStatus.Pending, method: PaymentMethod.CashOnDelivery);
        story.Templates.ShouldBe(["cod_confirm"]);

        story.Taps("cod-confirm");

        story.HasFact("order.confirmed").ShouldBeTrue();
        story.Texts.Last().ShouldContain("#o1");
        story.After(24).Customer.Thread.State.ShouldNotBe(ThreadState.Waiting);
    }

    [Fact]
    public void Cash_on_delivery_without_a_reaction_goes_to_a_human_after_12_hours()
    {
        var story = new Story().With().Order(OrderEvent.Placed, status: PaymentStatus.Pending, method: PaymentMethod.CashOnDelivery);

        story.After(11.9).Customer.Thread.State.ShouldBe(ThreadState.Closed);
        story.After(0.2).Customer.Thread.State.ShouldBe(ThreadState.Waiting);
    }

    [Theory]
    [InlineData("cod-cancel")]
    [InlineData("cod-change-address")]
    public void Wishes_about_a_cash_order_go_to_a_human(string payload) => new Story().With()
        .Order(OrderEvent.Placed, status: PaymentStatus.Pending, method: PaymentMethod.CashOnDelivery)
        .Taps(payload)
        .Customer.Thread.State.ShouldBe(ThreadState.Waiting);

    [Theory]
    [InlineData(0, "o1")]
    [InlineData(1, "o2")]
    public void A_tap_is_about_the_order_of_the_message_that_was_tapped(int message, string order)
    {
        var story = TwoCashOrders();
        var tapped = story.Sent[message].Send;

        story.Taps("cod-confirm", on: tapped).After(0.1).Taps("cod-confirm", on: tapped);

        story.Effects.OfType<Effect.TellStore>().Where(tell => tell.Event == "order.confirmed").Select(tell => tell.Data["orderId"]).ShouldBe([order]);
        story.Texts.Count(text => text.Contains($"#{order} is confirmed")).ShouldBe(1);
        CashOrdersThatWait(story).Single().ShouldNotBe(order);
    }

    [Fact]
    public void A_cash_order_is_cancelled_by_its_own_message_and_the_other_still_waits()
    {
        var story = TwoCashOrders();
        story.Taps("cod-cancel", on: story.Sent[0].Send);

        story.Customer.Thread.Reason.ShouldBe("the customer wants to cancel order #o1");
        CashOrdersThatWait(story).ShouldBe(["o2"]);
    }

    [Fact]
    public void A_tap_on_a_message_that_is_not_known_any_more_confirms_none_of_several_orders()
    {
        var story = TwoCashOrders();
        story.Receives(new InboundMessage { Wamid = "tap", Kind = InboundKind.Button, Text = "Confirm order", Payload = "cod-confirm", ReplyTo = "wamid.old" });

        story.HasFact("order.confirmed").ShouldBeFalse();
        CashOrdersThatWait(story).ShouldBe(["o1", "o2"]);
    }

    [Fact]
    public void A_review_is_asked_for_at_10_o_clock_a_week_after_the_delivery()
    {
        var story = new Story().With(zone: "Europe/Paris").Order(OrderEvent.Placed).Order(OrderEvent.Delivered);
        story.After(24 * 9);

        var review = story.Sent.Single(sent => (sent.Send.Message as OutboundMessage.Template)?.Name == "review_request");
        review.At.ShouldBe(new DateTimeOffset(2026, 3, 11, 9, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public void A_refund_ends_review_and_cross_sell()
    {
        var story = new Story().With().Order(OrderEvent.Placed).Order(OrderEvent.Delivered).After(48).Order(OrderEvent.Refunded).After(24 * 20);

        story.Templates.ShouldNotContain("review_request");
        story.Templates.ShouldNotContain("cross_sell");
    }

    [Fact]
    public void A_consumable_is_refilled_after_30_days_unless_the_product_says_otherwise()
    {
        var coffee = new Item { ProductId = "coffee", Name = "Coffee", Price = 20m, Consumable = true, Url = "https://shop.example/coffee" };
        var story = new Story().With(zone: "Europe/Paris").Order(OrderEvent.Placed, "o1", PaymentStatus.Paid, null, null, coffee);
        story.After(24 * 29.5).Templates.ShouldNotContain("replenishment");
        story.After(24 * 2).Templates.ShouldContain("replenishment");

        var weekly = new Story().With().Order(OrderEvent.Placed, "o1", PaymentStatus.Paid, null, null, coffee with { CycleDays = 10 });
        weekly.After(24 * 11).Templates.ShouldContain("replenishment");
    }

    [Fact]
    public void The_own_cycle_of_a_consumable_is_nine_tenths_of_the_median()
    {
        var coffee = new Item { ProductId = "coffee", Name = "Coffee", Price = 20m, Consumable = true, Url = "https://shop.example/coffee" };
        var story = new Story().With().Order(OrderEvent.Placed, "o1", PaymentStatus.Paid, null, null, coffee).After(24 * 20)
            .Order(OrderEvent.Placed, "o2", PaymentStatus.Paid, null, null, coffee).After(24 * 20)
            .Order(OrderEvent.Placed, "o3", PaymentStatus.Paid, null, null, coffee);

        var run = story.Customer.Runs.Single(run => run.Trigger == Trigger.ConsumableOrdered);
        (run.DueAt - story.Now).ShouldBeInRange(TimeSpan.FromDays(18), TimeSpan.FromDays(19));
    }

    [Fact]
    public void The_third_order_is_thanked_for()
    {
        var story = new Story().With().Order(OrderEvent.Placed, "o1").After(24 * 8).Order(OrderEvent.Placed, "o2").After(24 * 8).Order(OrderEvent.Placed, "o3").After(24 * 2);

        story.Templates.ShouldContain("loyalty_third");
    }

    [Fact]
    public void A_lapsed_customer_is_won_back_once_per_lapse()
    {
        var story = new Story().With().Order(OrderEvent.Placed);
        story.After(24 * 89).Templates.ShouldNotContain("win_back");
        story.After(24 * 2).Templates.ShouldContain("win_back");
        story.After(24 * 15).Templates.ShouldContain("win_back_second");
        story.After(24 * 200).Templates.Count(template => template.StartsWith("win_back", StringComparison.Ordinal)).ShouldBe(2);
    }

    [Fact]
    public void Two_views_without_a_cart_are_followed_up_after_4_hours()
    {
        var story = new Story().With().Views().Views();
        story.After(3.9).Sent.ShouldBeEmpty();
        story.After(0.1).Templates.ShouldBe(["browse_reminder"]);
        new Story().With().Views().Views().Cart().After(5).Templates.ShouldBe(["cart_reminder"]);
        new Story(TestRules.With(policy => policy with { VisitorsConsentedToTracking = false })).With().Views().Views().After(5).Sent.ShouldBeEmpty();
    }

    [Fact]
    public void Who_subscribed_hears_of_the_restock_at_once()
    {
        var story = new Story().With();
        story.Take(new CustomerInput.StockSubscribed(new Product { Id = "p1", Name = "Linen shirt" }) { Id = story.Id(), Source = "events", At = story.Now, OccurredAt = story.Now });

        story.News(ProductChange.Restocked).Templates.ShouldBe(["back_in_stock"]);
    }

    [Theory]
    [InlineData("+33612345678", 59.0, false)]
    [InlineData("+33612345678", 49.0, true)]
    [InlineData("+447400123456", 59.0, true)]
    public void In_the_EU_a_price_drop_must_be_below_the_30_day_low(string phone, double price, bool told)
    {
        var story = new Story().With(phone).Cart();
        story.Take(new CustomerInput.BasketEmptied(BasketKind.Cart, "cart1") { Id = story.Id(), Source = "events", At = story.Now, OccurredAt = story.Now });

        story.News(ProductChange.PriceChanged, price: (decimal)price, before: 69.90m, low30: 55m);

        story.Templates.Contains("price_drop").ShouldBe(told);
    }

    [Theory]
    [InlineData(PaymentMethod.BankTransfer)]
    [InlineData(PaymentMethod.Instalments)]
    [InlineData(PaymentMethod.CashOnDelivery)]
    public void What_a_bank_or_a_clerk_books_at_night_is_told_in_the_morning(PaymentMethod method)
    {
        var night = new DateTimeOffset(2026, 3, 5, 2, 0, 0, TimeSpan.Zero);
        var story = new Story().With(zone: "Europe/Paris").Order(OrderEvent.Placed, status: PaymentStatus.Pending, method: method).Until(night);
        var before = story.Sent.Count;

        story.Order(OrderEvent.Paid).Sent.Count.ShouldBe(before);
        story.After(10).Sent[^1].At.ShouldBeGreaterThanOrEqualTo(night.AddHours(5));
        story.Templates.Last().ShouldBe("order_paid");
    }

    [Fact]
    public void Who_pays_by_card_at_night_hears_of_it_at_once()
    {
        var story = new Story().With(zone: "Europe/Paris").Until(new DateTimeOffset(2026, 3, 5, 2, 0, 0, TimeSpan.Zero));

        story.Order(OrderEvent.Placed, status: PaymentStatus.Pending).Order(OrderEvent.Paid).Templates.ShouldBe(["order_paid"]);
    }

    [Theory]
    [InlineData(OrderEvent.Shipped)]
    [InlineData(OrderEvent.Delivered)]
    [InlineData(OrderEvent.Paid)]
    public void Nobody_asks_for_the_confirmation_of_a_cash_order_that_goes_on_without_it(OrderEvent happened)
    {
        var story = new Story().With().Order(OrderEvent.Placed, status: PaymentStatus.Pending, method: PaymentMethod.CashOnDelivery).After(6).Order(happened);

        story.Customer.Runs.ShouldNotContain(run => run.Trigger == Trigger.CashOnDelivery);
        story.After(24).Customer.Thread.State.ShouldBe(ThreadState.Closed);
    }

    [Fact]
    public void Who_paid_at_the_door_is_not_told_that_the_order_is_being_prepared()
    {
        var story = new Story().With().Order(OrderEvent.Placed, status: PaymentStatus.Pending, method: PaymentMethod.CashOnDelivery).After(6)
            .Order(OrderEvent.Delivered).Order(OrderEvent.Paid).After(24);

        story.Templates.ShouldBe(["cod_confirm", "order_delivered"]);
    }

    [Fact]
    public void A_payment_told_in_the_morning_is_left_out_once_the_order_is_on_its_way()
    {
        var story = new Story().With(zone: "Europe/Paris").Order(OrderEvent.Placed, status: PaymentStatus.Pending, method: PaymentMethod.BankTransfer);
        story.Until(new DateTimeOffset(2026, 3, 5, 2, 0, 0, TimeSpan.Zero)).Order(OrderEvent.Paid).After(4.5).Order(OrderEvent.Shipped).After(5);

        story.Templates.ShouldBe(["order_shipped"]);
    }

    private static Story TwoCashOrders() => new Story().With()
        .Order(OrderEvent.Placed, "o1", PaymentStatus.Pending, PaymentMethod.CashOnDelivery)
        .After(0.1)
        .Order(OrderEvent.Placed, "o2", PaymentStatus.Pending, PaymentMethod.CashOnDelivery);

    private static IEnumerable<string?> CashOrdersThatWait(Story story) => story.Customer.Runs.Where(run => run.Trigger == Trigger.CashOnDelivery).Select(run => run.OrderId);
}
