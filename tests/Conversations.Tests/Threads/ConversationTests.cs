using Conversations.Customers;
using Conversations.Journeys;
using Conversations.Messages;
using Conversations.Orders;
using Conversations.Tests.Drivers;
using Conversations.Threads;
using Shouldly;
using Xunit;

namespace Conversations.Tests.Threads;

/// <summary>Who speaks when, and that nobody is forgotten.</summary>
public sealed partial class ConversationTests
{
    private static readonly TimeSpan Second = TimeSpan.FromSeconds(1);

    [Fact]
    public void Messages_within_3_seconds_are_read_together()
    {
        var story = new Story().With().Says("How long does shipping take?").After(2 * Second).Says("To Lyon.").After(2.9 * Second);
        story.Effects.OfType<Effect.AskAssistant>().ShouldBeEmpty();

        story.After(0.1 * Second).Effects.OfType<Effect.AskAssistant>().Single().Texts.ShouldBe(["How long does shipping take?", "To Lyon."]);
    }

    [Fact]
    public void The_assistant_says_once_that_it_is_one()
    {
        var story = Answering().With().Says("How long does shipping take?").After(4 * Second).Says("And returns?").After(4 * Second);

        story.Texts.ShouldBe(["Hi, I am the assistant of Demo Shop. Two to three days.", "Two to three days."]);
        story.Customer.Thread.Unanswered.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(0.69, ThreadState.Waiting)]
    [InlineData(0.7, ThreadState.Assistant)]
    public void Low_confidence_hands_over(double confidence, ThreadState state)
    {
        var story = new Story { Assistant = _ => new Answer { Text = "Perhaps.", Confidence = confidence } };

        story.With().Says("How long does shipping take?").After(4 * Second).Customer.Thread.State.ShouldBe(state);
        (story.Customer.Thread.SuggestedReply == "Perhaps.").ShouldBe(state == ThreadState.Waiting);
    }

    [Fact]
    public void Without_an_answer_the_customer_is_told_once_with_the_waiting_time_of_the_stores_hours()
    {
        var story = new Story { Assistant = _ => new Answer { Reason = "nothing found" } };
        story.With().Says("How long does shipping take?").After(4 * Second).Says("Hello?").After(4 * Second);

        story.Texts.ShouldBe(["I am handing this over to a colleague. Usually you get an answer within 15 minutes."]);
        story.Customer.Thread.Reason.ShouldBe("nothing found");
        story.Effects.OfType<Effect.TellStore>().Count(tell => tell.Event == "thread.waiting").ShouldBe(1);
    }

    [Theory]
    [InlineData(5, "today at 09:00")]
    [InlineData(20, "tomorrow at 09:00")]
    public void Outside_the_stores_hours_the_next_opening_is_told(int hourUtc, string when)
    {
        var story = new Story(now: new DateTimeOffset(2026, 3, 3, hourUtc, 0, 0, TimeSpan.Zero)).With().Says("I want to talk to a human");

        story.Texts.Single().ShouldContain(when);
    }

    [Fact]
    public void On_a_Friday_evening_it_is_Monday() =>
        new Story(now: new DateTimeOffset(2026, 3, 6, 20, 0, 0, TimeSpan.Zero)).With().Says("I want to talk to a human").Texts.Single().ShouldContain("on Monday at 09:00");

    [Fact]
    public void An_assistant_that_never_answers_is_handed_over()
    {
        var story = new Story().With().Says("How long does shipping take?").After(TimeSpan.FromMinutes(2));

        story.Customer.Thread.State.ShouldBe(ThreadState.Waiting);
        story.Facts.ShouldContain(fact => fact.Kind == "thread.handed-over" && fact.Data["reason"].Contains("in time"));
    }

    [Theory]
    [InlineData("I want to talk to a human")]
    [InlineData("I want a refund")]
    [InlineData("I will sue you, my lawyer will write")]
    [InlineData("Please change the delivery address of my order")]
    public void Rules_come_before_the_assistant(string text)
    {
        var story = Answering().With().Says(text);

        story.Customer.Thread.State.ShouldBe(ThreadState.Waiting);
        story.After(1).Effects.OfType<Effect.AskAssistant>().ShouldBeEmpty();
    }

