using Conversations.Actors.Time;
using Conversations.Simulation.Loop;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace Conversations.Actors.Tests;

public sealed class AgendaTests
{
    [Fact]
    public void What_is_due_in_months_can_be_armed_on_the_systems_clock()
    {
        var agenda = new Agenda(TimeProvider.System, new InFlight(), NullLogger<Agenda>.Instance);

        Should.NotThrow(() => agenda.At(agenda.Now.AddDays(90), static () => Task.CompletedTask).Dispose());
    }

    [Fact]
    public void What_is_due_in_months_is_done_then_and_not_before()
    {
        var clock = new SteppedClock(Host.Noon);
        var scheduler = new SteppedScheduler();
        var agenda = new Agenda(clock, new InFlight(), NullLogger<Agenda>.Instance, scheduler);
        DateTimeOffset? done = null;
        agenda.At(Host.Noon.AddDays(90), () =>
        {
            done = clock.Now;
            return Task.CompletedTask;
        });

        while (clock.FireNext(Host.Noon.AddDays(100)))
        {
            scheduler.Step();
        }

        done.ShouldBe(Host.Noon.AddDays(90));
    }
}
