using Conversations.Actors;
using Conversations.Customers;
using Conversations.Messages;
using Conversations.Simulation.Memory;
using ThreadState = Conversations.Threads.ThreadState;

namespace Conversations.Simulation;

/// <summary>What must hold once everything has come to rest.</summary>
internal static class FinalLaws
{
    public static void Check(MemoryStore disk, Laws laws, DateTimeOffset now, RulesBook rules)
    {
        if (laws.Broken is not null)
        {
            return;
        }

        foreach (var row in disk.Outbox())
        {
            laws.Break("L2 every effect comes to an end", $"{row.Effect.GetType().Name} of {row.Customer} at version {row.Version}");
        }

        foreach (var (key, _, snapshot, _) in disk.All())
        {
            var customer = Written.Read<Customer>(snapshot);
            if (customer.Touches.FirstOrDefault(touch => touch.State == TouchState.Claimed && now - touch.ClaimedAt > TimeSpan.FromMinutes(16)) is { } claimed)
            {
                laws.Break("L2 every claim ends", $"{claimed.Id} of {key}");
            }

            if (customer.Thread is { Unanswered.Length: > 0, State: not (ThreadState.Waiting or ThreadState.Human) } thread)
            {
                laws.Break("L7 every message is answered or handed to a human", $"{thread.Unanswered.Length} of {key}, thread {thread.State}");
            }

            var folded = new Customer { Store = key.Store, Id = key.Customer };
            foreach (var (_, input) in disk.Log(key))
            {
                var with = rules.Of(key.Store, input.RulesVersion, CancellationToken.None).AsTask().GetAwaiter().GetResult();
                folded = Decider.Decide(folded, input, with).Next;
            }

            if (Written.Of(folded) != snapshot)
            {
                laws.Break("L6 the log folds to the snapshot", key.ToString());
            }
        }
    }
}
