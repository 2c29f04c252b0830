using Conversations.Actors.Dispatch;
using Conversations.Actors.Time;
using Conversations.Contact;
using Conversations.Customers;
using Conversations.Simulation.Loop;
using Conversations.Simulation.Memory;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace Conversations.Actors.Tests;

public sealed class OutcomesTests
{
    /// <summary>A silo that stops takes no slots for as long as 12 s.</summary>
    [Fact]
    public void Who_was_busy_for_a_while_is_told_within_five_seconds_of_its_end()
    {
        var clock = new SteppedClock(Host.Noon);
        var scheduler = new SteppedScheduler();
        var agenda = new Agenda(clock, new InFlight(), NullLogger<Agenda>.Instance, scheduler);
        var engine = new Stopping(() => clock.Now < Host.Noon.AddSeconds(12));
        var outcomes = new Outcomes(engine, new MemoryStore(new NoHook()), agenda, NullLogger<Outcomes>.Instance);
        var row = new EffectRow(Host.Key("a"), 1, 0, new Effect.RaiseAlert("", ""));
        var granted = new CustomerInput.SlotGranted("t", new Capacity()) { Id = EffectKey.Of(row), Source = EffectKey.Source, At = Host.Noon, OccurredAt = Host.Noon };

        agenda.Run(() => outcomes.Tell(row, granted));
        do
        {
            while (scheduler.Step())
            {
            }
        }
        while (clock.FireNext(Host.Noon.AddSeconds(17)));

        engine.Told.ShouldBe([granted]);
    }

    private sealed class Stopping(Func<bool> busy) : IEngine
    {
        public List<CustomerInput> Told { get; } = [];

        public Task<Taken> Tell(CustomerKey customer, CustomerInput input, CancellationToken cancellationToken)
        {
            if (busy())
            {
                throw new OverloadedException("The silo is stopping.");
            }

            Told.Add(input);
            return Task.FromResult(Taken.Accepted);
        }

        public Task<Receipt> Take(Addressed input, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<Customer?> Look(CustomerKey customer, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task<bool> Announce(Conversations.Identity.StoreId store, string source, CustomerInput.ProductNews news, CancellationToken cancellationToken) => throw new NotSupportedException();

        public Task Erase(CustomerKey customer, CancellationToken cancellationToken) => throw new NotSupportedException();
    }
}
