using Conversations.Customers;
using Conversations.Messages;
using Conversations.Tests.Drivers;
using Conversations.Threads;
using Shouldly;
using Xunit;

namespace Conversations.Tests.Customers;

/// <summary>What was said by two customers found to be one.</summary>
public sealed partial class MergingTests
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void The_language_of_the_latest_message_counts_whichever_of_the_two_wrote_it(bool newerWroteLast)
    {
        var (older, newer) = Two();
        older.Says(newerWroteLast ? "gracias" : "merci beaucoup");
        newer.After(newerWroteLast ? 1 : -1).Says(newerWroteLast ? "merci beaucoup" : "gracias");
        older.After(2);
        Merge(older, newer);

        older.Customer.Thread.Language.ShouldBe("fr");
    }

    [Fact]
    public void Who_wrote_only_as_the_newer_is_reminded_in_the_language_of_that_message()
    {
        var (older, newer) = Two();
        newer.Says("merci beaucoup");
        Merge(older, newer);

        older.Cart().After(0.6).Texts.Single().ShouldStartWith("Bonjour");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void An_answer_on_its_way_is_not_asked_for_again_whichever_of_the_two_it_is_for(bool forTheNewer)
    {
        var (older, newer) = Two();
        var asked = Asks(forTheNewer ? newer : older, "How long does shipping take?");
        older.Until(newer.Now > older.Now ? newer.Now : older.Now);
        Merge(older, newer);
        older.After(TimeSpan.FromMinutes(1));

        (older.Effects.OfType<Effect.AskAssistant>().Count() + newer.Effects.OfType<Effect.AskAssistant>().Count()).ShouldBe(1);
        Arrives(older, forTheNewer ? newer : null, asked);
        older.Customer.Thread.Unanswered.ShouldBeEmpty();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void What_the_other_of_the_two_asked_is_asked_beside_the_answer_on_its_way(bool theNewerAsked)
    {
        var (older, newer) = Two();
        var (answered, asking) = theNewerAsked ? (older, newer) : (newer, older);
        var sent = Asks(answered, "How long does shipping take?");
        asking.Until(answered.Now).Receives(new InboundMessage { Wamid = "slim", Kind = InboundKind.Text, Text = "Is the shirt slim?" });
        Merge(older, newer);
        older.After(TimeSpan.FromSeconds(4)).Effects.OfType<Effect.AskAssistant>().Last().Texts.ShouldBe(["Is the shirt slim?"]);

        Arrives(older, theNewerAsked ? null : newer, sent);
        older.After(TimeSpan.FromMinutes(2)).Customer.Thread.State.ShouldBe(ThreadState.Waiting, "the assistant never answered the other question");
    }

    [Fact]
    public void An_answer_that_was_refused_after_the_merge_is_asked_for_again()
    {
        var (older, newer) = Two();
        var sent = Asks(older, "How long does shipping take?");
        newer.Until(older.Now);
        Merge(older, newer);
        older.Silent = false;
        older.Assistant = _ => new Answer { Text = "Three days.", Confidence = 1 };
        older.Take(older.Rejected(sent, 131000)).After(TimeSpan.FromMinutes(1));

        older.Texts.Last().ShouldEndWith("Three days.");
        older.Customer.Thread.Unanswered.ShouldBeEmpty();
    }

    /// <summary>The assistant has answered, and WhatsApp has not.</summary>
    private static Effect.Send Asks(Story story, string text)
    {
        story.Silent = true;
        story.Assistant = _ => new Answer { Text = "Two to three days.", Confidence = 1 };
        var sent = story.Says(text).After(TimeSpan.FromSeconds(4)).Sent.Single().Send;
        story.Assistant = null;
        return sent;
    }

    private static void Arrives(Story older, Story? tombstone, Effect.Send sent)
    {
        if (tombstone is null)
        {
            older.Take(older.Accepted(sent));
        }
        else
        {
            Forward(older, tombstone, tombstone.Accepted(sent));
        }
    }
}
