using Conversations.Actors;
using Conversations.Customers;
using Conversations.Identity;
using Shouldly;
using Xunit;
using static Conversations.Storage.Tests.Turns;

namespace Conversations.Storage.Tests;

public abstract partial class StoreContract
{
    private static readonly Alias Phone = new(AliasKind.Phone, "+33612345678");
    private static readonly Alias Email = new(AliasKind.Email, "ann@example.com");
    private static readonly CustomerId Ann = new("ann");
    private static readonly CustomerId Bea = new("bea");

    [Fact]
    public async Task A_claimed_alias_keeps_its_first_owner_and_who_cannot_have_all_gets_none()
    {
        (await Store.Claim(Turns.Store, Ann, [Phone], None))[Phone].ShouldBe(Ann);

        var owners = await Store.Claim(Turns.Store, Bea, [Email, Phone, Phone], None);

        owners[Phone].ShouldBe(Ann);
        owners.Keys.ShouldNotContain(Email);
        (await Store.Claim(Turns.Store, Ann, [Email, Phone], None))[Email].ShouldBe(Ann);
        var beas = new Alias(AliasKind.CartToken, "b");
        await Store.Claim(Turns.Store, Bea, [beas], None);
        (await Store.Claim(Turns.Store, Bea, [beas, Phone], None))[beas].ShouldBe(Bea);
        (await Store.Find(Turns.Store, [beas], None))[beas].ShouldBe(Bea, "what it had before it keeps");
        (await Store.Find(Turns.Store, [Phone, new Alias(AliasKind.Bsuid, Phone.Value)], None)).ShouldHaveSingleItem().Value.ShouldBe(Ann);
        (await Store.Find(new StoreId("other"), [Phone], None)).ShouldBeEmpty();
        (await Store.Find(Turns.Store, [], None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Every_kind_of_alias_finds_its_customer()
    {
        var aliases = Enum.GetValues<AliasKind>().Select(kind => new Alias(kind, "v'\"\\é")).ToList();
        await Store.Claim(Turns.Store, Ann, aliases, None);
        (await Store.Find(Turns.Store, aliases, None)).Keys.Order().ShouldBe(aliases.Order());
    }

    [Fact]
    public async Task What_was_received_is_known_by_source_and_id_after_an_erasure_too()
    {
        await Store.Commit([Of("ann", 0, "e1")], None);
        await Store.Erase(Customer("ann"), None);

        (await Store.WasReceived(Turns.Store, "events", "e1", None)).ShouldBeTrue();
        (await Store.WasReceived(Turns.Store, "events", "e2", None)).ShouldBeFalse();
        (await Store.WasReceived(Turns.Store, "shopify", "e1", None)).ShouldBeFalse();
        (await Store.WasReceived(new StoreId("other"), "events", "e1", None)).ShouldBeFalse();
    }

    [Fact]
    public async Task What_the_engine_told_an_erased_customer_may_be_told_to_another_life_under_its_id()
    {
        string[] told = ["fx:ann:1:0", "fx:ann:12:3", "suppressed:ann", "fx:anna:1:0", "fx:Ann:1:0", "fx:moved:1:0"];
        for (var place = 0; place < told.Length; place++)
        {
            await Commit(Of("ann", place, told[place], "engine"));
        }

        var moved = Of("moved", 0, "m");
        await Commit(moved with { After = moved.After with { MovedTo = Ann } });
        await Store.Erase(Customer("ann"), None);
        await Store.Erase(Customer("moved"), None);

        List<string> left = [];
        foreach (var id in told)
        {
            if (await Store.WasReceived(Turns.Store, "engine", id, None))
            {
                left.Add(id);
            }
        }

        left.ShouldBe(["fx:anna:1:0", "fx:Ann:1:0", "fx:moved:1:0"]);
    }

    [Fact]
    public async Task The_phones_of_a_customer_are_those_of_its_aliases_and_of_its_row()
    {
        await Store.Claim(Turns.Store, Ann, [Phone, Email], None);
        await Store.Claim(Turns.Store, Bea, [new Alias(AliasKind.Phone, "+33600000001")], None);
        var row = new CustomerRow("Ann", "+33600000002", Email.Value, null, Noon);
        await Store.Commit([Of("ann", 0, "e1") with { ReadModels = ReadModelChanges.None with { Customer = row } }], None);

        (await Store.Phones(Customer("ann"), None)).Order().ShouldBe(["+33600000002", Phone.Value]);
        (await Store.Phones(Customer("nobody"), None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Concurrent_claims_of_a_new_alias_have_one_owner()
    {
        for (var round = 0; round < 10; round++)
        {
            Alias[] aliases = [new(AliasKind.Phone, $"+3360000000{round}"), new(AliasKind.Email, $"{round}@example.com")];
            var owners = await Task.WhenAll(Enumerable.Range(0, 4).Select(i =>
                Task.Run(() => Store.Claim(Turns.Store, new CustomerId($"c{i}"), i % 2 == 0 ? aliases : [aliases[1], aliases[0]], None))));

            foreach (var alias in aliases)
            {
                owners.Select(found => found[alias]).Distinct().Count().ShouldBe(1);
            }
        }
    }

    [Fact]
    public async Task Concurrent_claims_that_overlap_leave_nothing_to_whoever_lost()
    {
        for (var round = 0; round < 10; round++)
        {
            var names = Enumerable.Range(0, 5).Select(i => new Alias(AliasKind.Email, $"{round}.{i}@example.com")).ToList();
            var own = new Alias(AliasKind.Phone, $"+3361111111{round}");
            await Task.WhenAll(Enumerable.Range(0, 4).SelectMany(i => (Task[])
            [
                Task.Run(() => Store.Claim(Turns.Store, new CustomerId($"c{i}"), [names[i], names[i + 1]], None)),
                Task.Run(() => Store.Claim(new StoreId($"other{i}"), new CustomerId($"c{i}"), [own], None)),
                Task.Run(() => Store.Claim(Turns.Store, new CustomerId($"d{i}"), [own with { Value = $"{own.Value}{i}" }], None)),
            ]));
            for (var i = 0; i < 4; i++)
            {
                (await Store.Find(new StoreId($"other{i}"), [own], None)).Count.ShouldBe(1, "nobody else wanted it in that store");
                (await Store.Find(Turns.Store, [own with { Value = $"{own.Value}{i}" }], None)).Count.ShouldBe(1, "nobody else wanted it");
            }

            var owners = await Store.Find(Turns.Store, names, None);
            owners.ShouldNotBeEmpty();
            owners.GroupBy(owned => owned.Value).ShouldAllBe(mine => mine.Count() == 2);
        }
    }

    [Fact]
    public async Task A_reassigned_alias_belongs_to_the_other_whoever_had_it()
    {
        await Store.Claim(Turns.Store, Ann, [Phone], None);
        await Store.Reassign(Turns.Store, [Phone, Email], Bea, None);
        (await Store.Find(Turns.Store, [Phone, Email], None)).Values.ShouldBe([Bea, Bea]);
    }

    [Fact]
    public async Task A_wamid_leads_to_the_customer_it_went_to()
    {
        await Commit(Of("c1", 0, "e1").Reads(new ReadModelChanges { Wamids = ["wamid.A", "wamid.B"] }));
        (await Store.FindByWamid(Turns.Store, "wamid.B", None)).ShouldBe(new CustomerId("c1"));
        (await Store.FindByWamid(Turns.Store, "wamid.C", None)).ShouldBeNull();
        (await Store.FindByWamid(new StoreId("other"), "wamid.B", None)).ShouldBeNull();
    }

    [Fact]
    public async Task A_suppressed_number_is_remembered()
    {
        await Store.Suppress(Turns.Store, "hash", None);
        await Store.Suppress(Turns.Store, "hash", None);
        (await Store.IsSuppressed(Turns.Store, "hash", None)).ShouldBeTrue();
        (await Store.IsSuppressed(new StoreId("other"), "hash", None)).ShouldBeFalse();
        (await Store.IsSuppressed(Turns.Store, "another", None)).ShouldBeFalse();
    }

    [Fact]
    public async Task An_erasure_leaves_nothing_personal_and_forgets_no_received_id()
    {
        await CommitPerson("c1", "33612345678", "Annabelle", 0);
        await CommitPerson("c2", "33699999999", "Beatrice", 0);
        await CommitPerson("c1", "33612345678", "Annabelle", 2);
        await Store.KeepUnread(null, "whatsapp", Noon, "what is this", "{\"from\":\"33612345678\"}", None);
        await Store.KeepUnread(null, "whatsapp", Noon, "what is this", "{\"from\":\"33699999999\"}", None);
        (await Everything()).ShouldContain("33612345678");

        await Store.Erase(Customer("c1"), None);

        var left = await Everything();
        left.ShouldNotContain("33612345678");
        left.ShouldNotContain("Annabelle", Case.Insensitive);
        left.ShouldContain("33699999999");
        left.ShouldContain("Beatrice");
        (await Store.Load(Customer("c1"), None)).ShouldBeNull();
        (await Store.Timeline(Customer("c1"), 0, 10, None)).ShouldBeEmpty();
        (await Store.PendingEffects(None)).ShouldAllBe(row => row.Customer == Customer("c2"));
        (await Store.Interested(Turns.Store, ["p1"], [InterestKind.Cart], Noon.AddDays(-1), null, 10, None)).ShouldBe([new CustomerId("c2")]);
        (await Store.Threads(Turns.Store, new ThreadQuery(null, null, "Annabelle", null, 10), None)).Threads.ShouldBeEmpty();
        (await Store.Threads(Turns.Store, new ThreadQuery(null, null, "Beatrice", null, 10), None)).Threads.ShouldHaveSingleItem();
        (await Store.Unread(null, 10, None)).ShouldHaveSingleItem();
        (await CommitOne(Of("c1", 0, "c1-0"))).ShouldBeOfType<CommitOutcome.Repeated>();
        await Commit(Of("c1", 0, "fresh"));
    }

    [Fact]
    public async Task An_emptied_store_knows_nothing_and_its_neighbour_all()
    {
        var neighbour = new CustomerKey(new StoreId("other"), new CustomerId("c1"));
        await CommitPerson("c1", "33612345678", "Annabelle", 0);
        await Commit(Of(neighbour, 0, "c1-0").Thread("human", Noon, "Annabelle"));
        await Store.Suppress(Turns.Store, "hash", None);
        await Store.RecordPrice(Turns.Store, "p1", 5m, Noon, None);
        await Store.StartFanOut(new FanOut(Turns.Store, "f1", Noon, Noon, "{}", null), "events", None);

        await Store.Empty(Turns.Store, None);

        (await Store.Load(Customer("c1"), None)).ShouldBeNull();
        (await Store.IsSuppressed(Turns.Store, "hash", None)).ShouldBeFalse();
        (await Store.OpenFanOuts(None)).ShouldBeEmpty();
        (await Store.RecordPrice(Turns.Store, "p1", 5m, Noon, None)).ShouldBe((null, null));
        (await Store.Load(neighbour, None)).ShouldNotBeNull();
        (await Store.Threads(neighbour.Store, new ThreadQuery(null, null, "annabelle", null, 10), None)).Threads.ShouldHaveSingleItem();
        await Commit(Of("c1", 0, "c1-0"));
    }

    private async Task CommitPerson(string id, string digits, string name, long version)
    {
        var turn = Of(id, version, $"{id}-{version}").Facts($"{name} wrote from +{digits}");
        var after = turn.After with { Profile = new() { Phone = $"+{digits}", FirstName = name } };
        await Store.Claim(Turns.Store, turn.Customer.Customer, [new Alias(AliasKind.Phone, $"+{digits}")], None);
        await Commit(turn with
        {
            After = after,
            Snapshot = Written.Of(after),
            ReadModels = new ReadModelChanges
            {
                Customer = new CustomerRow(name, $"+{digits}", $"{name}@example.com", $"s-{digits}", Noon),
                Thread = new ThreadRow("human", Noon, $"call me on {digits}", Noon, 1, null, name),
                Messages = [In($"wamid.{digits}.{version}", $"call me on {digits}, {name}")],
                Interests = [new InterestRow(InterestKind.Cart, "p1", Noon, false)],
                Wamids = [$"wamid.{digits}"],
            },
        });
        await Commit(Of(id, version + 1, $"{id}-{version}b").Effects(new Effect.RaiseAlert(digits, name)) with { Snapshot = $"{{\"phone\":\"+{digits}\"}}" });
    }
}
