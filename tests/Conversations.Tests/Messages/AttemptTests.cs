using Conversations.Contact;
using Conversations.Customers;
using Conversations.Journeys;
using Conversations.Messages;
using Conversations.Orders;
using Conversations.Tests.Drivers;
using Conversations.Threads;
using Shouldly;
using Xunit;

namespace Conversations.Tests.Messages;

/// <summary>What is told of one attempt concerns no other, and what a refusal of it brings and does not bring.</summary>
public sealed class AttemptTests
{
    [Fact]
    public void The_timeline_names_each_message_as_WhatsApp_does()
    {
        var story = new Story();
        story.With().Cart().After(1);
        story.Says("Hello");

        var sent = story.Sent.First().Send;
        story.Facts.First(fact => fact.Kind == "touch.accepted").Data["wamid"].ShouldBe($"wamid.{sent.TouchId}.{sent.Attempt}");
        story.Facts.Single(fact => fact.Kind == "message.received").Data["wamid"].ShouldBe(story.Customer.Thread.Lines.Single(line => line.Text == "Hello").Id);
    }

    [Theory]
    [InlineData("accepted")]
    [InlineData("rejected")]
    [InlineData("lost")]
    public void What_is_told_again_of_the_first_attempt_says_nothing_of_the_second(string word)
    {
        var story = new Story { Silent = true };
        story.With().Cart().After(0.5);
        var first = story.Sent.Single().Send;
        story.Take(story.Rejected(first, 131000)).After(TimeSpan.FromSeconds(15));
        story.Sent[^1].Send.Attempt.ShouldBe(2);

        story.Take(word switch
        {
            "accepted" => story.Accepted(first),
            "rejected" => story.Rejected(first, 131026),
            _ => story.Lost(first),
        });

        story.Customer.Touches.Single().ShouldSatisfyAllConditions(touch => touch.State.ShouldBe(TouchState.Claimed), touch => touch.Wamid.ShouldBeNull());
    }

    [Fact]
    public void A_next_try_that_may_not_go_now_is_held_and_goes_when_it_may()
    {
        var story = new Story();
        story.Answers = send => send.Attempt == 1 ? story.Rejected(send, 131000) : null;
        story.With().Cart().After(0.5);
        story.Takes((id, at) => new CustomerInput.TakenOver("ana") { Id = id, Source = "operator", At = at, OccurredAt = at }).After(TimeSpan.FromMinutes(2));

        story.Sent.Count.ShouldBe(1);
        story.Customer.Touches.Single().State.ShouldBe(TouchState.Retrying);
        story.Facts.Last(fact => fact.Kind == "touch.held").Data["rule"].ShouldBe("quiet_thread");

        story.Takes((id, at) => new CustomerInput.HandedBack("ana") { Id = id, Source = "operator", At = at, OccurredAt = at }).After(1.1);
        story.Sent.Select(sent => (sent.Send.TouchId, sent.Send.Attempt)).ShouldBe([(story.Sent[0].Send.TouchId, 1), (story.Sent[0].Send.TouchId, 2)]);
    }

    [Fact]
    public void A_retry_that_never_went_out_keeps_no_later_reminder_away()
    {
        var story = new Story();
        story.Answers = send => story.Sent.Count == 1 ? story.Rejected(send, 131000) : null;
        story.With().Cart().After(0.5).Empties().Cart("cart2").After(1);

        story.Sent.Select(sent => sent.Send.Attempt).ShouldBe([1, 1]);
    }

    [Fact]
    public void A_retry_that_is_given_up_gives_no_slot_back_for_the_first_try_used_it()
    {
        var story = new Story();
        story.Answers = send => story.Rejected(send, 131000);
        story.With().Cart().After(0.5).Empties();

        story.Sent.ShouldHaveSingleItem();
        story.HasFact("touch.dropped").ShouldBeTrue();
        story.Effects.OfType<Effect.ReturnSlot>().ShouldBeEmpty();
    }

    [Fact]
    public void A_first_try_that_may_not_go_now_is_dropped_and_its_run_waits()
    {
        var story = new Story { Grants = false };
        story.With().Cart().After(0.5);
        var want = story.Effects.OfType<Effect.WantSlot>().Single();
        story.Takes((id, at) => new CustomerInput.TakenOver("ana") { Id = id, Source = "operator", At = at, OccurredAt = at });
        story.Takes((id, at) => new CustomerInput.SlotGranted(want.TouchId, new Capacity()) { Id = id, Source = "engine", At = at, OccurredAt = at });

        story.Customer.Touches.Single().State.ShouldBe(TouchState.Dropped);
        story.Customer.Runs.Single().State.ShouldBe(RunState.Waiting);
    }

