using Conversations.Actors;
using Conversations.Customers;
using Conversations.Messages;
using Conversations.Simulation.Memory;
using ThreadState = Conversations.Threads.ThreadState;

namespace Conversations.Simulation.Checks;

/// <summary>What must hold once everything has come to rest.</summary>
internal static class FinalLaws
{
    public static void Check(MemoryStore disk, Laws laws, IReadOnlyDictionary<string, DeliveryStatus> told, DateTimeOffset now)
    {
        var customers = disk.All().Select(stored => (stored.Key, Customer: Written.Read<Customer>(stored.Snapshot))).ToList();
        laws.AtRest(customers.Where(one => one.Customer.Thread.State is ThreadState.Waiting or ThreadState.Human).Select(one => one.Key).ToHashSet());
        foreach (var row in disk.Outbox())
        {
            laws.Break("L2 every effect comes to an end", $"{row.Effect.GetType().Name} of {row.Customer} at version {row.Version}");
        }

        foreach (var left in disk.FanOuts)
        {
            laws.Break("L1 every fan-out comes to its end", left);
        }

        foreach (var (key, customer) in customers)
        {
            laws.AtRest(key, customer);
            if (customer.Touches.FirstOrDefault(touch => touch.State == TouchState.Claimed && now - touch.ClaimedAt > TimeSpan.FromMinutes(16)) is { } claimed)
            {
                laws.Break("L2 every claim ends accepted, rejected or unknown", $"{claimed.Id} of {key} in its snapshot");
            }

            if (customer.Touches.FirstOrDefault(touch => touch.Wamid is { } wamid && told.TryGetValue(wamid, out var last) && Word(touch.State) != Word(last)) is { } other)
            {
                laws.Break("L3 statuses end where they end in order", $"{other.Id} of {key} is {other.State}, {told[other.Wamid!]} was told last");
            }

            if (customer.Thread is { Unanswered.Length: > 0, State: not (ThreadState.Waiting or ThreadState.Human) } thread)
            {
                laws.Break("L7 every message is answered, handed over or recorded", $"{thread.Unanswered.Length} of {key}, thread {thread.State}");
            }
        }
    }

    private static string Word<T>(T state)
        where T : struct, Enum => state.ToString();

    /// <summary>L1, of one input whose sender was answered.</summary>
    public static void Kept(MemoryStore disk, Laws laws, Addressed told)
    {
        if (!disk.Logged(told.Store, told.Input.Source, told.Input.Id))
        {
            laws.Break("L1 an acknowledged input is never lost", $"{told.Input.GetType().Name} {told.Input.Id}");
        }
    }

    /// <summary>L6: with the rules of those days, read from the store, every log gives its snapshot.</summary>
    public static void Fold(MemoryStore disk, Laws laws)
    {
        using var rules = new RulesBook(disk);
        foreach (var (key, _, snapshot, _) in disk.All())
        {
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
