using System.Collections.Immutable;
using Conversations.Carts;
using Conversations.Contact;
using Conversations.Customers;
using Conversations.Identity;
using Conversations.Messages;
using Conversations.Orders;
using Conversations.Tests.Drivers;
using Shouldly;
using Xunit;

namespace Conversations.Tests.Orders;

/// <summary>Cross-sell where the catalogue relates nothing to the order: what others bought who bought the same.</summary>
public sealed class CompanionsTests
{
    private const double TwoWeeks = 24 * 16;

    [Fact]
    public void What_others_bought_most_with_it_is_shown_where_the_catalogue_relates_nothing()
    {
        var story = Delivered(companions: [new("wool-scarf", 7), new("knit-beanie", 5)]);
        var delivered = story.Now;
        story.After(TwoWeeks);

        var (at, send) = story.Sent.Single(IsCrossSell);
        at.ShouldBe(delivered.AddDays(15).Date.AddHours(9), TimeSpan.FromMinutes(1));
        send.Message.Reads.ShouldContain("Wool scarf");
        send.Message.Reads.ShouldContain(TestRules.Default.Catalogue["wool-scarf"].Product.Url!);
        story.Effects.OfType<Effect.CountCompanions>().ShouldHaveSingleItem().ProductIds.ShouldBe(["p1"]);
        story.Facts.Single(fact => fact.Kind == "run.product-chosen").Summary.ShouldContain("7 others");
    }

    [Theory]
    [InlineData("wool-scarf", 2)]
    [InlineData("not-in-the-catalogue", 9)]
    [InlineData("nameless", 9)]
    [InlineData("wine", 9)]
    [InlineData("bought-before", 9)]
    public void Nothing_is_sent_of_what_too_few_bought_nobody_can_show_or_the_customer_has(string product, int customers)
    {
        var story = Delivered(companions: [new(product, customers)]).After(TwoWeeks);

        story.Sent.ShouldNotContain(sent => IsCrossSell(sent));
        story.Customer.Runs.ShouldNotContain(run => run.Journey == "cross-sell");
        var dropped = story.Facts.Single(fact => fact.Kind == "touch.dropped" && fact.Data["journey"] == "cross-sell");
        dropped.Summary.ShouldContain("the catalogue relates nothing to order #o1");
        dropped.Data["rule"].ShouldBe("bought together");
        Delivered(companions: [new(product, customers), new("wool-scarf", 3)]).After(TwoWeeks).Sent.Single(IsCrossSell).Send.Message.Reads.ShouldContain("Wool scarf");
    }

    [Fact]
    public void Nothing_is_counted_where_the_catalogue_relates_something()
    {
        var story = Delivered(product: "linen-shirt", companions: [new("wool-scarf", 7)]).After(TwoWeeks);

        story.Sent.Single(IsCrossSell).Send.Message.Reads.ShouldContain("Chino trousers");
        story.Effects.ShouldNotContain(effect => effect is Effect.CountCompanions);
    }

    [Fact]
    public void Nothing_is_counted_where_the_catalogue_relates_something_by_then()
    {
        var story = Delivered(companions: [new("wool-scarf", 7)]);
        story.Rules = Shop with { Catalogue = Shop.Catalogue.Add("p1", new CatalogueProduct(new Product { Id = "p1", Name = "Linen shirt" }, ["straw-hat"])) };
        story.After(TwoWeeks);

        story.Sent.Single(IsCrossSell).Send.Message.Reads.ShouldContain("Straw hat");
        story.Effects.ShouldNotContain(effect => effect is Effect.CountCompanions);
    }

    [Theory]
    [InlineData("nameless")]
    [InlineData("wine")]
    public void A_related_product_that_cannot_be_shown_gives_way_to_the_next(string first)
    {
        var rules = Shop with { Catalogue = Shop.Catalogue.Add("p1", new CatalogueProduct(new Product { Id = "p1", Name = "Linen shirt" }, [first, "straw-hat"])) };

        Delivered(rules).After(TwoWeeks).Sent.Single(IsCrossSell).Send.Message.Reads.ShouldContain("Straw hat");
    }

    [Fact]
    public void Nothing_is_counted_for_a_customer_who_gets_nothing_anyway()
    {
        var story = Delivered(consent: false, companions: [new("wool-scarf", 7)]).After(TwoWeeks);

        story.Effects.ShouldNotContain(effect => effect is Effect.CountCompanions);
        story.Facts.ShouldContain(fact => fact.Kind == "touch.dropped" && fact.Data["journey"] == "cross-sell" && fact.Data["rule"] == "consent");
    }

    [Fact]
    public void The_store_is_asked_once_and_the_run_ends_in_time_if_it_never_answers()
    {
        var story = Delivered();
        story.After(TwoWeeks).Says("Thanks!").After(24 * 8);

        story.Effects.OfType<Effect.CountCompanions>().ShouldHaveSingleItem();
        story.Facts.ShouldContain(fact => fact.Kind == "run.ended" && fact.Data["journey"] == "cross-sell" && fact.Data["reason"].StartsWith("expired", StringComparison.Ordinal));
        Answer(story).Sent.ShouldNotContain(sent => IsCrossSell(sent));
        story.Facts[^1].Summary.ShouldContain("no touch waits for what was bought together");
    }

