using Conversations.Journeys;
using Conversations.Orders;
using Shouldly;
using Xunit;

namespace Conversations.Tests.Customers;

/// <summary>What only one of the two was told of orders and carts.</summary>
public sealed partial class MergingTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_payment_of_an_order_that_either_knows_to_be_paid_is_not_asked_for(bool paidWasToldToTheOlder)
    {
        var (older, newer) = Two();
        var (told, waits) = paidWasToldToTheOlder ? (older, newer) : (newer, older);
        waits.Order(OrderEvent.Placed, status: PaymentStatus.Pending);
        older.After(TimeSpan.FromMinutes(2));
        newer.Until(older.Now);
        told.Order(OrderEvent.Paid);
        Merge(older, newer);

        older.After(24).Templates.Concat(newer.Templates).ShouldBe(["order_paid"]);
        older.Customer.Orders.Single().PaidAt.ShouldNotBeNull();
        older.Customer.Orders.Single().PlacedAt.ShouldBe(new DateTimeOffset(2026, 3, 3, 10, 0, 0, TimeSpan.Zero));
    }

    [Fact]
    public void Of_one_order_known_to_both_each_step_that_either_was_told_of_is_kept_and_it_counts_once()
    {
        var (older, newer) = Two();
        older.Order(OrderEvent.Placed, method: PaymentMethod.CashOnDelivery).After(1).Order(OrderEvent.Shipped);
        newer.Order(OrderEvent.Placed, "theirs").Until(older.Now).After(1).Order(OrderEvent.Delivered).Order(OrderEvent.Cancelled, "theirs");
        older.Until(newer.Now);
        Merge(older, newer);

        var order = older.Customer.Orders.Single(order => order.Content.Id == "o1");
        (order.ShippedAt, order.DeliveredAt).ShouldBe((older.Now.AddHours(-1), older.Now));
        order.Content.PaymentMethod.ShouldBe(PaymentMethod.CashOnDelivery);
        older.Customer.OrderCount.ShouldBe(1);
        older.Customer.LastOrderAt.ShouldBe(older.Now.AddHours(-2));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_order_that_one_of_two_knew_to_be_cancelled_counts_for_neither(bool toldToTheOlder)
    {
        var (older, newer) = Two();
        older.Order(OrderEvent.Placed);
        newer.Order(OrderEvent.Placed);
        (toldToTheOlder ? older : newer).Order(OrderEvent.Cancelled);
        Merge(older, newer);

        older.Customer.OrderCount.ShouldBe(0);
    }

    [Fact]
    public void The_review_of_an_order_that_the_other_knew_to_be_refunded_is_not_asked_for()
    {
        var (older, newer) = Two();
        older.Order(OrderEvent.Placed).After(1).Order(OrderEvent.Delivered).After(1);
        newer.Until(older.Now).Order(OrderEvent.Refunded);
        Merge(older, newer);

        older.Customer.Runs.ShouldNotContain(run => run.Journey == "review");
    }

    [Fact]
    public void The_payment_of_an_order_is_not_asked_for_once_the_other_has_placed_a_newer_one()
    {
        var (older, newer) = Two();
        older.Order(OrderEvent.Placed, status: PaymentStatus.Pending).After(TimeSpan.FromMinutes(5));
        newer.Until(older.Now).Order(OrderEvent.Placed, "o2");
        Merge(older, newer);

        older.After(24).Templates.ShouldNotContain("payment_pending");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_checkout_known_to_one_takes_over_the_cart_known_to_the_other(bool cartIsTheNewers)
    {
        var (older, newer) = Two();
        var (cart, checkout) = cartIsTheNewers ? (newer, older) : (older, newer);
        cart.Cart().After(TimeSpan.FromMinutes(5));
        checkout.Until(cart.Now).Checkout();
        Merge(older, newer);

        older.After(24 * 7).Templates.ShouldBe(["checkout_reminder", "checkout_second"]);
    }

    [Fact]
    public void A_checkout_goes_on_where_the_others_reminder_of_its_cart_left_off()
    {
        var (older, newer) = Two();
        older.Cart().After(1);
        newer.Until(older.Now).Checkout();
        Merge(older, newer);

        older.After(24 * 7).Templates.ShouldBe(["cart_reminder", "checkout_second"]);
    }

    [Fact]
    public void A_cart_that_the_other_filled_after_its_order_is_reminded()
    {
        var (older, newer) = Two();
        older.Cart("c1").After(TimeSpan.FromMinutes(2));
        newer.Until(older.Now).Order(OrderEvent.Placed).After(TimeSpan.FromMinutes(5)).Cart("c2");
        older.Until(newer.Now);
        Merge(older, newer);

        older.Customer.Runs.Single(run => run.Trigger == Trigger.CartIdle).Subject.ShouldBe("cart:c2#1");
        older.After(1).Templates.ShouldBe(["cart_reminder"]);
    }

    [Fact]
    public void A_cart_changed_after_the_others_order_is_reminded_when_the_order_ends_its_checkouts_run()
    {
        var (older, newer) = Two();
        older.Cart().Checkout().After(TimeSpan.FromMinutes(2));
        newer.Until(older.Now).Order(OrderEvent.Placed);
        older.After(TimeSpan.FromMinutes(2)).Cart(total: 80m);
        newer.Until(older.Now);
        Merge(older, newer);

        older.After(1).Templates.ShouldBe(["cart_reminder"]);
    }

    [Fact]
    public void Of_two_carts_the_newer_one_is_reminded_unless_the_older_one_was()
    {
        foreach (var hasBegun in (bool[])[false, true])
        {
            var (older, newer) = Two();
            older.Cart("mine").After(hasBegun ? 1 : 0.1);
            newer.Until(older.Now).Cart("theirs");
            Merge(older, newer);

            older.Customer.Runs.Single(run => run.Trigger == Trigger.CartIdle).Subject.ShouldBe(hasBegun ? "cart:mine#1" : "cart:theirs#1");
        }
    }
}
