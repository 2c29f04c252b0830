using Conversations.Messages;
using Shouldly;
using Xunit;

namespace Conversations.Actors.Tests.Sending;

/// <summary>Opening edge of the quiet hours: far more is due in one minute than a number may send.</summary>
public sealed class OpeningEdgeTests
{
    private const int Due = 100_000;
    private const int WaitingMax = 50_000;

    [Fact]
    public void Of_100_000_due_at_once_the_most_wanted_wait_and_the_rest_come_back_later()
    {
        var wishes = new Wishes();
        var refused = new List<int>();
        var sent = new List<int>();
        for (var number = 0; number < Due; number++)
        {
            // Scattered over 20..99, so that the wanted come late as well as early.
            var priority = 20 + ((number * 37) % 80);
            wishes.Want($"t{number}", priority: priority);
            if (number % 500 == 499)
            {
                Sort(0);
                wishes.Sender.Count.ShouldBeLessThanOrEqualTo(WaitingMax);
            }
        }

        refused.Count.ShouldBe(Due - WaitingMax - sent.Count);
        for (var second = 1; wishes.Sender.Count > 0; second++)
        {
            for (var step = 0; step < 10; step++)
            {
                Sort(second + (step / 10.0));
            }
        }

        var drained = sent.Skip(8).ToList();
        drained.ShouldBe([.. drained.OrderDescending()], "the most wanted first");
        drained.Min().ShouldBeGreaterThanOrEqualTo(refused.Max(), "none was refused that was more wanted than one that stayed");

        void Sort(double second)
        {
            foreach (var grant in wishes.Take(second))
            {
                (grant.Capacity.Blocked is null ? sent : refused).Add(grant.Want.Priority);
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
