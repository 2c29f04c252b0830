using Conversations.Actors;
using Conversations.Customers;
using Conversations.Identity;
using Shouldly;
using Xunit;
using static Conversations.Storage.Tests.Turns;

namespace Conversations.Storage.Tests;

public abstract partial class StoreContract
{
    [Fact]
    public async Task A_committed_turn_is_there_whole()
    {
        var turn = Of("c1", 0, "e1").Due(Noon).Effects(new Effect.RaiseAlert("a", "b")).Thread("assistant", Noon, "Ann").Messages(In("m1", "hello"));
        await Commit(turn);

        (await Store.Load(Customer("c1"), None)).ShouldBe(new StoredSnapshot(1, turn.Snapshot));
        var (version, input) = (await Store.Inputs(Customer("c1"), None)).ShouldHaveSingleItem();
        version.ShouldBe(1);
        Written.Of(input).ShouldBe(Written.Of(turn.Decisions[0].Input));
        (await Store.Timeline(Customer("c1"), 0, 10, None)).ShouldHaveSingleItem().Summary.ShouldBe("Looked at e1");
        (await Store.PendingEffects(None)).ShouldHaveSingleItem().Effect.ShouldBe(new Effect.RaiseAlert("a", "b"));
        (await Store.Messages(Customer("c1"), 10, None)).ShouldHaveSingleItem().ShouldBe(In("m1", "hello"));
    }

    [Fact]
    public async Task All_customers_are_listed_page_by_page_each_once()
    {
        var other = new CustomerKey(new StoreId("other"), new CustomerId("c0"));
        await Commit(Of("c3", 0, "e3"), Of("c1", 0, "e1"), Of("c2", 0, "e2"), Of(other, 0, "e1"));

        (await Store.Keys(null, 2, None)).ShouldBe([Customer("c1"), Customer("c2")]);
        (await Store.Keys(Customer("c2"), 2, None)).ShouldBe([Customer("c3"), other]);
        (await Store.Keys(other, 2, None)).ShouldBeEmpty();
        (await Store.Keys(new CustomerKey(Turns.Store, new CustomerId("")), 1, None)).ShouldBe([Customer("c1")]);
    }

    [Fact]
    public async Task A_store_opened_to_read_sees_what_is_committed_beside_it_and_writes_nothing()
    {
        await Commit(Of("c1", 0, "e1"));
        await using var reader = await OpenToRead();

        (await reader.Keys(null, 10, None)).ShouldBe([Customer("c1")]);
        await Commit(Of("c1", 1, "e2"));
        (await reader.Inputs(Customer("c1"), None)).Count.ShouldBe(2);
        await Should.ThrowAsync<System.Data.Common.DbException>(() => reader.PutDocument(Turns.Store, "d", "{}", None));
    }

    [Fact]
    public async Task Nothing_is_known_of_a_stranger()
    {
        (await Store.Load(Customer("nobody"), None)).ShouldBeNull();
        (await Store.Inputs(Customer("nobody"), None)).ShouldBeEmpty();
        (await Store.Customer(Customer("nobody"), None)).ShouldBeNull();
        (await Store.NextDue(null, None)).ShouldBeNull();
    }

    [Fact]
    public async Task A_repeated_input_writes_nothing_and_is_named()
    {
        await Commit(Of("c1", 0, "e1"));
        var both = Of("c1", 1, "e2") with { Decisions = [.. Of("c1", 1, "e2").Decisions, .. Of("c1", 2, "e1").Decisions] };

        var outcome = (await CommitOne(both)).ShouldBeOfType<CommitOutcome.Repeated>();

        outcome.Inputs.ShouldHaveSingleItem().ShouldBe(new ReceivedId("events", "e1"));
        (await Store.Load(Customer("c1"), None))!.Version.ShouldBe(1);
        await Commit(Of("c1", 1, "e2"));
    }

    [Fact]
    public async Task An_input_is_repeated_store_wide_but_not_across_sources_or_stores()
    {
        await Commit(Of("c1", 0, "e1"));
        (await CommitOne(Of("c2", 0, "e1"))).ShouldBeOfType<CommitOutcome.Repeated>();
        await Commit(Of("c2", 0, "e1", "shopify"));
        await Commit(Of(new CustomerKey(new StoreId("other"), new CustomerId("c1")), 0, "e1"));
    }

