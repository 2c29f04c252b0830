using Conversations.Carts;
using Conversations.Customers;
using Conversations.Orders;
using Conversations.Tests.Drivers;
using Shouldly;
using Xunit;

namespace Conversations.Tests.Journeys;

/// <summary>A payment is asked for as long as it is missing and the customer can do something about it.</summary>
public sealed class MissingPaymentTests
{
    [Theory]
    [InlineData(PaymentMethod.BankTransfer)]
    [InlineData(PaymentMethod.Instalments)]
    [InlineData(PaymentMethod.CashOnDelivery)]
    public void An_order_that_turns_out_to_be_paid_later_is_not_asked_for_its_payment(PaymentMethod method)
    {
        var story = new Story().With().Order(OrderEvent.Placed, status: PaymentStatus.Pending).After(0.05).Order(OrderEvent.Placed, status: PaymentStatus.Pending, method: method);

        story.After(24).Templates.ShouldNotContain("payment_pending");
    }

    [Fact]
    public void An_order_that_turns_out_to_be_paid_at_the_door_is_confirmed_once()
    {
        var story = new Story().With().Order(OrderEvent.Placed, status: PaymentStatus.Failed).After(0.05);
        story.Order(OrderEvent.Placed, status: PaymentStatus.Pending, method: PaymentMethod.CashOnDelivery).Order(OrderEvent.Placed, status: PaymentStatus.Pending, method: PaymentMethod.CashOnDelivery);

        story.After(1).Templates.ShouldBe(["cod_confirm"]);
    }

    [Theory]
    [InlineData(PaymentStatus.Pending)]
    [InlineData(PaymentStatus.Failed)]
    public void An_order_that_took_no_money_and_asks_for_none_is_not_asked_for_its_payment(PaymentStatus before)
    {
        var story = new Story().With().Order(OrderEvent.Placed, status: before).After(0.05).Order(OrderEvent.Placed, status: PaymentStatus.Refunded);

        story.After(24).Sent.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(PaymentStatus.Pending)]
    [InlineData(PaymentStatus.Failed)]
    public void A_payment_that_is_under_way_is_not_asked_for(PaymentStatus before)
    {
        var story = new Story().With().Order(OrderEvent.Placed, status: before).After(0.05).Order(OrderEvent.Placed, status: PaymentStatus.UnderWay);

        story.After(24).Sent.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(PaymentMethod.Card, "payment_pending")]
    [InlineData(PaymentMethod.CashOnDelivery, "cod_confirm")]
    public void Of_an_order_paid_in_part_the_rest_is_asked_for(PaymentMethod method, string template)
    {
        var story = new Story().With().Takes((id, now) => new CustomerInput.OrderReported(OrderEvent.Placed, new OrderReport
        {
            Id = "7",
            Currency = "EUR",
            Total = 59.90m,
            Outstanding = 20,
            PaymentStatus = PaymentStatus.Pending,
            PaymentMethod = method,
        })
        { Id = id, Source = "shopify", At = now, OccurredAt = now });

        story.After(1).Templates.ShouldBe([template]);
        story.Texts.Single().ShouldContain("20.00 EUR");
        story.Texts.Single().ShouldNotContain("59.90");
    }

    [Fact]
    public void A_payment_that_was_under_way_and_failed_is_asked_for()
    {
        var story = new Story().With().Order(OrderEvent.Placed, status: PaymentStatus.UnderWay).After(2).Order(OrderEvent.PaymentFailed);

        story.After(0.2).Templates.ShouldBe(["payment_failed"]);
    }

    [Fact]
    public void An_order_that_the_shop_threw_away_is_not_asked_for_its_payment()
    {
        var story = new Story().With().Takes((id, now) => new CustomerInput.OrderReported(OrderEvent.Placed, new OrderReport { Id = "7", CheckoutId = "7", Total = 10, PaymentStatus = PaymentStatus.Pending })
        {
            Id = id,
            Source = "woocommerce",
            At = now,
            OccurredAt = now,
        });
        story.After(0.05).Takes((id, now) => new CustomerInput.BasketEmptied(BasketKind.Checkout, "7") { Id = id, Source = "woocommerce", At = now, OccurredAt = now });

        story.After(24).Sent.ShouldBeEmpty();
    }

    [Fact]
    public void A_checkout_that_became_an_order_of_another_id_ends_without_its_payment()
    {
        var story = new Story().With().Takes((id, now) => new CustomerInput.OrderReported(OrderEvent.Placed, new OrderReport { Id = "7", CheckoutId = "token", Total = 10, PaymentStatus = PaymentStatus.Pending })
        {
            Id = id,
            Source = "shopify",
            At = now,
            OccurredAt = now,
        });
        story.Takes((id, now) => new CustomerInput.BasketEmptied(BasketKind.Checkout, "token") { Id = id, Source = "shopify", At = now, OccurredAt = now });

        story.After(24).Templates.ShouldBe(["payment_pending"]);
    }
}
