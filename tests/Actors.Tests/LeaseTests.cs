using System.Collections.Immutable;
using Conversations.Customers;
using Shouldly;
using Xunit;

namespace Conversations.Actors.Tests;

public sealed class LeaseTests
{
    [Fact]
    public void A_beat_answered_later_than_the_lease_lasts_adopts_nothing_and_the_next_one_goes_on()
    {
        var processes = new LateProcesses();
        var host = new Host(processes: processes);
        processes.Late = () => host.RealTime.Now += TimeSpan.FromSeconds(21);
        host.SetClock(host.Clock.Now, TimeSpan.FromSeconds(1.5));
        processes.Adoptions.ShouldBe(1, "at the start only");

        processes.Late = static () => { };
        host.SetClock(host.Clock.Now, TimeSpan.FromSeconds(1.5));

        processes.Adoptions.ShouldBe(2);
        host.Tell("a", "n1", "want");
        host.Sent.Count.ShouldBe(1);
    }

    [Fact]
    public void A_beat_that_nobody_answers_is_given_up_in_time_for_another()
    {
        var processes = new LateProcesses();
        var host = new Host(processes: processes);
        processes.Answering = new TaskCompletionSource().Task;
        host.SetClock(host.Clock.Now, TimeSpan.FromSeconds(4));
        processes.Answering = Task.CompletedTask;
        host.SetClock(host.Clock.Now, TimeSpan.FromSeconds(4));

        host.SetClock(host.Clock.Now, TimeSpan.FromSeconds(4));
        host.Tell("a", "n1", "want");
        host.Sent.Count.ShouldBe(1, "the lease was prolonged");
    }

    [Fact]
    public void What_was_adopted_before_a_fault_is_carried_on_with_the_rest()
    {
        var processes = new LateProcesses();
        var host = new Host(processes: processes);
        var row = new EffectRow(Host.Key("a"), 1, 0, new Effect.TellStore("thread.waiting", ImmutableSortedDictionary<string, string>.Empty));
        processes.Orphans.Enqueue(() => [row]);
        processes.Orphans.Enqueue(() => throw new IOException("The answer was lost."));
        host.SetClock(host.Clock.Now, TimeSpan.FromSeconds(60.5));
        host.StoreTold.ShouldBe(0);

        processes.Orphans.Enqueue(() => [row with { Place = 1 }]);
        host.SetClock(host.Clock.Now, TimeSpan.FromSeconds(1));

        host.StoreTold.ShouldBe(2);
        processes.Attempts.ShouldBe([1, 1, 2, 2, 3], "a new one after each answer that held something");
    }

    [Fact]
    public void A_fault_just_after_the_beat_that_joined_again_loses_nothing_that_waits()
    {
        var processes = new LateProcesses();
        var host = new Host(processes: processes);
        processes.Late = static () => throw new IOException("Away.");
        host.SetClock(host.Clock.Now, TimeSpan.FromSeconds(12));
        host.Tell("a", "n1", "want");
        host.Sent.ShouldBeEmpty("the lease has lapsed");

        processes.Late = static () => { };
        processes.Orphans.Enqueue(() => throw new IOException("Away once more."));
        var before = processes.Adoptions;
        host.SetClock(host.Clock.Now, TimeSpan.FromSeconds(2.5));

        processes.Adoptions.ShouldBe(before + 2, "the next beat adopts, not the sixtieth");
        host.Sent.Count.ShouldBe(1);
    }

    [Fact]
    public void The_lease_is_prolonged_however_long_it_takes_to_carry_on_what_another_left()
    {
        var processes = new LateProcesses();
        var host = new Host(processes: processes);
        processes.Adopting = new TaskCompletionSource().Task;
        processes.Elder = new ProcessId("another");
        host.SetClock(host.Clock.Now, TimeSpan.FromSeconds(20));

        host.Tell("a", "n1", "want");
        host.Advance(TimeSpan.FromSeconds(1));

        host.Sent.Count.ShouldBe(1);
    }

    [Fact]
    public void Whoever_leads_forgets_soon_though_another_led_in_its_first_minute()
    {
        var (processes, kept) = (new LateProcesses { Elder = new ProcessId("old") }, new Kept());
        var host = new Host(processes: processes, retention: kept);
        Pass(host, TimeSpan.FromMinutes(2));
        kept.Times.ShouldBe(0, "the old one leads");

        processes.Elder = null;
        Pass(host, TimeSpan.FromMinutes(2));

        kept.Times.ShouldBe(1);
    }

    /// <summary>On both clocks, the beats first.</summary>
    private static void Pass(Host host, TimeSpan by)
    {
        host.SetClock(host.Clock.Now, by);
        host.Advance(by);
    }

    private sealed class Kept : IRetention
    {
        public int Times { get; private set; }

        public Task<bool> Forget(DateTimeOffset now, CancellationToken cancellationToken)
        {
            Times++;
            return Task.FromResult(false);
        }
    }

    /// <summary>One process alone, or behind an elder.</summary>
    private sealed class LateProcesses : IProcesses
    {
        public Action Late { get; set; } = static () => { };

        public ProcessId? Elder { get; set; }

        public int Adoptions => Attempts.Count;

        public List<long> Attempts { get; } = [];

        public Queue<Func<IReadOnlyList<EffectRow>>> Orphans { get; } = new();

        public Task Answering { get; set; } = Task.CompletedTask;

        public async Task<Living> Beat(ProcessId process, TimeSpan lease, DateTimeOffset? now, CancellationToken cancellationToken)
        {
            Late();
            await Answering.WaitAsync(cancellationToken);
            return new Living(Elder is { } elder ? [elder, process] : [process], Seen: true);
        }

        public Task Leave(ProcessId process, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task EndAll(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task Adopting { get; set; } = Task.CompletedTask;

        public async Task<IReadOnlyList<EffectRow>> Adopt(ProcessId process, long attempt, int limit, DateTimeOffset? now, CancellationToken cancellationToken)
        {
            Attempts.Add(attempt);
            await Adopting;
            return Orphans.TryDequeue(out var orphans) ? orphans() : [];
        }
    }
}
