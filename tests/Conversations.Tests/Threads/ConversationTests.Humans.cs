using Conversations.Customers;
using Conversations.Messages;
using Conversations.Tests.Drivers;
using Conversations.Threads;
using Shouldly;
using Xunit;

namespace Conversations.Tests.Threads;

public sealed partial class ConversationTests
{
    [Fact]
    public void A_human_silences_the_assistant_and_an_answer_of_an_older_epoch_is_discarded()
    {
        var story = new Story().With().Says("How long does shipping take?").After(4 * Second);
        var asked = story.Effects.OfType<Effect.AskAssistant>().Single();
        story.Takes((id, at) => new CustomerInput.TakenOver("ana") { Id = id, Source = "operator", At = at, OccurredAt = at });
        story.Takes((id, at) => new CustomerInput.Answered(asked.Turn, asked.Epoch, new Answer { Text = "Two days.", Confidence = 1 }) { Id = id, Source = "engine", At = at, OccurredAt = at });
        story.Says("Anyone there?").After(1);

        story.Sent.ShouldBeEmpty();
        story.Effects.OfType<Effect.AskAssistant>().Count().ShouldBe(1);
    }

    [Fact]
    public void An_answer_whose_slot_comes_after_the_takeover_is_not_sent()
    {
        var story = Answering();
        story.Grants = false;
        story.With().Says("How long does shipping take?").After(4 * Second);
        var want = story.Effects.OfType<Effect.WantSlot>().Single();
        story.Takes((id, at) => new CustomerInput.TakenOver("ana") { Id = id, Source = "operator", At = at, OccurredAt = at });
        story.Takes((id, at) => new CustomerInput.SlotGranted(want.TouchId, new Conversations.Contact.Capacity()) { Id = id, Source = "engine", At = at, OccurredAt = at });

        story.Sent.ShouldBeEmpty();
        story.Effects.OfType<Effect.ReturnSlot>().Single().TouchId.ShouldBe(want.TouchId);
    }

    [Fact]
    public void An_echo_is_a_human_and_the_same_echo_twice_is_one_line()
    {
        var story = new Story().With().Says("How long does shipping take?");
        for (var times = 0; times < 2; times++)
        {
            story.Takes((id, at) => new CustomerInput.MessageEchoed("echo1", "text", "Two days, Ana", Story.Number) { Id = id, Source = "whatsapp", At = at, OccurredAt = at });
        }

        story.After(1).Effects.OfType<Effect.AskAssistant>().ShouldBeEmpty();
        story.Customer.Thread.State.ShouldBe(ThreadState.Human);
        story.Customer.Thread.Lines.Count(line => line.Id == "echo1").ShouldBe(1);
    }

    [Theory]
    [InlineData("edit", "Three days, Ana", false)]
    [InlineData("revoke", null, true)]
    [InlineData("reaction", "Two days, Ana", false)]
    public void What_a_human_corrects_in_the_app_takes_the_conversation_from_nobody(string type, string? text, bool revoked)
    {
        var story = Answering().With();
        Echo(story, "echo1", "text", "Two days, Ana", null);
        story.Takes((id, at) => new CustomerInput.HandedBack("ana") { Id = id, Source = "operator", At = at, OccurredAt = at }).Says("How much is shipping?");
        var epoch = story.Customer.Thread.Epoch;
        Echo(story, "echo2", type, text, "echo1");
        story.After(1);

        (story.Customer.Thread.State, story.Customer.Thread.Epoch).ShouldBe((ThreadState.Assistant, epoch));
        story.Effects.OfType<Effect.AskAssistant>().Count().ShouldBe(1);
        var line = story.Customer.Thread.Lines.Single(line => line.By == "app");
        (line.Id, line.Text, line.Revoked).ShouldBe(("echo1", text, revoked));
    }

    private static void Echo(Story story, string wamid, string type, string? text, string? about) =>
        story.Takes((id, at) => new CustomerInput.MessageEchoed(wamid, type, text, Story.Number, about) { Id = id, Source = "whatsapp", At = at, OccurredAt = at });

    [Fact]
    public void Handed_back_the_assistant_answers_what_was_left_open()
    {
        var story = Answering().With().Says("I want to talk to a human");
        var epoch = story.Customer.Thread.Epoch;
        story.Takes((id, at) => new CustomerInput.HandedBack("ana") { Id = id, Source = "operator", At = at, OccurredAt = at });

        story.Customer.Thread.Epoch.ShouldBeGreaterThan(epoch);
        story.After(1).Texts.Last().ShouldContain("Two to three days.");
    }

    [Fact]
    public void A_reply_made_for_an_older_epoch_is_not_sent()
    {
        var story = new Story().With().Says("I want to talk to a human");
        var sent = story.Sent.Count;
        story.Takes((id, at) => new CustomerInput.OperatorReplied("ana", story.Customer.Thread.Epoch - 1, new OutboundMessage.Text("Hi")) { Id = id, Source = "operator", At = at, OccurredAt = at });
        story.Sent.Count.ShouldBe(sent);

        story.Takes((id, at) => new CustomerInput.OperatorReplied("ana", story.Customer.Thread.Epoch, new OutboundMessage.Text("Hi")) { Id = id, Source = "operator", At = at, OccurredAt = at });
        story.Texts.Last().ShouldBe("Hi");
        story.Customer.Thread.ShouldSatisfyAllConditions(thread => thread.State.ShouldBe(ThreadState.Human), thread => thread.Unanswered.ShouldBeEmpty());
    }

