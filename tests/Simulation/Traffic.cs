using System.Globalization;
using Conversations.Actors;
using Conversations.Carts;
using Conversations.Customers;
using Conversations.Identity;
using Conversations.Orders;

namespace Conversations.Simulation;

/// <summary>What customers, storefronts and operators do. Few people, few carts, many collisions.</summary>
internal sealed partial class Traffic(Dice dice, Func<DateTimeOffset> now, bool wide)
{
    public static readonly StoreId Store = new("sim");

    private int events;
    private Addressed? last;

    /// <summary>How far the shop's clock is ahead of everybody else's.</summary>
    public TimeSpan Ahead { get; init; }

    /// <summary>How many people there are.</summary>
    public int People { get; } = wide ? dice.Of(3, 3, 6) : 3;

    /// <summary>Something that somebody does now; now and then told late, or by a second way.</summary>
    public Addressed Next()
    {
        var person = 1 + dice.Below(People);
        var at = now() - (dice.Hits(0.1) ? TimeSpan.FromMinutes(dice.Below(3000)) : TimeSpan.Zero);
        if (wide && dice.Hits(0.1) && last is { } told && told.Input.Source == "events")
        {
            return told with { Input = told.Input with { Id = Id(), Source = "shopify" } };
        }

        last = wide && dice.Hits(0.2) ? new Addressed(Store, dice.Hits(0.7) ? Other(person, at) : Permission(dice.Hits(0.7), person, at)) : Happened(person, at);
        return last;
    }

    private Addressed Happened(int person, DateTimeOffset at) => new(Store, dice.Below(14) switch
    {
        0 or 1 or 2 => Shop(new CustomerInput.BasketChanged(Cart(person)) { Id = Id(), Source = "events", At = now(), OccurredAt = at }, person),
        3 => Shop(new CustomerInput.BasketChanged(Cart(person) with { Kind = BasketKind.Checkout, Id = $"k{person}", CartId = $"c{person}" }) { Id = Id(), Source = "events", At = now(), OccurredAt = at }, person),
        4 => Shop(new CustomerInput.BasketEmptied(BasketKind.Cart, $"c{person}") { Id = Id(), Source = "events", At = now(), OccurredAt = at }, person),
        5 or 6 => Shop(new CustomerInput.OrderReported(dice.Of(OrderEvent.Placed, OrderEvent.Paid, OrderEvent.PaymentFailed, OrderEvent.Shipped, OrderEvent.Delivered, OrderEvent.Cancelled), Order(person)) { Id = Id(), Source = "events", At = now(), OccurredAt = at }, person),
        7 => Shop(new CustomerInput.StockSubscribed(Product()) { Id = Id(), Source = "events", At = now(), OccurredAt = at }, person),
        8 => Shop(new CustomerInput.ProductViewed(Product()) { Id = Id(), Source = "events", At = now(), OccurredAt = at }, person),
        9 => Rare(person),
        _ => Message(person),
    });

    /// <summary>A permission from before the simulation began.</summary>
    public Addressed Consent(int person) => new(Store, new CustomerInput.ConsentReported(true, "checkout", "Yes, write to me.")
    {
        Id = $"consent{person}", Source = "events", At = now(), OccurredAt = now(), Aliases = [Phone(person)], Profile = ProfileOf(person),
    });

    /// <summary>Customers without a phone who bought what goes together.</summary>
    public IEnumerable<Addressed> Regulars() => Enumerable.Range(1, 3).Select(regular => new Addressed(Store, new CustomerInput.OrderReported(OrderEvent.Placed, new OrderReport
    {
        Id = $"regular{regular}",
        Items = [new Item { ProductId = "p1" }, new Item { ProductId = "p0" }],
    })
    { Id = $"regular{regular}", Source = "events", At = now(), OccurredAt = now(), Aliases = [new Alias(AliasKind.Email, $"regular{regular}@example.com")] }));

    /// <summary>What a shop tells of a phone that it knew before: a permission of yesterday, and a cart of now.</summary>
    public IEnumerable<Addressed> OnFile(Alias phone)
    {
        var person = phone.Value[^1] - '0';
        yield return new Addressed(Store, Permission(granted: true, person, now() - TimeSpan.FromDays(1)));
        yield return new Addressed(Store, new CustomerInput.BasketChanged(Cart(person)) { Id = Id(), Source = "events", At = now(), OccurredAt = now(), Aliases = [Phone(person)], Profile = ProfileOf(person) });
    }

