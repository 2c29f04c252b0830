using Conversations.Actors.Sending;
using Conversations.Customers;
using Shouldly;
using Xunit;

namespace Conversations.Actors.Tests;

public sealed class ManyAtOnceTests
{
    [Fact]
    public void Inputs_that_wait_together_are_decided_in_order_and_committed_once()
    {
        var host = new Host();
        var turns = new List<Turn>();
        host.Disk.Wrote = turns.Add;
        var told = Enumerable.Range(1, 5).Select(n => host.Begin(() => host.Engine.Tell(Host.Key("a"), Host.Note($"n{n}", $"{n}"), default))).ToList();

        host.Settle();

        told.ShouldAllBe(task => task.Result == Taken.Accepted);
        host.Look("a").Notes().ShouldBe(["1", "2", "3", "4", "5"]);
        turns.Count.ShouldBeLessThan(3);
        turns[^1].After.Version.ShouldBe(5);
    }

    [Fact]
    public void Turns_of_different_customers_that_are_ready_together_share_a_commit()
    {
        var hook = new CountingHook();
        var host = new Host(hook: hook);
        var told = Enumerable.Range(1, 20).Select(n => host.Begin(() => host.Engine.Tell(Host.Key($"c{n}"), Host.Note($"n{n}", "hi"), default))).ToList();

        host.Settle();

        told.ShouldAllBe(task => task.Result == Taken.Accepted);
        hook.Calls["commit"].ShouldBeLessThan(4);
    }

    [Fact]
    public void However_many_are_spoken_to_at_once_only_some_commits_full_of_them_are_decided_before_they_are_written()
    {
        var (decided, written, most) = (0, 0, 0);
        var host = new Host((customer, input, rules) =>
        {
            most = Math.Max(most, ++decided - written);
            return Script.Decide(customer, input, rules);
        });
        host.Disk.Wrote = _ => written++;
        var told = Enumerable.Range(1, 3_000).Select(n => host.Begin(() => host.Engine.Tell(Host.Key($"c{n}"), Host.Note($"n{n}", "hi"), default))).ToList();

        host.Settle();

        told.ShouldAllBe(task => task.Result == Taken.Accepted);
        most.ShouldBeInRange(256, 1024);
    }

    [Fact]
    public void A_number_that_refuses_all_who_wait_for_it_leaves_room_for_others()
    {
        var others = new List<Task<Taken>>();
        Host? host = null;
        Decide decide = (customer, input, rules) =>
        {
            if (input is not CustomerInput.SlotGranted { Capacity.Blocked: not null })
            {
                return Script.Decide(customer, input, rules);
            }

            var asks = $"other{others.Count}";
            others.Add(host!.Begin(() => host.Engine.Tell(Host.Key(asks), Host.Note(asks, "hi"), default)));
            return new Decision(customer with { Version = customer.Version + 1 }, [], []);
        };
        host = new Host(decide, options: new EngineOptions { SuppressionKey = new byte[32], WaitingMax = 600 });
        for (var n = 0; n < 2_000; n++)
        {
            host.Tell($"c{n}", $"n{n}", "want");
        }

        host.Run(async () =>
        {
            await host.Engine.Senders.Notice(Host.Store, new PlatformNotice.NumberBlocked(Host.Number, "banned"), default);
            return true;
        });

        others.Count.ShouldBeGreaterThan(1_900);
        others.ShouldAllBe(task => task.IsCompletedSuccessfully);
    }
}
