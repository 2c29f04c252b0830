using Conversations.Customers;
using Conversations.Messages;
using Conversations.Orders;
using Conversations.Tests.Drivers;
using Conversations.Threads;
using Shouldly;
using Xunit;

namespace Conversations.Tests.Threads;

public sealed partial class ConversationTests
{
    [Fact]
    public void A_wish_for_silence_said_while_WhatsApps_stop_is_in_force_outlives_it()
    {
        var story = new Story().With();
        Preference(story, stop: true);
        story.After(1).Says("please don't text me anymore").After(1);
        Preference(story, stop: false);

        story.After(48).Cart().After(2).Templates.ShouldNotContain("cart_reminder");
    }

    [Fact]
    public void A_permission_from_between_a_stop_and_a_later_wish_for_silence_lifts_nothing()
    {
        var story = new Story().With().Says("STOP").After(1);
        var permitted = story.Now;
        story.After(1).Says("please don't text me anymore").After(1);
        story.Take(new CustomerInput.ConsentReported(true, "checkout", "Yes, write to me") { Id = "late", Source = "events", At = story.Now, OccurredAt = permitted });

        story.After(24).Cart().After(1).Templates.ShouldNotContain("cart_reminder");
    }

    [Fact]
    public void A_START_that_comes_after_a_wish_for_silence_which_was_said_later_takes_no_stop_back()
    {
        var story = new Story().With().Says("STOP").After(1);
        var start = story.Now;
        story.After(1).Says("please don't text me anymore");
        story.Take(new CustomerInput.MessageReceived(new InboundMessage { Wamid = "w1", Kind = InboundKind.Text, Text = "START" }, Story.Number) { Id = "w1", Source = "whatsapp", At = story.Now, OccurredAt = start });

        story.After(24).Cart().After(1).Templates.ShouldNotContain("cart_reminder");
    }

    [Theory]
    [InlineData("How long does shipping to France take? And please don't text me offers anymore", true)]
    [InlineData("Please stop texting me. Do you ship to France?", true)]
    [InlineData("Ne m'écrivez plus. Livrez-vous en Corse ?", true)]
    [InlineData("Could you please stop texting me?", false)]
    [InlineData("please don't text me anymore, ok??", false)]
    public void A_question_beside_a_wish_for_silence_is_answered_too(string text, bool asks)
    {
        var story = new Story { Assistant = _ => new Answer { Text = "Two to three days.", Confidence = 0.9 } }.With().Says(text).After(0.1);

        story.Customer.Consent.SuspendedAt.ShouldNotBeNull();
        story.Texts.Count(said => said.Contains("Two to three days.")).ShouldBe(asks ? 1 : 0);
        story.Sent.Count.ShouldBe(asks ? 2 : 1);
    }

    [Theory]
    [InlineData(" ", 1)]
    [InlineData("Two days.", double.NaN)]
    public void What_no_assistant_should_answer_is_not_sent(string text, double confidence)
    {
        var story = new Story { Assistant = _ => new Answer { Text = text, Confidence = confidence } };

        story.With().Says("How long does shipping take?").After(4 * Second).Customer.Thread.State.ShouldBe(ThreadState.Waiting);
        story.Texts.Single().ShouldStartWith("I am handing this over");
    }

    [Theory]
    [InlineData("I want", "my money back", 2, "refund")]
    [InlineData("connect me", "with a human", 2, "the customer asked for a person")]
    [InlineData("How long does shipping take?", "my money back", 2, null)]
    [InlineData("I want", "my money back", 20, null)]
    public void What_a_person_has_to_see_is_seen_in_messages_that_are_read_together(string first, string second, int secondsBetween, string? reason)
    {
        var story = new Story().With().Says(first).After(secondsBetween * Second).Says(second);

        story.Customer.Thread.Reason.ShouldBe(reason);
        story.After(4 * Second).Effects.OfType<Effect.AskAssistant>().Any().ShouldBe(reason is null);
    }

    [Theory]
    [InlineData(4096, ThreadState.Assistant)]
    [InlineData(4097, ThreadState.Waiting)]
    public void A_message_that_is_longer_than_the_rules_read_goes_to_a_human(int length, ThreadState state)
    {
        var story = Answering().With().Says("How long does delivery take in France?".PadRight(length, '?')).After(0.1);

        story.Customer.Thread.State.ShouldBe(state);
        story.Customer.Thread.Reason.ShouldBe(state == ThreadState.Waiting ? "a message of more than 4096 characters" : null);
    }

    [Fact]
    public void A_wish_for_silence_at_the_beginning_of_a_very_long_message_suspends_at_once()
    {
        var story = new Story().With().Says("Please stop texting me. " + string.Concat(Enumerable.Repeat("It was all so nice. ", 1000)));

        story.Customer.Consent.SuspendedAt.ShouldNotBeNull();
    }

