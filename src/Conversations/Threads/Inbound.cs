using Conversations.Customers;
using Conversations.Identity;
using Conversations.Journeys;
using Conversations.Messages;

namespace Conversations.Threads;

/// <summary>A message from the customer: every one is answered, handed to a human, or recorded as needing no answer (L7).</summary>
internal static class Inbound
{
    public static void Receive(Deciding deciding, InboundMessage message, NumberId number)
    {
        var early = Lines.Find(deciding, message.Wamid);
        Open(deciding, message, number);
        if (early is not null && !IsStillToRead(early, message))
        {
            Recorded(deciding, message, early.Revoked ? "it was taken back before it came" : "its edit came before it and was read instead");
            return;
        }

        switch (message.Kind)
        {
            case InboundKind.Reaction:
                Recorded(deciding, message, "a reaction needs no answer");
                break;
            case InboundKind.Edit:
                Edited(deciding, message);
                break;
            case InboundKind.Revocation:
                Revoked(deciding, message);
                break;
            case InboundKind.Sticker or InboundKind.Contacts or InboundKind.Form:
                Recorded(deciding, message, "understood without an answer");
                break;
            case InboundKind.Unsupported:
                Unsupported(deciding, message);
                break;
            case InboundKind.Button or InboundKind.ListChoice when message.Payload is { } payload && Taps.Take(deciding, message, payload):
                break;
            default:
                Read(deciding, message);
                break;
        }
    }

    /// <summary>A fact that this message needs no answer.</summary>
    public static void Recorded(Deciding deciding, InboundMessage message, string why) =>
        deciding.Note("message.recorded", $"Recorded a {Sayings.Word(message.Kind)} message: {why}.", ("type", Sayings.Word(message.Kind)), ("rule", why));

    /// <summary>Opens the window, learns the language, shows the line.</summary>
    private static void Open(Deciding deciding, InboundMessage message, NumberId number)
    {
        if (message.Kind is not (InboundKind.Edit or InboundKind.Revocation))
        {
            Lines.In(deciding, message);
        }

        var (customer, at) = (deciding.Customer, deciding.Happened.OccurredAt);
        var thread = customer.Thread;
        var known = thread.InboundByNumber.GetValueOrDefault(number.Value);
        deciding.Customer = customer with
        {
            Consent = customer.Consent with { Wrote = true },
            UnreachableAt = null,
            Undeliverable = 0,
            Unnoticed = 0,
            Thread = thread with
            {
                InboundByNumber = at > known ? thread.InboundByNumber.SetItem(number.Value, at) : thread.InboundByNumber,
                LastNumber = thread.LastInboundAt is { } last && last > at ? thread.LastNumber ?? number : number,
                LastInboundAt = thread.LastInboundAt is { } before && before > at ? before : at,
                Language = message.Text is { } text ? Language.Detect(text) ?? thread.Language : thread.Language,
            },
        };
        deciding.Note("message.received", $"The customer sent a {Sayings.Word(message.Kind)} message.", ("type", Sayings.Word(message.Kind)), ("text", message.Text), ("wamid", message.Wamid));
        Passage.Heard(deciding, deciding.Customer.Thread.LastInboundAt ?? at);
    }

    /// <summary>False where the text stands beside something that only a human can look at: a picture's caption, the note to an order.</summary>
    private static bool SaysAll(InboundMessage message) => message.Kind is InboundKind.Text or InboundKind.Button or InboundKind.ListChoice;

    /// <summary>Where a message comes after its own edit or revocation: what only a human can look at, and a wish for silence.</summary>
    private static bool IsStillToRead(Line early, InboundMessage message) =>
        (!early.Revoked && !SaysAll(message)) || (message.Text is { } text && WishesSilence(text));

    /// <summary>The words go; where they are not among the last lines, also from the whole conversation, and a message still to come is known as taken back.</summary>
    private static void Revoked(Deciding deciding, InboundMessage message)
    {
        if (message.ReplyTo is { } id)
        {
            if (Lines.Find(deciding, id) is null)
            {
                Lines.In(deciding, message with { Wamid = id });
            }

            Lines.Change(deciding, id, line => line with { Revoked = true, Text = null });
            Forget(deciding, id);
        }

        Recorded(deciding, message, "a revocation");
    }

