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
    public void What_was_adopted_before_a_fault_is_carried_on_with_the_rest()
    {
        var processes = new LateProcesses();
        var host = new Host(processes: processes);
        var row = new EffectRow(Host.Key("a"), 1, 0, new Effect.TellStore("thread.waiting", ImmutableSortedDictionary<string, string>.Empty));
        processes.Orphans.Enqueue(() => [row]);
        processes.Orphans.Enqueue(() => throw new IOException("The answer was lost."));
        host.SetClock(host.Clock.Now, TimeSpan.FromSeconds(61.5));
        host.StoreTold.ShouldBe(0);

        processes.Orphans.Enqueue(() => [row with { Place = 1 }]);
        host.SetClock(host.Clock.Now, TimeSpan.FromSeconds(61.5));

        host.StoreTold.ShouldBe(2);
        processes.Attempts.ShouldBe([1, 1, 2, 2, 3], "a new one after each answer that held something");
    }

    /// <summary>One process alone.</summary>
    private sealed class LateProcesses : IProcesses
    {
        public Action Late { get; set; } = static () => { };

        public int Adoptions => Attempts.Count;

        public List<long> Attempts { get; } = [];

        public Queue<Func<IReadOnlyList<EffectRow>>> Orphans { get; } = new();

        public Task<Living> Beat(ProcessId process, TimeSpan lease, DateTimeOffset? now, CancellationToken cancellationToken)
        {
            Late();
            return Task.FromResult(new Living([process], Seen: true));
        }

        public Task Leave(ProcessId process, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task EndAll(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<IReadOnlyList<EffectRow>> Adopt(ProcessId process, long attempt, int limit, DateTimeOffset? now, CancellationToken cancellationToken)
        {
            Attempts.Add(attempt);
            return Task.FromResult(Orphans.TryDequeue(out var orphans) ? orphans() : []);
        }
    }
}
