using Conversations.Customers;
using Conversations.Orders;
using Conversations.Tests.Drivers;
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
    public void A_part_that_went_back_is_told_as_that_part()
    {
        var story = new Story().With(consent: false).Order(OrderEvent.Placed, status: null)
            .Takes((id, now) => new CustomerInput.OrderReported(OrderEvent.Refunded, new OrderReport { Id = "o1", PaidBack = 10 }) { Id = id, Source = "shopify", At = now, OccurredAt = now });

        story.Templates.ShouldBe(["order_refunded"]);
        story.Texts.Single().ShouldContain("10.00 EUR");
        story.Texts.Single().ShouldNotContain("59.90");
    }

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
