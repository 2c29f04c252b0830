using Conversations.Carts;
using Conversations.Customers;
using Conversations.Journeys;
using Conversations.Orders;
using Conversations.Tests.Drivers;
using Shouldly;
using Xunit;

namespace Conversations.Tests.Journeys;

public sealed class RecoveryTests
{
    [Fact]
    public void A_cart_idle_for_30_minutes_is_reminded_once()
    {
        var story = new Story().With().Cart();

        story.After(TimeSpan.FromMinutes(29)).Sent.ShouldBeEmpty();
        story.After(TimeSpan.FromMinutes(1));

        story.Templates.ShouldBe(["cart_reminder"]);
        story.Texts.Single().ShouldContain("Linen shirt");
    }

    [Fact]
    public void Every_change_of_the_cart_restarts_the_idle_time()
    {
        var story = new Story().With().Cart();
        story.After(TimeSpan.FromMinutes(20)).Cart(total: 79.90m);

        story.After(TimeSpan.FromMinutes(29)).Sent.ShouldBeEmpty();
        story.After(TimeSpan.FromMinutes(1)).Texts.Single().ShouldContain("79.90 EUR");
    }

    [Fact]
    public void The_second_touch_comes_24_hours_after_the_acceptance_of_the_first_and_there_is_no_third()
    {
        var story = new Story().With().Cart().After(0.5);

        story.After(TimeSpan.FromHours(24) - TimeSpan.FromMinutes(1)).Sent.Count.ShouldBe(1);
        story.After(TimeSpan.FromMinutes(1)).Templates.ShouldBe(["cart_reminder", "cart_second"]);
        story.After(24 * 10).Sent.Count.ShouldBe(2);
        story.Customer.Runs.ShouldBeEmpty();
    }

    [Fact]
    public void A_change_after_the_first_touch_moves_the_second_to_24_hours_after_it()
    {
        var story = new Story().With().Cart().After(0.5).After(5).Cart(total: 99m);

        story.After(23.9).Sent.Count.ShouldBe(1);
        story.After(0.2).Sent.Count.ShouldBe(2);
    }

    [Fact]
    public void An_order_ends_the_recovery_at_once()
    {
        var story = new Story().With().Cart().After(0.5).Order(OrderEvent.Placed);

        story.Customer.Runs.ShouldNotContain(run => run.Trigger == Trigger.CartIdle);
        story.After(24 * 8).Templates.ShouldBe(["cart_reminder", "order_paid"]);
    }

    [Fact]
    public void An_order_after_a_reminder_is_told_to_the_store_as_recovered()
    {
        var story = new Story().With().Cart().After(0.5).Order(OrderEvent.Placed, "o7");

        var told = story.Effects.OfType<Effect.TellStore>().Single(told => told.Event == "order.recovered");
        told.Data["orderId"].ShouldBe("o7");
        told.Data["journey"].ShouldBe("cart-recovery");
        story.HasFact("order.recovered").ShouldBeTrue();
    }

    [Fact]
    public void An_order_before_any_reminder_is_nobodys_recovery()
    {
        var story = new Story().With().Cart().After(0.4).Order(OrderEvent.Placed);

        story.Effects.OfType<Effect.TellStore>().ShouldNotContain(told => told.Event == "order.recovered");
        story.HasFact("order.recovered").ShouldBeFalse();
    }

    [Fact]
    public void An_order_placed_before_the_reminder_and_told_after_it_is_nobodys_recovery()
    {
        var story = new Story().With().Cart().After(0.4);
        var placed = story.Now;
        story.After(0.1).Order(OrderEvent.Placed, occurred: placed);

        story.Templates.ShouldBe(["cart_reminder", "order_paid"]);
        story.HasFact("order.recovered").ShouldBeFalse();
    }

    [Fact]
    public void An_emptied_cart_is_not_reminded_and_its_id_used_again_is_a_new_subject()
    {
        var story = new Story().With().Cart().After(0.1).Empties();
        story.After(2).Sent.ShouldBeEmpty();

        story.Cart().Customer.Baskets[^1].Round.ShouldBe(2);
        story.After(0.5).Sent.Count.ShouldBe(1);
    }

