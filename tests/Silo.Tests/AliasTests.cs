using Conversations.Actors;
using Conversations.Customers;
using Conversations.Grains;
using Conversations.Identity;
using Conversations.Storage.Tests;
using Conversations.Storage.Tests.Engines;
using Shouldly;
using Silo.Tests.Silos;
using Xunit;

namespace Silo.Tests;

/// <summary>Each silo remembers whose an alias is; the customers themselves say when that is no longer so.</summary>
[Collection(nameof(PostgresCluster))]
public sealed class AliasTests(PostgresCluster postgres)
{
    private static readonly Alias Phone = new(AliasKind.Phone, "+33600000001");

    [Fact]
    public async Task A_number_that_changed_hands_on_one_silo_is_not_taken_from_the_memory_of_another()
    {
        await using var world = new World(postgres);
        await using var silos = await TestSilos.Start(world, 2, Script.Decide);
        var (one, two) = (silos.Engine(0), silos.Engine(1));
        var first = await Take(one, "e1", Phone, new Alias(AliasKind.Bsuid, "FR.1"));
        (await Take(one, "e2", Phone)).ShouldBe(first);
        (await Take(two, "e3", Phone)).ShouldBe(first);

        var second = await Take(two, "e4", Phone, new Alias(AliasKind.Bsuid, "FR.2"));

        second.ShouldNotBe(first);
        (await Take(one, "e5", Phone)).ShouldBe(second, "the first silo remembered it as the former owner's");
        (await one.Look(new CustomerKey(Turns.Store, first), CancellationToken.None))!.Aliases.ShouldNotContain(Phone);
    }

    [Fact]
    public async Task An_alias_of_a_customer_erased_on_one_silo_leads_to_a_new_one_on_another()
    {
        await using var world = new World(postgres);
        await using var silos = await TestSilos.Start(world, 2, Script.Decide);
        var (one, two) = (silos.Engine(0), silos.Engine(1));
        var first = await Take(one, "e1", Phone);
        (await Take(one, "e2", Phone)).ShouldBe(first);

        await two.Erase(new CustomerKey(Turns.Store, first), CancellationToken.None);

        (await Take(one, "e3", Phone)).ShouldNotBe(first);
        (await one.Look(new CustomerKey(Turns.Store, first), CancellationToken.None)).ShouldBeNull();
    }

    private static async Task<CustomerId> Take(ClusterEngine engine, string id, params Alias[] aliases) =>
        (await engine.Take(new Addressed(Turns.Store, Script.Event(id, "hello") with { Aliases = [.. aliases] }), CancellationToken.None)).Customer;
}
