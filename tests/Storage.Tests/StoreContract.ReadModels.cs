using Conversations.Actors;
using Conversations.Identity;
using Shouldly;
using Xunit;
using static Conversations.Storage.Tests.Turns;

namespace Conversations.Storage.Tests;

public abstract partial class StoreContract
{
    [Fact]
    public async Task The_timeline_is_paged_by_version_and_splits_none()
    {
        await Commit(
            Of("c1", 0, "e1").Facts("1a", "1b", "1c"),
            Of("c1", 1, "e2").Facts("2a"),
            Of("c1", 2, "e3").Facts("3a", "3b"),
            Of("c2", 0, "e4").Facts("another"));

        (await Summaries(0, 2)).ShouldBe(["1a", "1b", "1c"]);
        (await Summaries(0, 3)).ShouldBe(["1a", "1b", "1c"]);
        (await Summaries(0, 4)).ShouldBe(["1a", "1b", "1c", "2a"]);
        (await Summaries(1, 2)).ShouldBe(["2a", "3a", "3b"]);
        (await Summaries(2, 100)).ShouldBe(["3a", "3b"]);
        (await Summaries(3, 100)).ShouldBeEmpty();

        async Task<IEnumerable<string>> Summaries(long after, int limit) =>
            (await Store.Timeline(Customer("c1"), after, limit, None)).Select(fact => fact.Summary);
    }

    [Fact]
    public async Task A_fact_of_the_timeline_has_its_data_and_time()
    {
        await Commit(Of("c1", 0, "e'1\""));
        var fact = (await Store.Timeline(Customer("c1"), 0, 1, None)).ShouldHaveSingleItem();
        (fact.Version, fact.Place, fact.At, fact.Kind).ShouldBe((1, 0, Noon, "product.viewed"));
        fact.Data.ShouldHaveSingleItem().Value.ShouldBe("e'1\"");
    }

