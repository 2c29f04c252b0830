using Conversations.Actors;
using Conversations.Actors.Sending;
using Conversations.Customers;
using Conversations.Grains;
using Conversations.Messages;
using Conversations.Storage.Tests;
using Conversations.Storage.Tests.Engines;
using Orleans.TestingHost;
using Shouldly;
using Silo.Tests.Drivers;
using Silo.Tests.Silos;
using Xunit;

namespace Silo.Tests;

/// <summary>One number's limits hold for customers on all silos together, also over the death of the silo that keeps them.</summary>
[Collection(nameof(Side.Senders))]
public sealed class SenderTests(PostgresCluster postgres) : IAsyncLifetime
{
    private const string Recipient = "+447700900123";

    private readonly World world = new(postgres);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await world.DisposeAsync();

    /// <summary>WhatsApp lets a recipient have one message in 6 s, and lends service answers four more.</summary>
    [Fact]
    public async Task The_pace_of_one_recipient_is_kept_when_the_silo_that_counts_it_dies()
    {
        await using var silos = await TestSilos.Start(world, 3, new Play(ToOneRecipient, Script.Rules));
        await Task.WhenAll(Enumerable.Range(0, 7).Select(place => silos.Engine(place % 3).Tell(Turns.Customer($"c{place}"), Script.Event($"e{place}"), CancellationToken.None)));
        await Granted(5);

        await silos.Kill(await SendersHost(silos));
        await Task.WhenAll(Enumerable.Range(7, 5).Select(place => silos.Engine(place % 2).Tell(Turns.Customer($"c{place}"), Script.Event($"e{place}"), CancellationToken.None)));
        await Granted(8);

        var grants = world.Log.Where(happened => happened.Input is CustomerInput.SlotGranted).Select(happened => happened.Input.OccurredAt).Order().ToList();
        for (var first = 0; first < grants.Count; first++)
        {
            for (var last = first + 5; last < grants.Count; last++)
            {
                (grants[last] - grants[first]).ShouldBeGreaterThanOrEqualTo((last - first - 4) * TimeSpan.FromSeconds(6), $"the {first + 1}th to the {last + 1}th grant");
            }
        }
    }

    [Fact]
    public async Task The_limit_of_the_portfolio_outlives_the_silo_that_counts_it()
    {
        await using var silos = await TestSilos.Start(world, 2, Play.Demo with { MessagingLimit = 10 });
        var customers = Enumerable.Range(0, 14).Select(place => new Shopper(place)).ToList();
        await Task.WhenAll(customers.Select((customer, place) => customer.Orders(silos.Engine(place % 2))));
        await Accepted(10);
        foreach (var silo in silos.Handles)
        {
            silos.Of(silo).Outside.Inner.Calls.ShouldNotBeEmpty("both silos have customers");
        }

        await silos.Kill(await SendersHost(silos));
        var living = silos.Engine(0);
        await new Shopper(20).Orders(living);
        await new Shopper(21).Says(living, "How long does delivery to France take?");
        await Accepted(11);

        world.Calls.Count(call => call.Send.Message is OutboundMessage.Template).ShouldBe(10);
        world.Calls.Count.ShouldBe(11, "an answer opens no conversation");
        (await living.Senders.State(Turns.Store, Play.Demo.Rules.Policy.Numbers[0].Id, CancellationToken.None)).Waiting.ShouldBe(5);
    }

    [Fact]
    public async Task What_the_platform_said_of_a_number_holds_on_all_silos_and_outlives_the_one_that_heard_it()
    {
        await using var silos = await TestSilos.Start(world, 3, new Play(Marketing, Script.Rules));
        await silos.Engine(0).Senders.Notice(Turns.Store, new PlatformNotice.NumberRated(Script.Number, Conversations.Contact.NumberQuality.Red), CancellationToken.None);
        await Task.WhenAll(Enumerable.Range(0, 3).Select(place => silos.Engine(place).Tell(Turns.Customer($"c{place}"), Script.Event($"e{place}"), CancellationToken.None)));
        await Granted(3);

        await silos.Kill(await SendersHost(silos));
        await Task.WhenAll(Enumerable.Range(3, 2).Select(place => silos.Engine(place - 3).Tell(Turns.Customer($"c{place}"), Script.Event($"e{place}"), CancellationToken.None)));
        await Granted(5);

        world.Log.Select(happened => happened.Input).OfType<CustomerInput.SlotGranted>().ShouldAllBe(granted => granted.Capacity.Quality == Conversations.Contact.NumberQuality.Red);
    }