    [Fact]
    public void A_second_answer_changes_nothing()
    {
        var story = Answer(Answer(Delivered().After(TwoWeeks)));

        story.Sent.Single(IsCrossSell).Send.Message.Reads.ShouldContain("Wool scarf");
    }

    [Fact]
    public void An_answer_that_comes_in_the_night_waits_for_the_morning()
    {
        var story = Delivered().After(TwoWeeks).After(12);
        Answer(story).Sent.ShouldNotContain(sent => IsCrossSell(sent));

        story.After(12).Sent.ShouldContain(sent => IsCrossSell(sent));
    }

    [Fact]
    public void An_answer_to_a_customer_who_was_merged_meanwhile_is_of_use_to_the_other()
    {
        var (older, newer) = (new Story(Shop) { Customer = new Customer { Store = new StoreId("demo"), Id = new CustomerId("c0") } }.With(), Delivered().After(TwoWeeks));
        older.Until(newer.Now);
        newer.Takes((id, at) => new CustomerInput.Moved(older.Customer.Id) { Id = id, Source = "engine", At = at, OccurredAt = at });
        older.Take(newer.Effects.OfType<Effect.HandOn>().Last().Input);
        Answer(newer);
        older.Take(newer.Effects.OfType<Effect.HandOn>().Last().Input).After(24);

        older.Sent.Single(IsCrossSell).Send.Message.Reads.ShouldContain("Wool scarf");
    }

    [Fact]
    public void Replay_folds_what_was_counted_then()
    {
        var story = Delivered(companions: [new("wool-scarf", 7)]).After(TwoWeeks);
        var birth = new Customer { Store = story.Customer.Store, Id = story.Customer.Id };
        var written = story.Inputs.Select(input => Written.Read<CustomerInput>(Written.Of(input)));

        Written.Of(Replay.Fold(birth, written, _ => Shop)).ShouldBe(Written.Of(story.Customer));
        Written.Of(Replay.Fold(birth, written.Where(input => input is not CustomerInput.CompanionsCounted), _ => Shop)).ShouldNotBe(Written.Of(story.Customer));
    }

    [Fact]
    public void A_forecast_says_that_it_will_be_counted_then()
    {
        var story = Delivered();

        var touch = Forecast.Of(story.Customer, Shop, story.Now, 30, []).Single(touch => touch.Journey == "cross-sell");

        touch.Verdict.ShouldBe(VerdictKind.Hold);
        touch.At.ShouldBe(story.Now.AddDays(15).Date.AddHours(9), TimeSpan.FromMinutes(1));
        touch.Reasons.ShouldHaveSingleItem().ShouldContain("what others bought with it is counted now");
    }

    [Fact]
    public void A_backtest_takes_what_was_counted_for_the_order_and_holds_what_was_not()
    {
        var (counted, asked) = (Delivered(companions: [new("wool-scarf", 7)]).After(TwoWeeks), Delivered().After(TwoWeeks));

        Backtested(counted).Select(touch => touch.Verdict).ShouldBe([VerdictKind.Hold, VerdictKind.Pass]);
        Backtested(asked).Select(touch => touch.Verdict).ShouldBe([VerdictKind.Hold]);

        static IEnumerable<BacktestTouch> Backtested(Story story)
        {
            var birth = new Customer { Store = story.Customer.Store, Id = story.Customer.Id };
            var outcome = Backtest.Of(birth, story.Inputs, ImmutableDictionary<long, Rules>.Empty, story.Inputs[0].At, story.Now, Shop, Shop);
            outcome.Differs.ShouldBeFalse();
            return outcome.After.Where(touch => touch.Journey == "cross-sell");
        }
    }

    private static Rules Shop { get; } = TestRules.Default with
    {
        Catalogue = TestRules.Default.Catalogue
            .Add("nameless", new CatalogueProduct(new Product { Id = "nameless" }, []))
            .Add("wine", new CatalogueProduct(new Product { Id = "wine", Name = "Wine", Category = "Alcohol" }, []))
            .Add("bought-before", new CatalogueProduct(new Product { Id = "bought-before", Name = "Blue socks" }, [])),
    };

    private static bool IsCrossSell((DateTimeOffset At, Effect.Send Send) sent) => (sent.Send.Message as OutboundMessage.Template)?.Name == "cross_sell";

    /// <summary>An order of what the catalogue does not know, after an earlier one; without companions the store's answer does not come.</summary>
    private static Story Delivered(Rules? rules = null, string product = "p1", bool consent = true, Companion[]? companions = null)
    {
        var item = new Item { ProductId = product, Name = "Linen shirt", Price = 59.90m };
        var story = new Story(rules ?? Shop) { Companions = companions is null ? null : _ => [.. companions] };
        return story.With(zone: "Europe/Paris", consent: consent)
            .Order(OrderEvent.Placed, "o0", items: new Item { ProductId = "bought-before", Name = "Blue socks", Price = 9m }).After(24)
            .Order(OrderEvent.Placed, items: item).Order(OrderEvent.Delivered, items: item);
    }

    private static Story Answer(Story story) => story.Takes((id, at) =>
        new CustomerInput.CompanionsCounted("o1", [new Companion("wool-scarf", 7)]) { Id = id, Source = "engine", At = at, OccurredAt = at });
}
