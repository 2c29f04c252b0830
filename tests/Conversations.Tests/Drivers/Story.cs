using System.Collections.Immutable;
using Conversations.Carts;
using Conversations.Contact;
using Conversations.Customers;
using Conversations.Identity;
using Conversations.Messages;
using Conversations.Orders;
using Conversations.Threads;

namespace Conversations.Tests.Drivers;

/// <summary>One customer's story in virtual time: inputs go in, wake-ups come when they are due, and an outside that can be told how to answer.</summary>
internal sealed class Story
{
    public static readonly NumberId Number = new("100");
    private int made;

    public Story(Rules? rules = null, DateTimeOffset? now = null)
    {
        Rules = rules ?? TestRules.Default;
        Now = now ?? new DateTimeOffset(2026, 3, 3, 10, 0, 0, TimeSpan.Zero);
        Customer = new Customer { Store = new StoreId("demo"), Id = new CustomerId("c1") };
    }

    public Rules Rules { get; set; }

    public DateTimeOffset Now { get; private set; }

    public Customer Customer { get; set; }

    public List<Fact> Facts { get; } = [];

    public List<Effect> Effects { get; } = [];

    public List<CustomerInput> Inputs { get; } = [];

    public List<(DateTimeOffset At, Effect.Send Send)> Sent { get; } = [];

    public Capacity Capacity { get; set; } = new();

    /// <summary>How WhatsApp answers; null: it accepts.</summary>
    public Func<Effect.Send, CustomerInput?>? Answers { get; set; }

    /// <summary>False: the number's sender has no room for anybody.</summary>
    public bool Grants { get; set; } = true;

    /// <summary>True: the calls are made, and nothing is ever told of them.</summary>
    public bool Silent { get; set; }

    /// <summary>How the assistant answers; null: not at all.</summary>
    public Func<Effect.AskAssistant, Answer>? Assistant { get; set; }

    /// <summary>What the store counts as bought together; null: its answer does not come.</summary>
    public Func<Effect.CountCompanions, ImmutableArray<Companion>>? Companions { get; set; }

    /// <summary>Sees every decision: the state before, the input, the decision.</summary>
    public Action<Customer, CustomerInput, Decision>? Watching { get; set; }

    public IEnumerable<string> Texts => Sent.Select(sent => sent.Send.Message.Reads);

    public IEnumerable<string> Templates => Sent.Select(sent => (sent.Send.Message as OutboundMessage.Template)?.Name ?? "text");

    public bool HasFact(string kind) => Facts.Any(fact => fact.Kind == kind);

    public Story With(string phone = "+33612345678", string? locale = "en", string? zone = null, string? country = null, bool consent = true)
    {
        Take(new CustomerInput.ProfileReported
        {
            Id = Id(),
            Source = "events",
            At = Now,
            OccurredAt = Now,
            Aliases = [new Alias(AliasKind.Phone, phone)],
            Profile = new Profile { FirstName = "Ana", Phone = phone, Locale = locale, TimeZone = zone, Country = country },
        });
        return consent ? Consents() : this;
    }

    public Story Consents() => Take(new CustomerInput.ConsentReported(true, "checkout", "Yes, write to me") { Id = Id(), Source = "events", At = Now, OccurredAt = Now });

    /// <summary>An input of the storefront, WhatsApp or an operator, now.</summary>
    public Story Takes(Func<string, DateTimeOffset, CustomerInput> make) => Take(make(Id(), Now));

    public Story Cart(string id = "cart1", decimal total = 59.90m, DateTimeOffset? occurred = null, params Item[] items) =>
        Take(new CustomerInput.BasketChanged(Report(BasketKind.Cart, id, total, items)) { Id = Id(), Source = "events", At = Now, OccurredAt = occurred ?? Now });

    public Story Checkout(string id = "checkout1", string? cartId = "cart1", FailureKind? failed = null, decimal total = 59.90m) => Take(new CustomerInput.BasketChanged(
        Report(BasketKind.Checkout, id, total, []) with { CartId = cartId, Failure = failed is { } kind ? new CheckoutFailure(kind, null, null) : null })
    { Id = Id(), Source = "events", At = Now, OccurredAt = Now });

    public Story Empties(string id = "cart1") => Take(new CustomerInput.BasketEmptied(BasketKind.Cart, id) { Id = Id(), Source = "events", At = Now, OccurredAt = Now });

    public Story Order(OrderEvent happened, string id = "o1", PaymentStatus? status = PaymentStatus.Paid, PaymentMethod? method = null, DateTimeOffset? occurred = null, params Item[] items) =>
        Take(new CustomerInput.OrderReported(happened, new OrderReport
        {
            Id = id,
            Number = $"#{id}",
            Currency = "EUR",
            Total = 59.90m,
            PaymentStatus = happened == OrderEvent.Placed ? status : null,
            PaymentMethod = method,
            PayUrl = "https://shop.example/pay",
            TrackingUrl = "https://carrier.example/1",
            Carrier = "DHL",
            Items = items is { Length: > 0 } ? [.. items] : [new Item { ProductId = "p1", Name = "Linen shirt", Price = 59.90m }],
        })
        { Id = Id(), Source = "events", At = Now, OccurredAt = occurred ?? Now });

