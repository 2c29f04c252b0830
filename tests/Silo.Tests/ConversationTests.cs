using Conversations.Customers;
using Conversations.Grains;
using Conversations.Messages;
using Conversations.Storage.Tests;
using Conversations.Threads;
using Shouldly;
using Silo.Tests.Drivers;
using Silo.Tests.Silos;
using Xunit;

namespace Silo.Tests;

/// <summary>The whole product on silos that die: what was begun with a customer is gone on with elsewhere.</summary>
[Collection(nameof(Side.DyingSilos))]
public sealed class ConversationTests(PostgresCluster postgres) : IAsyncLifetime
{
    private readonly World world = new(postgres);

    public Task InitializeAsync() => Task.CompletedTask;

    public async Task DisposeAsync() => await world.DisposeAsync();

    [Fact]
    public async Task A_conversation_goes_on_elsewhere_when_its_silo_dies_between_the_question_and_the_answer()
    {
        await using var silos = await TestSilos.Start(world, 2, Play.Demo);
        var customers = Enumerable.Range(0, 12).Select(place => new Shopper(place)).ToList();
        await Task.WhenAll(customers.Select(async (customer, place) =>
        {
            await customer.Consents(silos.Engine(place % 2));
            await customer.LeftCart(silos.Engine((place + 1) % 2), TimeSpan.FromMinutes(31));
        }));
        await Sent(12);

        var dying = await silos.HostOf(silos.Grains.GetGrain<ICustomerGrain>(CustomerGrain.KeyOf(customers[0].Key)));
        var living = silos.Engine(silos.Handles[0] == dying ? 1 : 0);
        var thinking = silos.Of(dying).Outside.Think();
        await Task.WhenAll(customers.Take(9).Select(customer => customer.Says(living, "How long does delivery to France take?")));
        await thinking.WaitAsync(World.Patience);
        await Task.WhenAll(customers.Skip(9).Select(customer => customer.Says(living, "How long does delivery to France take?")));
        await silos.Kill(dying);
        await Sent(24);

        foreach (var customer in customers)
        {
            Kinds(customer).ShouldBe([nameof(OutboundMessage.Template), nameof(OutboundMessage.Text)], $"{customer.Key}: one reminder, one answer");
            var thread = (await living.Look(customer.Key, CancellationToken.None))!.Thread;
            thread.Lines.Select(line => line.Direction).ShouldBe([Direction.Out, Direction.In, Direction.Out]);
        }

        world.Calls.Where(call => call.Send.Message is OutboundMessage.Text).ShouldAllBe(call => call.Send.Message.Reads.Contains("France"));
        await customers[0].Orders(living);
        await Sent(25);
        Kinds(customers[0]).Count.ShouldBe(3, "the order is confirmed");
    }

    private List<string> Kinds(Shopper customer) =>
        [.. world.Calls.Where(call => call.Send.Phone == customer.Phone).OrderBy(call => call.At).Select(call => call.Send.Message.GetType().Name)];

    private Task Sent(int count) => world.When($"{count} accepted messages", log => log.Count(happened => happened.Input is CustomerInput.SendAccepted) >= count);
}
