using Conversations.Carts;
using Conversations.Contact;
using Conversations.Customers;
using Conversations.Identity;
using Conversations.Messages;
using Conversations.Orders;
using Conversations.Tests.Drivers;
using Conversations.Threads;

namespace Conversations.Tests.Laws;

/// <summary>A random history of one customer: every kind of input, few ids, many collisions, an unreliable outside.</summary>
internal sealed class Chance
{
    private static readonly string[] Texts =
        ["How long does shipping take?", "how long does shipping take", "thanks!", "STOP", "START", "cancel", "I want to talk to a human", "please don't text me anymore", "Is p1 slim?", "I want a refund", "👍"];

    private readonly Random random;

    public Chance(int seed)
    {
        random = new Random(seed);
        Story = new Story(TestRules.With(policy => policy with { HoldoutPercent = random.Next(3) == 0 ? 30 : 0, DailyBudget = random.Next(4) == 0 ? 50m : null }))
        {
            Answers = Outcome,
            Assistant = _ => Answer(),
        };
        Story.With(Pick("+33612345678", "+819012345678", "+12125550123"), Pick("en", "fr-FR", "pt"), consent: random.Next(4) > 0);
    }

    public Story Story { get; }

    /// <summary>Plays so many inputs, with pauses between them.</summary>
    public Story Play(int inputs, Action<CustomerInput>? before = null, double hoursMax = 30)
    {
        for (var i = 0; i < inputs; i++)
        {
            Story.After(Pause(hoursMax));
            Story.Grants = random.Next(8) > 0;
            Story.Silent = random.Next(10) == 0;
            Story.Capacity = Room();
            var input = Input(random.Next(24));
            before?.Invoke(input);
            Story.Take(input);
        }

        return Story;
    }

    /// <summary>One of each kind, addressed to what the customer has now.</summary>
    public IEnumerable<CustomerInput> EveryKind() => Enumerable.Range(0, 31).Select(Input);