    [Fact]
    public void A_late_cart_update_older_than_the_order_starts_nothing()
    {
        var story = new Story().With();
        var before = story.Now - TimeSpan.FromMinutes(5);

        story.Order(OrderEvent.Placed).Cart(occurred: before);

        story.Customer.Runs.ShouldNotContain(run => run.Trigger == Trigger.CartIdle);
        story.Customer.Baskets.Single().State.ShouldBe(BasketState.Ordered);
    }

    [Fact]
    public void An_input_more_than_24_hours_late_updates_the_state_and_starts_nothing()
    {
        var story = new Story().With();
        story.Cart(occurred: story.Now - TimeSpan.FromHours(24.1));

        story.Customer.Baskets.Single().Content.Total.ShouldBe(59.90m);
        story.Customer.Runs.ShouldBeEmpty();
        story.Facts.ShouldContain(fact => fact.Kind == "run.not-started" && fact.Data["rule"] == "late input");
    }

    [Fact]
    public void A_checkout_takes_over_the_carts_sequence_and_its_allowance()
    {
        var story = new Story().With().Cart().After(0.5);
        story.After(0.2).Checkout();

        story.Customer.Runs.Select(run => run.Journey).ShouldBe(["checkout-recovery"]);
        story.After(23).Sent.Count.ShouldBe(1);
        story.After(2).Templates.ShouldBe(["cart_reminder", "checkout_second"]);
    }

    [Fact]
    public void A_checkout_before_the_carts_touch_is_reminded_after_15_minutes()
    {
        var story = new Story().With().Cart().After(0.1).Checkout();

        story.After(TimeSpan.FromMinutes(14)).Sent.ShouldBeEmpty();
        story.After(TimeSpan.FromMinutes(1)).Templates.ShouldBe(["checkout_reminder"]);
    }

    [Theory]
    [InlineData(FailureKind.Payment, "checkout_failed_payment")]
    [InlineData(FailureKind.PaymentMethod, "checkout_failed_payment_method")]
    [InlineData(FailureKind.Promo, "checkout_failed_promo")]
    [InlineData(FailureKind.Address, "checkout_failed_address")]
    [InlineData(FailureKind.Delivery, "checkout_failed_delivery")]
    [InlineData(FailureKind.Technical, "checkout_failed_technical")]
    public void A_failed_checkout_is_addressed_once_5_minutes_are_quiet(FailureKind kind, string template)
    {
        var story = new Story().With().Checkout(failed: kind);

        story.After(TimeSpan.FromMinutes(4.9)).Sent.ShouldBeEmpty();
        story.After(TimeSpan.FromMinutes(0.1)).Templates.ShouldBe([template]);
    }

    [Fact]
    public void A_cart_below_the_minimum_is_left_alone_and_the_timeline_says_why()
    {
        var story = new Story().With().Cart(total: 2m).After(1);

        story.Sent.ShouldBeEmpty();
        story.Facts.ShouldContain(fact => fact.Kind == "run.not-started" && fact.Summary.Contains("below the minimum"));
    }

    [Fact]
    public void A_second_cart_within_7_days_does_not_start_again()
    {
        var story = new Story().With().Cart().After(0.5).Order(OrderEvent.Placed).After(48);
        story.Cart("cart2").After(1);

        story.Templates.ShouldNotContain(template => template == "cart_second");
        story.Templates.Count(template => template == "cart_reminder").ShouldBe(1);
        story.Facts.ShouldContain(fact => fact.Kind == "run.not-started" && fact.Summary.Contains("re-entry"));
    }

    [Fact]
    public void Seven_days_after_the_start_another_cart_may_start()
    {
        var story = new Story().With().Cart().After(0.5).Order(OrderEvent.Placed).After(24 * 7);

        story.Cart("cart2").After(0.5).Templates.Count(template => template == "cart_reminder").ShouldBe(2);
    }

    [Fact]
    public void A_cart_whose_items_are_all_sold_out_is_held_until_the_restock()
    {
        var story = new Story().With().Cart().News(ProductChange.OutOfStock).After(5);
        story.Sent.ShouldBeEmpty();

        story.News(ProductChange.Restocked).After(1).Templates.ShouldContain("cart_reminder");
    }

