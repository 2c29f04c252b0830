using Conversations.Messages;
using Shouldly;
using Xunit;

namespace Conversations.Actors.Tests.Sending;

/// <summary>Opening edge of the quiet hours: far more is due in one minute than a number may send.</summary>
public sealed class OpeningEdgeTests
{
    private const int Due = 100_000;
    private const int WaitingMax = 250_000;

    [Fact]
    public void Of_100_000_due_at_once_all_wait_and_go_at_the_pace_of_the_number_the_most_wanted_first()
    {
        const int PaceASecond = 72;
        var wishes = new Wishes();
        var refused = 0;
        var sent = new List<int>();
        for (var number = 0; number < Due; number++)
        {
            // Scattered over 20..99, so that the wanted come late as well as early.
            wishes.Want($"t{number}", priority: 20 + ((number * 37) % 80));
        }

        Sort(0);
        var burst = sent.Count;
        var second = 0;
        while (wishes.Sender.Count > 0)
        {
            second++;
            for (var step = 0; step < 10; step++)
            {
                Sort(second + (step / 10.0));
            }
        }

        refused.ShouldBe(0);
        sent.Count.ShouldBe(Due);
        sent.ShouldBe([.. sent.OrderDescending()], "the most wanted first");
        second.ShouldBeInRange((Due - burst) / PaceASecond, (Due - burst) * 101 / (PaceASecond * 100));

        void Sort(double at)
        {
            foreach (var grant in wishes.Take(at))
            {
                refused += grant.Capacity.Blocked is null ? 0 : 1;
                sent.Add(grant.Want.Priority);
            }
        }
    }

    [Fact]
    public void Those_asleep_for_the_messaging_limit_are_bounded_too_and_marketing_goes_first()
    {
        var wishes = new Wishes(limit: 10);
        for (var number = 0; number < WaitingMax; number++)
        {
            wishes.Want($"m{number}", priority: 99, opens: true);
        }

        wishes.Take(60);
        wishes.Want("service", Purpose.Service, priority: 1, opens: true).Want("more", priority: 100, opens: true);
        var refused = wishes.Take(60).Where(grant => grant.Capacity.Blocked is not null).ToList();
        refused.ShouldAllBe(grant => grant.Want.TouchId.StartsWith('m') && grant.Want.TouchId != "more");
        wishes.Sender.Count.ShouldBeLessThanOrEqualTo(WaitingMax);
    }
}