    [Fact]
    public void An_answer_waits_while_the_number_cannot_send_and_goes_once_it_can()
    {
        var story = new Story { Assistant = _ => new Answer { Text = "Two days.", Confidence = 1 }, Capacity = new Capacity { Blocked = "billing" } };
        story.With().Says("How long does shipping take?").After(TimeSpan.FromSeconds(4));

        story.Sent.ShouldBeEmpty();
        story.Facts.Last(fact => fact.Kind == "touch.held").Data["rule"].ShouldBe("capacity");
        story.Effects.OfType<Effect.ReturnSlot>().Count().ShouldBe(1);

        story.Capacity = new Capacity();
        story.After(TimeSpan.FromMinutes(5)).Sent.Count.ShouldBe(1);
    }

    [Fact]
    public void An_answer_that_WhatsApp_refuses_is_shown_to_a_human_with_an_alert()
    {
        var story = new Story { Assistant = _ => new Answer { Text = "Two days.", Confidence = 1 } };
        story.Answers = send => story.Rejected(send, 131026);

        story.With().Says("How long does shipping take?").After(TimeSpan.FromSeconds(4));

        story.Customer.Thread.State.ShouldBe(ThreadState.Waiting);
        story.Effects.OfType<Effect.RaiseAlert>().Select(alert => alert.Alert).ShouldBe(["thread.undelivered"]);
    }

    [Fact]
    public void A_reminder_refused_late_is_not_tried_again_while_the_customer_talks_to_us()
    {
        var story = new Story().With().Cart().After(0.5).Says("Is the shirt slim?").After(TimeSpan.FromSeconds(1));

        story.Reports(DeliveryStatus.Failed, message: 0, error: 131000).After(1);

        story.Templates.Count(name => name == "cart_reminder").ShouldBe(1);
        story.HasFact("touch.failed").ShouldBeTrue();
    }

    [Fact]
    public void A_reminder_that_never_was_accepted_takes_none_of_the_unnoticed_ones_away()
    {
        var story = new Story();
        story.Answers = send => story.Rejected(send, 131026);
        story.With();
        story.Customer = story.Customer with { Unnoticed = 2 };

        story.Cart().After(0.5).Customer.Unnoticed.ShouldBe(2);
    }

    [Fact]
    public void A_reminder_refused_after_the_customer_wrote_leaves_nothing_unnoticed() =>
        new Story().With().Cart().After(0.5).Says("thanks").Reports(DeliveryStatus.Failed, message: 0, error: 131026).Customer.Unnoticed.ShouldBe(0);

    [Fact]
    public void Reading_the_news_of_an_order_is_no_notice_taken_of_marketing()
    {
        var story = new Story().With();
        story.Customer = story.Customer with { Unnoticed = 3 };

        story.Order(OrderEvent.Shipped).Reports(DeliveryStatus.Read).Customer.Unnoticed.ShouldBe(3);
    }

    [Fact]
    public void Only_days_in_a_row_without_a_delivery_make_a_customer_unreachable()
    {
        var story = new Story();
        story.Answers = send => story.Rejected(send, 131026);
        story.With().Order(OrderEvent.Placed).After(24).Order(OrderEvent.Shipped);
        story.HasFact("customer.unreachable").ShouldBeFalse();

        story.Answers = null;
        story.After(24).Order(OrderEvent.Delivered).Reports(DeliveryStatus.Delivered);
        story.Answers = send => story.Rejected(send, 131026);
        story.After(24).Order(OrderEvent.Cancelled);

        story.Customer.UnreachableAt.ShouldBeNull();
        story.Customer.Undeliverable.ShouldBe(1);
    }

    [Fact]
    public void A_customer_who_cannot_be_reached_raises_no_alert()
    {
        var story = new Story();
        story.Answers = send => story.Rejected(send, 131026);

        story.With().Cart().After(0.5).Effects.OfType<Effect.RaiseAlert>().ShouldBeEmpty();
    }