    private CustomerInput Input(int kind)
    {
        var (id, at) = (Story.Id(), Story.Now);
        var occurred = random.Next(4) switch { 0 => at - TimeSpan.FromMinutes(random.Next(90)), 1 when random.Next(5) == 0 => at - TimeSpan.FromHours(random.Next(60)), _ => at };
        var touch = Story.Customer.Touches.Length > 0 ? Story.Customer.Touches[random.Next(Story.Customer.Touches.Length)] : null;
        var (touchId, attempt) = (touch?.Id ?? "t0.0", touch?.Attempt ?? 1);
        var key = Effect.Send.CallbackOf(Story.Customer.Store, Story.Customer.Id, touchId, attempt);
        var (epoch, turn) = (Story.Customer.Thread.Epoch - (random.Next(4) == 0 ? 1 : 0), Story.Customer.Thread.Turn);
        CustomerInput input = kind switch
        {
            0 => new CustomerInput.ProfileReported { Id = id, Source = "events", At = at, OccurredAt = occurred, Profile = new Profile { FirstName = Pick("Ana", "Ben"), TimeZone = random.Next(3) == 0 ? "Europe/Paris" : null } },
            1 => new CustomerInput.ProductViewed(Product()) { Id = id, Source = "events", At = at, OccurredAt = occurred },
            2 or 3 => new CustomerInput.BasketChanged(Basket(BasketKind.Cart)) { Id = id, Source = "events", At = at, OccurredAt = occurred },
            4 => new CustomerInput.BasketChanged(Basket(BasketKind.Checkout)) { Id = id, Source = "events", At = at, OccurredAt = occurred },
            5 => new CustomerInput.BasketEmptied(BasketKind.Cart, Pick("a", "b")) { Id = id, Source = "events", At = at, OccurredAt = occurred },
            6 or 7 => new CustomerInput.OrderReported((OrderEvent)random.Next(7), Order()) { Id = id, Source = "events", At = at, OccurredAt = occurred },
            8 => new CustomerInput.StockSubscribed(Product()) { Id = id, Source = "events", At = at, OccurredAt = occurred },
            9 => new CustomerInput.ProductNews((ProductChange)random.Next(4), Product(), 60m, 55m) { Id = id, Source = "events", At = at, OccurredAt = occurred },
            10 => new CustomerInput.ConsentReported(random.Next(4) > 0, "checkout", "yes") { Id = id, Source = "events", At = at, OccurredAt = occurred },
            11 or 12 or 13 => new CustomerInput.MessageReceived(Message(id), Story.Number) { Id = id, Source = "whatsapp", At = at, OccurredAt = occurred },
            14 => new CustomerInput.MessageEchoed(id, "text", "hello", Story.Number) { Id = id, Source = "whatsapp", At = at, OccurredAt = at },
            15 or 16 => new CustomerInput.DeliveryReported($"wamid.{touchId}.{attempt}", random.Next(2) == 0 ? key : null, (DeliveryStatus)random.Next(6), Code(), null, null) { Id = id, Source = "whatsapp", At = at, OccurredAt = occurred },
            17 => new CustomerInput.PreferenceReported(random.Next(3) == 0) { Id = id, Source = "whatsapp", At = at, OccurredAt = occurred },
            18 => new CustomerInput.SlotGranted(touchId, Room()) { Id = id, Source = "engine", At = at, OccurredAt = at },
            19 => new CustomerInput.HandedBack("ana") { Id = id, Source = "operator", At = at, OccurredAt = at },
            20 => new CustomerInput.ThreadClosed("ana") { Id = id, Source = "operator", At = at, OccurredAt = at },
            21 => new CustomerInput.OperatorReplied("ana", epoch, new OutboundMessage.Text("Hello, this is Ana.")) { Id = id, Source = "operator", At = at, OccurredAt = at },
            22 => new CustomerInput.Woken { Id = id, Source = "engine", At = at, OccurredAt = at },
            23 => new CustomerInput.Noted("ana", "called back") { Id = id, Source = "operator", At = at, OccurredAt = at },
            24 => new CustomerInput.TakenOver("ana") { Id = id, Source = "operator", At = at, OccurredAt = at },
            25 => new CustomerInput.SendAccepted(touchId, attempt, $"wamid.{touchId}.{attempt}", "33612345678") { Id = id, Source = "engine", At = at, OccurredAt = at },
            26 => new CustomerInput.SendRejected(touchId, attempt, Code() ?? 131000, null) { Id = id, Source = "engine", At = at, OccurredAt = at },
            27 => new CustomerInput.SendUnknown(touchId, attempt, "time-out") { Id = id, Source = "engine", At = at, OccurredAt = at },
            30 => new CustomerInput.CompanionsCounted(Order().Id, [new Companion("linen-shirt", random.Next(6)), new Companion("p3", 4)]) { Id = id, Source = "engine", At = at, OccurredAt = at },
            28 => new CustomerInput.Answered(turn, epoch, Answer()) { Id = id, Source = "engine", At = at, OccurredAt = at },
            _ => Rare(id, at),
        };
        return input;
    }

    private CustomerInput Rare(string id, DateTimeOffset at) => random.Next(6) switch
    {
        0 => new CustomerInput.Assigned("ana", "ben") { Id = id, Source = "operator", At = at, OccurredAt = at },
        1 => new CustomerInput.Labelled("ana", ["vip", "angry"]) { Id = id, Source = "operator", At = at, OccurredAt = at },
        2 => new CustomerInput.IdentityLost(new Alias(AliasKind.Phone, "+33612345678")) { Id = id, Source = "whatsapp", At = at, OccurredAt = at },
        3 => new CustomerInput.IdentityChanged("+33698765432", "FR.2") { Id = id, Source = "whatsapp", At = at, OccurredAt = at },
        4 => new CustomerInput.Absorbed(new Customer { Store = Story.Customer.Store, Id = new CustomerId("c2") }) { Id = id, Source = "engine", At = at, OccurredAt = at },
        _ => new CustomerInput.Moved(new CustomerId("c0")) { Id = id, Source = "engine", At = at, OccurredAt = at },
    };