    [Theory]
    [InlineData("nothing", true)]
    [InlineData("thanks", true)]
    [InlineData("question", false)]
    [InlineData("reply", false)]
    [InlineData("echo", false)]
    [InlineData("hand-back", false)]
    public void A_suggested_reply_stays_while_it_answers_the_newest_question(string then, bool stays)
    {
        var story = new Story { Assistant = _ => new Answer { Text = "Perhaps.", Confidence = 0.5 } };
        story.With().Says("How long does shipping take?").After(4 * Second).Customer.Thread.SuggestedReply.ShouldBe("Perhaps.");
        story.Assistant = null;
        _ = then switch
        {
            "thanks" => story.Says("thank you"),
            "question" => story.Says("And is the shirt slim?"),
            "reply" => Replies(story, "ana", "Two days"),
            "echo" => story.Takes((id, at) => new CustomerInput.MessageEchoed("echo1", "text", "Two days, Ana", Story.Number) { Id = id, Source = "whatsapp", At = at, OccurredAt = at }),
            "hand-back" => story.Takes((id, at) => new CustomerInput.HandedBack("ana") { Id = id, Source = "operator", At = at, OccurredAt = at }),
            _ => story,
        };

        story.Customer.Thread.SuggestedReply.ShouldBe(stays ? "Perhaps." : null);
    }

    [Fact]
    public void The_thread_tells_which_replies_were_taken()
    {
        var story = new Story().With().Says("I want to talk to a human");
        var epoch = story.Customer.Thread.Epoch;
        foreach (var id in new[] { "first", "second" })
        {
            story.Take(new CustomerInput.OperatorReplied("ana", epoch, new OutboundMessage.Text(id)) { Id = id, Source = "operator", At = story.Now, OccurredAt = story.Now });
        }

        story.Customer.Thread.Replies!.Value.ShouldBe(["first"]);
        story.Texts.ShouldNotContain("second");
    }

    [Fact]
    public void A_reply_is_signed_by_the_operator_who_wrote_it_whosever_the_thread_is()
    {
        var story = new Story().With().Says("I want to talk to a human");
        Replies(story, "demo", "Hello");
        Replies(story, "bob", "I can help");
        story.Takes((id, at) => new CustomerInput.Assigned("demo", "alice") { Id = id, Source = "operator", At = at, OccurredAt = at });
        Replies(story, "demo", "Alice is on it");

        story.Customer.Thread.Lines.Where(line => line.Direction == Direction.Out).TakeLast(3).Select(line => (line.By, line.Text))
            .ShouldBe([("demo", "Hello"), ("bob", "I can help"), ("demo", "Alice is on it")]);
    }

    [Fact]
    public void A_thread_that_waits_longer_than_its_service_level_alerts_once()
    {
        var story = new Story().With().Says("I want to talk to a human").After(TimeSpan.FromMinutes(14.9));
        story.Effects.OfType<Effect.RaiseAlert>().ShouldBeEmpty();

        story.After(24).Effects.OfType<Effect.RaiseAlert>().Count(alert => alert.Alert == "thread.service-level").ShouldBe(1);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(5)]
    public void A_product_asked_about_is_followed_up_20_hours_after_the_last_message_within_the_window(int lateHours)
    {
        var story = new Story(now: new DateTimeOffset(2026, 3, 3, 14, 0, 0, TimeSpan.Zero)) { Assistant = _ => new Answer { Text = "Yes.", Confidence = 1, Product = new Conversations.Carts.Product { Id = "p1", Name = "Linen shirt" } } };
        story.With();
        story.Take(new CustomerInput.MessageReceived(new InboundMessage { Wamid = "q", Kind = InboundKind.Text, Text = "Is the linen shirt slim?" }, Story.Number) { Id = "q", Source = "whatsapp", At = story.Now, OccurredAt = story.Now.AddHours(-lateHours) });
        var asked = story.Now.AddHours(-lateHours);
        story.After(30);

        var followUps = story.Sent.Where(one => one.Send.Purpose == Purpose.Marketing).ToList();
        (followUps.Count == 1 || lateHours > 0).ShouldBeTrue();
        followUps.ShouldAllBe(one => one.At >= asked.AddHours(20) && one.At < asked.AddHours(24));
    }

    [Fact]
    public void A_takeover_does_not_move_the_follow_up_out_of_the_window()
    {
        var story = new Story(now: new DateTimeOffset(2026, 3, 3, 14, 0, 0, TimeSpan.Zero)) { Assistant = _ => new Answer { Text = "Yes.", Confidence = 1, Product = new Conversations.Carts.Product { Id = "p1", Name = "Linen shirt" } } };
        story.With().Says("Is the linen shirt slim?").After(6);
        story.Takes((id, at) => new CustomerInput.TakenOver("ana") { Id = id, Source = "operator", At = at, OccurredAt = at });
        story.Takes((id, at) => new CustomerInput.ThreadClosed("ana") { Id = id, Source = "operator", At = at, OccurredAt = at });

        story.After(30).Sent.Count(one => one.Send.Purpose == Purpose.Marketing).ShouldBe(1);
    }

    private static Story Replies(Story story, string who, string text) => story.Takes((id, at) =>
        new CustomerInput.OperatorReplied(who, story.Customer.Thread.Epoch, new OutboundMessage.Text(text)) { Id = id, Source = "operator", At = at, OccurredAt = at });
}