    [Fact]
    public void The_same_question_twice_goes_to_a_human()
    {
        var story = Answering().With().Says("How long does shipping take?").After(10 * Second).Says("how long does SHIPPING take");

        story.Customer.Thread.Reason.ShouldBe("the same question twice");
    }

    [Fact]
    public void After_10_turns_a_human_goes_on()
    {
        var story = Answering().With();
        for (var turn = 0; turn < 10; turn++)
        {
            story.Says($"And what about article {turn}?").After(10 * Second).Customer.Thread.State.ShouldBe(ThreadState.Assistant);
        }

        story.Says("And one more thing?").Customer.Thread.State.ShouldBe(ThreadState.Waiting);
    }

    [Theory]
    [InlineData("STOP")]
    [InlineData("désabonner")]
    public void An_opt_out_ends_marketing_at_once_with_one_confirmation_then_silence(string word)
    {
        var story = new Story().With().Cart().After(0.5).Says(word);
        story.Customer.Runs.ShouldBeEmpty();

        story.Says(word).After(24 * 10).Cart("cart2").After(24);

        story.Texts.Count(text => text.Contains("START")).ShouldBe(1);
        story.Sent.Count.ShouldBe(2);
        story.Facts.ShouldContain(fact => fact.Kind == "consent.revoked" && fact.Data["words"] == word);
    }

    [Fact]
    public void The_opt_out_button_opts_out() =>
        new Story().With().Cart().After(0.5).Taps("opt-out", "Stop offers").Customer.Consent.StoppedAt.ShouldNotBeNull();

    [Fact]
    public void Another_wording_suspends_and_asks_back_and_the_second_time_a_human_looks()
    {
        var story = new Story().With().Cart().After(0.5).Says("please don't text me anymore");
        story.Customer.Consent.SuspendedAt.ShouldNotBeNull();
        story.Customer.Runs.ShouldBeEmpty();
        story.Texts.Last().ShouldContain("Shall we stop");

        story.Says("please don't text me anymore").Customer.Thread.State.ShouldBe(ThreadState.Waiting);
        story.Texts.Count(text => text.Contains("Shall we stop")).ShouldBe(1);
    }

    [Fact]
    public void Who_has_opted_out_is_not_asked_back()
    {
        var story = new Story().With().Says("STOP").Says("please don't text me anymore");

        story.Texts.Count().ShouldBe(1);
        story.Customer.Thread.State.ShouldBe(ThreadState.Closed);
    }

    [Fact]
    public void Stop_the_bus_was_late_is_no_opt_out() =>
        new Story().With().Says("stop, the bus was late").Customer.Consent.ShouldSatisfyAllConditions(
            consent => consent.StoppedAt.ShouldBeNull(),
            consent => consent.SuspendedAt.ShouldBeNull());

    [Fact]
    public void A_bare_cancel_with_an_open_order_opts_out_and_hands_over()
    {
        var open = new Story().With().Order(OrderEvent.Placed).Says("cancel");
        open.Customer.Consent.StoppedAt.ShouldNotBeNull();
        open.Customer.Thread.State.ShouldBe(ThreadState.Waiting);

        new Story().With().Says("cancel").Customer.Thread.State.ShouldBe(ThreadState.Closed);
    }

    [Fact]
    public void START_resumes_what_was_stopped_here()
    {
        var story = new Story().With().Says("STOP").After(1).Says("START").Cart().After(0.5);

        story.Templates.ShouldContain("cart_reminder");
    }

    [Fact]
    public void WhatsApps_own_stop_is_not_confirmed_and_only_its_resume_lifts_it()
    {
        var story = new Story().With().Cart().After(0.5);
        Preference(story, stop: true);
        story.Sent.Count.ShouldBe(1);

        story.After(1).Says("START").Cart("cart2").After(1);
        story.Sent.Count.ShouldBe(1, "START promises nothing that WhatsApp's stop forbids");

        Preference(story, stop: false);
        story.After(24 * 7).Cart("cart3").After(1).Sent.Count.ShouldBe(2);
    }

