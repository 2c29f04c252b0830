using Conversations.Configuration;
using Conversations.Journeys;
using Conversations.Messages;
using Conversations.Tests.Configuration;
using Conversations.Tests.Drivers;
using Shouldly;
using Xunit;

namespace Conversations.Tests.Journeys;

/// <summary>The journeys that ship, row by row of the table that describes them.</summary>
public sealed class ShippedJourneysTests
{
    private static readonly TimeSpan Week = TimeSpan.FromDays(7);

    /// <summary>Name, purpose, priority, (trigger, delay in minutes, local hour) of each start, (template, delay in hours) of each enabled step.</summary>
    public static TheoryData<string, Purpose, int, string, string> Table => new()
    {
        { "payment-recovery", Purpose.Utility, 100, "PaymentMissing 10", "payment_failed 0" },
        { "order-updates", Purpose.Utility, 100, "OrderPaid 0, OrderShipped 0, OrderDelivered 0, OrderCancelled 0, OrderRefunded 0", "order_paid 0, order_shipped 0, order_delivered 0, order_cancelled 0, order_refunded 0" },
        { "cash-on-delivery", Purpose.Utility, 100, "CashOnDelivery 0", "cod_confirm 0" },
        { "checkout-recovery", Purpose.Marketing, 90, "CheckoutIdle 15", "checkout_reminder 0, checkout_second 24" },
        { "cart-recovery", Purpose.Marketing, 80, "CartIdle 30", "cart_reminder 0, cart_second 24" },
        { "back-in-stock", Purpose.Marketing, 70, "BackInStock 0", "back_in_stock 0" },
        { "price-drop", Purpose.Marketing, 70, "PriceDrop 0", "price_drop 0" },
        { "new-arrival", Purpose.Marketing, 70, "NewArrival 0", "new_arrival 0" },
        { "replenishment", Purpose.Marketing, 60, "ConsumableOrdered 0 at 10:00", "replenishment 0" },
        { "pre-sale-follow-up", Purpose.Marketing, 50, "ProductAsked 1200", "pre_sale_follow_up 0" },
        { "review", Purpose.Marketing, 40, "OrderDelivered 10080 at 10:00", "review_request 0" },
        { "cross-sell", Purpose.Marketing, 40, "OrderDelivered 20160 at 10:00", "cross_sell 0" },
        { "loyalty", Purpose.Marketing, 40, "ThirdOrder 0 at 10:00, TenthOrder 0 at 10:00", "loyalty_third 0, loyalty_tenth 0" },
        { "browse-recovery", Purpose.Marketing, 30, "ProductViewedAgain 240", "browse_reminder 0" },
        { "win-back", Purpose.Marketing, 20, "Lapse 0 at 10:00", "win_back 0, win_back_second 336" },
    };

    [Fact]
    public void A_template_that_WhatsApp_gave_another_category_is_named_with_the_journeys_that_need_it()
    {
        JourneyTemplates.Recategorised(TestRules.Default).ShouldBeEmpty();
        var templates = TestRules.Default.Templates.Select(template => template is { Name: "payment_pending", Language: "fr" } ? template with { Category = TemplateCategory.Marketing } : template);

        JourneyTemplates.Recategorised(TestRules.Default with { Templates = [.. templates] }).Select(pair => (pair.Journey, pair.Template.Name, pair.Template.Language))
            .ShouldBe([("payment-recovery", "payment_pending", "fr")]);
    }

    [Theory]
    [MemberData(nameof(Table))]
    public void Journey_is_as_the_table_says(string name, Purpose purpose, int priority, string starts, string steps)
    {
        var journey = Shipped(name);
        journey.Purpose.ShouldBe(purpose);
        journey.Priority.ShouldBe(priority);
        journey.Enabled.ShouldBeTrue();
        journey.Version.ShouldBe(1);
        string.Join(", ", journey.Starts.Select(start => $"{start.On} {start.After.TotalMinutes:0}{(start.AtLocal is { } at ? $" at {at:HH:mm}" : "")}")).ShouldBe(starts);
        string.Join(", ", journey.Steps.Where(step => step.Enabled).Select(step => $"{step.Template} {step.After.TotalHours:0}")).ShouldBe(steps);
    }