    [Fact]
    public void An_operators_message_that_shows_trouble_of_the_number_is_told_to_its_sender()
    {
        var story = new Story().With().Says("thanks");
        story.Answers = send => story.Rejected(send, 190);
        story.Takes((id, at) => new CustomerInput.OperatorReplied("ana", story.Customer.Thread.Epoch, new OutboundMessage.Text("Hi")) { Id = id, Source = "operator", At = at, OccurredAt = at });

        story.Effects.OfType<Effect.TellSender>().Select(told => told.Code).ShouldBe([190]);
    }

    [Fact]
    public void A_lost_answer_that_a_status_tells_was_a_failure_is_one()
    {
        var story = new Story();
        story.Answers = story.Lost;
        story.With().Cart().After(0.5).Reports(DeliveryStatus.Failed, error: 131026);

        story.Customer.Touches.Single().State.ShouldBe(TouchState.Failed);
    }

    [Fact]
    public void The_same_status_told_by_two_webhooks_is_one_fact() =>
        new Story().With().Cart().After(0.5).Reports(DeliveryStatus.Delivered).Reports(DeliveryStatus.Delivered).Facts.Count(fact => fact.Kind == "touch.delivered").ShouldBe(1);

    [Fact]
    public void What_was_only_sent_may_still_fail_and_is_tried_again() =>
        new Story().With().Order(OrderEvent.Shipped).Reports(DeliveryStatus.Sent).Reports(DeliveryStatus.Failed, error: 131000).After(0.1).Templates.ShouldBe(["order_shipped", "order_shipped"]);

    [Fact]
    public void Silence_after_a_delivered_question_about_a_cash_order_reaches_a_human() => new Story().With()
        .Order(OrderEvent.Placed, status: PaymentStatus.Pending, method: PaymentMethod.CashOnDelivery)
        .Reports(DeliveryStatus.Delivered).After(12.1).Customer.Thread.State.ShouldBe(ThreadState.Waiting);

    [Fact]
    public void A_reminder_accepted_after_its_cart_became_a_checkout_counts_as_the_checkouts_first()
    {
        var story = new Story { Silent = true };
        story.With().Cart().After(0.5);
        var reminder = story.Sent.Single().Send;
        story.Checkout().Take(story.Accepted(reminder));
        story.Silent = false;

        story.After(23).Templates.ShouldBe(["cart_reminder"]);
        story.After(2).Templates.ShouldBe(["cart_reminder", "checkout_second"]);
    }

    [Fact]
    public void A_reminder_accepted_after_the_order_leaves_the_missing_payment_to_be_asked_for()
    {
        var story = new Story { Silent = true };
        story.With().Cart().After(0.5);
        var reminder = story.Sent.Single().Send;
        story.Order(OrderEvent.Placed, status: PaymentStatus.Pending).Take(story.Accepted(reminder));
        story.Silent = false;

        story.After(1).Templates.ShouldBe(["cart_reminder", "payment_pending"]);
    }

    [Fact]
    public void The_next_message_goes_to_the_number_as_WhatsApp_wrote_it_in_its_answer()
    {
        var story = new Story { Silent = true };
        story.With("+5511987654321").Order(OrderEvent.Placed);
        var first = story.Sent.Single().Send;
        story.Take(((CustomerInput.SendAccepted)story.Accepted(first)) with { WaId = "551187654321" });

        story.Order(OrderEvent.Shipped).Sent.Select(sent => sent.Send.Phone).ShouldBe(["+5511987654321", "+551187654321"]);
    }

    [Fact]
    public void Marketing_templates_expire_after_12_hours_and_what_is_no_marketing_does_not()
    {
        var story = new Story().With().Cart().After(0.5).Order(OrderEvent.Placed).Says("Hello");

        story.Sent.Select(sent => (sent.Send.Purpose, sent.Send.TimeToLive)).ShouldBe(
            [(Purpose.Marketing, TimeSpan.FromHours(12)), (Purpose.Utility, null), (Purpose.Service, null)]);
    }

    [Fact]
    public void Only_marketing_counts_against_a_daily_budget()
    {
        var story = new Story(TestRules.With(policy => policy with { DailyBudget = 10m })).With().Cart().After(0.5).Order(OrderEvent.Placed);

        story.Effects.OfType<Effect.WantSlot>().Select(want => (want.Purpose, want.Price > 0)).ShouldBe([(Purpose.Marketing, true), (Purpose.Utility, false)]);
    }
}
