using Conversations.Carts;
using Conversations.Customers;
using Conversations.Journeys;
using Conversations.Messages;
using Conversations.Orders;
using Conversations.Tests.Drivers;
using Conversations.Threads;
using Shouldly;
using Xunit;

namespace Conversations.Tests.Threads;

/// <summary>A conversation goes from hand to hand, and what is said or tapped twice or too late changes nothing.</summary>
public sealed class HandsTests
{
    [Fact]
    public void START_of_somebody_who_stopped_nothing_is_not_answered() => new Story().With().Says("START").Sent.ShouldBeEmpty();

    [Fact]
    public void START_promises_nothing_while_WhatsApps_own_stop_is_in_force()
    {
        var story = new Story().With().Says("STOP");
        story.Takes((id, at) => new CustomerInput.PreferenceReported(true) { Id = id, Source = "whatsapp", At = at, OccurredAt = at }).After(1);
        var said = story.Sent.Count;

        story.Says("START").Sent.Count.ShouldBe(said);
        story.HasFact("consent.resumed").ShouldBeTrue();
    }

    [Fact]
    public void A_conversation_that_nobody_has_can_be_neither_handed_back_nor_closed()
    {
        var story = new Story().With();
        var epoch = story.Customer.Thread.Epoch;
        HandBack(story);
        story.Takes((id, at) => new CustomerInput.ThreadClosed("ana") { Id = id, Source = "operator", At = at, OccurredAt = at });

        story.Customer.Thread.ShouldSatisfyAllConditions(
            thread => thread.State.ShouldBe(ThreadState.Closed),
            thread => thread.Epoch.ShouldBe(epoch),
            thread => thread.HumanClosedAt.ShouldBeNull());
    }

    [Fact]
    public void What_an_operator_answered_is_not_asked_of_the_assistant_after_a_quick_hand_back()
    {
        var story = new Story { Silent = true };
        story.With().Says("I want to talk to a human").Says("Is the shirt slim?");
        story.Takes((id, at) => new CustomerInput.OperatorReplied("ana", story.Customer.Thread.Epoch, new OutboundMessage.Text("Yes, it is")) { Id = id, Source = "operator", At = at, OccurredAt = at });
        story.Customer.Thread.Unread.ShouldBe(0);

        HandBack(story).After(TimeSpan.FromMinutes(1)).Effects.OfType<Effect.AskAssistant>().ShouldBeEmpty();
    }

    [Fact]
    public void An_answer_on_its_way_is_not_asked_for_again_after_a_quick_hand_back()
    {
        var story = new Story { Silent = true, Assistant = _ => new Answer { Text = "Two days.", Confidence = 1 } };
        story.With().Says("How long does shipping take?").After(TimeSpan.FromSeconds(4)).Sent.Count.ShouldBe(1);

        HandBack(TakeOver(story, "ana")).After(TimeSpan.FromMinutes(1)).Effects.OfType<Effect.AskAssistant>().Count().ShouldBe(1);
    }

    [Fact]
    public void What_is_asked_beside_an_answer_on_its_way_is_asked_alone()
    {
        var story = new Story { Silent = true, Assistant = _ => new Answer { Text = "Two days.", Confidence = 1 } };
        story.With().Says("How long does shipping take?").After(TimeSpan.FromSeconds(4)).Says("Is the shirt slim?").After(TimeSpan.FromSeconds(4));

        story.Effects.OfType<Effect.AskAssistant>().Last().Texts.ShouldBe(["Is the shirt slim?"]);
    }

    [Fact]
    public void What_is_said_while_a_human_has_the_conversation_is_asked_after_the_hand_back()
    {
        var story = new Story().With();
        TakeOver(story, "ana").After(1).Says("Is the shirt slim?").After(1);

        HandBack(story).After(TimeSpan.FromMinutes(1)).Effects.OfType<Effect.AskAssistant>().Single().Texts.ShouldBe(["Is the shirt slim?"]);
    }

