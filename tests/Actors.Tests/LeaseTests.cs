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

    /// <summary>One process alone.</summary>
    private sealed class LateProcesses : IProcesses
    {
        public Action Late { get; set; } = static () => { };

        public int Adoptions { get; private set; }

        public Task<Living> Beat(ProcessId process, TimeSpan lease, DateTimeOffset? now, CancellationToken cancellationToken)
        {
            Late();
            return Task.FromResult(new Living([process], Seen: true));
        }

        public Task Leave(ProcessId process, CancellationToken cancellationToken) => Task.CompletedTask;

        public Task<IReadOnlyList<EffectRow>> Adopt(ProcessId process, int limit, DateTimeOffset? now, CancellationToken cancellationToken)
        {
            Adoptions++;
            return Task.FromResult<IReadOnlyList<EffectRow>>([]);
        }
    }
}