    [Theory]
    [InlineData(InboundKind.Image, ThreadState.Waiting, 1)]
    [InlineData(InboundKind.Location, ThreadState.Waiting, 1)]
    [InlineData(InboundKind.CatalogueOrder, ThreadState.Waiting, 1)]
    [InlineData(InboundKind.Unsupported, ThreadState.Closed, 1)]
    [InlineData(InboundKind.Reaction, ThreadState.Closed, 0)]
    [InlineData(InboundKind.Sticker, ThreadState.Closed, 0)]
    [InlineData(InboundKind.Edit, ThreadState.Closed, 0)]
    [InlineData(InboundKind.Revocation, ThreadState.Closed, 0)]
    public void Every_kind_of_message_is_understood_or_recorded(InboundKind kind, ThreadState state, int sent)
    {
        var story = new Story().With().Receives(new InboundMessage { Wamid = "w1", Kind = kind, ReplyTo = "w0" });

        story.Customer.Thread.State.ShouldBe(state);
        story.Sent.Count.ShouldBe(sent);
        story.Facts.ShouldContain(fact => fact.Kind == "message.answered" || fact.Kind == "message.recorded" || fact.Kind == "thread.handed-over");
    }

    [Theory]
    [InlineData("Thanks!")]
    [InlineData("👍")]
    public void Thanks_need_no_answer(string text)
    {
        var story = Answering().With().Says(text).After(1);

        story.Sent.ShouldBeEmpty();
        story.HasFact("message.recorded").ShouldBeTrue();
    }

    [Fact]
    public void An_image_while_a_human_has_the_thread_is_left_to_the_human_with_a_fact()
    {
        var story = new Story().With().Says("I want to talk to a human");
        story.Receives(new InboundMessage { Wamid = "w9", Kind = InboundKind.Image });

        story.Facts[^1].Kind.ShouldBe("message.for-human");
    }

    [Fact]
    public void An_edit_changes_the_line_and_a_revocation_takes_the_question_back()
    {
        var story = new Story().With().Says("How long does shiping take?");
        var wamid = story.Customer.Thread.Lines[^1].Id;
        story.Receives(new InboundMessage { Wamid = "e", Kind = InboundKind.Edit, ReplyTo = wamid, Text = "How long does shipping take?" });
        story.Customer.Thread.Lines.Single(line => line.Id == wamid).Text.ShouldBe("How long does shipping take?");

        story.Receives(new InboundMessage { Wamid = "r", Kind = InboundKind.Revocation, ReplyTo = wamid }).After(1);

        story.Customer.Thread.Lines.Single(line => line.Id == wamid).Revoked.ShouldBeTrue();
        story.Effects.OfType<Effect.AskAssistant>().ShouldBeEmpty();
    }

    [Fact]
    public void A_reply_pauses_the_run_and_24_hours_of_silence_plan_the_rest_with_its_full_delay()
    {
        var story = Answering().With().Cart().After(0.5).Says("Is it machine washable?").After(4 * Second);
        story.Customer.Runs.Single().State.ShouldBe(RunState.Paused);

        story.After(24).Customer.Thread.State.ShouldBe(ThreadState.Closed);
        var closed = story.Customer.Thread.Since!.Value;

        story.Customer.Runs.Single().DueAt.ShouldBe(closed.AddHours(24));
        story.After(24.1).Templates.Count(template => template == "cart_second").ShouldBe(1);
    }

    [Fact]
    public void A_reply_while_the_second_touch_waits_for_its_slot_pauses_it_too()
    {
        var story = new Story { Assistant = _ => new Answer { Text = "Yes.", Confidence = 1 } };
        story.With().Cart().After(0.5);
        story.Grants = false;
        story.After(24);
        var want = story.Effects.OfType<Effect.WantSlot>().Last();
        story.Grants = true;
        story.Says("Is it machine washable?").After(4 * Second);

        story.Takes((id, at) => new CustomerInput.SlotGranted(want.TouchId, new Conversations.Contact.Capacity()) { Id = id, Source = "engine", At = at, OccurredAt = at });
        story.After(2).Templates.ShouldNotContain("cart_second");
        story.Customer.Runs.Single().State.ShouldBe(RunState.Paused);
    }

    private static Story Answering() => new() { Assistant = _ => new Answer { Text = "Two to three days.", Confidence = 0.9 } };

    private static void Preference(Story story, bool stop)
    {
        story.After(TimeSpan.FromSeconds(1));
        story.Takes((id, at) => new CustomerInput.PreferenceReported(stop) { Id = id, Source = "whatsapp", At = at, OccurredAt = at });
    }
}
