using BenchmarkDotNet.Attributes;
using Conversations.Bench;
using Conversations.Customers;

namespace Conversations.Decisions;

/// <summary>One decision on a customer with eight weeks of history: the time and the bytes of the pure middle alone, nothing stored.</summary>
[MemoryDiagnoser]
public class DecisionBenchmarks
{
    private static readonly DateTimeOffset Start = new(2026, 3, 3, 10, 0, 0, TimeSpan.Zero);

    private readonly Rules rules = DemoRules.Of();
    private (Customer Customer, CustomerInput Input) cart;
    private (Customer Customer, CustomerInput Input) wakeUp;
    private (Customer Customer, CustomerInput Input) claim;
    private (Customer Customer, CustomerInput Input) status;
    private (Customer Customer, CustomerInput Input) message;
    private (Customer Customer, CustomerInput Input) order;
    private string snapshot = "";

    [GlobalSetup]
    public void Prepare()
    {
        var person = Regular();
        snapshot = Written.Of(person.Customer);
        cart = (person.Customer, person.Cart("c9"));
        message = (person.Customer, person.Says("Do you ship to Lyon?"));

        person.Decide(person.Cart("c9"));
        order = (person.Customer, person.Order("o9", "c9"));
        var want = WakeUntilWanted(person);
        claim = (person.Customer, person.Granted(want));
        var send = person.Decide(claim.Input).Effects.OfType<Effect.Send>().Single();
        person.Decide(person.Accepted(send));
        status = (person.Customer, person.Reports(send, DeliveryStatus.Delivered));
    }

    [Benchmark(Description = "cart updated")]
    public Decision CartUpdated() => Decider.Decide(cart.Customer, cart.Input, rules);

    [Benchmark(Description = "wake-up, all gates, a slot wanted")]
    public Decision WakeUp() => Decider.Decide(wakeUp.Customer, wakeUp.Input, rules);

    [Benchmark(Description = "slot granted, all gates, rendered, claimed")]
    public Decision Claim() => Decider.Decide(claim.Customer, claim.Input, rules);

    [Benchmark(Description = "delivery status")]
    public Decision Status() => Decider.Decide(status.Customer, status.Input, rules);

    [Benchmark(Description = "inbound question")]
    public Decision Message() => Decider.Decide(message.Customer, message.Input, rules);

    [Benchmark(Description = "order placed")]
    public Decision Order() => Decider.Decide(order.Customer, order.Input, rules);

    [Benchmark(Description = "snapshot written")]
    public string Write() => Written.Of(cart.Customer);

    [Benchmark(Description = "snapshot read")]
    public Customer Read() => Written.Read<Customer>(snapshot);

    /// <summary>Eight weeks, two orders, a few carts.</summary>
    private Person Regular()
    {
        var person = new Person(rules, Start).Arrives();
        person.Take(person.Cart("c1")).After(TimeSpan.FromHours(20));
        person.Take(person.Order("o1", "c1")).After(TimeSpan.FromDays(20));
        person.Take(person.Cart("c2")).After(TimeSpan.FromHours(20));
        person.Take(person.Order("o2", "c2")).Until(Start.AddDays(56));
        return person;
    }

    private Effect.WantSlot WakeUntilWanted(Person person)
    {
        while (true)
        {
            person.Rest(person.Customer.DueAt!.Value);
            wakeUp = (person.Customer, person.Wakes());
            if (person.Decide(wakeUp.Input).Effects.OfType<Effect.WantSlot>().FirstOrDefault() is { } want)
            {
                return want;
            }
        }
    }
}
