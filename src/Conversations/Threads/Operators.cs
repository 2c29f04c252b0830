using Conversations.Customers;
using Conversations.Journeys;
using Conversations.Messages;

namespace Conversations.Threads;

/// <summary>What humans do with a conversation. Every change of who may speak raises the epoch.</summary>
internal static class Operators
{
    internal const int RepliesKept = 20;

    public static void TakeOver(Deciding deciding, string by)
    {
        Human(deciding, by);
        Lines.Set(deciding, deciding.Customer.Thread with { Unread = 0 });
        deciding.Note("thread.taken-over", $"{by} took the conversation.", ("operator", by));
    }

    public static void HandBack(Deciding deciding, string by)
    {
        var thread = deciding.Customer.Thread;
        if (thread.State is ThreadState.Closed or ThreadState.Assistant)
        {
            deciding.Ignore("no human has the conversation");
            return;
        }

        Lines.Set(deciding, thread with
        {
            State = ThreadState.Assistant,
            Since = deciding.Now,
            Epoch = thread.Epoch + 1,
            Operator = null,
            Reason = null,
            Summary = null,
            SuggestedReply = null,
            HandoverTold = false,
            AssistantTurns = 0,
            LastQuestion = null,
        });
        Assistance.Reopen(deciding);
        deciding.Note("thread.handed-back", $"{by} handed the conversation back to the assistant.", ("operator", by));
        if (Assistance.Texts(deciding.Customer).Select(Topics.Judge).FirstOrDefault(topic => topic is not (null or Topic.PersonWanted)) is { } topic)
        {
            // Whoever wanted a person had one; what no model may answer still waits for one, and was told so.
            Handover.ToHuman(deciding, Handover.ReasonOf(topic), tellCustomer: false);
        }
    }

    public static void Close(Deciding deciding, string by)
    {
        if (deciding.Customer.Thread.State == ThreadState.Closed)
        {
            deciding.Ignore("the conversation is closed");
            return;
        }

        Attention.Close(deciding, $"by {by}", human: true);
    }

    public static void Reply(Deciding deciding, CustomerInput.OperatorReplied replied)
    {
        if (replied.Epoch != deciding.Customer.Thread.Epoch)
        {
            deciding.Ignore("a reply made for an older state of the conversation");
            return;
        }

        if (deciding.Customer.Thread.State != ThreadState.Human)
        {
            TakeOver(deciding, replied.Operator);
        }

        // Answered when the reply is taken: a hand-back before WhatsApp accepts it must not ask the assistant the same.
        var thread = deciding.Customer.Thread;
        Lines.Set(deciding, thread with { Unread = 0, Unanswered = [], AskAt = null, SuggestedReply = null, Replies = [.. (thread.Replies ?? []).Add(replied.Id).TakeLast(RepliesKept)] });
        deciding.Note("operator.replied", $"{replied.Operator} wrote to the customer.", ("operator", replied.Operator));
        Sending.Say(deciding, TouchOrigin.Operator, replied.Message, by: replied.Operator);
    }

    /// <summary>Typed in the WhatsApp Business app: the human takes the thread. An edit, a revocation or a reaction there answers nobody.</summary>
    public static void Echoed(Deciding deciding, CustomerInput.MessageEchoed echoed)
    {
        if (deciding.Customer.Touches.Any(touch => touch.Wamid == echoed.Wamid) || deciding.Customer.Thread.Lines.Any(line => line.Id == echoed.Wamid))
        {
            deciding.Ignore("the echo of a message of ours, or a known one");
            return;
        }

        if (echoed.Type is "edit" or "revoke" or "reaction")
        {
            Corrected(deciding, echoed);
            return;
        }

        Lines.Echo(deciding, echoed);
        Human(deciding, "app");
        Lines.Set(deciding, deciding.Customer.Thread with { Unanswered = [], Unread = 0, SuggestedReply = null });
        deciding.Note("thread.taken-over", "A human answered in the WhatsApp Business app and has the conversation.", ("operator", "app"));
    }

    private static void Corrected(Deciding deciding, CustomerInput.MessageEchoed echoed)
    {
        if (echoed is { About: { } about, Type: not "reaction" })
        {
            var id = deciding.Customer.Touches.FirstOrDefault(touch => touch.Wamid == about)?.Id ?? about;
            Lines.Change(deciding, id, line => echoed.Type == "revoke" ? line with { Revoked = true, Text = null } : line with { Text = echoed.Text ?? line.Text });
        }

        deciding.Note("message.recorded", $"Recorded a human's {echoed.Type} in the WhatsApp Business app: the conversation stays with whoever has it.", ("type", echoed.Type), ("rule", "only a message takes the conversation"));
    }

    public static void Assign(Deciding deciding, CustomerInput.Assigned assigned)
    {
        Lines.Set(deciding, deciding.Customer.Thread with { Operator = assigned.To });
        deciding.Note("thread.assigned", $"{assigned.Operator} assigned the conversation to {assigned.To}.", ("operator", assigned.Operator), ("to", assigned.To));
    }

    public static void AddNote(Deciding deciding, CustomerInput.Noted noted)
    {
        const int kept = 20;
        var notes = deciding.Customer.Thread.Notes.Add(new Note(deciding.Now, noted.Operator, noted.Text));
        Lines.Set(deciding, deciding.Customer.Thread with { Notes = notes.Length > kept ? notes.RemoveAt(0) : notes });
        deciding.Note("thread.noted", $"{noted.Operator} left a note.", ("operator", noted.Operator), ("text", noted.Text));
    }

    public static void Label(Deciding deciding, CustomerInput.Labelled labelled)
    {
        Lines.Set(deciding, deciding.Customer.Thread with { Labels = [.. labelled.Labels.Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)] });
        deciding.Note("thread.labelled", $"{labelled.Operator} set the labels: {string.Join(", ", labelled.Labels)}.", ("operator", labelled.Operator));
    }

    private static void Human(Deciding deciding, string by)
    {
        var thread = deciding.Customer.Thread;
        if (thread.State == ThreadState.Human && thread.Operator == by)
        {
            return;
        }

        Lines.Set(deciding, thread with
        {
            State = ThreadState.Human,
            Since = thread.State == ThreadState.Human ? thread.Since : deciding.Now,
            Epoch = thread.Epoch + 1,
            Operator = by,
            AskAt = null,
            AskedAt = null,
        });
        Passage.Pause(deciding);
    }
}