    [Fact]
    public async Task The_same_input_in_two_turns_of_a_batch_counts_once()
    {
        var outcomes = await Store.Commit([Of("c1", 0, "e1"), Of("c2", 0, "e1"), Of("c3", 0, "e3")], None);

        outcomes[0].ShouldBeOfType<CommitOutcome.Committed>();
        outcomes[1].ShouldBeOfType<CommitOutcome.Repeated>();
        outcomes[2].ShouldBeOfType<CommitOutcome.Committed>();
        (await Store.Load(Customer("c2"), None)).ShouldBeNull();
    }

    [Fact]
    public async Task A_turn_on_another_version_conflicts_and_writes_nothing()
    {
        await Commit(Of("c1", 0, "e1"));

        (await CommitOne(Of("c1", 0, "e2"))).ShouldBe(new CommitOutcome.Conflict(1));
        (await CommitOne(Of("c1", 5, "e3"))).ShouldBe(new CommitOutcome.Conflict(1));
        (await CommitOne(Of("c9", 5, "e4"))).ShouldBe(new CommitOutcome.Conflict(0));
        (await Store.Inputs(Customer("c1"), None)).Count.ShouldBe(1);
        await Commit(Of("c1", 1, "e2"));
    }

    [Fact]
    public async Task Two_turns_of_one_customer_in_a_batch_work_in_order()
    {
        var second = Of("c1", 1, "e2").Messages(In("m1", "second"), In("m2", "new")).Thread("human", Noon).Due(Noon);
        await Commit(Of("c1", 0, "e1").Messages(In("m1", "first")).Thread("assistant", Noon).Due(Noon.AddDays(1)), second);

        (await Store.Load(Customer("c1"), None)).ShouldBe(new StoredSnapshot(2, second.Snapshot));
        (await Store.Inputs(Customer("c1"), None)).Select(input => input.Version).ShouldBe([1, 2]);
        (await Store.Messages(Customer("c1"), 10, None)).Select(message => message.Text).ShouldBe(["second", "new"]);
        (await Store.Threads(Turns.Store, new ThreadQuery(null, null, null, null, 10), None)).Threads.ShouldHaveSingleItem().Row.State.ShouldBe("human");
        (await Store.NextDue(null, None)).ShouldBe(Noon);
    }

    [Fact]
    public async Task A_bad_turn_fails_alone()
    {
        var outcomes = await Store.Commit([Of("c1", 0, "e1"), Of("c2", 0, "e2").Broken(), Of("c3", 0, "e3"), Of("c1", 7, "e4")], None);

        outcomes[0].ShouldBeOfType<CommitOutcome.Committed>();
        outcomes[1].ShouldBeOfType<CommitOutcome.Failed>();
        outcomes[2].ShouldBeOfType<CommitOutcome.Committed>();
        outcomes[3].ShouldBe(new CommitOutcome.Conflict(1));
        (await Store.Load(Customer("c2"), None)).ShouldBeNull();
        (await Store.Timeline(Customer("c2"), 0, 10, None)).ShouldBeEmpty();
        (await Store.Load(Customer("c3"), None)).ShouldNotBeNull();
        await Commit(Of("c2", 0, "e2"));
    }

    [Fact]
    public async Task A_turn_with_one_input_twice_fails_and_loses_nothing()
    {
        var twice = Of("c1", 0, "e1") with { Decisions = [.. Of("c1", 0, "e1").Decisions, .. Of("c1", 1, "e1").Decisions] };
        (await CommitOne(twice)).ShouldBeOfType<CommitOutcome.Failed>();
        await Commit(Of("c1", 0, "e1"));
    }

    [Fact]
    public async Task Text_that_no_database_takes_is_cleaned_and_fails_no_turn()
    {
        await Commit(Of("c1", 0, "e1").Facts("half \ud83d of one").Messages(In("m1", "nul \0 and \ud83d half \U0001F600")));
        (await Store.Messages(Customer("c1"), 10, None)).ShouldHaveSingleItem().Text.ShouldBe("nul  and \ufffd half \U0001F600");
    }

