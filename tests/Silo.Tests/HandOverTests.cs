using Conversations.Actors;
using Conversations.Customers;
using Conversations.Grains;
using Conversations.Grains.Wire;
using Conversations.Messages;
using Conversations.Storage.Tests;
using Conversations.Storage.Tests.Engines;
using Orleans.Runtime.Placement;
using Orleans.TestingHost;
using Shouldly;
using Silo.Tests.Silos;
using Xunit;

namespace Silo.Tests;

/// <summary>A store's senders pass from silo to silo, and two may believe to be them: what was wished for is granted once, and soon.</summary>
[Collection(nameof(Side.Senders))]
public sealed class HandOverTests(PostgresCluster postgres) : IAsyncLifetime
{
    /// <summary>The recipient is lent five messages at once; whoever else writes to it waits six seconds each.</summary>
    private const int Lent = 5;

    private readonly World world = new(postgres);

    private static CancellationToken None => CancellationToken.None;

    private static Play ToOneRecipient => new(
        static (customer, happened, rules) => Script.Decide(customer, happened, rules) is var decision && decision.Effects is [Effect.WantSlot want]
            ? decision with { Effects = [want with { Recipient = "+447700900123" }] }
            : decision,
        Script.Rules);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await world.DisposeAsync();

    /// <summary>Two clusters on one database stand for the two halves of one that lost sight of each other.</summary>
    [Theory]
    [InlineData("note")]
    [InlineData("send")]
    public async Task What_a_sender_was_told_when_the_next_one_was_there_already_is_granted_by_that_one(string text)
    {
        await using var young = await TestSilos.Start(world, 1, ToOneRecipient);
        await young.Engine(0).Tell(Turns.Customer("elsewhere"), Script.Event("n", text), None);
        var before = text == "send" ? 1 : 0;
        await Granted(before);
        await using var old = await TestSilos.Start(world, 1, ToOneRecipient);
        await Tell(old.Engine(0), 0, 1);
        await Granted(before + 1);
        await young.Engine(0).Senders.State(Turns.Store, Script.Number, None);
        await Tell(old.Engine(0), 1, Lent + 2);
        await Granted(before + 2);

        await old.Kill(old.Handles[0]);

        // As if the customers were on the silo that lives: nobody adopts what they had wished for.
        await world.Run("update outbox set owner = (select owner from (select id as owner from processes order by joined limit 1) as living) where effect like '%want_slot%'");
        await Granted(before + Lent + 2);
        await EachSentOnce(before + Lent + 2);
    }

    [Fact]
    public async Task A_sender_that_another_holds_the_lease_of_promises_nothing()
    {
        await using var holder = await TestSilos.Start(world, 1, ToOneRecipient);
        await Tell(holder.Engine(0), 0, Lent + 7);
        await Granted(Lent);
        await using var other = await TestSilos.Start(world, 1, ToOneRecipient);
        var row = new EffectRow(Turns.Customer("c0"), 1, 0, new Effect.WantSlot("t", Script.Number, "+447700900124", Purpose.Service, 100, 0, DateTimeOffset.MaxValue, null, null));

        var wanting = other.Grains.GetGrain<ISenderGrain>(Turns.Store.Value).Want(new Wish(row));

        // Told again by whoever wanted it, it finds the one that grants.
        await Should.ThrowAsync<Exception>(() => wanting);
        await Granted(Lent + 7);
        await EachSentOnce(Lent + 7);
    }

    [Fact]
    public async Task A_lost_sender_comes_back_though_the_leader_never_met_its_store()
    {
        await using var silos = await TestSilos.Start(world, 3, ToOneRecipient);
        var leader = await Leader(silos);
        var (one, other) = (silos.Handles.First(silo => silo != leader), silos.Handles.Last(silo => silo != leader));
        await At(one, () => silos.Of(one).Engine.Senders.State(Turns.Store, Script.Number, None));
        await At(other, () => Tell(silos.Of(other).Engine, 0, Lent + 2));
        await Granted(Lent);
        (await silos.HostOf(silos.Grains.GetGrain<ISenderGrain>(Turns.Store.Value))).ShouldBe(one);
        silos.Of(leader).Outside.Inner.Calls.ShouldBeEmpty("it has no customers");

        await silos.Kill(one);

        await Granted(Lent + 2);
    }

    private async Task<SiloHandle> Leader(TestSilos silos)
    {
        foreach (var silo in silos.Handles)
        {
            if (await world.Count($"select count(*) from processes where (joined, id) < (select joined, id from processes where id = '{silos.Of(silo).Engine.Parts.Process}')") == 0)
            {
                return silo;
            }
        }

        throw new InvalidOperationException("Nobody leads.");
    }

    /// <summary>Grains that come to life now do so there.</summary>
    private static async Task At(SiloHandle silo, Func<Task> work)
    {
        RequestContext.Set(IPlacementDirector.PlacementHintKey, silo.SiloAddress);
        await work();
        RequestContext.Clear();
    }

    private static Task<Taken[]> Tell(ClusterEngine engine, int from, int to) =>
        Task.WhenAll(Enumerable.Range(from, to - from).Select(place => engine.Tell(Turns.Customer($"c{place}"), Script.Event($"e{place}"), None)));

    private Task Granted(int count) => world.When($"{count} grants", log => log.Count(happened => happened.Input is CustomerInput.SlotGranted) >= count);

    private async Task EachSentOnce(int count)
    {
        await world.When("the end", log => log.Count(happened => happened.Input is CustomerInput.SendAccepted or CustomerInput.SendUnknown) >= count);
        world.Calls.Select(call => call.Send.Callback).ShouldBeUnique();
        world.Log.Count(happened => happened.Input is CustomerInput.SlotGranted).ShouldBe(count);
    }
}
