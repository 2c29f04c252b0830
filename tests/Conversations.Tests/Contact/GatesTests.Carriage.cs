using Conversations.Carts;
using Conversations.Contact;
using Conversations.Customers;
using Conversations.Identity;
using Conversations.Messages;
using Conversations.Orders;
using Conversations.Tests.Drivers;
using Shouldly;
using Xunit;

namespace Conversations.Tests.Contact;

public sealed partial class GatesTests
{
    // 8 form
    [Theory]
    [InlineData(TemplateStatus.Paused)]
    [InlineData(TemplateStatus.Pending)]
    public void A_template_that_pauses_holds_until_it_resumes(TemplateStatus status)
    {
        var story = new Story { Capacity = new Capacity { Template = status, TemplateResumesAt = Tuesday.AddHours(5) } };

        Held(story.With().Cart().After(0.5), "form", Tuesday.AddHours(5));
    }

    [Theory]
    [InlineData(TemplateStatus.Rejected)]
    [InlineData(TemplateStatus.Disabled)]
    public void A_template_that_was_refused_drops(TemplateStatus status) =>
        Refused(new Story { Capacity = new Capacity { Template = status } }.With().Cart().After(0.5), "form");

    [Fact]
    public void A_value_without_a_default_drops_as_unrenderable()
    {
        var story = new Story().With();
        story.Takes((id, at) => new CustomerInput.OrderReported(OrderEvent.Refunded, new OrderReport { Id = "o1", Number = "#o1" }) { Id = id, Source = "events", At = at, OccurredAt = at });

        Refused(story, "form");
        story.Facts.Single(fact => fact.Kind == "touch.dropped").Summary.ShouldContain("unrenderable: order_refunded needs amount, which has no value and no default");
    }

    [Fact]
    public void Languages_go_from_the_last_message_to_the_locale_to_the_stores_fallbacks()
    {
        new Story().With(locale: "pt-PT").Cart().After(0.5).Sent.Single().Send.Message.ShouldBeOfType<OutboundMessage.Template>().Language.ShouldStartWith("pt");
        new Story().With(locale: "fi").Cart().After(0.5).Sent.Single().Send.Message.ShouldBeOfType<OutboundMessage.Template>().Language.ShouldBe("en");
    }

    // 9 platform
    [Fact]
    public void Marketing_templates_do_not_go_to_US_numbers()
    {
        var story = new Story(now: new DateTimeOffset(2026, 3, 3, 18, 0, 0, TimeSpan.Zero)).With("+12125550123").Cart().After(1);

        Refused(story, "platform");
        story.Order(OrderEvent.Placed).Templates.ShouldBe(["order_paid"]);
    }

    [Fact]
    public void A_red_number_sends_no_marketing_and_a_yellow_one_does()
    {
        Held(new Story { Capacity = new Capacity { Quality = NumberQuality.Red } }.With().Cart().After(0.5), "platform", Tuesday.AddHours(1.5));
        new Story { Capacity = new Capacity { Quality = NumberQuality.Yellow } }.With().Cart().After(0.5).Sent.Count.ShouldBe(1);
        new Story { Capacity = new Capacity { Quality = NumberQuality.Red } }.With().Order(OrderEvent.Shipped).Sent.Count.ShouldBe(1);
    }

    [Fact]
    public void Saturated_customers_get_no_marketing_until_the_cap_is_over()
    {
        var story = new Story().With();
        story.Customer = story.Customer with { SaturatedUntil = Tuesday.AddHours(7) };

        Held(story.Cart().After(1), "platform", Tuesday.AddHours(7));
    }

    [Fact]
    public void Prohibited_categories_are_never_advertised()
    {
        var story = new Story().With().News(ProductChange.Launched);
        story.Sent.Count.ShouldBe(1);

        var wine = new Story().With();
        wine.Takes((id, at) => new CustomerInput.ProductNews(ProductChange.Launched, new Product { Id = "w", Name = "Wine", Url = "https://shop.example/w", Price = 9m, Currency = "EUR", Category = "Alcohol" }, null, null) { Id = id, Source = "events", At = at, OccurredAt = at });
        Refused(wine, "platform");
    }

