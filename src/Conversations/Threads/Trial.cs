using Conversations.Contact;
using Conversations.Customers;
using Conversations.Messages;

namespace Conversations.Threads;

/// <summary>A text tried, not received: the same decider takes it, and nothing of it stays.</summary>
public static class Trial
{
    /// <summary>What the rules make of the text before any assistant; null: the assistant is asked. A conversation that a human has is tried as if it were closed.</summary>
    public static string? BeforeTheAssistant(Customer customer, string text, Rules rules, DateTimeOffset now)
    {
        var thread = customer.Thread;
        var free = customer with
        {
            Thread = thread with { State = thread.State == ThreadState.Assistant ? thread.State : ThreadState.Closed, Unanswered = [], AskAt = null, AskedAt = null },
        };
        var message = new InboundMessage { Wamid = "trial", Kind = InboundKind.Text, Text = text };
        var number = Window.NumberFor(customer, rules.Policy).Id;
        var (next, facts, _) = Decider.Decide(free, new CustomerInput.MessageReceived(message, number) { Id = message.Wamid, Source = "trial", At = now, OccurredAt = now }, rules);
        return next.Thread switch
        {
            { State: ThreadState.Waiting } waiting => waiting.Reason,
            { AskAt: null, AskedAt: null } => facts.LastOrDefault(IsOfTheMessage)?.Summary,
            _ => null,
        };
    }

    private static bool IsOfTheMessage(Fact fact) =>
        fact.Kind != "message.received" && (fact.Kind.StartsWith("message.", StringComparison.Ordinal) || fact.Kind.StartsWith("consent.", StringComparison.Ordinal));
}
