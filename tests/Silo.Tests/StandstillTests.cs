using System.Data.Common;
using Conversations.Actors;
using Conversations.Customers;
using Conversations.Grains;
using Conversations.Storage.Tests;
using Conversations.Storage.Tests.Engines;
using Shouldly;
using Silo.Tests.Silos;
using Xunit;

namespace Silo.Tests;

/// <summary>Customers whose work stands still, and those who are only thought to.</summary>
[Collection(nameof(Side.DyingSilos))]
public sealed class StandstillTests(PostgresCluster postgres) : IAsyncLifetime
{
    private static readonly CustomerKey Customer = Turns.Customer("c");

    private readonly World world = new(postgres);

    private static CancellationToken None => CancellationToken.None;

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task What_was_written_just_before_the_database_fell_away_is_carried_out_though_nobody_asks_again()
    {
        await using var silos = await TestSilos.Start(world, 1, Script.Decide);
        await silos.Engine(0).Tell(Customer, Script.Event("e1"), None);
        await Sent(1);

        world.FallAway();
        await Should.ThrowAsync<IOException>(() => silos.Engine(0).Tell(Customer, Script.Event("e2"), None));
        world.ComeBack();

        await Sent(2);
    }

    [Fact]
    public async Task Releasing_a_customer_that_does_not_stand_still_tells_no_send_under_way_as_unknown()
    {
        await using var silos = await TestSilos.Start(world, 1, Script.Decide);
        var hung = silos.Of(silos.Handles[0]).Outside.Inner.Hang(1);
        await silos.Engine(0).Tell(Customer, Script.Event("e"), None);
        await hung.WaitAsync(World.Patience);

        await silos.Engine(0).Release(Customer, None);
        await Task.WhenAll(Enumerable.Range(0, 20).Select(place => silos.Engine(0).Tell(Customer, Script.Event($"n{place}", "note"), None)));

        world.Log.ShouldNotContain(static happened => happened.Input is CustomerInput.SendUnknown);
    }

    [Fact]
    public async Task A_customer_that_stands_still_is_shown_as_long_as_it_does()
    {
        await using var silos = await TestSilos.Start(world, 1, Faulty);
        for (var fault = 0; fault < 5; fault++)
        {
            await Should.ThrowAsync<CustomerFaultException>(() => silos.Engine(0).Tell(Customer, Script.Event($"f{fault}", "fault"), None));
        }

        silos.Engine(0).ParkedHere().ShouldBe([CustomerGrain.KeyOf(Customer)]);
        await LeaveMemory(silos);
        silos.Engine(0).ParkedHere().ShouldBe([CustomerGrain.KeyOf(Customer)], "it is not forgotten with the memory of the silo");

        await silos.Engine(0).Release(Customer, None);
        silos.Engine(0).ParkedHere().ShouldBeEmpty();
    }

    [Fact]
    public async Task A_silo_that_stops_does_not_wait_for_a_send_whose_customer_stands_still()
    {
        await using var silos = await TestSilos.Start(world, 1, static (customer, happened, rules) =>
            happened is CustomerInput.SendAccepted ? throw new InvalidOperationException("A fault of ours.") : Faulty(customer, happened, rules));
        await silos.Engine(0).Tell(Customer, Script.Event("e1"), None);
        await world.When("a slot", static log => log.Any(static happened => happened.Input is CustomerInput.SlotGranted));
        for (var fault = 0; fault < 5; fault++)
        {
            await Should.ThrowAsync<CustomerFaultException>(() => silos.Engine(0).Tell(Customer, Script.Event($"f{fault}", "fault"), None));
        }

        await silos.Engine(0).Sending.Empty().WaitAsync(World.Patience);
    }

    [Fact]
    public async Task A_customer_whose_state_cannot_be_read_is_shown_as_soon_as_somebody_looked()
    {
        await using var silos = await TestSilos.Start(world, 1, Script.Decide);
        await silos.Engine(0).Tell(Customer, Script.Event("n", "note"), None);
        await LeaveMemory(silos);
        await world.Run("update snapshots set snapshot = '{'");

        await Should.ThrowAsync<CustomerParkedException>(() => silos.Engine(0).Look(Customer, None));

        silos.Engine(0).ParkedHere().ShouldBe([CustomerGrain.KeyOf(Customer)]);
    }

    [Fact]
    public async Task A_fault_of_the_database_is_known_as_one_whichever_silo_meets_it()
    {
        await using var silos = await TestSilos.Start(world, 2, Script.Decide);
        var customers = Enumerable.Range(0, 20).Select(static place => Turns.Customer($"c{place}")).ToList();
        await Task.WhenAll(customers.Select((customer, place) => silos.Engine(place % 2).Tell(customer, Script.Event($"n{place}", "note"), None)));
        foreach (var silo in silos.Handles)
        {
            silos.Of(silo).Engine.Forget(Turns.Store);
        }

        world.GoAway();
        var faults = await Task.WhenAll(customers.Select(customer => Record.ExceptionAsync(() => silos.Engine(0).Look(customer, None))));
        world.ComeBack();

        // What the web server answers with 503.
        faults.ShouldAllBe(static fault => fault is DbException || fault is IOException);
    }

    [Fact]
    public async Task A_silo_that_is_gone_or_hangs_is_a_reason_to_ask_again()
    {
        await Should.ThrowAsync<OverloadedException>(() => Task.FromException<bool>(new SiloUnavailableException()).Reached());
        await Should.ThrowAsync<OverloadedException>(() => Task.FromException<bool>(new TimeoutException()).Reached());
        await Should.ThrowAsync<IOException>(() => Task.FromException<bool>(new IOException()).Reached());
    }

    private Task Sent(int count) => world.When($"{count} messages", log => log.Count(static happened => happened.Input is CustomerInput.SendAccepted) >= count);

    private static Task LeaveMemory(TestSilos silos) => silos.Grains.GetGrain<IManagementGrain>(0).ForceActivationCollection(TimeSpan.Zero);

    private static Decision Faulty(Customer customer, CustomerInput happened, Conversations.Rules rules) =>
        happened is CustomerInput.Noted { Text: "fault" } ? throw new InvalidOperationException("A fault of ours.") : Script.Decide(customer, happened, rules);
}