    [Fact]
    public async Task A_customers_row_is_overwritten_and_listed_latest_born_first()
    {
        await Commit(
            Of("c1", 0, "e1").Reads(new ReadModelChanges { Customer = new CustomerRow("Ann", "+336", "a@b.c", "s1", Noon) }),
            Of("c2", 0, "e2").Reads(new ReadModelChanges { Customer = new CustomerRow(null, null, null, null, Noon.AddDays(1)) }));
        await Commit(Of("c1", 1, "e3").Reads(new ReadModelChanges { Customer = new CustomerRow("Anna", null, "a@b.c", "s1", Noon) }));

        (await Store.Customer(Customer("c1"), None)).ShouldBe(new CustomerSummary(new CustomerId("c1"), new CustomerRow("Anna", null, "a@b.c", "s1", Noon)));
        (await Store.Customers(Turns.Store, 10, None)).Select(row => row.CustomerId.Value).ShouldBe(["c2", "c1"]);
        (await Store.Customers(Turns.Store, 1, None)).ShouldHaveSingleItem();
        (await Store.Customers(new StoreId("other"), 10, None)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Messages_come_oldest_first_the_latest_kept_and_changes_overwrite()
    {
        await Commit(Of("c1", 0, "e1").Messages(In("m1", "one"), Out("m2", "two", Noon.AddMinutes(1)), In("m3", "three", Noon.AddMinutes(2))));
        await Commit(Of("c1", 1, "e2").Messages(Out("m2", "two", Noon.AddMinutes(1), status: "read")));

        (await Store.Messages(Customer("c1"), 10, None)).ShouldBe(
            [In("m1", "one"), Out("m2", "two", Noon.AddMinutes(1), status: "read"), In("m3", "three", Noon.AddMinutes(2))]);
        (await Store.Messages(Customer("c1"), 2, None)).Select(message => message.Id).ShouldBe(["m2", "m3"]);
    }

    [Fact]
    public async Task Threads_are_filtered_and_paged_latest_first()
    {
        await Commit([.. Enumerable.Range(1, 7).Select(i =>
            Of($"c{i}", 0, $"e{i}").Thread(i % 2 == 0 ? "human" : "assistant", Noon.AddMinutes(i / 2), $"Name {i}", i is 2 or 4 ? "eve" : null))]);
        await Commit(Of("c8", 0, "e8").Thread("closed", null), Of("c9", 0, "e9").Thread("waiting", null));

        (await Listed(new ThreadQuery(null, null, null, null, 100))).ShouldBe(["c6", "c7", "c4", "c5", "c2", "c3", "c1", "c9"], "c9 counts from its beginning");
        (await Listed(new ThreadQuery(null, null, null, null, 3))).ShouldBe(["c6", "c7", "c4", "c5", "c2", "c3", "c1", "c9"]);
        (await Listed(new ThreadQuery("human", null, null, null, 2))).ShouldBe(["c6", "c4", "c2"]);
        (await Listed(new ThreadQuery("human", "eve", null, null, 2))).ShouldBe(["c4", "c2"]);
        (await Listed(new ThreadQuery("closed", "eve", null, null, 2))).ShouldBeEmpty();
        (await Listed(new ThreadQuery(null, "eve", null, null, 1))).ShouldBe(["c4", "c2"]);
        (await Listed(new ThreadQuery(null, "eve", "name", null, 2))).ShouldBe(["c4", "c2"]);
        (await Listed(new ThreadQuery("human", null, "name", null, 1))).ShouldBe(["c6", "c4", "c2"]);
        (await Listed(new ThreadQuery("closed", null, null, null, 2))).ShouldBeEmpty();
        await Should.ThrowAsync<FormatException>(() => Listed(new ThreadQuery(null, null, null, "x", 2)));
    }

    [Theory]
    [InlineData(null, null, null)]
    [InlineData("human", null, null)]
    [InlineData(null, "eve", null)]
    [InlineData("human", "eve", null)]
    [InlineData(null, null, "zebra")]
    [InlineData(null, null, "😀")]
    public async Task Every_list_is_paged_through_threads_of_one_instant_and_shows_no_other_store(string? state, string? assignedTo, string? text)
    {
        foreach (var id in (string[])["c4", "c2", "c5", "c6", "c1", "c3"])
        {
            var at = id == "c6" ? Noon.AddMinutes(1) : Noon;
            await Commit(
                Of(id, 0, $"e-{id}").Thread("human", at, "Zoe", "eve").Messages(In("m1", "zebra 😀")),
                Of(new CustomerKey(Namesake.Store, new CustomerId($"{id}-there")), 0, $"e-{id}").Thread("human", at, "Zoe", "eve").Messages(In("m1", "zebra 😀")));
        }

        foreach (var limit in (int[])[1, 2, 10])
        {
            (await Listed(new ThreadQuery(state, assignedTo, text, null, limit))).ShouldBe(["c6", "c1", "c2", "c3", "c4", "c5"]);
        }
    }

    [Fact]
    public async Task A_thread_closed_without_a_word_leaves_every_list()
    {
        await Commit(Of("c1", 0, "e1").Thread("waiting", Noon, "Ann", "eve").Messages(In("m1", "zebra")), Of("c2", 0, "e2").Thread("human", null));
        await Commit(Of("c1", 1, "e3").Thread("closed", null), Of("c2", 1, "e4").Thread("closed", null));

        foreach (var query in (ThreadQuery[])[new(null, null, null, null, 9), new("waiting", null, null, null, 9), new("closed", null, null, null, 9), new(null, "eve", null, null, 9), new(null, null, "zebra", null, 9)])
        {
            (await Listed(query)).ShouldBeEmpty();
        }
    }

    [Fact]
    public async Task Who_turned_out_to_be_another_is_not_listed_among_the_customers()
    {
        await Commit(Of("c1", 0, "e1").Thread("closed", null, "Ann"), Of("c2", 0, "e2").Thread("closed", null, "Ann"));
        var moved = Of("c2", 1, "e3").Reads(new ReadModelChanges { Customer = new CustomerRow(null, null, null, null, Noon) });
        await Commit(moved with { After = moved.After with { MovedTo = new CustomerId("c1") } });

        (await Store.Customers(Turns.Store, 10, None)).ShouldHaveSingleItem().CustomerId.Value.ShouldBe("c1");
    }

    [Theory]
    [InlineData("blue", "c1")]
    [InlineData("blu sneak", "c1")]
    [InlineData("BLUE", "c1")]
    [InlineData("reñé", "c2")]
    [InlineData("rene", "c2")]
    [InlineData("it's", "c3")]
    [InlineData("\"*", "c3")]
    [InlineData("say \"hi\"", "c3")]
    [InlineData("😀", "c4")]
    [InlineData("❤️", "c4")]
    [InlineData("great 😀", "c4")]
    [InlineData("100%", "c5")]
    [InlineData("数量", "c5")]
    [InlineData("blue NOT sneakers", "")]
    [InlineData("text:blue", "")]
    [InlineData("old", "")]
    [InlineData("') or 1=1 --", "")]
    [InlineData("!:*&|<->()", "")]
    [InlineData("\u0301", "")]
    [InlineData("a\0b", "")]
    [InlineData("  ", "c1 c2 c3 c4 c5")]
    public async Task Search_takes_whatever_an_operator_types(string typed, string found)
    {
        await Commit(
            Of("c1", 0, "e1").Thread("human", Noon.AddMinutes(9)).Messages(In("m1", "Do you have blue sneakers?"), In("m2", "the old text")),
            Of("c2", 0, "e2").Thread("human", Noon.AddMinutes(8), "René Dupré").Messages(In("m1", null)),
            Of("c3", 0, "e3").Thread("human", Noon.AddMinutes(7)).Messages(In("m1", "It's \"*odd\", say \"hi\"")),
            Of("c4", 0, "e4").Thread("human", Noon.AddMinutes(6)).Messages(In("m1", "great 😀 ❤️")),
            Of("c5", 0, "e5").Thread("human", Noon.AddMinutes(5)).Messages(In("m1", "is it 100% wool? 数量有多少")));
        await Commit(Of("c1", 1, "e6").Messages(In("m2", "revised")));

        (await Listed(new ThreadQuery(null, null, typed, null, 10))).ShouldBe(found.Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }

    [Fact]
    public async Task Interested_customers_are_walked_by_id_once_each()
    {
        await Commit(
            Of("c3", 0, "e1").Reads(new ReadModelChanges { Interests = [Interest(InterestKind.Cart, "p1"), Interest(InterestKind.Subscription, "p1"), Interest(InterestKind.Cart, "p2")] }),
            Of("c1", 0, "e2").Reads(new ReadModelChanges { Interests = [Interest(InterestKind.Subscription, "p2")] }),
            Of("c2", 0, "e3").Reads(new ReadModelChanges { Interests = [Interest(InterestKind.Cart, "p1", Noon.AddDays(-31))] }),
            Of("c4", 0, "e4").Reads(new ReadModelChanges { Interests = [Interest(InterestKind.Cart, "p1") with { Gone = true }] }),
            Of("c5", 0, "e5").Reads(new ReadModelChanges { Interests = [Interest(InterestKind.Cart, "p1")] }));
        await Commit(Of("c5", 1, "e6").Reads(new ReadModelChanges { Interests = [Interest(InterestKind.Cart, "p1") with { Gone = true }] }));

        (await Found(["p1", "p2"], [InterestKind.Cart, InterestKind.Subscription], null, 10)).ShouldBe(["c1", "c3"]);
        (await Found(["p1", "p2"], [InterestKind.Cart, InterestKind.Subscription], null, 1)).ShouldBe(["c1"]);
        (await Found(["p1", "p2"], [InterestKind.Cart, InterestKind.Subscription], "c1", 1)).ShouldBe(["c3"]);
        (await Found(["p1"], [InterestKind.Subscription], null, 10)).ShouldBe(["c3"]);
        (await Found(["p1"], [InterestKind.Bought], null, 10)).ShouldBeEmpty();

        async Task<IEnumerable<string>> Found(string[] products, InterestKind[] kinds, string? after, int limit) =>
            (await Store.Interested(Turns.Store, products, kinds, Noon.AddDays(-30), after is null ? null : new CustomerId(after), limit, None)).Select(id => id.Value);

        static InterestRow Interest(InterestKind kind, string product, DateTimeOffset? at = null) => new(kind, product, at ?? Noon, false);
    }

    [Fact]
    public async Task What_others_bought_with_a_product_is_counted_by_customers_the_most_first()
    {
        await Commit(
            Of("c1", 0, "e1").Reads(Bought("p1", "p2", "own")),
            Of("c2", 0, "e2").Reads(Bought("p1", "p2", "a", "b", "own")),
            Of("c3", 0, "e3").Reads(Bought("p1", "b", "a")),
            Of("c4", 0, "e4").Reads(Bought("p2", "b", "c")),
            Of("c5", 0, "e5").Reads(Bought("a", "c")),
            Of("c6", 0, "e6").Reads(new ReadModelChanges { Interests = [.. Bought("p1", "a").Interests, new InterestRow(InterestKind.Cart, "c", Noon, false)] }),
            Of("c7", 0, "e7").Reads(new ReadModelChanges { Interests = [new InterestRow(InterestKind.Cart, "p1", Noon, false), .. Bought("c").Interests] }),
            Of(new CustomerKey(new StoreId("other"), new CustomerId("c8")), 0, "e8").Reads(Bought("p1", "a")));

        (await Companions("p1")).ShouldBe(["a 3", "b 2"]);
        (await Companions("p1", "p2")).ShouldBe(["a 3", "b 3", "c 1"], "whoever bought both counts once");
        (await Companions("unknown")).ShouldBeEmpty();
        (await Companions()).ShouldBeEmpty();

        await Store.Erase(Customer("c6"), None);
        await Commit(Of("c2", 1, "e9").Reads(new ReadModelChanges { Interests = [new InterestRow(InterestKind.Bought, "a", Noon, Gone: true)] }));
        (await Companions("p1")).ShouldBe(["b 2", "a 1"], "an erased customer counts no longer");
    }

    [Fact]
    public async Task Of_many_buyers_a_sample_is_looked_at_and_of_many_companions_the_first_are_told()
    {
        const int Beyond = 20;
        await Commit([.. Enumerable.Range(0, IReadModels.BuyersMax + Beyond).Select(n =>
            Of($"x{n:0000}", 0, $"x{n}").Reads(Bought("p1", n < Beyond ? "early" : n < IReadModels.BuyersMax ? $"only{n}" : "late")))]);

        var companions = (await Companions("p1")).ToList();

        companions.Count.ShouldBe(IReadModels.CompanionsMax);
        companions[0].ShouldBe($"early {Beyond}");
        companions.ShouldNotContain(companion => companion.StartsWith("late", StringComparison.Ordinal));
    }

    [Fact]
    public async Task Only_templates_outside_the_window_open_a_conversation()
    {
        await Commit(
            Of("c1", 0, "e1").Messages(Out("t1", "a", Noon, "template"), Out("t2", "b", Noon.AddHours(1), "template")),
            Of("c2", 0, "e2").Messages(In("m1", "hi", Noon.AddHours(-1)), Out("t1", "a", Noon, "template")),
            Of("c3", 0, "e3").Messages(In("m1", "hi", Noon.AddHours(-25)), Out("t1", "a", Noon, "template")),
            Of("c4", 0, "e4").Messages(Out("t1", "a", Noon, "template", "failed")),
            Of("c5", 0, "e5").Messages(Out("t1", "a", Noon)),
            Of("c6", 0, "e6").Messages(Out("t1", "a", Noon.AddDays(-2), "template")),
            Of(new CustomerKey(Namesake.Store, new CustomerId("c7")), 0, "e7").Messages(Out("t1", "a", Noon, "template")),
            Of(Namesake, 0, "e8").Messages(In("m1", "hi", Noon.AddHours(-1))));

        (await Store.ConversationsOpenedSince(Turns.Store, Noon.AddDays(-1), None)).ShouldBe(2);
    }

    private async Task<List<string>> Listed(ThreadQuery query)
    {
        var listed = new List<string>();
        do
        {
            var (threads, cursor) = await Store.Threads(Turns.Store, query, None);
            threads.Count.ShouldBeLessThanOrEqualTo(query.Limit);
            listed.AddRange(threads.Select(thread => thread.CustomerId.Value));
            query = query with { Cursor = cursor };
        }
        while (query.Cursor is not null);

        return listed;
    }

    private static ReadModelChanges Bought(params string[] products) => new() { Interests = [.. products.Select(product => new InterestRow(InterestKind.Bought, product, Noon, false))] };

    private async Task<IEnumerable<string>> Companions(params string[] products) =>
        (await Store.Companions(Customer("c1"), products, None)).Select(companion => $"{companion.ProductId} {companion.Customers}");
}