    [Theory]
    [InlineData("Stop texting me and refund my broken order or I call my lawyer", "legal")]
    [InlineData("Stop texting me. I want a refund", "refund")]
    public void A_wish_for_silence_with_a_matter_for_a_person_suspends_and_hands_over(string text, string reason)
    {
        var story = new Story().With().Cart().After(0.5).Says(text);

        story.Customer.Consent.SuspendedAt.ShouldNotBeNull();
        story.Customer.Thread.Reason.ShouldBe(reason);
        story.Texts.ShouldNotContain(said => said.Contains("Shall we stop"));
    }

    [Fact]
    public void Who_has_opted_out_and_threatens_with_a_lawyer_reaches_a_human()
    {
        var story = new Story().With().Says("STOP").Says("I told you to stop messaging me! I will sue you, my lawyer will contact you");

        story.Customer.Thread.Reason.ShouldBe("legal");
        story.Customer.Consent.StoppedBy.ShouldBe("STOP");
    }

    [Theory]
    [InlineData(InboundKind.CatalogueOrder, "Thanks!")]
    [InlineData(InboundKind.Image, "Ok, thank you")]
    [InlineData(InboundKind.Document, "Hi")]
    public void Thanks_and_greetings_beside_a_picture_or_an_order_do_not_settle_it(InboundKind kind, string text)
    {
        var story = new Story().With().Receives(new InboundMessage { Wamid = "w1", Kind = kind, Text = text });

        story.Customer.Thread.State.ShouldBe(ThreadState.Waiting);
        story.Customer.Thread.Reason.ShouldNotBeNull().ShouldEndWith("message");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("Is this the right part?")]
    public void A_picture_that_WhatsApp_could_not_fetch_is_asked_for_again_once(string? caption)
    {
        var story = new Story().With().Cart().After(0.5);
        InboundMessage Lost() => new() { Wamid = story.Id(), Kind = InboundKind.Image, Text = caption, ErrorCode = 131052 };

        story.Receives(Lost()).After(10 * Second);
        story.Texts.Last().ShouldContain("send it again");
        story.Customer.Thread.State.ShouldBe(ThreadState.Assistant);
        story.Effects.OfType<Effect.AskAssistant>().ShouldBeEmpty();

        story.Receives(Lost()).Customer.Thread.State.ShouldBe(ThreadState.Waiting);
    }

    [Theory]
    [InlineData("The cup arrived broken, I want my money back!")]
    [InlineData("The cup arrived broken, my lawyer will contact you")]
    public void A_complaint_told_to_a_human_ends_review_and_cross_sell_too(string text)
    {
        var story = new Story().With().Order(OrderEvent.Placed).Order(OrderEvent.Delivered).Says("I want a human").Says(text);
        story.Takes((id, at) => new CustomerInput.ThreadClosed("ana") { Id = id, Source = "operator", At = at, OccurredAt = at });

        story.After(24 * 20).Templates.ShouldNotContain("review_request");
    }

    [Fact]
    public void The_same_question_twice_in_two_messages_each_goes_to_a_human()
    {
        var story = Answering().With().Says("What are the shipping costs").Says("to France?").After(10 * Second);
        story.Says("What are the shipping costs").Customer.Thread.State.ShouldBe(ThreadState.Assistant);

        story.Says("to France?").Customer.Thread.Reason.ShouldBe("the same question twice");
    }

    [Fact]
    public void An_edit_meets_the_rules_before_the_assistant()
    {
        var story = Answering().With().Says("How long does delivery take in France?");
        story.Receives(Edit(story, "How long does delivery take in France? My lawyer will sue you")).After(1);

        story.Customer.Thread.Reason.ShouldBe("legal");
        story.Effects.OfType<Effect.AskAssistant>().ShouldBeEmpty();
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void An_edit_that_opts_out_counts_before_and_after_the_answer(bool answered)
    {
        var story = Answering().With().Cart().After(0.5).Says("How long does delivery take?");
        story.After(answered ? 10 * Second : Second).Receives(Edit(story, "STOP")).After(1);

        story.Customer.Consent.StoppedAt.ShouldNotBeNull();
        story.Effects.OfType<Effect.AskAssistant>().Count().ShouldBe(answered ? 1 : 0);
        story.Customer.Thread.Unanswered.ShouldBeEmpty();
    }

    [Fact]
    public void An_edit_of_a_question_is_answered_once_as_it_reads_now()
    {
        var story = Answering().With().Says("How long does shiping take?").After(2 * Second);
        story.Receives(Edit(story, "How long does shipping take?")).After(1);

        story.Effects.OfType<Effect.AskAssistant>().Single().Texts.ShouldBe(["How long does shipping take?"]);
        story.Customer.Thread.State.ShouldBe(ThreadState.Assistant);
    }

    [Fact]
    public void A_greeting_edited_to_a_question_is_a_question()
    {
        var story = Answering().With().Says("Hi").After(2 * Second);
        story.Receives(Edit(story, "Hi, how long does shipping take?")).After(1);

        story.Effects.OfType<Effect.AskAssistant>().Count().ShouldBe(1);
    }

    private static InboundMessage Edit(Story story, string text) =>
        new() { Wamid = story.Id(), Kind = InboundKind.Edit, Text = text, ReplyTo = story.Customer.Thread.Lines.Last(line => line.Direction == Direction.In).Id };
}
