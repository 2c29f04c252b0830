using Conversations.Customers;
using Shouldly;
using Xunit;

namespace Conversations.Actors.Tests;

public sealed class TurnTests
{
    [Fact]
    public void A_repeated_input_is_dropped_and_its_neighbours_are_decided_without_it()
    {
        var host = new Host();
        host.Tell("b", "n1", "elsewhere");
        var told = new[] { "n0", "n1", "n2", "n2" }.Select(id => host.Begin(() => host.Engine.Tell(Host.Key("a"), Host.Note(id, id), default))).ToList();

        host.Settle();

        told.Select(task => task.Result).ShouldBe([Taken.Accepted, Taken.Repeated, Taken.Accepted, Taken.Repeated]);
        host.Look("a").Notes().ShouldBe(["n0", "n2"]);
    }

    [Fact]
    public void A_customer_written_by_another_process_is_loaded_and_decided_again()
    {
        var host = new Host();
        host.Tell("a", "n1", "1");
        var other = new Customer { Store = Host.Store, Id = Host.Key("a").Customer, Version = 1 };
        var decision = Script.Decide(other, Host.Note("n2", "from elsewhere"), null!);
        host.Disk.Commit([new Turn { Customer = Host.Key("a"), BaseVersion = 1, Before = other, After = decision.Next, Snapshot = Written.Of(decision.Next), Decisions = [new Decided(Host.Note("n2", "from elsewhere"), 2, [], [])] }], default).IsCompletedSuccessfully.ShouldBeTrue();

        host.Tell("a", "n3", "3").ShouldBe(Taken.Accepted);

        host.Look("a").Notes().ShouldBe(["from elsewhere", "3"]);
    }

    [Fact]
    public void A_failed_commit_fails_its_callers_and_changes_nothing()
    {
        var hook = new CountingHook { FailBefore = "commit" };
        var host = new Host(hook: hook);

        Should.Throw<IOException>(() => host.Tell("a", "n1", "1"));
        hook.FailBefore = null;

        host.Look("a").ShouldBeNull();
        host.Tell("a", "n1", "1").ShouldBe(Taken.Accepted);
    }

    [Fact]
    public void A_commit_whose_answer_was_lost_counts_and_its_effects_go_out_once()
    {
        var hook = new CountingHook { FailAfter = "commit" };
        var host = new Host(hook: hook);

        host.Tell("a", "n1", "tell").ShouldBe(Taken.Accepted);
        hook.FailAfter = null;
        host.Tell("a", "n1", "tell").ShouldBe(Taken.Repeated);

        host.StoreTold.ShouldBe(1);
    }

    [Fact]
    public void A_commit_that_is_unclear_while_the_database_is_away_is_cleared_up_by_the_retry()
    {
        var hook = new CountingHook { FailAfter = "commit", FailLoadsAfterCommit = true };
        var host = new Host(hook: hook);

        Should.Throw<IOException>(() => host.Tell("a", "n1", "tell"));
        host.StoreTold.ShouldBe(0);
        hook.FailAfter = null;
        hook.FailLoadsAfterCommit = false;
        hook.FailBefore = null;

        host.Tell("a", "n1", "tell").ShouldBe(Taken.Repeated);
        host.StoreTold.ShouldBe(1);
    }

    [Fact]
    public void A_commit_that_is_unclear_is_cleared_up_even_if_nobody_comes_back()
    {
        var hook = new CountingHook { FailAfter = "commit", FailLoadsAfterCommit = true };
        var host = new Host(hook: hook);
        Should.Throw<IOException>(() => host.Tell("a", "n1", "tell"));
        host.Advance(TimeSpan.FromSeconds(5));
        host.StoreTold.ShouldBe(0);

        hook.FailAfter = null;
        hook.FailLoadsAfterCommit = false;
        hook.FailBefore = null;
        host.Advance(TimeSpan.FromSeconds(5));

        host.StoreTold.ShouldBe(1);
    }