    [Fact]
    public void A_size_that_is_sold_out_holds_no_cart_with_another_size()
    {
        Item[] medium = [new() { ProductId = "p1", VariantId = "m", Name = "Linen shirt", Price = 59.90m }];
        var story = new Story().With().Cart(items: medium).Takes((id, now) => Stock(id, now, ProductChange.OutOfStock, "s")).After(0.5);

        story.Templates.ShouldBe(["cart_reminder"]);
        story.Takes((id, now) => Stock(id, now, ProductChange.Restocked, "s")).After(1).Templates.ShouldBe(["cart_reminder"]);
    }

    [Fact]
    public void A_size_that_is_sold_out_holds_the_cart_with_that_size_whatever_the_cart_says_meanwhile()
    {
        Item[] small = [new() { ProductId = "p1", VariantId = "s", Name = "Linen shirt", Price = 59.90m }];
        var story = new Story().With().Cart(items: small).Takes((id, now) => Stock(id, now, ProductChange.OutOfStock, "s")).Cart(items: small).After(1);
        story.Sent.ShouldBeEmpty();

        story.Takes((id, now) => Stock(id, now, ProductChange.Restocked, "s")).Templates.ShouldBe(["cart_reminder"]);
    }

    [Fact]
    public void News_of_a_product_that_say_little_are_told_as_the_cart_named_it()
    {
        Item[] small = [new() { ProductId = "p77", VariantId = "s", Name = "Linen dress", Price = 59.90m, Url = "https://shop.example/dress" }];
        var story = new Story().With().Cart(items: small).Empties()
            .Takes((id, now) => new CustomerInput.ProductNews(ProductChange.Restocked, new Product { Id = "p77", VariantId = "s", Price = 49.90m }, null, null) { Id = id, Source = "shopify", At = now, OccurredAt = now });

        story.Texts.ShouldHaveSingleItem().ShouldContain("Linen dress is back at Demo Shop (49.90).");
        story.Texts.Single().ShouldContain("https://shop.example/dress");
    }

    [Fact]
    public void What_is_sold_out_is_not_shown()
    {
        var story = new Story().With().Cart("cart1", 80m, null, new Item { ProductId = "p1", Name = "Linen shirt" }, new Item { ProductId = "p2", Name = "Canvas bag" });

        story.News(ProductChange.OutOfStock).After(0.5).Texts.Single().ShouldSatisfyAllConditions(
            text => text.ShouldContain("Canvas bag"),
            text => text.ShouldNotContain("Linen shirt"));
    }

    [Fact]
    public void A_recovery_expires_after_7_days()
    {
        var story = new Story().With().Cart().News(ProductChange.OutOfStock).After(24 * 8);

        story.Sent.ShouldBeEmpty();
        story.Customer.Runs.ShouldBeEmpty();
    }

    [Fact]
    public void Payment_recovery_supersedes_the_checkout()
    {
        var story = new Story().With().Checkout().After(0.1).Order(OrderEvent.Placed, status: PaymentStatus.Failed);

        story.Customer.Runs.ShouldNotContain(run => run.Trigger == Trigger.CheckoutIdle);
        story.After(TimeSpan.FromMinutes(10)).Templates.ShouldBe(["payment_failed"]);
    }

    [Fact]
    public void A_checkout_that_names_no_cart_takes_over_the_newest_one()
    {
        var story = new Story().With().Cart("c1").After(0.1).Cart("c2").After(0.1).Checkout("k1", null);

        story.Customer.Runs.Where(run => run.Trigger == Trigger.CartIdle).Select(run => run.Subject).ShouldBe(["cart:c1#1"]);
        story.Customer.Runs.Single(run => run.Trigger == Trigger.CheckoutIdle).Sequence.ShouldStartWith("cart:c2#1@");
    }

    [Fact]
    public void Of_two_checkouts_a_carts_change_belongs_to_the_one_that_names_it()
    {
        var story = new Story().With().Checkout("k1", null).Checkout("k2", "c2").After(0.1).Cart("c2");

        var due = story.Customer.Runs.ToDictionary(run => run.Subject, run => run.DueAt);
        due["checkout:k2#1"].ShouldBe(story.Now.AddMinutes(15));
        due["checkout:k1#1"].ShouldBeLessThan(story.Now.AddMinutes(15));
    }

    private static CustomerInput.ProductNews Stock(string id, DateTimeOffset now, ProductChange change, string variant) =>
        new(change, new Product { Id = "p1", VariantId = variant }, null, null) { Id = id, Source = "shopify", At = now, OccurredAt = now };
}