    [Fact]
    public void A_review_of_what_may_not_be_advertised_is_not_asked_for()
    {
        var wine = new Product { Id = "p1", Name = "Wine", Category = "Alcohol" };
        var story = new Story(TestRules.Default with { Catalogue = TestRules.Default.Catalogue.SetItem("p1", new CatalogueProduct(wine, [])) });

        story.With().Order(OrderEvent.Placed).Order(OrderEvent.Delivered).After(24 * 8);

        story.Templates.ShouldBe(["order_paid", "order_delivered"]);
        story.Facts.ShouldContain(fact => fact.Kind == "touch.dropped" && fact.Summary.Contains("review", StringComparison.Ordinal) && fact.Data["rule"] == "platform");
    }

    // 10 quiet hours
    [Fact]
    public void Held_overnight_it_leaves_within_20_minutes_of_the_opening_edge_and_always_at_the_same_minute()
    {
        var night = new DateTimeOffset(2026, 3, 3, 22, 0, 0, TimeSpan.Zero);
        DateTimeOffset Leaves() => new Story(now: night).With().Cart().After(12).Sent.Single().At;

        var edge = new DateTimeOffset(2026, 3, 4, 7, 0, 0, TimeSpan.Zero);
        Leaves().ShouldBeInRange(edge, edge.AddMinutes(20));
        Leaves().ShouldBe(Leaves());
    }

    [Fact]
    public void In_France_no_marketing_goes_on_a_Sunday()
    {
        var saturdayNight = new DateTimeOffset(2026, 3, 7, 20, 0, 0, TimeSpan.Zero);
        var monday = new DateTimeOffset(2026, 3, 9, 7, 0, 0, TimeSpan.Zero);

        new Story(now: saturdayNight).With().Cart().After(48).Sent[0].At.ShouldBeInRange(monday, monday.AddMinutes(20));
    }

    [Fact]
    public void In_Tokyo_it_is_night_when_it_is_day_in_Paris()
    {
        var story = new Story(now: new DateTimeOffset(2026, 3, 3, 14, 0, 0, TimeSpan.Zero)).With("+819012345678").Cart().After(24);
        var opens = new DateTimeOffset(2026, 3, 3, 23, 0, 0, TimeSpan.Zero);

        story.Sent[0].At.ShouldBeInRange(opens, opens.AddMinutes(20));
    }

    [Theory]
    [InlineData(30, true)]
    [InlineData(31, false)]
    public void Utility_goes_at_night_only_if_the_customer_acted_within_30_minutes(int minutes, bool goes)
    {
        var story = new Story(now: new DateTimeOffset(2026, 3, 3, 22, 30, 0, TimeSpan.Zero)).With().Views().After(TimeSpan.FromMinutes(minutes)).Order(OrderEvent.Shipped);

        story.Sent.Count.ShouldBe(goes ? 1 : 0);
    }

    // 11 capacity
    [Fact]
    public void A_number_that_cannot_send_holds_for_five_minutes_at_a_time()
    {
        var story = new Story { Capacity = new Capacity { Blocked = "billing" } };
        Held(story.With().Cart().After(0.5), "capacity", Tuesday.AddMinutes(35));
        story.Capacity = new Capacity();

        story.After(TimeSpan.FromMinutes(5)).Sent.Count.ShouldBe(1);
    }

    [Fact]
    public void A_stop_of_three_days_is_looked_at_once_an_hour_by_a_reminder_and_often_by_an_answer()
    {
        var stop = new Capacity { Blocked = "restricted", BlockedUntil = Tuesday.AddDays(3) };
        var reminder = new Story { Capacity = stop }.With(zone: "Europe/Paris").Cart();
        Held(reminder.After(0.5), "capacity", Tuesday.AddHours(1.5));
        reminder.After(24).Facts.Count(fact => fact.Kind == "touch.slot-wanted").ShouldBeLessThan(25);
        Held(new Story { Capacity = stop with { BlockedUntil = Tuesday.AddMinutes(50) } }.With().Cart().After(0.5), "capacity", Tuesday.AddMinutes(50));

        var answer = new Story { Assistant = _ => new Conversations.Threads.Answer { Text = "Two days.", Confidence = 1 }, Capacity = stop };
        answer.With().Says("How long does shipping take?").After(TimeSpan.FromSeconds(4));
        answer.Facts.Last(fact => fact.Kind == "touch.held").Data["until"].ShouldBe("2026-03-03T10:05:03+00:00");
    }