    [Fact]
    public void However_often_it_is_tried_again_an_unclear_commit_is_looked_at_once_every_five_seconds()
    {
        var hook = new CountingHook { FailAfter = "commit", FailLoadsAfterCommit = true };
        var host = new Host(hook: hook);
        for (var n = 1; n <= 10; n++)
        {
            Should.Throw<IOException>(() => host.Tell("a", $"n{n}", "hi"));
        }

        hook.Calls["load"] = 0;
        host.Advance(TimeSpan.FromSeconds(10));

        hook.Calls["load"].ShouldBe(2);
    }

    [Fact]
    public void One_bad_input_fails_alone()
    {
        var host = new Host();
        var told = new[] { "1", "boom", "3" }.Select(text => host.Begin(() => host.Engine.Tell(Host.Key("a"), Host.Note(text, text), default))).ToList();

        host.Settle();

        told[1].IsFaulted.ShouldBeTrue();
        host.Look("a").Notes().ShouldBe(["1", "3"]);
    }

    [Fact]
    public void A_customer_whose_decisions_keep_failing_is_parked_and_the_others_go_on()
    {
        var host = new Host();
        for (var n = 0; n < 5; n++)
        {
            Should.Throw<CustomerFaultException>(() => host.Tell("a", $"n{n}", "boom"));
        }

        Should.Throw<CustomerParkedException>(() => host.Tell("a", "good", "1"));
        host.Tell("b", "other", "1").ShouldBe(Taken.Accepted);
    }

    [Fact]
    public void A_customer_whose_state_cannot_be_read_is_parked_alone_and_goes_on_once_it_can_be()
    {
        var host = new Host();
        host.Tell("a", "n1", "1");
        var whole = host.Disk.Overwrite(Host.Key("a"), "{");
        host.Crash();

        Should.Throw<CustomerParkedException>(() => host.Tell("a", "n2", "2"));
        host.Tell("b", "n3", "3").ShouldBe(Taken.Accepted);
        host.Run(() => host.Engine.Parked(default)).ShouldBe([Host.Key("a")]);

        host.Disk.Overwrite(Host.Key("a"), whole);
        host.Run(async () =>
        {
            await host.Engine.Release(Host.Key("a"), default);
            return true;
        });
        host.Tell("a", "n2", "2").ShouldBe(Taken.Accepted);
        host.Look("a").Notes().ShouldBe(["1", "2"]);
    }

    [Fact]
    public void A_release_of_a_customer_that_is_not_parked_leaves_its_sends_alone()
    {
        var host = new Host();
        var answer = new TaskCompletionSource<SendResult>();
        host.Answer = _ => answer.Task;
        host.Tell("a", "n1", "want");

        host.Run(async () =>
        {
            await host.Engine.Release(Host.Key("a"), default);
            return true;
        });
        answer.SetResult(new SendResult.Accepted("wamid.1", null));
        host.Settle();

        host.Look("a").Kinds().ShouldContain(nameof(CustomerInput.SendAccepted));
        host.Look("a").Kinds().ShouldNotContain(nameof(CustomerInput.SendUnknown));
    }

    [Fact]
    public void Who_fell_due_because_the_clock_was_set_forward_is_woken_within_a_scan()
    {
        var host = new Host(options: new EngineOptions { SuppressionKey = new byte[32], ScanEvery = TimeSpan.FromSeconds(30) });
        host.Tell("a", "n1", "due:01:00:00");

        host.SetClock(Host.Noon.AddHours(5), TimeSpan.FromSeconds(31));

        host.Look("a").Kinds().ShouldContain(nameof(CustomerInput.Woken));
    }

    [Fact]
    public void What_is_stored_is_what_the_inputs_fold_to()
    {
        var host = new Host();
        host.Tell("a", "n1", "want");
        host.Tell("a", "n2", "due:01:00:00");
        host.Advance(TimeSpan.FromHours(2));

        var folded = host.Disk.Log(Host.Key("a")).Aggregate(new Customer { Store = Host.Store, Id = Host.Key("a").Customer }, (state, entry) => Script.Decide(state, entry.Input, null!).Next);

        Written.Of(folded).ShouldBe(host.Disk.All().Single().Snapshot);
    }

