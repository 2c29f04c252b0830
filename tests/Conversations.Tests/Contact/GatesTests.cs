using Conversations.Carts;
using Conversations.Customers;
using Conversations.Identity;
using Conversations.Journeys;
using Conversations.Messages;
using Conversations.Orders;
using Conversations.Tests.Drivers;
using Shouldly;
using Xunit;

namespace Conversations.Tests.Contact;

/// <summary>Each of the twelve gates: what passes, what is held and until when, what is dropped, and that a fact names the rule.</summary>
public sealed partial class GatesTests
{
    private static readonly DateTimeOffset Tuesday = new(2026, 3, 3, 10, 0, 0, TimeSpan.Zero);

    // 1 reachable
    [Fact]
    public void Without_phone_and_user_id_nothing_can_be_sent()
    {
        var story = new Story();
        story.Takes((id, at) => new CustomerInput.ProfileReported { Id = id, Source = "events", At = at, OccurredAt = at, Profile = new Profile { Email = "a@b.example" } }).Consents().Cart().After(1);

        Refused(story, "reachable");
    }

    [Fact]
    public void A_user_id_is_enough()
    {
        var story = new Story();
        story.Takes((id, at) => new CustomerInput.ProfileReported { Id = id, Source = "whatsapp", At = at, OccurredAt = at, Aliases = [new Alias(AliasKind.Bsuid, "FR.1")] }).Consents().Cart().After(1);

        story.Sent.Single().Send.Bsuid.ShouldBe("FR.1");
        story.Sent.Single().Send.Phone.ShouldBeNull();
    }

    // 2 consent
    [Fact]
    public void Marketing_needs_an_opt_in() => Refused(new Story().With(consent: false).Cart().After(1), "consent");

