using System.Globalization;
using Conversations.Carts;
using Conversations.Customers;
using Conversations.Identity;
using Conversations.Messages;
using Conversations.Orders;
using Conversations.Threads;

namespace Conversations.Bench;

/// <summary>One customer in virtual time, with an outside that accepts and delivers everything: for states as they really look.</summary>
internal sealed class Person(Rules rules, DateTimeOffset now, string id = "c1", string phone = "+33612345678")
{
    private int made;

    public Customer Customer { get; private set; } = new() { Store = new StoreId("demo"), Id = new CustomerId(id) };

    public DateTimeOffset Now { get; private set; } = now;

    public int Sent { get; private set; }

    public long Inputs { get; private set; }

    public Person Arrives() => Take(new CustomerInput.ConsentReported(true, "checkout", "Yes, write to me on WhatsApp")
    {
        Id = Id(),
        Source = "events",
        At = Now,
        OccurredAt = Now,
        Aliases = [new Alias(AliasKind.Phone, phone), new Alias(AliasKind.StorefrontId, id), new Alias(AliasKind.Email, $"{id}@example.com")],
        Profile = new Profile { StorefrontId = id, FirstName = "Ana", LastName = "Durand", Email = $"{id}@example.com", Phone = phone, Locale = "fr-FR" },
    });

    public CustomerInput Cart(string cart, int items = 2) => new CustomerInput.BasketChanged(new BasketReport
    {
        Kind = BasketKind.Cart,
        Id = cart,
        Url = $"https://shop.example/cart/{cart}",
        Currency = "EUR",
        Total = 59.90m * items,
        Items = [.. Enumerable.Range(1, items).Select(Piece)],
    })
    { Id = Id(), Source = "events", At = Now, OccurredAt = Now };

    public CustomerInput Order(string order, string? cart) => new CustomerInput.OrderReported(OrderEvent.Placed, new OrderReport
    {
        Id = order,
        Number = $"#{order}",
        CartId = cart,
        Currency = "EUR",
        Total = 119.80m,
        PaymentStatus = PaymentStatus.Paid,
        Items = [Piece(1), Piece(2)],
    })
    { Id = Id(), Source = "events", At = Now, OccurredAt = Now };

    public CustomerInput Says(string text) => new CustomerInput.MessageReceived(
        new InboundMessage { Wamid = Id(), Kind = InboundKind.Text, Text = text }, DemoRules.Number)
    { Id = Id(), Source = "whatsapp", At = Now, OccurredAt = Now };

    public CustomerInput Reports(Effect.Send send, DeliveryStatus status) => new CustomerInput.DeliveryReported(
        Wamid(send), send.Callback, status, null, null, "marketing")
    { Id = Id(), Source = "whatsapp", At = Now, OccurredAt = Now };

    public CustomerInput Wakes() => new CustomerInput.Woken { Id = Id(), Source = "engine", At = Now, OccurredAt = Now };

    public CustomerInput Granted(Effect.WantSlot want) => new CustomerInput.SlotGranted(want.TouchId, new()) { Id = Id(), Source = "engine", At = Now, OccurredAt = Now };

    public CustomerInput Accepted(Effect.Send send) => new CustomerInput.SendAccepted(send.TouchId, send.Attempt, Wamid(send), null) { Id = Id(), Source = "engine", At = Now, OccurredAt = Now };

    /// <summary>Decides without an outside: the effects are the caller's.</summary>
    public Decision Decide(CustomerInput input)
    {
        var decision = Decider.Decide(Customer, input, rules);
        Customer = decision.Next;
        Inputs++;
        return decision;
    }

    /// <summary>Decides, and lets the outside answer.</summary>
    public Person Take(CustomerInput input)
    {
        foreach (var effect in Decide(input).Effects)
        {
            switch (effect)
            {
                case Effect.WantSlot want:
                    Take(Granted(want));
                    break;
                case Effect.Send send:
                    Sent++;
                    Take(Accepted(send));
                    Take(Reports(send, DeliveryStatus.Sent));
                    Take(Reports(send, DeliveryStatus.Delivered));
                    Take(Reports(send, DeliveryStatus.Read));
                    break;
                case Effect.AskAssistant ask:
                    Take(new CustomerInput.Answered(ask.Turn, ask.Epoch, new Answer { Text = "Yes, within three to five days.", Confidence = 0.9 }) { Id = Id(), Source = "engine", At = Now, OccurredAt = Now });
                    break;
                default:
                    break;
            }
        }

        return this;
    }

    /// <summary>Time goes on; every wake-up that falls due on the way happens.</summary>
    public Person Until(DateTimeOffset to)
    {
        while (Customer.DueAt is { } due && due <= to)
        {
            Now = due > Now ? due : Now;
            Take(Wakes());
        }

        Now = to;
        return this;
    }

    /// <summary>Time goes on and nothing happens.</summary>
    public void Rest(DateTimeOffset to) => Now = to;

    public Person After(TimeSpan time) => Until(Now + time);

    private static Item Piece(int number) => new()
    {
        ProductId = string.Create(CultureInfo.InvariantCulture, $"p{number}"),
        VariantId = string.Create(CultureInfo.InvariantCulture, $"p{number}-m"),
        Name = "Linen shirt",
        Quantity = 1,
        Price = 59.90m,
        Url = string.Create(CultureInfo.InvariantCulture, $"https://shop.example/products/p{number}"),
        ImageUrl = string.Create(CultureInfo.InvariantCulture, $"https://shop.example/images/p{number}.jpg"),
    };

    private static string Wamid(Effect.Send send) => $"wamid.HBgLMzM2MTIzNDU2NzgVAgARGBI{send.TouchId}{send.Attempt}";

    private string Id() => string.Create(CultureInfo.InvariantCulture, $"i{++made}");
}