    [Fact]
    public void Idle_customers_leave_memory_and_come_back_whole()
    {
        var host = new Host(options: new EngineOptions { SuppressionKey = new byte[32], ActiveMax = 3 });
        for (var n = 0; n < 10; n++)
        {
            host.Tell($"c{n}", $"n{n}", "here");
        }

        host.Engine.Active.ShouldBeLessThanOrEqualTo(3);
        host.Look("c0").Notes().ShouldBe(["here"]);
    }

    [Fact]
    public void Whoever_is_woken_pushes_nobody_out_who_was_spoken_to()
    {
        var hook = new CountingHook();
        var host = new Host(hook: hook, options: new EngineOptions { SuppressionKey = new byte[32], ActiveMax = 3 });
        foreach (var (customer, text) in ((string, string)[])[("asleep1", "due:01:00:00"), ("asleep2", "due:02:00:00"), ("asleep3", "due:03:00:00"), ("talking1", "here"), ("talking2", "here")])
        {
            host.Tell(customer, customer, text);
        }

        host.Advance(TimeSpan.FromHours(3));
        hook.Calls["load"] = 0;
        host.Tell("talking1", "n1", "still here");
        host.Tell("talking2", "n2", "still here");

        hook.Calls["load"].ShouldBe(0);
        host.Engine.Active.ShouldBeLessThanOrEqualTo(3);
        host.Look("asleep1").Kinds().ShouldContain(nameof(CustomerInput.Woken));
        host.Look("asleep3").Kinds().ShouldContain(nameof(CustomerInput.Woken));
    }

    [Fact]
    public void Too_much_waiting_is_refused_but_never_the_engine_itself()
    {
        var host = new Host(options: new EngineOptions { SuppressionKey = new byte[32], MailboxMax = 2 });
        var told = Enumerable.Range(0, 4).Select(n => host.Begin(() => host.Engine.Tell(Host.Key("a"), Host.Note($"n{n}", "x"), default))).ToList();
        var own = host.Begin(() => host.Engine.Tell(Host.Key("a"), Host.Note("own", "x") with { Source = "engine" }, default));

        host.Settle();

        told.Count(task => task.Exception?.InnerException is OverloadedException).ShouldBe(2);
        own.IsCompletedSuccessfully.ShouldBeTrue();
    }

    [Fact]
    public void After_a_stop_only_the_engine_itself_is_heard()
    {
        var host = new Host();
        host.Run(async () =>
        {
            await host.Engine.StopAsync(default);
            return true;
        });

        Should.Throw<OverloadedException>(() => host.Tell("a", "n1", "x"));
        host.Tell("a", Host.Note("n2", "x") with { Source = "engine" }).ShouldBe(Taken.Accepted);
    }

    [Theory]
    [InlineData(true, "0:00:03", "Noted Woken")]
    [InlineData(true, "0:05:00", "Noted")]
    [InlineData(false, "0:00:03", "Noted")]
    public void A_process_that_catches_up_stops_after_what_falls_due_soon(bool catchesUp, string after, string done)
    {
        var host = new Host(options: new EngineOptions { SuppressionKey = new byte[32], CatchesUp = catchesUp });
        host.Tell("a", "n1", $"due:{after}");
        var stopping = host.Begin(async () =>
        {
            await host.Engine.StopAsync(default);
            return true;
        });

        host.Settle();
        stopping.IsCompleted.ShouldBe(done == "Noted");
        if (!stopping.IsCompleted)
        {
            host.Advance(TimeSpan.FromSeconds(3));
        }

        stopping.IsCompletedSuccessfully.ShouldBeTrue();
        string.Join(' ', host.Look("a").Kinds()).ShouldBe(done);
    }
}
