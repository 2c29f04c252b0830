using Conversations.Actors;
using Conversations.Customers;
using Conversations.Identity;
using Shouldly;
using Xunit;
using static Conversations.Storage.Tests.Turns;

namespace Conversations.Storage.Tests;

public abstract partial class StoreContract
{
    /// <summary>Bears the same ids in another store.</summary>
    private static readonly CustomerKey Namesake = new(new StoreId("other"), new CustomerId("c1"));

    [Fact]
    public async Task An_erasure_takes_all_of_one_and_nothing_of_anybody_else()
    {
        foreach (var customer in (CustomerKey[])[Customer("c1"), Customer("c2"), Namesake])
        {
            await Live(customer);
        }

        var before = (await Told(Customer("c2")), await Told(Namesake));

        await Store.Erase(Customer("c1"), None);

        (await Told(Customer("c2"))).ShouldBe(before.Item1);
        (await Told(Namesake)).ShouldBe(before.Item2);
        (await Told(Customer("c1"))).ShouldBe(await Told(Customer("stranger")));
    }

    [Fact]
    public async Task An_emptied_store_holds_nothing_and_its_neighbour_what_it_held()
    {
        await Live(Customer("c1"));
        await Live(Namesake);
        var before = (await Told(Namesake), await ToldOfStore(Namesake.Store));

        await Store.Empty(Turns.Store, None);

        (await Told(Namesake), await ToldOfStore(Namesake.Store)).ShouldBe(before);
        (await Told(Customer("c1"))).ShouldBe(await Told(Customer("stranger")));
        (await ToldOfStore(Turns.Store)).ShouldBe(await ToldOfStore(new StoreId("nowhere")));
    }

    [Fact]
    public async Task A_settled_effect_is_that_one_alone()
    {
        var alert = new Effect.RaiseAlert("a", "b");
        await Commit(Of("c1", 0, "e1").Effects(alert, alert), Of("c1", 1, "e2").Effects(alert), Of("c2", 0, "e3").Effects(alert), Of(Namesake, 0, "e1").Effects(alert));

        await Store.Settle([new SettledEffect(Customer("c1"), 1, 0)], None);

        (await Pending()).ShouldBe([(Customer("c1"), 1, 1), (Customer("c1"), 2, 0), (Customer("c2"), 1, 0), (Namesake, 1, 0)]);
        await Commit(Of("c3", 0, "e4") with { Settled = [new SettledEffect(Customer("c1"), 2, 0)] });
        (await Pending()).ShouldBe([(Customer("c1"), 1, 1), (Customer("c2"), 1, 0), (Namesake, 1, 0)]);

        async Task<IEnumerable<(CustomerKey, long, int)>> Pending() => (await Store.PendingEffects(None)).Select(row => (row.Customer, row.Version, row.Place));
    }

    /// <summary>A row in every table.</summary>
    private async Task Live(CustomerKey customer)
    {
        var (store, id) = (customer.Store, customer.Customer.Value);
        await Store.Claim(store, customer.Customer, AliasesOf(customer), None);
        await Commit(Of(customer, 0, $"{id}-1").Due(Noon).Effects(new Effect.RaiseAlert(id, store.Value)).Reads(new ReadModelChanges
        {
            Customer = new CustomerRow(NameOf(customer), $"+336{id}", $"{id}@example.com", id, Noon),
            Thread = new ThreadRow("human", Noon, "hello", Noon, 1, "eve", NameOf(customer)),
            Messages = [In("m1", $"I am {NameOf(customer)}")],
            Interests = [new InterestRow(InterestKind.Cart, "p1", Noon, false)],
            Wamids = [$"wamid.{id}"],
        }));
        var moved = Of(customer, 1, $"{id}-2") with { Seals = true };
        await Commit(moved with { After = moved.After with { MovedTo = new CustomerId($"survivor of {id}") } });
        await Store.KeepUnread(store, $"parked/{id}", Noon, "kept", "{}", None);
        await Store.KeepUnread(store, "whatsapp", Noon, "strange", "{}", None);
        await Store.Suppress(store, "hash", None);
        await Store.PutDocument(store, "rules/1", store.Value, None);
        await Store.RecordPrice(store, "p1", 5m, Noon, None);
        await Store.StartFanOut(new FanOut(store, $"f-{id}", Noon, Noon, "{}", null), "events", None);
    }

    private async Task<string> Told(CustomerKey customer)
    {
        var (store, id) = (customer.Store, customer.Customer.Value);
        var threads = (await Store.Threads(store, new ThreadQuery(null, "eve", null, null, 10), None)).Threads.Where(thread => thread.CustomerId == customer.Customer);
        var (found, _) = await Store.Threads(store, new ThreadQuery(null, null, NameOf(customer), null, 10), None);
        return Written.Of(new object?[]
        {
            await Store.Load(customer, None),
            (await Store.Inputs(customer, None)).Select(input => (object[])[input.Version, input.Input]),
            await Store.Baseline(customer, None),
            await Store.Tombstones(new(store, new CustomerId($"survivor of {id}")), None),
            (await Store.PendingEffects(None)).Where(row => row.Customer == customer),
            (await Store.Due(Noon, 10, None)).Contains(customer),
            (await Store.Find(store, AliasesOf(customer), None)).Values,
            await Store.FindByWamid(store, $"wamid.{id}", None),
            await Store.Phones(customer, None),
            await Store.Customer(customer, None),
            threads,
            found,
            await Store.Messages(customer, 10, None),
            await Store.Timeline(customer, 0, 10, None),
            (await Store.Interested(store, ["p1"], [InterestKind.Cart], Noon.AddDays(-1), null, 10, None)).Contains(customer.Customer),
            await Store.UnreadFrom(store, $"parked/{id}", None),
        });
    }

    private async Task<string> ToldOfStore(StoreId store) => Written.Of(new object?[]
    {
        await Store.Unread(store, 10, None),
        await Store.IsSuppressed(store, "hash", None),
        await Store.Documents(store, "", None) is { Count: > 0 } documents ? documents[0].Body : null,
        (await Store.OpenFanOuts(None)).Where(fanOut => fanOut.Store == store),
        await Store.WasReceived(store, "events", "c1-1", None),
        (await Store.RecordPrice(store, "p1", 4m, Noon.AddDays(1), None)).Previous,
    });

    private static Alias[] AliasesOf(CustomerKey customer) => [new(AliasKind.Phone, $"+336{customer.Customer}"), new(AliasKind.Email, $"{customer.Customer}@example.com")];

    private static string NameOf(CustomerKey customer) => $"Ann{customer.Customer}";
}
