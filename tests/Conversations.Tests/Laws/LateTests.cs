using Conversations.Carts;
using Conversations.Customers;
using Conversations.Orders;
using Conversations.Tests.Drivers;
using FsCheck;
using FsCheck.Fluent;
using Shouldly;
using Xunit;

namespace Conversations.Tests.Laws;

/// <summary>L3: one day's reports of the storefront, told at night in any order, end as told in the order in which they happened, or a fact says that one was too late.</summary>
public sealed class LateTests
{
    private static readonly DateTimeOffset Midnight = new(2026, 3, 3, 23, 0, 0, TimeSpan.Zero);

    private static readonly Arbitrary<int> Seeds = Gen.Choose(0, 99).ToArbitrary();

    [Fact]
    public void Reports_of_a_person_in_any_order_end_in_the_same_profile() => ForAll((random, place) =>
        new CustomerInput.ProfileReported { Id = $"r{place}", Source = "events", At = Midnight, OccurredAt = At(place), Profile = Person(random) },
        (ordered, shuffled) => Written.Of(shuffled.Customer.Profile).ShouldBe(Written.Of(ordered.Customer.Profile)));

    [Fact]
    public void Consents_and_revocations_in_any_order_end_in_the_same_consent() => ForAll((random, place) =>
        new CustomerInput.ConsentReported(random.Next(2) == 0, "checkout", $"wording {random.Next(3)}") { Id = $"r{place}", Source = "events", At = Midnight, OccurredAt = At(place) },
        (ordered, shuffled) => Written.Of(shuffled.Customer.Consent).ShouldBe(Written.Of(ordered.Customer.Consent)));

    [Fact]
    public void Reports_of_orders_in_any_order_end_in_the_same_orders() => ForAll(Order, (ordered, shuffled) =>
    {
        Orders(shuffled).ShouldBe(Orders(ordered));
        shuffled.Customer.OrderCount.ShouldBe(ordered.Customer.OrderCount);
        shuffled.Customer.LastOrderAt.ShouldBe(ordered.Customer.LastOrderAt);
    });

    /// <summary>Up to three orders; what is told of one before it is told that it was placed is left out: nobody knows yet when that was.</summary>
    [Fact]
    public void Orders_told_in_any_order_leave_the_same_journeys_open() => ForAll(
        (random, place) => Order(random, place % 3),
        (ordered, shuffled) => Runs(shuffled).ShouldBe(Runs(ordered), Explain(ordered, shuffled)));

    [Fact]
    public void Reports_of_carts_in_any_order_end_in_the_same_carts_and_runs() => ForAll(Cart, SameCarts);

    [Fact]
    public void Carts_and_orders_in_any_order_leave_the_same_carts_open() => ForAll(
        (random, place) => place % 3 == 0 ? Placed(place) : Cart(random, place),
        SameCarts);

    private static void SameCarts(Story ordered, Story shuffled)
    {
        var late = TooLate(shuffled);
        Of(shuffled, Open).ShouldBe(Of(ordered, Open), Explain(ordered, shuffled));
        Of(shuffled, Recovered).ShouldBe(Of(ordered, Recovered), Explain(ordered, shuffled));

        List<string> Of(Story story, Func<Story, IEnumerable<string>> subjects) =>
            [.. subjects(story).Select(subject => Plain(subject)).Except(late).Distinct().Order(StringComparer.Ordinal)];
    }

    /// <summary>The carts of which a fact says that something was told too late, or had its run.</summary>
    private static List<string> TooLate(Story story) =>
    [
        .. story.Facts.Where(fact => fact.Kind == "basket.late" || fact.Data.GetValueOrDefault("rule") == "once per subject").Select(fact => Plain(fact.Data["subject"])),
        .. story.Facts.Where(fact => fact.Data.GetValueOrDefault("input") == nameof(CustomerInput.BasketEmptied)).Select(fact => Plain(fact.Data["reason"])),
    ];

    private static List<string> Orders(Story story) => [.. story.Customer.Orders.Select(order => Written.Of(order)).Order(StringComparer.Ordinal)];

    private static List<string> Runs(Story story) => [.. story.Customer.Runs.Select(run => $"{run.Journey} {run.Subject}").Order(StringComparer.Ordinal)];

    /// <summary>The carts of which something is open; how often an id was used before is told by the order of telling.</summary>
    private static IEnumerable<string> Open(Story story) => story.Customer.Baskets
        .Where(basket => basket.State == BasketState.Open)
        .Select(basket => basket.Subject);