    private InboundMessage Message(string wamid) => new()
    {
        Wamid = wamid,
        Kind = random.Next(3) > 0 ? InboundKind.Text : (InboundKind)random.Next(16),
        Text = random.Next(6) > 0 ? Pick(Texts) : null,
        Payload = random.Next(4) == 0 ? Pick("opt-out", "question", "cod-confirm", "cod-cancel", "other") : null,
        ReplyTo = Story.Customer.Thread.Lines is [.., var last] ? last.Id : null,
    };

    private BasketReport Basket(BasketKind kind)
    {
        var items = random.Next(8) == 0 ? 0 : 1 + random.Next(3);
        return new BasketReport
        {
            Kind = kind,
            Id = Pick("a", "b"),
            CartId = kind == BasketKind.Checkout && random.Next(2) == 0 ? Pick("a", "b") : null,
            Url = "https://shop.example/cart",
            Currency = "EUR",
            Total = items * 40m,
            Items = [.. Enumerable.Range(1, items).Select(place => new Item { ProductId = $"p{place}", Name = $"Product {place}", Price = 40m, Url = "https://shop.example/p" })],
            Failure = kind == BasketKind.Checkout && random.Next(3) == 0 ? new CheckoutFailure((FailureKind)random.Next(6), null, null) : null,
        };
    }

    private OrderReport Order() => new()
    {
        Id = $"o{random.Next(4)}{Story.Now.DayOfYear / 20}",
        Number = "#1001",
        CartId = random.Next(2) == 0 ? Pick("a", "b") : null,
        Currency = "EUR",
        Total = 40m,
        PaymentStatus = (PaymentStatus)random.Next(4),
        PaymentMethod = random.Next(2) == 0 ? (PaymentMethod)random.Next(7) : null,
        PayUrl = "https://shop.example/pay",
        TrackingUrl = "https://carrier.example/1",
        Carrier = "DHL",
        Items = [new Item { ProductId = Pick("p1", "p2"), Name = "Product", Price = 40m, Consumable = random.Next(2) == 0 }],
    };

    private Product Product() => new() { Id = Pick("p1", "p2", "p3"), Name = "Product", Url = "https://shop.example/p", Price = 50m - random.Next(20), Currency = "EUR" };

    private Answer Answer() => random.Next(4) switch
    {
        0 => new Answer { Reason = "nothing found" },
        1 => new Answer { Text = "Perhaps.", Confidence = 0.3 },
        _ => new Answer { Text = "Two to three days.", Confidence = 0.9, Product = random.Next(2) == 0 ? Product() : null },
    };

    private CustomerInput? Outcome(Effect.Send send) => random.Next(10) switch
    {
        0 => Story.Lost(send),
        1 or 2 => Story.Rejected(send, Code() ?? 131000),
        _ => null,
    };

    private int? Code() => random.Next(3) == 0 ? null : Pick(131000, 131026, 131049, 131050, 131047, 131056, 190, 132015, 1);

    private Capacity Room() => random.Next(5) switch
    {
        0 => new Capacity { Quality = (NumberQuality)random.Next(3), SpentToday = random.Next(100) },
        1 => new Capacity { Blocked = random.Next(3) == 0 ? "billing" : null, Template = (TemplateStatus)random.Next(5) },
        _ => new Capacity { Template = TemplateStatus.Approved },
    };

    private TimeSpan Pause(double hoursMax) => random.Next(3) switch
    {
        0 => TimeSpan.FromSeconds(random.Next(10)),
        1 => TimeSpan.FromMinutes(random.Next(60)),
        _ => TimeSpan.FromHours(random.NextDouble() * hoursMax),
    };

    private T Pick<T>(params T[] of) => of[random.Next(of.Length)];
}