    // 12 budget
    [Fact]
    public void A_spent_budget_holds_marketing_until_the_stores_next_day()
    {
        var story = new Story(TestRules.With(policy => policy with { DailyBudget = 10m })) { Capacity = new Capacity { SpentToday = 10m } };

        Held(story.With().Cart().After(0.5), "budget", new DateTimeOffset(2026, 3, 3, 23, 0, 0, TimeSpan.Zero));
        story.Order(OrderEvent.Placed).Templates.ShouldBe(["order_paid"]);
        new Story(TestRules.With(policy => policy with { DailyBudget = 10m })) { Capacity = new Capacity { SpentToday = 9.99m } }.With().Cart().After(0.5).Sent.Count.ShouldBe(1);
    }

    [Fact]
    public void The_latest_of_several_holds_counts_and_all_verdicts_are_told()
    {
        var story = new Story(TestRules.With(policy => policy with { DailyBudget = 10m })) { Capacity = new Capacity { SpentToday = 10m, Quality = NumberQuality.Red } };
        story.With().Cart().After(0.5);

        Held(story, "budget", null);
        story.Facts.First(fact => fact.Kind == "touch.held").Data["gates"].ShouldContain("9 platform: hold");
        story.Facts.First(fact => fact.Kind == "touch.held").Data["gates"].Split("; ").Length.ShouldBe(12);
    }

    // 11 capacity
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_slot_of_one_number_is_not_used_to_send_from_another(bool journey)
    {
        var other = new NumberId("200");
        var story = new Story(TestRules.With(policy => policy with { Numbers = [.. policy.Numbers, new NumberPolicy { Id = other }] })) { Grants = false };
        story.With();
        _ = journey ? story.Order(OrderEvent.Shipped) : story.Says("hello");
        var asked = story.Effects.OfType<Effect.WantSlot>().Single();
        story.Takes((id, at) => new CustomerInput.MessageReceived(new InboundMessage { Wamid = id, Kind = InboundKind.Text, Text = "thanks" }, other) { Id = id, Source = "whatsapp", At = at, OccurredAt = at });

        story.Takes((id, at) => new CustomerInput.SlotGranted(asked.TouchId, new Capacity()) { Id = id, Source = "engine", At = at, OccurredAt = at });

        story.Sent.ShouldBeEmpty();
        story.Effects.OfType<Effect.ReturnSlot>().Single().Number.ShouldBe(Story.Number);
        var again = story.Effects.OfType<Effect.WantSlot>().Last();
        (again.TouchId, again.Number).ShouldBe((asked.TouchId, other));

        story.Takes((id, at) => new CustomerInput.SlotGranted(asked.TouchId, new Capacity()) { Id = id, Source = "engine", At = at, OccurredAt = at });
        story.Sent.Single().Send.Number.ShouldBe(other);
    }

    [Fact]
    public void A_message_tried_again_asks_for_a_slot_of_the_number_written_to_since()
    {
        var other = new NumberId("200");
        var story = new Story(TestRules.With(policy => policy with { Numbers = [.. policy.Numbers, new NumberPolicy { Id = other }] }));
        story.Answers = send => send.Attempt == 1 ? story.Rejected(send, 131000) : null;
        story.With().Order(OrderEvent.Shipped);
        story.Takes((id, at) => new CustomerInput.MessageReceived(new InboundMessage { Wamid = id, Kind = InboundKind.Text, Text = "thanks" }, other) { Id = id, Source = "whatsapp", At = at, OccurredAt = at });

        story.After(1);

        story.Sent.Select(sent => sent.Send.Number).ShouldBe([Story.Number, other]);
        story.Effects.OfType<Effect.WantSlot>().Select(want => want.Number).ShouldBe([Story.Number, other]);
    }
}