    [Fact]
    public async Task An_error_reaches_the_sender_although_the_senders_silo_has_just_died()
    {
        await using var silos = await TestSilos.Start(world, 2, new Play(Refused, Script.Rules));
        await Task.WhenAll(Enumerable.Range(0, 20).Select(place => silos.Engine(place % 2).Tell(Turns.Customer($"c{place}"), Script.Event($"e{place}"), CancellationToken.None)));
        await Granted(20);
        var dying = await SendersHost(silos);
        var survivors = new List<CustomerKey>();
        foreach (var customer in Enumerable.Range(0, 20).Select(place => Turns.Customer($"c{place}")))
        {
            if (await silos.HostOf(silos.Grains.GetGrain<ICustomerGrain>(CustomerGrain.KeyOf(customer))) != dying)
            {
                survivors.Add(customer);
            }
        }

        await silos.Kill(dying);
        await silos.Engine(0).Tell(survivors[0], Script.Event("r", "refused"), CancellationToken.None);
        await silos.Engine(0).Tell(survivors[1], Script.Event("after"), CancellationToken.None);
        await Granted(21);

        world.Log.Select(happened => happened.Input).OfType<CustomerInput.SlotGranted>().Last().Capacity.Blocked.ShouldNotBeNull();
    }

    [Fact]
    public async Task What_was_spent_today_is_not_forgotten_when_the_silo_that_counts_it_stops()
    {
        await using var silos = await TestSilos.Start(world, 2, new Play(Priced, Script.Rules));
        await Task.WhenAll(Enumerable.Range(0, 3).Select(place => silos.Engine(place % 2).Tell(Turns.Customer($"c{place}"), Script.Event($"e{place}"), CancellationToken.None)));
        await Accepted(3);

        await silos.Stop(await SendersHost(silos));

        (await silos.Engine(0).Senders.State(Turns.Store, Script.Number, CancellationToken.None)).Capacity.SpentToday.ShouldBe(3);
    }

    /// <summary>WhatsApp says that our token has expired.</summary>
    private static Decision Refused(Customer customer, CustomerInput happened, Conversations.Rules rules)
    {
        var decision = Script.Decide(customer, happened, rules);
        return happened is CustomerInput.Noted { Text: "refused" } ? decision with { Effects = [new Effect.TellSender(Script.Number, 190, null, null)] } : decision;
    }

    private static Decision Priced(Customer customer, CustomerInput happened, Conversations.Rules rules) =>
        Wanting(Script.Decide(customer, happened, rules), want => want with { Purpose = Purpose.Marketing, Price = 1 });

    private static Decision ToOneRecipient(Customer customer, CustomerInput happened, Conversations.Rules rules) =>
        Wanting(Script.Decide(customer, happened, rules), want => want with { Recipient = Recipient });

    private static Decision Marketing(Customer customer, CustomerInput happened, Conversations.Rules rules) =>
        Wanting(Script.Decide(customer, happened, rules), want => want with { Purpose = Purpose.Marketing });

    private static Decision Wanting(Decision decision, Func<Effect.WantSlot, Effect.WantSlot> change) =>
        decision with { Effects = [.. decision.Effects.Select(effect => effect is Effect.WantSlot want ? change(want) : effect)] };

    private static Task<SiloHandle> SendersHost(TestSilos silos) => silos.HostOf(silos.Grains.GetGrain<ISenderGrain>(Turns.Store.Value));

    private Task Granted(int count) => world.When($"{count} grants", log => log.Count(happened => happened.Input is CustomerInput.SlotGranted) >= count);

    private Task Accepted(int count) => world.When($"{count} accepted messages", log => log.Count(happened => happened.Input is CustomerInput.SendAccepted) >= count);
}
