using Conversations.Customers;
using Conversations.Messages;
using Conversations.Tests.Drivers;
using Conversations.Threads;
using Shouldly;
using Xunit;

namespace Conversations.Tests.Threads;

/// <summary>Webhooks come in any order: an edit or a revocation may be here before its message.</summary>
public sealed class EarlyTests
{
    private const double Second = 1 / 3600.0;

    [Fact]
    public void What_was_taken_back_before_it_came_is_not_answered()
    {
        var story = Answering().With().Receives(Revocation).Receives(Original("How long does delivery take?")).After(1);

        story.Effects.OfType<Effect.AskAssistant>().ShouldBeEmpty();
        story.Facts.Last(fact => fact.Kind == "message.recorded").Data["type"].ShouldBe("text");
        var line = story.Customer.Thread.Lines.ShouldHaveSingleItem();
        (line.Id, line.Revoked, line.Text, line.Type).ShouldBe(("w1", true, null, "text"));
    }

    [Fact]
    public void An_edit_before_its_message_is_answered_once_as_it_reads_now()
    {
        var story = Answering().With().Receives(Edit("How long does shipping take?")).Receives(Original("How long does shiping take?")).After(1);

        story.Effects.OfType<Effect.AskAssistant>().Single().Texts.ShouldBe(["How long does shipping take?"]);
        story.Customer.Thread.Lines.Where(line => line.Direction == Direction.In).ShouldHaveSingleItem().Text.ShouldBe("How long does shipping take?");
        story.Customer.Thread.State.ShouldBe(ThreadState.Assistant);
    }

    [Fact]
    public void An_edit_that_is_answered_before_its_message_comes_is_not_answered_again()
    {
        var story = Answering().With().Receives(Edit("How long does shipping take?")).After(10 * Second).Receives(Original("How long does shiping take?")).After(1);

        story.Effects.OfType<Effect.AskAssistant>().Count().ShouldBe(1);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void A_wish_for_silence_counts_whenever_it_comes(bool edited) =>
        Answering().With().Receives(edited ? Edit("Hello") : Revocation).Receives(Original("STOP")).Customer.Consent.StoppedAt.ShouldNotBeNull();

    [Fact]
    public void A_picture_whose_caption_was_edited_before_it_came_is_looked_at_by_a_human()
    {
        var story = Answering().With().Receives(Edit("Does this fit?")).Receives(Original("Does this fitt?") with { Kind = InboundKind.Image }).After(1);

        story.Customer.Thread.State.ShouldBe(ThreadState.Waiting);
        story.Customer.Thread.Lines.First(line => line.Id == "w1").ShouldSatisfyAllConditions(line => line.Type.ShouldBe("image"), line => line.Text.ShouldBe("Does this fit?"));
    }

    [Fact]
    public void An_edit_after_the_revocation_brings_nothing_back()
    {
        var story = Answering().With().Receives(Original("Hi")).Receives(Revocation).Receives(Edit("My lawyer will sue you")).After(1);

        story.Customer.Thread.Lines.First(line => line.Id == "w1").Text.ShouldBeNull();
        story.Customer.Thread.State.ShouldNotBe(ThreadState.Waiting);
    }

    [Fact]
    public void A_revocation_of_what_is_no_longer_among_the_last_lines_takes_the_words_out_of_the_conversation()
    {
        var story = new Story().With().Says("I want a human").Receives(Original("My number is 4111"));
        foreach (var place in Enumerable.Range(0, 25))
        {
            story.Says($"And {place}");
        }

        story.Customer.Thread.Lines.ShouldNotContain(line => line.Id == "w1");
        story.Receives(Revocation).Customer.Thread.Lines.Single(line => line.Id == "w1").ShouldSatisfyAllConditions(line => line.Revoked.ShouldBeTrue(), line => line.Text.ShouldBeNull());
    }

    private static InboundMessage Revocation => new() { Wamid = "w2", Kind = InboundKind.Revocation, ReplyTo = "w1" };

    private static InboundMessage Original(string text) => new() { Wamid = "w1", Kind = InboundKind.Text, Text = text };

    private static InboundMessage Edit(string text) => new() { Wamid = "w3", Kind = InboundKind.Edit, ReplyTo = "w1", Text = text };

    private static Story Answering() => new() { Assistant = _ => new Answer { Text = "Two to three days.", Confidence = 0.9 } };
}