    [Fact]
    public void No_journey_ships_that_the_table_does_not_know() =>
        JourneyDefinitions.Shipped.Select(journey => journey.Name).ShouldBe(Table.Select(row => (string)row[0]), ignoreOrder: true);

    [Fact]
    public void Journeys_pass_their_checks_with_the_templates_of_the_demo()
    {
        var templates = TemplatesReading.Read(DemoFiles.Read("templates.json")).Value.ShouldNotBeNull();
        foreach (var journey in JourneyDefinitions.Shipped)
        {
            JourneyReading.Read(RulesJson.Of(journey), templates).Problems.ShouldBeEmpty(journey.Name);
        }
    }

    [Fact]
    public void Journey_that_was_shown_is_read_back_the_same()
    {
        foreach (var journey in JourneyDefinitions.Shipped)
        {
            var shown = RulesJson.Of(journey);
            RulesJson.Of(JourneyReading.Read(shown).Value.ShouldNotBeNull(journey.Name)).ShouldBe(shown);
        }
    }

    [Fact]
    public void Payment_recovery_waits_by_method_and_leaves_payments_alone_that_come_later()
    {
        var start = Shipped("payment-recovery").Starts.ShouldHaveSingleItem();
        start.ByMethod.Where(pair => pair.Value == TimeSpan.FromMinutes(10)).Select(pair => pair.Key).ShouldBe(["card", "wallet"]);
        start.ByMethod.Where(pair => pair.Value == TimeSpan.FromMinutes(30)).Select(pair => pair.Key).ShouldBe(["instantTransfer", "other"]);
        start.ByMethod.Where(pair => pair.Value is null).Select(pair => pair.Key).ShouldBe(["bankTransfer", "cashOnDelivery", "instalments"]);
        Shipped("payment-recovery").Steps[0].TemplateByKind["pending"].ShouldBe("payment_pending");
        Shipped("payment-recovery").Ends.ShouldBe([End.Paid, End.Cancelled, End.NewOrder]);
    }

    [Fact]
    public void Every_kind_of_failed_checkout_has_its_own_first_message()
    {
        var journey = Shipped("checkout-recovery");
        journey.Starts[0].AfterFailure.ShouldBe(TimeSpan.FromMinutes(5));
        journey.Steps[0].TemplateByKind.Keys.ShouldBe(["address", "delivery", "payment", "paymentMethod", "promo", "technical"]);
        journey.Steps[0].TemplateByKind.Values.ShouldBeUnique();
    }

    [Fact]
    public void Only_the_third_touch_of_a_cart_carries_an_incentive_and_it_is_off()
    {
        JourneyDefinitions.Shipped.SelectMany(journey => journey.Steps).Where(step => step.Incentive || !step.Enabled)
            .ShouldHaveSingleItem().Template.ShouldBe("cart_offer");
        Shipped("cart-recovery").Steps[2].After.ShouldBe(TimeSpan.FromDays(2));
    }

    [Fact]
    public void Order_updates_have_a_step_for_each_way_in() =>
        Shipped("order-updates").Starts.Select(start => start.Step).ShouldBe(["paid", "shipped", "delivered", "cancelled", "refunded"]);

    [Fact]
    public void Marketing_has_a_holdout_and_utility_none() =>
        JourneyDefinitions.Shipped.ShouldAllBe(journey => journey.Holdout == (journey.Purpose == Purpose.Marketing));

    [Fact]
    public void Marketing_re_enters_once_in_seven_days_but_a_lapse_only_once() =>
        JourneyDefinitions.Shipped.ShouldAllBe(journey =>
            journey.Reentry == (journey.Purpose == Purpose.Marketing && journey.Name != "win-back" ? Week : null));

    [Fact]
    public void Only_cart_and_checkout_are_recovery_sequences() =>
        JourneyDefinitions.Shipped.Where(journey => journey.Recovery).Select(journey => journey.Name).ShouldBe(["cart-recovery", "checkout-recovery"], ignoreOrder: true);

    [Fact]
    public void Silence_about_cash_on_delivery_reaches_a_human() =>
        Shipped("cash-on-delivery").SilenceToHuman.ShouldBe(TimeSpan.FromHours(12));

    private static Journey Shipped(string name) => JourneyDefinitions.Shipped.Single(journey => journey.Name == name);
}
