using Conversations.Contact;
using Conversations.Customers;
using Conversations.Journeys;
using Conversations.Messages;
using Conversations.Orders;
using Conversations.Tests.Drivers;
using Conversations.Threads;
using Shouldly;
using Xunit;

namespace Conversations.Tests.Contact;

/// <summary>What lies just beyond a gate's limit.</summary>
public sealed partial class GatesTests
{
    // 2 consent
    [Fact]
    public void A_revocation_told_late_does_not_undo_a_START_said_after_it()
    {
        var story = new Story().With();
        var revoked = story.Now;
        story.After(1).Says("STOP").After(1).Says("START");

        story.Takes((id, at) => new CustomerInput.ConsentReported(false, "account page", null) { Id = id, Source = "events", At = at, OccurredAt = revoked });

        story.Cart().After(1).Templates.ShouldContain("cart_reminder");
        story.Takes((id, at) => new CustomerInput.ConsentReported(false, "account page", null) { Id = id, Source = "events", At = at, OccurredAt = at });
        story.News(Carts.ProductChange.Launched).Facts.Last(fact => fact.Kind == "touch.dropped").Data["rule"].ShouldBe("consent");
    }

    [Fact]
    public void A_revocation_older_than_the_consent_ends_no_run()
    {
        var story = new Story().With().Cart();
        story.Takes((id, at) => new CustomerInput.ConsentReported(false, "account page", null) { Id = id, Source = "events", At = at, OccurredAt = Tuesday.AddMinutes(-1) });

        story.After(0.5).Templates.ShouldBe(["cart_reminder"]);
    }

    [Fact]
    public void A_new_consent_lifts_a_wish_for_silence_that_was_said_before_it()
    {
        var story = new Story().With().Says("please don't text me anymore").After(1);
        Refused(story.Cart().After(1), "consent");

        story.Consents().Cart("cart2").After(1).Templates.ShouldContain("cart_reminder");
    }

    // 4 holdout
    [Fact]
    public void Who_was_held_out_of_a_journey_had_it_like_everybody_else()
    {
        var story = new Story(TestRules.With(policy => policy with { HoldoutPercent = 100 })).With().Cart().After(1).Empties().Cart("cart2").After(1);

        story.Facts.Count(fact => fact.Kind == "touch.holdout").ShouldBe(1);
        story.Facts.Last(fact => fact.Kind == "run.not-started").Data["rule"].ShouldStartWith("re-entry at most once in 7 days");
    }

    // 6 priority
    [Fact]
    public void A_reminder_that_waits_for_the_conversation_holds_nothing_of_lower_priority()
    {
        var story = new Story { Assistant = _ => new Answer { Text = "Slim.", Confidence = 1 } };
        story.With().Cart().After(0.5).Says("Is the shirt slim?").After(TimeSpan.FromSeconds(4)).News(Carts.ProductChange.PriceChanged);

        story.Customer.Runs.ShouldContain(run => run.State == RunState.Paused);
        story.Facts.Where(fact => fact.Kind == "touch.held").ShouldNotContain(fact => fact.Data["rule"] == "priority");
    }

    // 7 frequency
    [Fact]
    public void What_WhatsApp_refused_does_not_count_against_the_limits()
    {
        var story = new Story();
        story.Answers = send => story.Rejected(send, 131026);
        story.With().Cart().After(0.5).Sent.Count.ShouldBe(1);
        story.Answers = null;

        story.News(Carts.ProductChange.PriceChanged).Templates.ShouldBe(["cart_reminder", "price_drop"]);
    }

    // 8 form
    [Fact]
    public void A_paused_template_whose_pause_should_be_over_is_looked_at_again_in_three_hours()
    {
        var story = new Story { Capacity = new Capacity { Template = TemplateStatus.Paused, TemplateResumesAt = Tuesday.AddMinutes(10) } };

        Held(story.With().Cart().After(0.5), "form", Tuesday.AddHours(3.5));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_orders_news_whose_template_WhatsApp_now_calls_marketing_goes_only_as_free_text(bool open)
    {
        var story = new Story(TestRules.Default with
        {
            Templates = [.. TestRules.Default.Templates.Select(template => template.Name == "order_shipped" ? template with { Category = TemplateCategory.Marketing } : template)],
        }).With(consent: false);
        story = (open ? story.Says("thanks") : story).Order(OrderEvent.Placed).Order(OrderEvent.Shipped);

        story.Templates.ShouldBe(open ? ["order_paid", "text"] : ["order_paid"]);
        story.Facts.Where(fact => fact.Kind == "touch.dropped").Select(fact => fact.Data["rule"]).ShouldBe(open ? [] : ["form"]);
    }

    [Fact]
    public void A_hold_that_outlasts_its_run_drops_the_touch()
    {
        var story = new Story { Capacity = new Capacity { Template = TemplateStatus.Paused, TemplateResumesAt = Tuesday.AddDays(8) } };

        Refused(story.With().Cart().After(0.5), "form");
        story.Facts.Last(fact => fact.Kind == "run.ended").Data["reason"].ShouldEndWith("and the run expires first");
        story.Effects.OfType<Effect.ReturnSlot>().Count().ShouldBe(1);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void A_template_that_may_not_go_goes_out_as_free_text_of_the_same_words_while_the_window_is_open(bool restricted)
    {
        var story = new Story { Capacity = restricted ? new Capacity { Blocked = "no templates", TemplatesOnly = true } : new Capacity { Template = TemplateStatus.Paused } };
        story.With().Says("thanks").Cart().After(0.5);

        var message = story.Sent.Single().Send.Message;
        message.ShouldNotBeOfType<OutboundMessage.Template>();
        message.Reads.ShouldContain("Demo Shop");
        message.ShouldBeOfType<OutboundMessage.Buttons>().ShouldSatisfyAllConditions(
            text => text.Replies.ShouldContain(button => button.Payload == "opt-out"),
            text => text.Replies.Length.ShouldBeLessThanOrEqualTo(3));
    }

    [Fact]
    public void While_templates_are_restricted_nothing_leaves_outside_the_window() =>
        Held(new Story { Capacity = new Capacity { Blocked = "no templates", TemplatesOnly = true } }.With().Cart().After(0.5), "capacity", Tuesday.AddMinutes(35));

    [Theory]
    [InlineData(-1, true)]
    [InlineData(0, false)]
    public void Free_text_goes_within_24_hours_of_the_last_message_and_not_at_its_end(int seconds, bool goes)
    {
        var story = new Story().With().Says("thanks").After(TimeSpan.FromHours(24) + TimeSpan.FromSeconds(seconds));
        story.Takes((id, at) => new CustomerInput.OperatorReplied("ana", story.Customer.Thread.Epoch, new OutboundMessage.Text("Hi")) { Id = id, Source = "operator", At = at, OccurredAt = at });

        story.Sent.Count.ShouldBe(goes ? 1 : 0);
    }
}
