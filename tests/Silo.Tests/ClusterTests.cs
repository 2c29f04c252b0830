using Conversations;
using Conversations.Actors;
using Conversations.Customers;
using Conversations.Grains;
using Conversations.Storage.Tests;
using Conversations.Storage.Tests.Engines;
using Shouldly;
using Silo.Tests.Silos;
using Xunit;

namespace Silo.Tests;

/// <summary>Silos on one PostgreSQL: nothing is lost and nothing doubled, however one of them ends.</summary>
[Collection(nameof(PostgresCluster))]
public sealed class ClusterTests(PostgresCluster postgres) : IAsyncLifetime
{
    private const int Customers = 40;

    private readonly World world = new(postgres);

    private static CancellationToken None => CancellationToken.None;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task Two_silos_told_the_same_send_one_message_each()
    {
        await using var silos = await TestSilos.Start(world, 2, Decide);

        // A customer comes to life where it is first spoken to, as a rule.
        await Task.WhenAll(Enumerable.Range(0, 120).SelectMany(n => Tell(silos.Engine(n % 2), n, n + 1).Concat(Tell(silos.Engine(1 - (n % 2)), n, n + 1))));
        await AllEnded(120);

        EveryMessageOnce(120).ShouldBe(0);
        foreach (var silo in silos.Handles)
        {
            silos.Of(silo).Outside.Inner.Calls.ShouldNotBeEmpty("both silos have customers");
        }
    }

    [Fact]
    public async Task The_pace_of_a_number_holds_for_all_silos_together()
    {
        await using var silos = await TestSilos.Start(world, 3, Decide);

        await Task.WhenAll([.. Tell(silos.Engine(0), 0, 100), .. Tell(silos.Engine(1), 100, 200), .. Tell(silos.Engine(2), 200, 300)]);
        await AllEnded(300);

        EveryMessageOnce(300).ShouldBe(0);
        Paced();
    }

    [Fact]
    public async Task A_silo_killed_in_the_middle_of_sends_is_carried_on()
    {
        await using var silos = await TestSilos.Start(world, 3, Decide);
        await Task.WhenAll([.. Tell(silos.Engine(0), 0, 40), .. Tell(silos.Engine(1), 40, 80), .. Tell(silos.Engine(2), 80, 120)]);
        await AllEnded(120);

        // Told to one silo only, all customers may have come to it.
        var dying = silos.Handles.Skip(1).MaxBy(silo => silos.Of(silo).Outside.Inner.Calls.Count)!;
        var hung = silos.Of(dying).Outside.Inner.Hang(3);
        var answers = Tell(silos.Engine(0), 120, 240);
        await hung.WaitAsync(World.Patience);

        await silos.Kill(dying);
        await Until(answers);
        await Until(Tell(silos.Engine(1), 120, 240));
        await AllEnded(240);

        EveryMessageOnce(240).ShouldBeInRange(3, 30, "the calls that hung, and what was claimed beside them");
        Paced();
        (await world.Count("select count(*) from outbox")).ShouldBe(0);
    }

    [Fact]
    public async Task Silos_replaced_one_after_another_under_load_lose_nothing_and_double_nothing()
    {
        await using var silos = await TestSilos.Start(world, 3, Decide);
        var answers = new List<Task>();
        var next = 0;
        for (var round = 0; round < 3; round++)
        {
            var old = silos.Handles[0];
            answers.AddRange(Told(silos, next, next += 60));
            answers.AddRange(Told(silos, next, next += 60));
            await silos.Stop(old);
            answers.AddRange(Told(silos, next, next += 60));
            await silos.Add();
        }

        await Task.WhenAll(answers).WaitAsync(World.Patience);
        await AllEnded(next);

        EveryMessageOnce(next).ShouldBe(0, "a silo that stops in order ends what it began");
        Paced();
    }

