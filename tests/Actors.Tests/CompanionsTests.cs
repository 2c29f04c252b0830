using System.Collections.Immutable;
using Conversations.Carts;
using Conversations.Customers;
using Conversations.Identity;
using Conversations.Journeys;
using Conversations.Messages;
using Conversations.Orders;
using Shouldly;
using Xunit;

namespace Conversations.Actors.Tests;

/// <summary>What was bought together is counted after the commit, and comes back as an input.</summary>
public sealed class CompanionsTests
{
    [Theory]
    [InlineData(3, "Wool scarf")]
    [InlineData(2, null)]
    public void Cross_sell_shows_what_enough_others_bought_with_it(int others, string? shown)
    {
        var host = new Host(Decider.Decide);
        host.Run(() => host.Book.Publish(Host.Store, Shop, CancellationToken.None));
        for (var n = 0; n < others; n++)
        {
            Order(host, $"other{n}", OrderEvent.Placed, "shirt", "scarf");
        }

        host.Tell("zoe", new CustomerInput.ConsentReported(true, "checkout", "Yes") { Id = "consent", Source = "events", At = Host.Noon, OccurredAt = Host.Noon, Profile = new Profile { Phone = "+33600000001" }, Aliases = [new Alias(AliasKind.Phone, "+33600000001")] });
        Order(host, "zoe", OrderEvent.Placed, "shirt");
        Order(host, "zoe", OrderEvent.Delivered, "shirt");
        host.Advance(TimeSpan.FromDays(16));

        host.Sent.Select(send => send.Message.Reads).ShouldBe(shown is null ? Array.Empty<string>() : [$"Have a look: {shown}"]);
        host.Run(() => host.Disk.Inputs(Host.Key("zoe"), CancellationToken.None)).ShouldContain(row => row.Input is CustomerInput.CompanionsCounted);
        host.Disk.Outbox().ShouldBeEmpty();
    }

    [Fact]
    public void What_cannot_be_counted_now_is_counted_later()
    {
        var hook = new CountingHook { FailBefore = "companions" };
        var host = new Host(hook: hook);
        host.Tell("a", "n1", "count");
        host.Look("a").Kinds().ShouldBe(["Noted"]);

        hook.FailBefore = null;
        host.Advance(TimeSpan.FromSeconds(5));

        host.Look("a").Kinds().ShouldBe(["Noted", "CompanionsCounted"]);
        host.Disk.Outbox().ShouldBeEmpty();
    }

    [Fact]
    public void What_was_not_counted_before_a_crash_is_counted_after_it_once()
    {
        var hook = new CountingHook { FailBefore = "companions" };
        var host = new Host(hook: hook);
        host.Tell("a", "n1", "count");
        host.Disk.Outbox().ShouldHaveSingleItem();

        hook.FailBefore = null;
        host.Crash();
        host.Advance(TimeSpan.FromMinutes(1));
        host.Crash();

        host.Look("a").Kinds().ShouldBe(["Noted", "CompanionsCounted"]);
        host.Disk.Outbox().ShouldBeEmpty();
    }

    [Fact]
    public void A_count_that_comes_after_the_erasure_brings_nobody_back()
    {
        var hook = new CountingHook { FailBefore = "companions" };
        var host = new Host(hook: hook);
        host.Tell("a", "n1", "count");

        host.Run(async () =>
        {
            await host.Engine.Erase(Host.Key("a"), CancellationToken.None);
            return true;
        });
        host.Advance(TimeSpan.FromDays(2));
        hook.FailBefore = null;
        host.Advance(TimeSpan.FromHours(1));

        hook.Calls["companions"].ShouldBeGreaterThan(10);
        host.Look("a").ShouldBeNull();
    }

    private static Rules Shop { get; } = Host.Rulebook with
    {
        Policy = Host.Rulebook.Policy with { HoldoutPercent = 0 },
        Journeys = [.. JourneyDefinitions.Shipped.Where(journey => journey.Name == "cross-sell")],
        Templates = [new MessageTemplate { Name = "cross_sell", Language = "en", Category = TemplateCategory.Marketing, Body = "Have a look: {{product}}" }],
        Catalogue = ImmutableSortedDictionary<string, CatalogueProduct>.Empty
            .Add("shirt", new CatalogueProduct(new Product { Id = "shirt", Name = "Shirt" }, []))
            .Add("scarf", new CatalogueProduct(new Product { Id = "scarf", Name = "Wool scarf" }, [])),
    };

    private static void Order(Host host, string customer, OrderEvent happened, params string[] products) => host.Tell(customer, new CustomerInput.OrderReported(happened, new OrderReport
    {
        Id = $"o-{customer}",
        PaymentStatus = PaymentStatus.Paid,
        Items = [.. products.Select(product => new Item { ProductId = product })],
    })
    { Id = $"{customer}-{happened}", Source = "events", At = Host.Noon, OccurredAt = Host.Noon });
}