    /// <summary>An edit that matters, or that came before its message, is read as what the customer says now.</summary>
    private static void Edited(Deciding deciding, InboundMessage message)
    {
        var (thread, id) = (deciding.Customer.Thread, message.ReplyTo ?? message.Wamid);
        var before = Lines.Find(deciding, id);
        Recorded(deciding, message, before is { Revoked: true } ? "an edit of what was taken back" : "an edit of an earlier message");
        if (message.Text is not { } text || before is { Revoked: true })
        {
            return;
        }

        var now = message with { Wamid = id, Kind = InboundKind.Text };
        if (before is null)
        {
            Lines.In(deciding, now);
        }

        Lines.Change(deciding, id, line => line with { Text = text });
        var folded = TextFold.Fold(text);
        if (folded.Length > 0 && (before is null || (folded != TextFold.Fold(before.Text) && (thread.Unanswered.Contains(id) || Matters(before.Text, text)))))
        {
            Forget(deciding, id);
            Read(deciding, now);
        }
    }

    /// <summary>True for a new text that is too long for the rules, wishes for silence, is a matter for a person as the old one was not, or follows one that asked nothing.</summary>
    private static bool Matters(string? before, string text) =>
        text.Length > TextFold.ReadMax
        || WishesSilence(text)
        || (Topics.Judge(text) is { } topic && topic != Topics.Judge(before))
        || (before is not null && (Greetings.IsGreeting(before) || Thanks.IsThanks(before)));

    private static bool WishesSilence(string text) => OptOut.Judge(text).Verdict is OptOutVerdict.Stop or OptOutVerdict.BareCancel or OptOutVerdict.Suspends;

    private static void Read(Deciding deciding, InboundMessage message)
    {
        if (message.Text is not { } text || string.IsNullOrWhiteSpace(text))
        {
            Media(deciding, message);
            return;
        }

        switch (OptOut.Judge(text).Verdict)
        {
            case OptOutVerdict.Stop:
                Leaving.Stop(deciding, text);
                break;
            case OptOutVerdict.BareCancel:
                Leaving.Stop(deciding, text);
                if (deciding.Customer.Orders.Any(Orders.OrderBook.IsOpen))
                {
                    Handover.ToHuman(deciding, "a bare \"cancel\" while an order is open");
                }

                break;
            case OptOutVerdict.Start when deciding.Customer.Consent.StopSaidAt >= deciding.Happened.OccurredAt:
                Recorded(deciding, message, "said before the newest stop");
                break;
            case OptOutVerdict.Start when deciding.Customer.Consent is { } consent && (consent.StoppedAt ?? consent.SuspendedAt) is not null:
                Leaving.Resume(deciding, text);
                break;
            case OptOutVerdict.Start:
                Recorded(deciding, message, "nothing had been stopped here");
                break;
            case OptOutVerdict.Suspends when Topics.Judge(text) is not null:
                Leaving.Suspend(deciding, text, handsOver: true);
                Asked(deciding, message, text);
                break;
            case OptOutVerdict.Suspends:
                Leaving.Suspend(deciding, text, handsOver: false);
                if (OptOut.AsksMore(text))
                {
                    Asked(deciding, message, text);
                }

                break;
            case OptOutVerdict.None when SaysAll(message) && Greetings.IsGreeting(text):
                Taps.Invite(deciding, "greeting");
                break;
            case OptOutVerdict.None when SaysAll(message) && Thanks.IsThanks(text):
                Recorded(deciding, message, "thanks need no answer");
                break;
            default:
                Asked(deciding, message, text);
                break;
        }
    }

