using Conversations.Actors;
using Conversations.Identity;
using Shouldly;
using Xunit;
using static Conversations.Storage.Tests.Turns;

namespace Conversations.Storage.Tests;

public abstract partial class StoreContract
{
    [Fact]
    public async Task A_fan_out_starts_once_moves_and_ends()
    {
        var first = new FanOut(Turns.Store, "f1", Noon, Noon.AddHours(-1), "{\"a\":1}", null);
        (await Store.StartFanOut(first with { EventId = "f2", At = Noon.AddHours(1) }, "events", None)).ShouldBeTrue();
        (await Store.StartFanOut(first, "events", None)).ShouldBeTrue();
        (await Store.StartFanOut(first, "events", None)).ShouldBeFalse();
        (await Store.StartFanOut(first with { Store = new StoreId("other") }, "events", None)).ShouldBeTrue();

        (await Store.OpenFanOuts(None)).Select(fanOut => (fanOut.Store.Value, fanOut.EventId)).ShouldBe([("demo", "f1"), ("other", "f1"), ("demo", "f2")]);
        await Store.MoveFanOut(Turns.Store, "f1", new CustomerId("c7"), None);
        (await Store.OpenFanOuts(None)).Select(fanOut => fanOut.Cursor).ShouldBe([new CustomerId("c7"), null, null]);
        (await Store.OpenFanOuts(None))[0].ShouldBe(first with { Cursor = new CustomerId("c7") });
        await Store.MoveFanOut(Turns.Store, "f1", null, None);
        (await Store.OpenFanOuts(None)).Select(fanOut => (fanOut.Store.Value, fanOut.EventId)).ShouldBe([("other", "f1"), ("demo", "f2")]);
        (await Store.StartFanOut(first, "events", None)).ShouldBeFalse("an ended job is not begun again");
    }