    [Fact]
    public async Task Concurrent_commits_of_one_version_let_exactly_one_through()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => CommitOne(Of("c1", 0, $"e{i}")))));

        outcomes.OfType<CommitOutcome.Committed>().Count().ShouldBe(1);
        outcomes.OfType<CommitOutcome.Conflict>().Count().ShouldBe(7);
    }

    [Fact]
    public async Task Concurrent_commits_of_one_input_let_exactly_one_through()
    {
        var outcomes = await Task.WhenAll(Enumerable.Range(0, 8).Select(i => Task.Run(() => CommitOne(Of($"c{i}", 0, "e1")))));

        outcomes.OfType<CommitOutcome.Committed>().Count().ShouldBe(1);
        outcomes.OfType<CommitOutcome.Repeated>().Count().ShouldBe(7);
    }

    [Fact]
    public async Task Due_customers_come_longest_overdue_first()
    {
        await Commit(
            Of("c1", 0, "e1").Due(Noon.AddHours(2)),
            Of("c2", 0, "e2").Due(Noon),
            Of("c3", 0, "e3").Due(Noon.AddHours(1)),
            Of("c4", 0, "e4").Due(null),
            Of("c5", 0, "e5").Due(Noon.AddHours(3)));

        (await Store.Due(Noon.AddHours(2), 10, None)).ShouldBe([Customer("c2"), Customer("c3"), Customer("c1")]);
        (await Store.Due(Noon.AddHours(2), 2, None)).ShouldBe([Customer("c2"), Customer("c3")]);
        (await Store.NextDue(null, None)).ShouldBe(Noon);
        (await Store.NextDue(Noon, None)).ShouldBe(Noon.AddHours(1));
        (await Store.NextDue(Noon.AddHours(3), None)).ShouldBeNull();
        await Commit(Of("c2", 1, "e6").Due(null));
        (await Store.NextDue(null, None)).ShouldBe(Noon.AddHours(1));
    }

    [Fact]
    public async Task Whoever_is_put_off_is_due_at_the_later_time_and_whoever_is_brought_forward_at_the_earlier()
    {
        await Commit(Of("c1", 0, "e1").Due(Noon.AddHours(1)), Of("c2", 0, "e2").Due(Noon.AddHours(4)), Of("c3", 0, "e3").Due(Noon.AddHours(2)));
        await Commit(Of("c1", 1, "e4").Due(Noon.AddHours(3)), Of("c2", 1, "e5").Due(Noon.AddHours(2.5)), Of("c3", 1, "e6").Due(Noon.AddHours(5)));
        await Commit(Of("c3", 2, "e7").Due(null));

        (await Store.NextDue(null, None))!.Value.ShouldBeLessThanOrEqualTo(Noon.AddHours(2.5));
        (await Store.Due(Noon.AddHours(2), 10, None)).ShouldBeEmpty();
        (await Store.NextDue(null, None)).ShouldBe(Noon.AddHours(2.5));
        await Commit(Of("c4", 0, "e8").Due(Noon.AddHours(2.2)));
        await Commit(Of("c4", 1, "e9").Due(Noon.AddHours(2.7)));
        (await Store.Due(Noon.AddHours(2.2), 10, None)).ShouldBeEmpty("looked at in the very instant at which it was to be due");
        (await Store.NextDue(null, None)).ShouldBe(Noon.AddHours(2.5));
        (await Store.Due(Noon.AddHours(2.5), 10, None)).ShouldBe([Customer("c2")]);
        (await Store.Due(Noon.AddHours(3), 10, None)).ShouldBe([Customer("c2"), Customer("c4"), Customer("c1")]);
    }

    [Fact]
    public async Task Whoever_is_due_is_found_behind_many_who_were_put_off()
    {
        await Commit(Of("c1", 0, "e1").Due(Noon.AddSeconds(30)), Of("c2", 0, "e2").Due(Noon.AddMinutes(1)), Of("c3", 0, "e3").Due(Noon.AddMinutes(2)), Of("c4", 0, "e4").Due(Noon.AddMinutes(2)));
        await Commit(Of("c1", 1, "e5").Due(Noon.AddHours(1)), Of("c2", 1, "e6").Due(Noon.AddHours(2)));

        (await Store.Due(Noon.AddMinutes(2), 1, None)).ShouldBe([Customer("c3")]);
        (await Store.Due(Noon.AddMinutes(2), 2, None)).ShouldBe([Customer("c3"), Customer("c4")]);
        await Commit(Of("c3", 1, "e7").Due(null), Of("c4", 1, "e8").Due(null));
        (await Store.Due(Noon.AddMinutes(2), 1, None)).ShouldBeEmpty();
        (await Store.NextDue(null, None)).ShouldBe(Noon.AddHours(1));
    }

    [Fact]
    public async Task Whoever_was_woken_is_not_looked_at_again_before_it_is_due()
    {
        await Commit(Of("c1", 0, "e1").Due(Noon));
        await Commit(Of("c1", 1, "e2").At(Noon).Due(Noon.AddDays(1)));

        (await Store.NextDue(null, None)).ShouldBe(Noon.AddDays(1));
    }

    [Fact]
    public async Task A_customer_woken_at_the_stored_time_finds_itself_due()
    {
        var due = Noon.AddTicks(7);
        await Commit(Of("c1", 0, "e1").Due(due));
        (await Store.NextDue(null, None))!.Value.ShouldBeGreaterThanOrEqualTo(due);
        (await Store.Due((await Store.NextDue(null, None))!.Value, 1, None)).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task Pending_effects_stay_until_settled_and_read_marks_are_not_kept()
    {
        var alert = new Effect.RaiseAlert("a", "b");
        await Commit(
            Of("c2", 0, "e1").Effects(new Effect.MarkRead(new NumberId("1"), "wamid.x", true), alert),
            Of("c1", 0, "e2").Effects(alert, new Effect.HandOn(new CustomerId("c2"), Viewed("e9"))));

        var pending = await Store.PendingEffects(None);
        pending.Select(row => (row.Customer.Customer.Value, row.Version, row.Place)).ShouldBe([("c2", 1, 1), ("c1", 1, 0), ("c1", 1, 1)]);
        pending[2].Effect.ShouldBeOfType<Effect.HandOn>().Input.Id.ShouldBe("e9");

        await Store.Settle([new SettledEffect(Customer("c1"), 1, 0)], None);
        await Commit(Of("c2", 1, "e3") with { Settled = [new SettledEffect(Customer("c2"), 1, 1)] });
        (await Store.PendingEffects(None)).ShouldHaveSingleItem().Place.ShouldBe(1);
        await Store.Settle([new SettledEffect(Customer("c1"), 1, 1)], None);
        (await Store.PendingEffects(None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Pending_effects_of_one_store_are_read_without_those_of_another()
    {
        var other = new CustomerKey(new StoreId("other"), new CustomerId("c1"));
        await Commit(
            Of("c2", 0, "e1").Effects(new Effect.RaiseAlert("a", "1")),
            Of("c1", 0, "e2").Effects(new Effect.RaiseAlert("a", "2")) with { Customer = other },
            Of("c1", 0, "e3").Effects(new Effect.RaiseAlert("a", "3")));

        (await Store.PendingEffects(Turns.Store, None)).Select(row => row.Effect).ShouldBe([new Effect.RaiseAlert("a", "1"), new Effect.RaiseAlert("a", "3")]);
        (await Store.PendingEffects(other.Store, None)).ShouldHaveSingleItem().Effect.ShouldBe(new Effect.RaiseAlert("a", "2"));
        (await Store.PendingEffects(new StoreId("empty"), None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_refused_turn_settles_nothing()
    {
        await Commit(Of("c1", 0, "e1").Effects(new Effect.RaiseAlert("a", "b")));
        await CommitOne(Of("c1", 0, "e2") with { Settled = [new SettledEffect(Customer("c1"), 1, 0)] });
        (await Store.PendingEffects(None)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task An_opened_again_store_has_everything()
    {
        await Commit(Of("c1", 0, "e1").Due(Noon).Effects(new Effect.RaiseAlert("a", "b")).Thread("human", Noon, "Ann").Messages(In("m1", "hello")));
        await Store.PutDocument(Turns.Store, "knowledge", "{}", None);
        await Store.DisposeAsync();

        Store = await Reopen();

        (await Store.Load(Customer("c1"), None))!.Version.ShouldBe(1);
        (await Store.PendingEffects(None)).Count.ShouldBe(1);
        (await Store.NextDue(null, None)).ShouldBe(Noon);
        (await Store.Document(Turns.Store, "knowledge", None)).ShouldBe("{}");
        (await Store.Threads(Turns.Store, new ThreadQuery(null, null, "hel", null, 10), None)).Threads.Count.ShouldBe(1);
        (await CommitOne(Of("c2", 0, "e1"))).ShouldBeOfType<CommitOutcome.Repeated>();
    }
}