    [Theory]
    [InlineData("I want a refund", ThreadState.Waiting)]
    [InlineData("Is the shirt slim?", ThreadState.Assistant)]
    public void What_only_a_human_may_answer_goes_back_to_the_humans_not_to_the_assistant(string left, ThreadState then)
    {
        var story = new Story().With().Says("I want to talk to a human").Says(left);
        var told = TakeOver(story, "ana").Sent.Count;
        HandBack(story).After(TimeSpan.FromSeconds(10));

        (story.Customer.Thread.State, story.Effects.OfType<Effect.AskAssistant>().Any()).ShouldBe((then, then == ThreadState.Assistant));
        story.Sent.Count.ShouldBe(told);
    }

    [Fact]
    public void Whoever_takes_a_conversation_over_has_read_it() =>
        TakeOver(new Story().With().Says("I want to talk to a human"), "ana").Customer.Thread.Unread.ShouldBe(0);

    [Fact]
    public void Taking_over_again_changes_nothing_and_another_operator_only_who_may_speak()
    {
        var story = new Story().With();
        var since = story.Now;
        var epoch = TakeOver(story, "ana").Customer.Thread.Epoch;
        TakeOver(story.After(1), "ana").Customer.Thread.Epoch.ShouldBe(epoch);

        TakeOver(story, "bob").Customer.Thread.ShouldSatisfyAllConditions(
            thread => thread.Epoch.ShouldBe(epoch + 1),
            thread => thread.Operator.ShouldBe("bob"),
            thread => thread.Since.ShouldBe(since));
    }

    [Fact]
    public void A_takeover_pauses_the_reminders_that_have_begun()
    {
        var story = new Story().With().Cart().After(0.5);

        TakeOver(story, "ana").Customer.Runs.Single().State.ShouldBe(RunState.Paused);
    }

    [Theory]
    [InlineData("hand-back")]
    [InlineData("close")]
    public void What_waits_for_a_human_wakes_nobody_and_goes_on_when_the_conversation_changes_hands(string then)
    {
        var story = TakeOver(new Story().With(), "ana").Cart().After(1);
        var turns = story.Inputs.Count;
        story.After(22).Inputs.Count.ShouldBe(turns);
        story.Facts.Last(fact => fact.Kind == "touch.held").Summary.ShouldEndWith("at the latest (a human has the conversation).");
        var before = story.Now;
        if (then == "hand-back")
        {
            HandBack(story).Templates.ShouldBe(["cart_reminder"]);
        }
        else
        {
            story.Takes((id, at) => new CustomerInput.ThreadClosed("ana") { Id = id, Source = "operator", At = at, OccurredAt = at });
            story.After(26).Sent.Single().At.ShouldBe(before.AddHours(24), TimeSpan.FromMinutes(20));
        }
    }

    [Fact]
    public void What_waits_for_a_human_for_good_ends_with_its_run()
    {
        var story = TakeOver(new Story().With(), "ana").Cart().After(24 * 8);

        story.Customer.Runs.ShouldBeEmpty();
        story.Facts.Last(fact => fact.Kind == "run.ended").Data["reason"].ShouldBe("expired after 7 days");
    }

    [Fact]
    public void A_cash_order_that_was_cancelled_is_not_confirmed_by_a_late_tap()
    {
        var story = new Story().With().Order(OrderEvent.Placed, status: PaymentStatus.Pending, method: PaymentMethod.CashOnDelivery);
        var asked = story.Sent.Single().Send;
        story.Order(OrderEvent.Cancelled);

        story.Taps("cod-confirm", on: asked).HasFact("order.confirmed").ShouldBeFalse();
    }

    [Theory]
    [InlineData(0, true)]
    [InlineData(1, false)]
    public void Who_left_a_product_in_the_cart_30_days_ago_at_most_hears_that_it_is_cheaper(int secondsMore, bool told)
    {
        var story = new Story().With().Cart().After(TimeSpan.FromDays(30) + TimeSpan.FromSeconds(secondsMore)).News(ProductChange.PriceChanged);

        story.Facts.Any(fact => fact.Kind == "run.planned" && fact.Data["journey"] == "price-drop").ShouldBe(told);
    }

    private static Story TakeOver(Story story, string who) => story.Takes((id, at) => new CustomerInput.TakenOver(who) { Id = id, Source = "operator", At = at, OccurredAt = at });

    private static Story HandBack(Story story) => story.Takes((id, at) => new CustomerInput.HandedBack("ana") { Id = id, Source = "operator", At = at, OccurredAt = at });
}
