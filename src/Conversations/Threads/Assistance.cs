using System.Collections.Immutable;
using Conversations.Contact;
using Conversations.Customers;
using Conversations.Journeys;
using Conversations.Messages;

namespace Conversations.Threads;

/// <summary>The assistant's part of a conversation: what it is asked, and what becomes of its answer.</summary>
internal static class Assistance
{
    /// <summary>If the shell brings no answer by then, a human is asked.</summary>
    public static TimeSpan Patience { get; } = TimeSpan.FromSeconds(60);

    /// <summary>A message waits for the assistant; what comes within 3 s is read together.</summary>
    public static void Begin(Deciding deciding, string wamid)
    {
        Enter(deciding);
        var thread = deciding.Customer.Thread;
        Lines.Set(deciding, thread with
        {
            Unanswered = [.. thread.Unanswered.TakeLast(19), wamid],
            AskAt = deciding.Now + deciding.Policy.ReadTogether,
        });
    }

    /// <summary>The assistant has the conversation.</summary>
    public static void Enter(Deciding deciding)
    {
        var thread = deciding.Customer.Thread;
        if (thread.State == ThreadState.Closed)
        {
            Lines.Set(deciding, thread with
            {
                State = ThreadState.Assistant,
                Since = deciding.Now,
                AssistantTurns = 0,
                LastQuestion = null,
                HandoverTold = false,
                Introduced = false,
                Reason = null,
                Operator = null,
            });
            deciding.Note("thread.opened", "The assistant has the conversation.");
        }
    }

    public static void Ask(Deciding deciding)
    {
        var thread = deciding.Customer.Thread;
        var texts = Texts(deciding.Customer);
        Lines.Set(deciding, thread with { AskAt = null, AskedAt = deciding.Now, Turn = thread.Turn + 1, LastQuestion = Question(deciding.Customer) });
        deciding.Note("assistant.asked", texts.Length == 1 ? "Asked the assistant about a message." : $"Asked the assistant about {texts.Length} messages.", ("turn", (thread.Turn + 1).ToString(System.Globalization.CultureInfo.InvariantCulture)));
        var number = Window.NumberFor(deciding.Customer, deciding.Policy).Id;
        if (thread.Unanswered.Length > 0)
        {
            deciding.Do(new Effect.MarkRead(number, thread.Unanswered[^1], Typing: true));
        }

        deciding.Do(new Effect.AskAssistant(thread.Turn + 1, thread.Epoch, texts, Languages.Of(deciding.Customer, deciding.Policy)[0]));
    }

    /// <summary>What is read together, folded: to notice the same question twice, in however many messages it comes.</summary>
    public static string Question(Customer customer) => TextFold.Fold(string.Join(' ', Texts(customer)));

    /// <summary>The unanswered messages that no answer on its way answers.</summary>
    public static ImmutableArray<string> Open(Customer customer)
    {
        var unanswered = customer.Thread.Unanswered;
        var answered = customer.Touches
            .Where(touch => touch is { Origin: TouchOrigin.Answer, ReplyTo: not null } && IsOnItsWay(touch, customer.Thread.Epoch))
            .Select(touch => unanswered.IndexOf(touch.ReplyTo!));
        return unanswered[(answered.Append(-1).Max() + 1)..];
    }

    private static bool IsOnItsWay(Touch touch, int epoch) => touch.State switch
    {
        TouchState.SlotWanted or TouchState.Retrying => touch.Epoch == epoch,
        TouchState.Claimed => true,
        TouchState.Unknown => touch.DueAt is not null,
        _ => false,
    };

    /// <summary>What is open is asked at once, unless it is or will be.</summary>
    public static void Reopen(Deciding deciding)
    {
        if (deciding.Customer.Thread is { State: ThreadState.Assistant, AskAt: null, AskedAt: null } thread && Open(deciding.Customer).Length > 0)
        {
            Lines.Set(deciding, thread with { AskAt = deciding.Now });
        }
    }

    /// <summary>What the open messages say, oldest first.</summary>
    public static ImmutableArray<string> Texts(Customer customer)
    {
        var open = Open(customer);
        return [.. customer.Thread.Lines.Where(line => line.Direction == Direction.In && open.Contains(line.Id) && line.Text is not null).Select(line => line.Text!)];
    }

    public static void Answered(Deciding deciding, CustomerInput.Answered answered)
    {
        var thread = deciding.Customer.Thread;
        if (answered.Epoch != thread.Epoch || answered.Turn != thread.Turn || thread.State != ThreadState.Assistant || thread.AskedAt is null)
        {
            deciding.Ignore("an answer to an older turn of the conversation");
            return;
        }

        if (thread.AskAt is not null)
        {
            deciding.Ignore("the customer wrote again: the next answer takes everything in");
            Lines.Set(deciding, thread with { AskedAt = null });
            return;
        }

        Lines.Set(deciding, thread with { AskedAt = null });
        var answer = answered.Answer;
        FollowUp(deciding, answer);
        if (answer.Text is not { } text || string.IsNullOrWhiteSpace(text))
        {
            Handover.ToHuman(deciding, answer.Reason ?? "the assistant has no answer", summary: answer.Summary);
        }
        else if (!(answer.Confidence >= deciding.Policy.ConfidenceMin))
        {
            Handover.ToHuman(deciding, string.Create(System.Globalization.CultureInfo.InvariantCulture, $"confidence {answer.Confidence:0.00} is below {deciding.Policy.ConfidenceMin:0.00}"), suggested: text);
        }
        else
        {
            Reply(deciding, answer, text);
        }
    }

    private static void Reply(Deciding deciding, Answer answer, string text)
    {
        var thread = deciding.Customer.Thread;
        var intro = thread.Introduced ? null : Languages.Sentence(deciding.Rules, Languages.Of(deciding.Customer, deciding.Policy), "assistant_intro", Values.OfStore(deciding));
        Lines.Set(deciding, thread with { AssistantTurns = thread.AssistantTurns + 1, Introduced = true });
        deciding.Note(
            "assistant.answered",
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"The assistant answered with confidence {answer.Confidence:0.00} from {answer.Sources.Length} source{(answer.Sources.Length == 1 ? "" : "s")}."),
            ("sources", string.Join(", ", answer.Sources.Select(source => source.Article))),
            ("confidence", answer.Confidence.ToString("0.00", System.Globalization.CultureInfo.InvariantCulture)));
        var body = intro is null ? text : $"{intro} {text}";
        Sending.Say(deciding, TouchOrigin.Answer, new OutboundMessage.Text(body), thread.Epoch, thread.Unanswered is [.., var last] ? last : null);
    }

    /// <summary>A product asked about and not ordered is followed up within the window.</summary>
    private static void FollowUp(Deciding deciding, Answer answer)
    {
        if (answer.Product is { } product && deciding.Customer.Thread.LastInboundAt is { } last)
        {
            Starts.Begin(deciding, Trigger.ProductAsked, $"product:{product.Id}@turn{deciding.Customer.Thread.Turn}", last, (_, _, run) => run with { Product = product, ExpiresAt = last + Window.Length });
        }
    }
}