    [Fact]
    public void Utility_needs_a_general_permission()
    {
        var silent = TestRules.With(policy => policy with { CheckoutStatesUtility = false });
        Refused(new Story(silent).With(consent: false).Order(OrderEvent.Shipped), "consent");
        new Story(silent).With().Order(OrderEvent.Shipped).Sent.Count.ShouldBe(1);
        new Story(silent).With(consent: false).Says("thanks").Order(OrderEvent.Shipped).Templates.ShouldContain("order_shipped");
        new Story().With(consent: false).Order(OrderEvent.Shipped).Sent.Count.ShouldBe(1);
    }

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, false)]
    [InlineData(1, false)]
    public void Of_a_consent_and_a_stop_the_later_counts_and_of_equal_times_the_stop(int stopMinutesAfter, bool sent)
    {
        var story = new Story().With(consent: false).Consents();
        var at = story.Now + TimeSpan.FromMinutes(stopMinutesAfter);
        story.Takes((id, now) => new CustomerInput.ConsentReported(false, "account page", null) { Id = id, Source = "events", At = now + TimeSpan.FromMinutes(2), OccurredAt = at });

        story.Cart().After(1).Sent.Count.ShouldBe(sent ? 1 : 0);
    }

    [Fact]
    public void Of_WhatsApps_stop_and_resume_at_the_same_second_the_stop_counts()
    {
        var story = new Story().With();
        Preference(story, stop: true);
        Preference(story, stop: false);
        Refused(story.Cart().After(1), "consent");

        story.After(1);
        Preference(story, stop: false);
        story.Cart("cart2").After(1).Sent.Count.ShouldBe(1);
    }

    // 3 still wanted
    [Fact]
    public void A_cart_that_changed_between_slot_and_claim_is_held_until_it_is_idle_again()
    {
        var story = new Story { Grants = false };
        story.With().Cart().After(0.5);
        var want = story.Effects.OfType<Effect.WantSlot>().Single();
        story.Cart(total: 80m);

        Grant(story, want);

        story.Sent.ShouldBeEmpty();
        Held(story, "still_wanted", Tuesday.AddHours(1));
    }

    [Fact]
    public void A_touch_whose_run_ended_before_its_slot_came_gives_the_slot_back()
    {
        var story = new Story { Grants = false };
        story.With().Cart().After(0.5);
        var want = story.Effects.OfType<Effect.WantSlot>().Single();
        story.Order(OrderEvent.Placed);
        story.Effects.OfType<Effect.ReturnSlot>().Select(back => back.TouchId).ShouldBe([want.TouchId], "it is wanted no more");

        Grant(story, want);

        story.Sent.ShouldBeEmpty();
        story.Facts.ShouldContain(fact => fact.Kind == "touch.dropped" && fact.Data["touch"] == want.TouchId);
        story.Effects.OfType<Effect.ReturnSlot>().Select(back => back.TouchId).ShouldBe([want.TouchId, want.TouchId], "it was granted all the same");
    }

    // 4 holdout
    [Fact]
    public void Holdout_is_stable_and_about_its_share_of_ten_thousand_customers()
    {
        var rules = TestRules.With(policy => policy with { HoldoutPercent = 10 });
        bool Spared(int customer, ProductChange change)
        {
            var story = new Story(rules);
            story.Customer = story.Customer with { Id = new CustomerId($"c{customer}") };
            return story.With().News(change).HasFact("touch.holdout");
        }

        Enumerable.Range(0, 10_000).Count(customer => Spared(customer, ProductChange.Launched)).ShouldBeInRange(900, 1_100);
        Enumerable.Range(0, 50).All(customer => Spared(customer, ProductChange.Launched) == Spared(customer, ProductChange.Launched)).ShouldBeTrue();
    }

    [Fact]
    public void Holdout_takes_marketing_only_and_not_what_was_subscribed_to()
    {
        var all = TestRules.With(policy => policy with { HoldoutPercent = 100 });
        var story = new Story(all).With().Cart().After(1);
        story.Sent.ShouldBeEmpty();
        story.Facts.ShouldContain(fact => fact.Kind == "touch.holdout" && fact.Data["rule"] == "holdout");

        story.Order(OrderEvent.Placed).Templates.ShouldBe(["order_paid"]);
        story.Takes((id, at) => new CustomerInput.StockSubscribed(new Product { Id = "p9" }) { Id = id, Source = "events", At = at, OccurredAt = at });
        story.News(ProductChange.Restocked, "p9").After(0.1).Templates.ShouldContain("back_in_stock");
    }

    // 5 quiet thread
    [Fact]
    public void Marketing_waits_for_the_human_and_a_day_longer()
    {
        var story = new Story().With().Cart().Says("I want to talk to a human").After(2);
        Held(story, "quiet_thread", null);
        story.Takes((id, at) => new CustomerInput.TakenOver("ana") { Id = id, Source = "operator", At = at, OccurredAt = at }).After(20);
        var closed = story.Now;
        story.Takes((id, at) => new CustomerInput.ThreadClosed("ana") { Id = id, Source = "operator", At = at, OccurredAt = at });

        story.After(TimeSpan.FromHours(24) - TimeSpan.FromSeconds(1)).Templates.ShouldNotContain("cart_reminder");
        story.After(30);
        story.Sent.First(sent => sent.Send.Purpose == Purpose.Marketing).At.ShouldBeGreaterThanOrEqualTo(closed.AddHours(24));
    }

    [Fact]
    public void Payment_recovery_goes_while_a_thread_waits_but_not_while_a_human_has_it()
    {
        var waiting = new Story().With().Says("I want to talk to a human").Order(OrderEvent.Placed, status: PaymentStatus.Pending).After(1);
        waiting.Templates.ShouldContain("payment_pending");

        var human = new Story().With();
        human.Takes((id, at) => new CustomerInput.TakenOver("ana") { Id = id, Source = "operator", At = at, OccurredAt = at });
        Held(human.Order(OrderEvent.Placed, status: PaymentStatus.Pending).After(1), "quiet_thread", null);
    }

    [Fact]
    public void Marketing_about_a_missing_payment_waits_for_the_thread_like_any_other()
    {
        var payment = TestRules.Default.Journeys.Single(journey => journey.Name == "payment-recovery") with { Purpose = Purpose.Marketing, Steps = [new Step { Name = "reminder", Template = "cart_reminder" }] };
        var story = new Story(TestRules.Default with { Journeys = [payment] }).With().Says("I want to talk to a human");

        Held(story.Order(OrderEvent.Placed, status: PaymentStatus.Pending).After(1), "quiet_thread", null);
    }

    [Fact]
    public void An_unanswered_question_holds_marketing()
    {
        var story = new Story().With().Cart().After(TimeSpan.FromMinutes(29.97)).Says("Is the shirt slim?").After(0.1);

        story.Templates.ShouldNotContain("cart_reminder");
        Held(story, "quiet_thread", null);
    }

    // 6 priority
    [Fact]
    public void A_lower_touch_waits_for_a_higher_one_planned_within_24_hours()
    {
        var story = new Story().With().Cart().News(ProductChange.PriceChanged);

        Held(story, "priority", Tuesday.AddMinutes(30));
        story.After(0.6).Templates.ShouldBe(["cart_reminder"]);
    }

    [Fact]
    public void A_higher_touch_that_would_not_pass_holds_nothing()
    {
        var story = new Story().With().Cart().News(ProductChange.OutOfStock).News(ProductChange.PriceChanged, "p1");

        story.Templates.ShouldBe(["price_drop"]);
    }

    [Fact]
    public void A_higher_touch_whose_wake_up_has_yet_to_come_goes_before_a_lower_one_with_a_slot()
    {
        var story = new Story { Grants = false }.With();
        story.Takes((id, at) => new CustomerInput.StockSubscribed(new Product { Id = "p1" }) { Id = id, Source = "events", At = at, OccurredAt = at });
        var want = story.News(ProductChange.PriceChanged).Effects.OfType<Effect.WantSlot>().Single();
        var due = story.After(0.1).Cart().Now.AddMinutes(30);

        var decision = Decider.Decide(story.Customer, new CustomerInput.SlotGranted(want.TouchId, story.Capacity) { Id = story.Id(), Source = "engine", At = due, OccurredAt = due }, story.Rules);
        decision.Effects.OfType<Effect.Send>().ShouldBeEmpty();
        decision.Effects.OfType<Effect.WantSlot>().Single().Priority.ShouldBe(80);
    }

    // 7 frequency
    [Fact]
    public void Exactly_24_hours_after_the_last_marketing_message_the_next_may_go()
    {
        var story = new Story().With().Cart().Empties().Cart("c0").After(0.5);
        story.Empties("c0").News(ProductChange.PriceChanged);
        var first = story.Sent.Single().At;

        Held(story, "frequency", first.AddHours(24));
        story.Until(first.AddHours(24).AddSeconds(-1)).Sent.Count.ShouldBe(1);
        story.After(TimeSpan.FromSeconds(1)).Templates.Last().ShouldBe("price_drop");
    }

    [Fact]
    public void Three_marketing_messages_in_seven_days_are_the_most()
    {
        var story = new Story().With().Cart();
        for (var day = 0; day < 9; day++)
        {
            story.News(ProductChange.Launched, $"n{day}").News(ProductChange.PriceChanged);
            story.After(24);
            foreach (var sent in story.Sent.Where(sent => sent.Send.Purpose == Purpose.Marketing))
            {
                story.Sent.Count(other => other.Send.Purpose == Purpose.Marketing && other.At > sent.At - TimeSpan.FromDays(7) && other.At <= sent.At).ShouldBeLessThanOrEqualTo(3);
                story.Sent.Count(other => other.Send.Purpose == Purpose.Marketing && other.At > sent.At - TimeSpan.FromHours(24) && other.At <= sent.At).ShouldBe(1);
            }
        }

        story.Sent.Count.ShouldBeGreaterThanOrEqualTo(3);
    }

    [Fact]
    public void After_four_unnoticed_marketing_messages_marketing_stops_until_the_customer_acts()
    {
        var story = new Story();
        story.With();
        story.Customer = story.Customer with { Unnoticed = 4 };
        Refused(story.Cart().After(1), "frequency");
        story.Order(OrderEvent.Shipped).Templates.ShouldBe(["order_shipped"], "utility is exempt");

        story.After(0.1).Says("thanks").Cart("cart2").After(1).Sent.Count(sent => sent.Send.Purpose == Purpose.Marketing).ShouldBe(1);
    }

    [Theory]
    [InlineData(DeliveryStatus.Delivered, 1)]
    [InlineData(DeliveryStatus.Read, 0)]
    public void Reading_counts_as_noticing(DeliveryStatus status, int unnoticed) =>
        new Story().With().Cart().After(0.5).Reports(status).Customer.Unnoticed.ShouldBe(unnoticed);

    [Fact]
    public void One_recovery_sequence_in_three_days()
    {
        var story = new Story().With().Cart().After(0.5).Order(OrderEvent.Placed).After(24).Checkout("k2", null);
        story.After(1);

        Held(story, "frequency", story.Sent[0].At.AddDays(3));
    }

    private static void Preference(Story story, bool stop) =>
        story.Takes((id, at) => new CustomerInput.PreferenceReported(stop) { Id = id, Source = "whatsapp", At = at, OccurredAt = at });

    private static void Grant(Story story, Effect.WantSlot want) =>
        story.Takes((id, at) => new CustomerInput.SlotGranted(want.TouchId, story.Capacity) { Id = id, Source = "engine", At = at, OccurredAt = at });

    private static void Held(Story story, string rule, DateTimeOffset? until)
    {
        var held = story.Facts.First(fact => fact.Kind == "touch.held" && fact.Data["rule"] == rule);
        if (until is { } at)
        {
            DateTimeOffset.Parse(held.Data["until"]).ShouldBe(at);
        }
    }

    private static void Refused(Story story, string rule)
    {
        story.Sent.ShouldNotContain(sent => sent.Send.Purpose != Purpose.Service);
        story.Facts.Last(fact => fact.Kind == "touch.dropped").Data["rule"].ShouldBe(rule);
    }
}