    /// <summary>Somebody ticks the box and unticks it a minute later; either is told first.</summary>
    public IEnumerable<Addressed> Wavers()
    {
        var person = 1 + dice.Below(People);
        yield return new Addressed(Store, Permission(granted: true, person, now() - TimeSpan.FromMinutes(1)));
        yield return new Addressed(Store, Permission(granted: false, person, now()));
    }

    public CustomerInput.ProductNews News() => new(dice.Of(ProductChange.Restocked, ProductChange.PriceChanged, ProductChange.OutOfStock), Product(), null, null)
    {
        Id = Id(), Source = "events", At = now(), OccurredAt = now(),
    };

    private CustomerInput Shop(CustomerInput input, int person)
    {
        var token = new Alias(AliasKind.CartToken, $"tok{person}");
        var account = new Alias(AliasKind.StorefrontId, $"acc{person}");
        var email = new Alias(AliasKind.Email, $"p{person}@example.com");
        return dice.Below(5) switch
        {
            0 => input with { Aliases = [token] },
            1 => input with { Aliases = [account, email], Profile = new Profile { Email = email.Value } },
            2 => input with { Aliases = [email, token], Profile = new Profile { Email = email.Value } },
            3 => input with { Aliases = [Phone(person), account], Profile = ProfileOf(person) },
            _ => input with { Aliases = [Phone(person), token], Profile = ProfileOf(person) },
        };
    }

    /// <summary>WhatsApp's own stop, a withdrawn or renewed consent, another phone.</summary>
    private CustomerInput Rare(int person)
    {
        var id = Id();
        return dice.Below(6) switch
        {
            0 => new CustomerInput.PreferenceReported(Stop: true) { Id = id, Source = "whatsapp", At = now(), OccurredAt = now(), Aliases = [Phone(person)] },
            1 => new CustomerInput.PreferenceReported(Stop: false) { Id = id, Source = "whatsapp", At = now(), OccurredAt = now(), Aliases = [Phone(person)] },
            2 => Permission(granted: false, person, now()),
            3 => new CustomerInput.IdentityChanged(Phone(1 + dice.Below(People)).Value, null) { Id = id, Source = "whatsapp", At = now(), OccurredAt = now(), Aliases = [Bsuid(person)] },
            4 => new CustomerInput.IdentityChanged(null, Bsuid(person + 3).Value) { Id = id, Source = "whatsapp", At = now(), OccurredAt = now(), Aliases = [Bsuid(person)] },
            _ => Permission(granted: true, person, now()),
        };
    }

    private CustomerInput.ConsentReported Permission(bool granted, int person, DateTimeOffset at) => new(granted, "checkout", granted ? "Yes, write to me." : null)
    {
        Id = Id(), Source = "events", At = now(), OccurredAt = at + Ahead, Aliases = [Phone(person)], Profile = granted ? ProfileOf(person) : null,
    };

    private static Profile ProfileOf(int person) => new() { Phone = Phone(person).Value, Country = "FR", TimeZone = "Europe/Paris", FirstName = "Zoe" };

    private static Alias Phone(int person) => new(AliasKind.Phone, $"+3360000000{person}");

    private static Alias Bsuid(int person) => new(AliasKind.Bsuid, $"FR.{person}");

    private string Id() => "e" + (++events).ToString(CultureInfo.InvariantCulture);

    private Product Product() => new() { Id = $"p{dice.Below(3)}", Name = "Lamp", Price = 20 + dice.Below(10), Currency = "EUR", Url = "https://demo.example/p" };

    private BasketReport Cart(int person) => new()
    {
        Kind = BasketKind.Cart, Id = $"c{person}", Url = "https://demo.example/cart", Currency = "EUR", Total = 80 + dice.Below(40),
        Items = [new Item { ProductId = $"p{dice.Below(3)}", Name = "Lamp", Price = 80, Quantity = 1 }],
    };

    private OrderReport Order(int person) => new()
    {
        Id = $"o{person}{dice.Below(2)}", Number = "#1", CartId = $"c{person}", Currency = "EUR", Total = 80, PayUrl = "https://demo.example/pay",
        Items = [new Item { ProductId = "p1", Name = "Lamp", Price = 80 }],
        PaymentStatus = dice.Of<PaymentStatus?>(PaymentStatus.Pending, PaymentStatus.Paid, null), PaymentMethod = dice.Of<PaymentMethod?>(PaymentMethod.Card, PaymentMethod.CashOnDelivery, null),
    };
}