    [Fact]
    public async Task Customers_whose_state_cannot_be_read_are_erased_whichever_silo_has_them()
    {
        await using var silos = await TestSilos.Start(world, 2, Decide);
        var customers = Enumerable.Range(0, 8).Select(static n => Turns.Customer($"c{n}")).ToList();
        await Task.WhenAll(customers.Select((customer, place) => silos.Engine(place % 2).Tell(customer, Script.Event("e1", "note"), None)));
        await world.Run("update snapshots set snapshot = '{'");
        await silos.Grains.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);

        await Task.WhenAll(customers.Select(customer => silos.Engine(0).Erase(customer, None)));

        (await world.Count("select count(*) from snapshots")).ShouldBe(0);
    }

    [Fact]
    public async Task A_reminder_outlives_the_silo_that_set_it()
    {
        await using var silos = await TestSilos.Start(world, 2, Decide);

        // Another process leads, and does nothing: no sweep comes to help.
        await world.Run("insert into processes (id, joined, beat, until_at) values ('p_idle', 0, 9000000000000000, 9000000000000000)");
        await silos.Engine(0).Tell(Turns.Customer("sleeper"), Script.Event("s1", "due in 12"), None);
        var setter = await silos.HostOf(silos.Grains.GetGrain<ICustomerGrain>(CustomerGrain.KeyOf(Turns.Customer("sleeper"))));
        await silos.Grains.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);
        (await world.Count("select count(*) from cluster_reminders")).ShouldBe(1, "who leaves memory is reminded");

        await silos.Kill(setter);
        await world.When("the waking", log => log.Any(happened => happened.Input is CustomerInput.Woken));

        world.Log.Count(happened => happened.Input is CustomerInput.Woken).ShouldBe(1);
    }

    [Fact]
    public async Task Five_hundred_that_fell_due_while_no_silo_ran_are_woken_at_its_return()
    {
        DateTimeOffset due;
        await using (var before = await TestSilos.Start(world, 2, Decide))
        {
            await Task.WhenAll(Enumerable.Range(0, 500).Select(number => before.Engine(number % 2).Tell(Turns.Customer($"d{number}"), Script.Event($"d{number}", "due in 10"), None)));
            due = world.Log.Max(happened => happened.At) + TimeSpan.FromSeconds(10);
        }

        var woken = world.Log.Count(happened => happened.Input is CustomerInput.Woken);
        woken.ShouldBeLessThan(500, "the cluster was down before they were due");
        await Reached(due);
        await using var after = await TestSilos.Start(world, 2, Decide);
        var back = TimeProvider.System.GetUtcNow();
        await world.When("five hundred wakings", log => log.Where(happened => happened.Input is CustomerInput.Woken).Select(happened => happened.Customer).Distinct().Count() == 500);

        (world.Log.Max(happened => happened.At) - back).ShouldBeLessThan(TimeSpan.FromMinutes(2));
        world.Log.Count(happened => happened.Input is CustomerInput.Woken).ShouldBe(500, "nobody is woken twice");
    }

    [Fact]
    public async Task What_the_embedded_host_left_is_served_and_handed_back()
    {
        await using (var embedded = await Embedded.Start(world, Decide))
        {
            await Task.WhenAll(Tell(embedded.Engine, 0, 60));
            await AllEnded(60);
        }

        await using (var silos = await TestSilos.Start(world, 2, Decide))
        {
            var again = await Task.WhenAll(Enumerable.Range(0, 60).Select(number => silos.Engine(0).Tell(CustomerOf(number), Script.Event($"e{number}"), None)));
            again.ShouldAllBe(taken => taken == Taken.Repeated);
            await Task.WhenAll(Tell(silos.Engine(1), 60, 120));
            await AllEnded(120);
        }

        await using (var embedded = await Embedded.Start(world, Decide))
        {
            await Task.WhenAll(Tell(embedded.Engine, 120, 180));
            await AllEnded(180);
            var customer = await embedded.Engine.Look(CustomerOf(0), None);
            customer!.Thread.Notes.Where(note => note.Operator == nameof(CustomerInput.Noted)).Select(note => note.Text).ShouldBe(
                Enumerable.Range(0, 180).Where(number => number % Customers == 0).Select(number => $"e{number}"), ignoreOrder: true);
        }

        EveryMessageOnce(180).ShouldBe(0);
    }

    /// <summary>The script, and customers who are due in so many seconds.</summary>
    private static Decision Decide(Customer customer, CustomerInput happened, Rules rules)
    {
        var decision = Script.Decide(customer, happened, rules);
        return happened is CustomerInput.Noted { Text: var text } && text.StartsWith("due in ", StringComparison.Ordinal)
            ? decision with { Next = decision.Next with { DueAt = happened.At + TimeSpan.FromSeconds(int.Parse(text[7..])) } }
            : decision;
    }

    private static CustomerKey CustomerOf(int number) => Turns.Customer($"c{number % Customers}");

    private static List<Task> Tell(IEngine engine, int from, int to) =>
        [.. Enumerable.Range(from, to - from).Select(number => engine.Tell(CustomerOf(number), Script.Event($"e{number}"), None))];

    /// <summary>As a storefront behind a load balancer: refused, it comes again, to whichever silo is there.</summary>
    private static List<Task> Told(TestSilos silos, int from, int to) => [.. Enumerable.Range(from, to - from).Select(number => Task.Run(async () =>
    {
        for (var attempt = 0; ; attempt++)
        {
            try
            {
                await silos.Engine(number + attempt).Tell(CustomerOf(number), Script.Event($"e{number}"), None);
                return;
            }
            catch (OverloadedException) when (attempt < 1000)
            {
                await Reached(TimeProvider.System.GetUtcNow() + TimeSpan.FromSeconds(0.1));
            }
        }
    }))];

    /// <summary>Completes at an instant of real time.</summary>
    private static async Task Reached(DateTimeOffset instant)
    {
        var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var wait = instant - TimeProvider.System.GetUtcNow();
        await using var timer = TimeProvider.System.CreateTimer(_ => reached.TrySetResult(), null, wait > TimeSpan.Zero ? wait : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
        await reached.Task;
    }

    private static async Task Until(List<Task> answers)
    {
        try
        {
            await Task.WhenAll(answers).WaitAsync(World.Patience);
        }
        catch (Exception error) when (error is OverloadedException or IOException)
        {
            // Not answered: told again.
        }
    }

    private Task AllEnded(int count) => world.When($"the end of {count} sends", log => log.Count(IsEnd) >= count);

    private static bool IsEnd(World.Happened happened) => happened.Input is CustomerInput.SendAccepted or CustomerInput.SendUnknown;

    /// <summary>How many ended as unknown.</summary>
    private int EveryMessageOnce(int count)
    {
        var calls = world.Calls.Select(call => call.Send.Callback).ToList();
        calls.Distinct().Count().ShouldBe(calls.Count, "no message is sent twice");
        var log = world.Log;
        log.Where(happened => happened.Input is CustomerInput.Noted).Select(happened => happened.Input.Id).Order().ShouldBe(Enumerable.Range(0, count).Select(number => $"e{number}").Order());
        log.Count(happened => happened.Input is CustomerInput.SlotGranted).ShouldBe(count);
        log.Count(IsEnd).ShouldBe(count);
        return log.Count(happened => happened.Input is CustomerInput.SendUnknown);
    }

    /// <summary>80 a second is what WhatsApp allows a number. By the instants of the grants: a machine that stalls lets calls bunch afterwards.</summary>
    private void Paced()
    {
        var grants = world.Log.Where(happened => happened.Input is CustomerInput.SlotGranted).Select(happened => happened.Input.OccurredAt).Order().ToList();
        grants.Select((at, place) => grants.Skip(place).TakeWhile(other => other < at + TimeSpan.FromSeconds(1)).Count()).Max().ShouldBeLessThanOrEqualTo(80);
    }
}
