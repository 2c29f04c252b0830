using System.Collections.Immutable;
using Conversations.Customers;
using Conversations.Orders;
using Conversations.Tests.Drivers;
using Conversations.Threads;
using Shouldly;
using Xunit;

namespace Conversations.Tests.Journeys;

/// <summary>What customers are told of their orders, in whatever order it comes.</summary>
public sealed class OrderNewsTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_payment_after_days_is_told_whichever_report_of_it_comes_first(bool vagueFirst)
    {
        var story = new Story().With(consent: false);
        var placed = story.Now;
        story.Order(OrderEvent.Placed, status: PaymentStatus.Pending, method: PaymentMethod.BankTransfer).After(49);
        if (vagueFirst)
        {
            story.Order(OrderEvent.Paid, occurred: placed).Order(OrderEvent.Paid);
        }
        else
        {
            story.Order(OrderEvent.Paid).Order(OrderEvent.Paid, occurred: placed);
        }

        story.After(1).Order(OrderEvent.Paid).After(24).Templates.ShouldBe(["order_paid"]);
    }

    [Fact]
    public void A_parcel_that_was_delivered_is_not_said_to_be_on_its_way()
    {
        var story = new Story().With(consent: false).Order(OrderEvent.Placed, status: null).Order(OrderEvent.Delivered).Order(OrderEvent.Shipped);

        story.After(1).Templates.ShouldBe(["order_delivered"]);
    }

    [Fact]
    public void An_order_in_several_parcels_is_delivered_when_the_last_one_is()
    {
        var story = new Story().With(consent: false).Order(OrderEvent.Placed, status: null);
        Parcel(story, OrderEvent.Shipped, "a", more: true);
        Parcel(story, OrderEvent.Delivered, "a").Templates.ShouldBe(["order_shipped"]);
        Parcel(story, OrderEvent.Shipped, "b", more: false);
        Parcel(story, OrderEvent.Delivered, "a").Templates.ShouldBe(["order_shipped", "order_shipped"]);
        Parcel(story.After(5), OrderEvent.Delivered, "b").Templates.ShouldBe(["order_shipped", "order_shipped", "order_delivered"]);
    }

    [Theory]
    [InlineData("a", "b")]
    [InlineData(null, null)]
    public void Each_parcel_is_told_once_and_with_its_own_tracking(string? first, string? second)
    {
        var night = new DateTimeOffset(2026, 3, 3, 23, 30, 0, TimeSpan.Zero);
        var story = new Story(now: night).With(consent: false).Order(OrderEvent.Placed, status: null).After(2);
        Parcel(story, OrderEvent.Shipped, first, url: "https://t.example/1");
        Parcel(story, OrderEvent.Paid, second, url: "https://t.example/1");
        Parcel(story, OrderEvent.Shipped, second, url: "https://t.example/2");
        Parcel(story, OrderEvent.Shipped, second, url: "https://t.example/2").After(12);

        story.Texts.Where(text => text.Contains("on its way", StringComparison.Ordinal)).Select(text => text.Contains("t.example/1", StringComparison.Ordinal) ? 1 : text.Contains("t.example/2", StringComparison.Ordinal) ? 2 : 0).Order().ShouldBe([1, 2]);
    }

    [Fact]
    public void A_parcel_whose_tracking_is_not_known_yet_is_not_told_with_that_of_another()
    {
        var story = new Story().With(consent: false).Order(OrderEvent.Placed, status: null);
        Parcel(story, OrderEvent.Shipped, "a", url: "https://t.example/1");

        Parcel(story, OrderEvent.Shipped, "b").Texts.Last().ShouldContain("not available for this parcel");
    }

    [Fact]
    public void A_parcel_that_was_told_without_a_name_is_not_told_again_by_its_name()
    {
        var story = new Story().With(consent: false).Order(OrderEvent.Placed, status: null).Order(OrderEvent.Shipped);

        Parcel(story, OrderEvent.Shipped, "a", url: "https://t.example/1").Templates.ShouldBe(["order_shipped"]);
        Parcel(story, OrderEvent.Shipped, "b", url: "https://t.example/2").Templates.ShouldBe(["order_shipped", "order_shipped"]);
    }

    private static Story Parcel(Story story, OrderEvent happened, string? parcel, bool? more = null, string? url = null) =>
        story.Takes((id, now) => new CustomerInput.OrderReported(happened, new OrderReport
        {
            Id = "o1",
            PartToSend = more,
            Parcels = parcel is null ? null : ImmutableSortedDictionary<string, bool>.Empty.Add(parcel, happened == OrderEvent.Delivered),
            TrackingUrl = url,
        })
        {
            Id = id,
            Source = "shopify",
            At = now,
            OccurredAt = now,
        });

    [Fact]
    public void Each_part_that_went_back_is_told_once_and_as_that_part()
    {
        var story = new Story().With(consent: false).Order(OrderEvent.Placed, status: null);
        Refund(story, ("r1", 10));
        Refund(story.After(30), ("r2", 7.5m));
        Refund(story, ("r1", 10));
        Refund(story.After(1), ("r2", 7.5m));

        story.Templates.ShouldBe(["order_refunded", "order_refunded"]);
        story.Texts.First().ShouldContain("10.00 EUR");
        story.Texts.Last().ShouldContain("7.50 EUR");
        story.Texts.ShouldAllBe(text => !text.Contains("59.90", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(10, true)]
    [InlineData(59.90, false)]
    public void An_order_of_which_a_part_was_paid_back_can_still_be_cancelled(double amount, bool open)
    {
        var story = new Story().With().Order(OrderEvent.Placed);
        Refund(story, ("r1", (decimal)amount)).Says("cancel");

        (story.Customer.Thread.State == ThreadState.Waiting).ShouldBe(open);
    }

    [Fact]
    public void A_refund_told_without_a_name_is_not_told_again_when_its_name_is_known()
    {
        var story = new Story().With(consent: false).Order(OrderEvent.Placed, status: null);
        var refunded = story.Now;
        story.Order(OrderEvent.Refunded).After(1);
        Refund(story, refunded, ("r1", 10)).Templates.ShouldBe(["order_refunded"]);
        Refund(story, ("r1", 10), ("r2", 20)).Texts.Last().ShouldContain("20.00 EUR");
        story.Templates.Count().ShouldBe(2);
    }

    [Fact]
    public void Refunds_from_before_the_order_was_heard_of_are_not_told()
    {
        var story = new Story().With(consent: false);
        story.Takes((id, now) => new CustomerInput.OrderReported(OrderEvent.Placed, Refunded(("r1", 10)) with { PaymentStatus = PaymentStatus.Paid }) { Id = id, Source = "woocommerce", At = now, OccurredAt = now.AddDays(-30) });
        Refund(story, ("r1", 10)).Templates.ShouldBeEmpty();
        Refund(story, ("r1", 10), ("r2", 5)).Texts.Single().ShouldContain("5.00 EUR");
    }

    /// <summary>Own events name no refunds.</summary>
    [Fact]
    public void A_refund_below_the_orders_total_is_a_part_of_it()
    {
        var story = new Story().With().Order(OrderEvent.Placed, status: null);
        PaidBack(story, 10);
        PaidBack(story.After(1), 7.5m);

        story.Texts.Select(text => text.Contains("10.00 EUR", StringComparison.Ordinal)).ShouldBe([true, false]);
        story.Texts.Last().ShouldContain("7.50 EUR");
        story.Customer.Orders.Single().ShouldSatisfyAllConditions(
            order => order.Content.Total.ShouldBe(59.90m),
            order => order.Content.Items.ShouldNotBeEmpty(),
            order => order.IsRefunded.ShouldBeFalse());
        story.Facts.Last(fact => fact.Kind == "order.refunded").Summary.ShouldContain("7.50 EUR");
    }

    [Theory]
    [InlineData(0, "59.90 EUR")]
    [InlineData(10, "49.90 EUR")]
    public void A_refund_after_which_nothing_is_left_to_pay_is_one_of_all_the_rest(int before, string rest)
    {
        var story = new Story().With().Order(OrderEvent.Placed, status: null);
        if (before > 0)
        {
            PaidBack(story, before).After(1);
        }

        PaidBack(story, 0).Texts.Last().ShouldContain(rest);
        story.Customer.Orders.Single().IsRefunded.ShouldBeTrue();
    }

    private static Story PaidBack(Story story, decimal total) =>
        story.Takes((id, now) => new CustomerInput.OrderReported(OrderEvent.Refunded, new OrderReport { Id = "o1", Total = total, Items = [new Carts.Item { ProductId = "p2" }] }) { Id = id, Source = "events", At = now, OccurredAt = now });

    [Fact]
    public void Of_an_order_that_costs_nothing_no_sum_is_told_and_none_is_asked_for()
    {
        var story = Free(new Story().With(), "o1", OrderEvent.Placed, PaymentStatus.Paid);
        Free(story, "o2", OrderEvent.Placed, PaymentStatus.Pending).After(1);
        Free(story, "o1", OrderEvent.Refunded, null).After(1);

        story.Texts.Single().ShouldContain("received the full amount for your order");
    }

    private static Story Free(Story story, string order, OrderEvent happened, PaymentStatus? status) =>
        story.Takes((id, now) => new CustomerInput.OrderReported(happened, new OrderReport { Id = order, Total = 0, Currency = "EUR", PaymentStatus = status }) { Id = id, Source = "events", At = now, OccurredAt = now });

    private static Story Refund(Story story, params (string Id, decimal Amount)[] refunds) => Refund(story, story.Now, refunds);

    private static Story Refund(Story story, DateTimeOffset occurred, params (string Id, decimal Amount)[] refunds) =>
        story.Takes((id, now) => new CustomerInput.OrderReported(OrderEvent.Refunded, Refunded(refunds)) { Id = id, Source = "shopify", At = now, OccurredAt = occurred });

    private static OrderReport Refunded(params (string Id, decimal Amount)[] refunds) => new()
    {
        Id = "o1",
        Currency = "EUR",
        Refunds = refunds.ToImmutableSortedDictionary(refund => refund.Id, refund => (decimal?)refund.Amount),
    };

    [Theory]
    [InlineData("EUR", 59.90, "59.90 EUR")]
    [InlineData("JPY", 12800, "12800 JPY")]
    [InlineData("KWD", 12.755, "12.755 KWD")]
    public void Money_is_told_with_the_decimals_of_its_currency(string currency, double total, string told)
    {
        var story = new Story().With(consent: false)
            .Takes((id, now) => new CustomerInput.OrderReported(OrderEvent.Placed, new OrderReport { Id = "o1", Total = (decimal)total, Currency = currency, PaymentStatus = PaymentStatus.Paid }) { Id = id, Source = "shopify", At = now, OccurredAt = now });

        story.Texts.Single().ShouldContain($" {told} ");
    }
}