    [Fact]
    public async Task A_fan_out_and_an_input_share_the_received_ids()
    {
        await Commit(Of("c1", 0, "e1"));
        (await Store.StartFanOut(new FanOut(Turns.Store, "e1", Noon, Noon, "{}", null), "events", None)).ShouldBeFalse();
        (await Store.OpenFanOuts(None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task The_lowest_price_of_30_days_counts_the_one_in_force_when_they_began()
    {
        (await Store.RecordPrice(new StoreId("other"), "p1", 7m, Noon.AddDays(60), None)).ShouldBe((null, null));
        (await Record(80m, -60)).ShouldBe((null, null));
        (await Record(49.90m, -45)).ShouldBe((80m, 80m));
        (await Record(100m, -10)).ShouldBe((49.90m, 49.90m));
        (await Record(90m, -5)).ShouldBe((100m, 49.90m));
        (await Record(95m, 0)).ShouldBe((90m, 49.90m));
        (await Record(85m, 21)).ShouldBe((95m, 90m), "100 was in force when the 30 days began, 49.90 no more");
        (await Record(99m, 21)).ShouldBe((95m, 90m), "the price of the same instant is not one before");
        (await Record(1m, -100)).ShouldBe((null, null), "late news see what was before them");
        (await Record(50m, 100)).ShouldBe((99m, 99m));
        (await Record(60m, 130)).ShouldBe((50m, 50m), "50 began with the 30 days, and 99 ended with it");
        (await Store.RecordPrice(Turns.Store, "p2", 7m, Noon, None)).ShouldBe((null, null));

        Task<(decimal? Previous, decimal? Low30)> Record(decimal price, int day) =>
            Store.RecordPrice(Turns.Store, "p1", price, Noon.AddDays(day), None);
    }

    [Fact]
    public async Task Documents_are_put_overwritten_and_listed_by_prefix()
    {
        await Store.PutDocument(Turns.Store, "rules/2", "b", None);
        await Store.PutDocument(Turns.Store, "rules/10", "a", None);
        await Store.PutDocument(Turns.Store, "rules/2", "c", None);
        await Store.PutDocument(Turns.Store, "rule", "x", None);
        await Store.PutDocument(Turns.Store, "rulez", "x", None);
        await Store.PutDocument(new StoreId("other"), "rules/3", "x", None);

        (await Store.Document(Turns.Store, "rules/2", None)).ShouldBe("c");
        (await Store.Document(Turns.Store, "rules/3", None)).ShouldBeNull();
        (await Store.Documents(Turns.Store, "rules/", None)).ShouldBe([("rules/10", "a"), ("rules/2", "c")]);
        (await Store.Documents(Turns.Store, "", None)).Count.ShouldBe(4);
    }

    [Fact]
    public async Task A_document_is_replaced_only_where_it_still_reads_as_it_was_read()
    {
        await Store.PutDocument(new StoreId("other"), "knowledge", "a", None);
        (await Store.ReplaceDocument(Turns.Store, "knowledge", "a", "b", None)).ShouldBeFalse("there is none yet");
        (await Store.ReplaceDocument(Turns.Store, "knowledge", null, "a", None)).ShouldBeTrue();
        (await Store.ReplaceDocument(Turns.Store, "knowledge", null, "b", None)).ShouldBeFalse("there is one now");
        (await Store.ReplaceDocument(Turns.Store, "knowledge", "b", "c", None)).ShouldBeFalse();
        (await Store.ReplaceDocument(Turns.Store, "knowledge", "a", "d", None)).ShouldBeTrue();

        (await Store.Document(Turns.Store, "knowledge", None)).ShouldBe("d");
        (await Store.Document(new StoreId("other"), "knowledge", None)).ShouldBe("a", "another store's, though it read the same");
    }

    [Fact]
    public async Task Of_many_who_replace_the_same_text_one_does()
    {
        await Store.PutDocument(Turns.Store, "knowledge", "before", None);

        var done = await Task.WhenAll(Enumerable.Range(0, 12).Select(nth => Store.ReplaceDocument(Turns.Store, "knowledge", "before", $"by {nth}", None)));

        done.Count(static replaced => replaced).ShouldBe(1);
        (await Store.Document(Turns.Store, "knowledge", None)).ShouldBe($"by {Array.IndexOf(done, true)}");
    }

    [Fact]
    public async Task Items_of_a_source_are_read_as_they_came_and_forgotten_up_to_an_instant()
    {
        var other = new StoreId("other");
        foreach (var (store, source, hour) in ((StoreId, string, int)[])[(Turns.Store, "parked/c1", 1), (Turns.Store, "parked/c1", 0), (Turns.Store, "parked/c1", 2), (Turns.Store, "parked/c2", 0), (other, "parked/c1", 0)])
        {
            await Store.KeepUnread(store, source, Noon.AddHours(hour), "kept", $"{hour}", None);
        }

        (await Bodies(Turns.Store, "parked/c1")).ShouldBe(["1", "0", "2"]);
        (await Store.UnreadBySource(Turns.Store, "parked/", None)).ShouldBe([new UnreadCount("parked/c1", Noon, 3), new UnreadCount("parked/c2", Noon, 1)], ignoreOrder: true);
        (await Store.UnreadBySource(Turns.Store, "parke_/", None)).ShouldBeEmpty();
        await Store.ForgetUnread(Turns.Store, "parked/c1", Noon.AddHours(1), None);

        (await Bodies(Turns.Store, "parked/c1")).ShouldBe(["2"]);
        (await Bodies(Turns.Store, "parked/c2")).ShouldBe(["0"]);
        (await Bodies(other, "parked/c1")).ShouldBe(["0"]);

        async Task<IEnumerable<string>> Bodies(StoreId store, string source) => (await Store.UnreadFrom(store, source, None)).Select(item => item.Body);
    }

    [Fact]
    public async Task Unread_items_are_kept_and_shown_latest_first()
    {
        await Store.KeepUnread(Turns.Store, "shopify", Noon, "no id", "{}", None);
        await Store.KeepUnread(null, "whatsapp", Noon.AddHours(1), "not JSON", "\0<", None);

        (await Store.Unread(null, 10, None)).Select(item => item.Source).ShouldBe(["whatsapp", "shopify"]);
        (await Store.Unread(null, 1, None)).ShouldHaveSingleItem().ShouldBe(new UnreadItem("whatsapp", Noon.AddHours(1), "not JSON", "<"));
        (await Store.Unread(Turns.Store, 10, None)).ShouldHaveSingleItem().Reason.ShouldBe("no id");
    }
}
