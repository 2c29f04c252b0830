using Conversations.Identity;
using Shouldly;
using Xunit;
using static Conversations.Storage.Tests.Turns;

namespace Conversations.Storage.Tests;

public abstract partial class StoreContract
{
    [Fact]
    public async Task A_turn_of_another_decider_seals_the_snapshot_it_was_decided_on()
    {
        var first = Of("c1", 0, "e1");
        await Commit(first, Of("c1", 1, "e2"));
        (await Store.Baseline(Customer("c1"), None)).ShouldBeNull();

        await Commit(Of("c1", 2, "e3") with { Seals = true });
        (await Store.Baseline(Customer("c1"), None)).ShouldBe(new(2, Of("c1", 1, "e2").Snapshot));
        await Commit(Of("c1", 3, "e4") with { Seals = true });
        (await Store.Baseline(Customer("c1"), None)).ShouldBe(new(3, Of("c1", 2, "e3").Snapshot));
        (await Store.Inputs(Customer("c1"), None)).Count.ShouldBe(4, "the log stays whole");
    }

    [Fact]
    public async Task What_is_old_is_forgotten_and_the_snapshot_stays_as_the_baseline()
    {
        await ForgetAll(Noon);
        await Commit(Of("old", 0, "e1"), Of("both", 0, "e2"));
        await Commit(Of("both", 1, "e3").At(Noon.AddDays(420)), Of("new", 0, "e4").At(Noon.AddDays(420)));

        await ForgetAll(Noon.AddDays(399));
        (await Store.Inputs(Customer("old"), None)).Count.ShouldBe(1, "kept for 400 days");
        await ForgetAll(Noon.AddDays(440));

        (await Store.Inputs(Customer("old"), None)).ShouldBeEmpty();
        (await Store.Timeline(Customer("old"), 0, 10, None)).ShouldBeEmpty();
        (await Store.Inputs(Customer("both"), None)).ShouldHaveSingleItem().Version.ShouldBe(2);
        (await Store.Timeline(Customer("both"), 0, 10, None)).ShouldHaveSingleItem().Version.ShouldBe(2);
        (await Store.Baseline(Customer("old"), None)).ShouldBe(new(1, Of("old", 0, "e1").Snapshot));
        (await Store.Baseline(Customer("both"), None))!.Version.ShouldBe(2, "as it stood when the old inputs went");
        (await Store.Baseline(Customer("new"), None)).ShouldBeNull();
        (await Store.Load(Customer("old"), None)).ShouldNotBeNull();

        var third = Of("both", 2, "e5").At(Noon.AddDays(440));
        await Commit(third);
        await ForgetAll(Noon.AddDays(900));
        (await Store.Inputs(Customer("both"), None)).ShouldBeEmpty();
        (await Store.Baseline(Customer("both"), None)).ShouldBe(new(3, third.Snapshot), "the baseline moves on with what is forgotten");
    }

    [Fact]
    public async Task A_baseline_amid_what_is_forgotten_moves_to_its_end()
    {
        await ForgetAll(Noon);
        var third = Of("c1", 2, "e3");
        await Commit(Of("c1", 0, "e1"));
        await Commit(Of("c1", 1, "e2") with { Seals = true });
        await Commit(third);
        (await Store.Baseline(Customer("c1"), None))!.Version.ShouldBe(1);

        await ForgetAll(Noon.AddDays(440));

        (await Store.Inputs(Customer("c1"), None)).ShouldBeEmpty();
        (await Store.Baseline(Customer("c1"), None)).ShouldBe(new(3, third.Snapshot));
    }

    [Fact]
    public async Task What_was_old_when_it_came_is_forgotten_like_the_rest()
    {
        var (first, second) = (Of("late", 0, "e1").At(Noon.AddDays(-2000)), Of("late", 1, "e2").At(Noon.AddDays(-1999)));
        await Commit(first, Of("c1", 0, "e3"), Of(Namesake, 0, "e4"), Of("sealed", 0, "e5"), Of("sealed", 1, "e6"));
        await Commit(Of("sealed", 2, "e7") with { Seals = true });

        await ForgetAll(Noon);
        (await Store.Inputs(Customer("late"), None)).ShouldBeEmpty();
        (await Store.Baseline(Customer("late"), None)).ShouldBe(new(1, first.Snapshot));
        await Commit(second);
        await ForgetAll(Noon);

        (await Store.Baseline(Customer("late"), None)).ShouldBe(new(2, second.Snapshot));
        foreach (var other in (Actors.CustomerKey[])[Customer("c1"), Namesake])
        {
            (await Store.Inputs(other, None)).Count.ShouldBe(1);
            (await Store.Baseline(other, None)).ShouldBeNull();
        }
    }

    [Fact]
    public async Task Old_rows_leave_in_bounded_steps()
    {
        await Commit([.. Enumerable.Range(0, 1_200).Select(i => Of($"c{i}", 0, $"e{i}"))]);
        (await ForgetAll(Noon.AddDays(36))).ShouldBeGreaterThanOrEqualTo(3, "the ids");
        (await ForgetAll(Noon.AddDays(440))).ShouldBeGreaterThanOrEqualTo(3, "the inputs");
        (await Store.Inputs(Customer("c1199"), None)).ShouldBeEmpty();
        (await Store.Baseline(Customer("c1199"), None)).ShouldNotBeNull();
    }

    [Fact]
    public async Task A_received_id_is_known_for_35_days()
    {
        await Commit(Of("c1", 0, "e1"));
        await ForgetAll(Noon.AddDays(34));
        (await CommitOne(Of("c1", 1, "e1"))).ShouldBeOfType<Actors.CommitOutcome.Repeated>();
        await ForgetAll(Noon.AddDays(36));
        (await CommitOne(Of("c1", 1, "e1"))).ShouldBeOfType<Actors.CommitOutcome.Committed>();
    }

    [Fact]
    public async Task What_could_not_be_read_goes_with_the_log_but_not_what_waits_to_be_taken()
    {
        foreach (var (source, day) in ((string, int)[])[("whatsapp", 0), ("parked/c1", 0), ("whatsapp", 100)])
        {
            await Store.KeepUnread(Turns.Store, source, Noon.AddDays(day), "strange", "{}", None);
        }

        await ForgetAll(Noon.AddDays(400));
        (await Store.Unread(Turns.Store, 10, None)).Count.ShouldBe(3, "kept for 400 days");
        await ForgetAll(Noon.AddDays(401));

        (await Store.Unread(Turns.Store, 10, None)).Select(item => (item.Source, item.At)).ShouldBe([("whatsapp", Noon.AddDays(100)), ("parked/c1", Noon)]);
    }

    [Fact]
    public async Task Tombstones_are_found_by_their_survivor_and_erased_with_it()
    {
        foreach (var id in (string[])["b", "a"])
        {
            var turn = Of(id, 0, $"moved {id}");
            await Commit(turn with { After = turn.After with { MovedTo = new CustomerId("c1") } });
        }

        (await Store.Tombstones(Customer("c1"), None)).ShouldBe([new CustomerId("a"), new CustomerId("b")]);
        await Store.Erase(Customer("a"), None);
        (await Store.Tombstones(Customer("c1"), None)).ShouldBe([new CustomerId("b")]);
        await Store.Empty(Turns.Store, None);
        (await Store.Tombstones(Customer("c1"), None)).ShouldBeEmpty();
    }

    private async Task<int> ForgetAll(DateTimeOffset now)
    {
        var steps = 0;
        while (await Store.Forget(now, None))
        {
            (++steps).ShouldBeLessThan(100, "it never comes to an end");
        }

        return steps;
    }
}