    /// <summary>The carts that are being recovered: a cart and its checkout are one sequence.</summary>
    private static IEnumerable<string> Recovered(Story story) => story.Customer.Runs
        .Where(run => run.Trigger is Conversations.Journeys.Trigger.CartIdle or Conversations.Journeys.Trigger.CheckoutIdle)
        .Select(run => run.Subject);

    private static DateTimeOffset At(int place) => Midnight.AddHours(-22).AddHours(2 * place);

    private static string Plain(string subject) => subject.Split('#')[0].Split(':')[1];

    private static Profile Person(Random random) => new()
    {
        FirstName = random.Next(2) == 0 ? $"name {random.Next(3)}" : null,
        Locale = random.Next(3) == 0 ? $"l{random.Next(3)}" : null,
        Email = random.Next(3) == 0 ? $"{random.Next(3)}@example.com" : null,
        Country = random.Next(3) == 0 ? "FR" : null,
    };

    /// <summary>It names no cart: one that does closes it even where the cart's clock says that it changed later.</summary>
    private static CustomerInput.OrderReported Placed(int place) =>
        new CustomerInput.OrderReported(OrderEvent.Placed, new OrderReport { Id = $"o{place}", Total = 40m }) { Id = $"r{place}", Source = "events", At = Midnight, OccurredAt = At(place) };

    /// <summary>An order is placed before anything else happens to it; reports leave out what others say and do not contradict each other.</summary>
    private static CustomerInput.OrderReported Order(Random random, int place)
    {
        var (happened, number) = (place < 3 ? OrderEvent.Placed : (OrderEvent)random.Next(1, 7), place % 3);
        return new CustomerInput.OrderReported(happened, new OrderReport
        {
            Id = $"o{number}",
            Number = random.Next(2) == 0 ? $"#{number}" : null,
            Total = 40m + number,
            PaymentStatus = happened == OrderEvent.Placed ? PaymentStatus.Pending : null,
            PaymentMethod = number == 0 ? PaymentMethod.Wallet : null,
            TrackingUrl = random.Next(3) == 0 ? $"https://carrier.example/{number}" : null,
            Items = random.Next(2) == 0 || happened == OrderEvent.Placed ? [new Item { ProductId = $"p{number % 2}", Name = "Shirt", Consumable = true }] : [],
        })
        { Id = $"r{place}", Source = "events", At = Midnight, OccurredAt = At(place) };
    }

    /// <summary>Every checkout names its cart: of one that does not, only the order of telling says which of two carts it came from.</summary>
    private static CustomerInput Cart(Random random, int place)
    {
        var (kind, number) = (random.Next(3) == 0 ? BasketKind.Checkout : BasketKind.Cart, random.Next(2));
        return random.Next(4) == 0
            ? new CustomerInput.BasketEmptied(BasketKind.Cart, $"c{number}") { Id = $"r{place}", Source = "events", At = Midnight, OccurredAt = At(place) }
            : new CustomerInput.BasketChanged(new BasketReport
            {
                Kind = kind,
                Id = $"c{number}",
                CartId = kind == BasketKind.Checkout ? $"c{number}" : null,
                Currency = "EUR",
                Total = 40m + random.Next(20),
                Items = [new Item { ProductId = "p1", Name = "Shirt", Price = 40m }],
            })
            { Id = $"r{place}", Source = "events", At = Midnight, OccurredAt = At(place) };
    }

    private static void ForAll(Func<Random, int, CustomerInput> make, Action<Story, Story> same) => Prop.ForAll(Seeds, seed =>
    {
        var random = new Random(seed);
        List<CustomerInput> reports = [.. Enumerable.Range(0, 2 + random.Next(8)).Select(place => make(random, place))];
        var shuffled = reports.ToArray();
        random.Shuffle(shuffled);
        same(Told(reports), Told(shuffled));
        return true;
    }).Check(Config.QuickThrowOnFailure.WithMaxTest(100));

    /// <summary>At night nothing may leave and nothing is ended by a gate: only the order of telling differs.</summary>
    private static Story Told(IEnumerable<CustomerInput> reports)
    {
        var story = new Story(now: Midnight.AddDays(-1)).With();
        story.Grants = false;
        story.Until(Midnight);
        foreach (var report in reports)
        {
            story.Take(report);
        }

        return story;
    }

    private static string Explain(Story ordered, Story shuffled) =>
        $"in order:\n{Said(ordered)}\nshuffled:\n{Said(shuffled)}";

    private static string Said(Story story) => string.Join('\n', story.Inputs.Skip(2).Select(Written.Of).Concat(story.Facts.Skip(2).Select(fact => $"{fact.Kind}: {fact.Summary}")));
}