    /// <summary>A question: rules come before the assistant.</summary>
    private static void Asked(Deciding deciding, InboundMessage message, string text)
    {
        Passage.Pause(deciding);
        var topic = Topics.Judge(text) ?? Topics.Judge(Together(deciding, text));
        if (topic is Topic.Complaint or Topic.Refund or Topic.Legal or Topic.PaymentDispute or Topic.Safety or Topic.Anger)
        {
            Endings.End(deciding, End.Cancelled, "the customer complained", _ => true);
        }

        var thread = deciding.Customer.Thread;
        if (thread.State is ThreadState.Waiting or ThreadState.Human)
        {
            Lines.Set(deciding, thread with { Unanswered = [.. thread.Unanswered.TakeLast(19), message.Wamid], SuggestedReply = null });
            deciding.Note("message.for-human", thread.State == ThreadState.Human ? "The human who has the conversation reads it." : "It waits for a human with the rest of the conversation.");
            return;
        }

        Assistance.Begin(deciding, message.Wamid);
        if (topic is { } rule)
        {
            Handover.ToHuman(deciding, Handover.ReasonOf(rule));
        }
        else if (thread.AssistantTurns > 0 && (thread.LastQuestion == TextFold.Fold(text) || thread.LastQuestion == Assistance.Question(deciding.Customer)))
        {
            Handover.ToHuman(deciding, "the same question twice");
        }
        else if (thread.AssistantTurns >= deciding.Policy.AssistantTurnsMax)
        {
            Handover.ToHuman(deciding, $"{thread.AssistantTurns} turns of the assistant");
        }
        else if (text.Length > TextFold.ReadMax)
        {
            Handover.ToHuman(deciding, $"a message of more than {TextFold.ReadMax} characters");
        }
        else if (!SaysAll(message))
        {
            Media(deciding, message);
        }
    }

    /// <summary>With what came in the seconds before: "I want" and "my money back" are one sentence. Null: nothing did.</summary>
    private static string? Together(Deciding deciding, string text) =>
        deciding.Customer.Thread.AskAt is null ? null : string.Join(' ', Assistance.Texts(deciding.Customer).Add(text));

    /// <summary>Nobody but a human can look at a picture, hear a voice or read a map.</summary>
    private static void Media(Deciding deciding, InboundMessage message)
    {
        Passage.Pause(deciding);
        if (deciding.Customer.Thread.State is ThreadState.Waiting or ThreadState.Human)
        {
            deciding.Note("message.for-human", "It waits for the human with the rest of the conversation.");
            return;
        }

        if (!Resend(deciding, message))
        {
            Handover.ToHuman(deciding, $"a {Sayings.Word(message.Kind)} message", "media_received");
        }
    }

    /// <summary>WhatsApp could not fetch what was sent: there is nothing to look at, so it is asked for again, once.</summary>
    private static bool Resend(Deciding deciding, InboundMessage message)
    {
        if (message.ErrorCode is not { } code || ErrorReactions.Of(code).Reaction != ErrorReaction.AskToResend
            || Form.OfText(deciding, "media_resend", Values.OfStore(deciding)).Message is not { } line
            || deciding.Customer.Thread.Lines.LastOrDefault(said => said.Direction == Direction.Out)?.Text == line.Reads)
        {
            return false;
        }

        Forget(deciding, message.Wamid);
        Assistance.Enter(deciding);
        Sending.Say(deciding, TouchOrigin.Notice, line);
        deciding.Note("message.answered", $"WhatsApp could not fetch the {Sayings.Word(message.Kind)}: the customer was asked to send it again.");
        return true;
    }

    private static void Unsupported(Deciding deciding, InboundMessage message)
    {
        if (deciding.Customer.Thread.State is ThreadState.Waiting or ThreadState.Human)
        {
            Recorded(deciding, message, "WhatsApp does not pass it on; a human has the conversation");
            return;
        }

        if (Form.OfText(deciding, "unsupported", Values.OfStore(deciding)).Message is { } line)
        {
            Sending.Say(deciding, TouchOrigin.Notice, line);
            deciding.Note("message.answered", "An unsupported message got a friendly line.");
        }
    }

    private static void Forget(Deciding deciding, string? wamid)
    {
        var thread = deciding.Customer.Thread;
        if (wamid is not null && thread.Unanswered.Contains(wamid))
        {
            var rest = thread.Unanswered.Remove(wamid);
            Lines.Set(deciding, thread with { Unanswered = rest, AskAt = rest.Length == 0 ? null : thread.AskAt, AskedAt = rest.Length == 0 ? null : thread.AskedAt });
        }
    }
}