    public Story Views(string product = "p1") => Take(new CustomerInput.ProductViewed(new Product { Id = product, Name = "Linen shirt", Url = "https://shop.example/p1", Price = 59.90m, Currency = "EUR" }) { Id = Id(), Source = "events", At = Now, OccurredAt = Now });

    public Story News(ProductChange change, string product = "p1", decimal? price = 49.90m, decimal? before = 59.90m, decimal? low30 = 59.90m) => Take(new CustomerInput.ProductNews(
        change,
        new Product { Id = product, Name = "Linen shirt", Url = "https://shop.example/p1", Price = price, Currency = "EUR" },
        before,
        low30)
    { Id = Id(), Source = "events", At = Now, OccurredAt = Now });

    public Story Says(string text) => Receives(new InboundMessage { Wamid = Id(), Kind = InboundKind.Text, Text = text });

    public Story Taps(string payload, string label = "label", Effect.Send? on = null) => Receives(new InboundMessage
    {
        Wamid = Id(),
        Kind = InboundKind.Button,
        Text = label,
        Payload = payload,
        ReplyTo = on is null ? null : $"wamid.{on.TouchId}.{on.Attempt}",
    });

    public Story Receives(InboundMessage message) => Take(new CustomerInput.MessageReceived(message, Number) { Id = message.Wamid, Source = "whatsapp", At = Now, OccurredAt = Now });

    public Story Reports(DeliveryStatus status, int message = -1, int? error = null)
    {
        var send = Sent[message < 0 ? Sent.Count + message : message].Send;
        return Take(new CustomerInput.DeliveryReported($"wamid.{send.TouchId}.{send.Attempt}", send.Callback, status, error, null, null) { Id = Id(), Source = "whatsapp", At = Now, OccurredAt = Now });
    }

    public Story After(TimeSpan time) => Until(Now + time);

    public Story After(double hours) => Until(Now + TimeSpan.FromHours(hours));

    public Story Until(DateTimeOffset to)
    {
        var (turns, before) = (0, Now);
        while (Customer.DueAt is { } due && due <= to)
        {
            turns = due > before ? 0 : turns + 1;
            before = due > before ? due : before;
            if (turns > 20)
            {
                throw new InvalidOperationException($"The customer wants to be woken at {due:O} again and again.");
            }

            Now = due > Now ? due : Now;
            Take(new CustomerInput.Woken { Id = Id(), Source = "engine", At = Now, OccurredAt = Now });
        }

        Now = to;
        return this;
    }

    public Story Take(CustomerInput input)
    {
        Inputs.Add(input);
        var decision = Decider.Decide(Customer, input, Rules);
        Watching?.Invoke(Customer, input, decision);
        Customer = decision.Next;
        Facts.AddRange(decision.Facts);
        foreach (var effect in decision.Effects)
        {
            Effects.Add(effect);
            switch (effect)
            {
                case Effect.WantSlot want when Grants:
                    Take(new CustomerInput.SlotGranted(want.TouchId, Capacity) { Id = Id(), Source = "engine", At = Now, OccurredAt = Now });
                    break;
                case Effect.Send send:
                    Sent.Add((Now, send));
                    if (!Silent)
                    {
                        Take(Answers?.Invoke(send) is { } answer ? answer with { At = Now, OccurredAt = Now } : Accepted(send));
                    }

                    break;
                case Effect.AskAssistant ask when Assistant is { } assistant:
                    Take(new CustomerInput.Answered(ask.Turn, ask.Epoch, assistant(ask)) { Id = Id(), Source = "engine", At = Now, OccurredAt = Now });
                    break;
                case Effect.CountCompanions count when Companions is { } companions:
                    Take(new CustomerInput.CompanionsCounted(count.OrderId, companions(count)) { Id = Id(), Source = "engine", At = Now, OccurredAt = Now });
                    break;
                default:
                    break;
            }
        }

        return this;
    }

    public CustomerInput Accepted(Effect.Send send) => new CustomerInput.SendAccepted(send.TouchId, send.Attempt, $"wamid.{send.TouchId}.{send.Attempt}", null) { Id = Id(), Source = "engine", At = Now, OccurredAt = Now };

    public CustomerInput Rejected(Effect.Send send, int code) => new CustomerInput.SendRejected(send.TouchId, send.Attempt, code, null) { Id = Id(), Source = "engine", At = Now, OccurredAt = Now };

    public CustomerInput Lost(Effect.Send send) => new CustomerInput.SendUnknown(send.TouchId, send.Attempt, "time-out") { Id = Id(), Source = "engine", At = Now, OccurredAt = Now };

    public string Id() => $"i{++made}";

    private static BasketReport Report(BasketKind kind, string id, decimal total, Item[] items) => new()
    {
        Kind = kind,
        Id = id,
        Url = $"https://shop.example/{id}",
        Currency = "EUR",
        Total = total,
        Items = items.Length > 0 ? [.. items] : [new Item { ProductId = "p1", Name = "Linen shirt", Price = total }],
    };
}
