using Conversations.Carts;
using Conversations.Customers;
using Conversations.Grains;
using Conversations.Storage.Tests;
using Shouldly;
using Silo.Tests.Drivers;
using Silo.Tests.Silos;
using Xunit;

namespace Silo.Tests;

/// <summary>News of a product over several silos: everybody hears of it, and once.</summary>
[Collection(nameof(Side.DyingSilos))]
public sealed class FanOutTests(PostgresCluster postgres) : IAsyncLifetime
{
    private const int Concerned = 250;
    private const string Product = "linen-shirt";

    private readonly World world = new(postgres);
    private readonly List<Shopper> customers = [.. Enumerable.Range(0, Concerned).Select(place => new Shopper(place))];

    private static CustomerInput.ProductNews Restocked => new(ProductChange.Restocked, new Product { Id = Product }, null, null)
    {
        Id = "restocked",
        Source = "events",
        At = TimeProvider.System.GetUtcNow(),
        OccurredAt = TimeProvider.System.GetUtcNow(),
    };

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task Everybody_hears_once_whichever_silos_are_told()
    {
        await using var silos = await TestSilos.Start(world, 2, Play.Demo);
        await Concern(silos);

        var begun = await Task.WhenAll(silos.Engine(0).Announce(Turns.Store, "events", Restocked, CancellationToken.None), silos.Engine(1).Announce(Turns.Store, "events", Restocked, CancellationToken.None));
        await Ended();

        begun.Count(first => first).ShouldBe(1, "the storefront told it twice");
        EachToldOnce().ShouldBe(0);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task When_a_silo_dies_in_the_middle_nobody_is_forgotten_and_nobody_told_twice(bool theOneThatWalks)
    {
        await using var silos = await TestSilos.Start(world, 2, Play.Demo);
        await Concern(silos);
        world.Hold(log => log.Count(IsTold) > 100);
        await silos.Engine(0).Announce(Turns.Store, "events", Restocked, CancellationToken.None);
        await world.When("the middle of the second page", log => log.Count(IsTold) > 100);
        var walking = await silos.HostOf(silos.Grains.GetGrain<IFanOutGrain>($"{Turns.Store}/restocked"));

        await silos.Kill(silos.Handles.Single(silo => silo == walking == theOneThatWalks));
        world.Log.Count(IsTold).ShouldBeLessThan(200, "the page was not told to its end");
        world.LetGo();
        await Ended();

        EachToldOnce().ShouldBeLessThan(100, "the sends that died with the silo");
        (await world.Count("select count(*) from outbox")).ShouldBe(0);
    }

    private static bool IsTold(World.Happened happened) => happened.Input is CustomerInput.ProductNews;

    private static bool IsEnd(World.Happened happened) => happened.Input is CustomerInput.SendAccepted or CustomerInput.SendUnknown;

    private IEnumerable<Shopper> Subscribers => customers.Where((_, place) => place % 2 == 0);

    /// <summary>One half asked to be told; the other left it in a cart just now, of which they are reminded before they are told anything else.</summary>
    private Task Concern(TestSilos silos) => Task.WhenAll(customers.Select(async (customer, place) =>
    {
        await customer.Consents(silos.Engine(place / 2 % 2));
        await (place % 2 == 0 ? customer.Subscribes(silos.Engine(place / 2 % 2), Product) : customer.LeftCart(silos.Engine(place / 2 % 2), TimeSpan.Zero));
    }));

    private Task Ended() => world.When("the end", log => log.Count(IsTold) >= Concerned && log.Count(IsEnd) >= Concerned / 2);

    /// <summary>How many of the messages ended as unknown.</summary>
    private int EachToldOnce()
    {
        var log = world.Log;
        log.Where(IsTold).Select(happened => happened.Customer).ShouldBe(customers.Select(customer => customer.Key), ignoreOrder: true);
        log.Where(IsEnd).Select(happened => happened.Customer).ShouldBe(Subscribers.Select(customer => customer.Key), ignoreOrder: true);
        var unknown = log.Count(happened => happened.Input is CustomerInput.SendUnknown);
        var phones = world.Calls.Select(call => call.Send.Phone).ToList();
        phones.Distinct().Count().ShouldBe(phones.Count, "nobody has two messages");
        phones.Count.ShouldBeInRange((Concerned / 2) - unknown, Concerned / 2);
        return unknown;
    }
}
