using Conversations.Journeys;
using Conversations.Messages;
using Conversations.Threads;

namespace Conversations.Customers;

/// <summary>When the customer wants to be woken: the earliest of all that time brings.</summary>
internal static class Wakeups
{
    public static DateTimeOffset? Next(Customer customer, Rules rules)
    {
        DateTimeOffset? next = null;
        foreach (var run in customer.Runs)
        {
            Consider(run.State switch
            {
                RunState.Waiting => run.LooksAt < run.ExpiresAt ? run.LooksAt : run.ExpiresAt,
                RunState.Watching => run.DueAt,
                RunState.Paused => run.ExpiresAt,
                RunState.Touching when customer.Touches.Any(touch => touch.Id == run.TouchId && touch.State is TouchState.SlotWanted or TouchState.Retrying) => run.ExpiresAt,
                _ => null,
            });
        }

        foreach (var touch in customer.Touches)
        {
            Consider(touch.DueAt);
        }

        var thread = customer.Thread;
        if (thread.State == ThreadState.Assistant)
        {
            Consider(thread.AskAt);
            Consider(thread.AskedAt + Assistance.Patience);
            Consider(Attention.ClosesAt(customer, rules.Policy));
        }

        if (thread is { State: ThreadState.Waiting, Alerted: false, Since: { } since })
        {
            Consider(since + rules.Policy.ServiceLevel);
        }

        return next;

        void Consider(DateTimeOffset? at)
        {
            if (at is not null && (next is null || at < next))
            {
                next = at;
            }
        }
    }
}
