using System.Collections.Immutable;
using Conversations.Carts;
using Conversations.Customers;
using Conversations.Identity;
using Conversations.Messages;
using Conversations.Orders;
using Conversations.Tests.Drivers;
using Conversations.Threads;

namespace Conversations.Tests.Histories;

/// <summary>What is played when the histories are recorded anew; a replay reads the recorded inputs and not these.</summary>
internal static class Scripts
{
    public static Customer Nobody { get; } = new() { Store = new StoreId("demo"), Id = new CustomerId("c1") };

    /// <summary>The product's journeys with the words of one language: small enough to be kept beside the histories.</summary>
    public static Rules Rules { get; } = TestRules.Default with
    {
        Templates = [.. TestRules.Default.Templates.Where(template => template.Language == "en")],
        Texts = TestRules.Default.Texts.RemoveRange(TestRules.Default.Texts.Keys.Where(language => language != "en")),
    };

    public static ImmutableSortedDictionary<string, Action<Story>> All { get; } = new Dictionary<string, Action<Story>>
    {
        ["from-view-to-review"] = FromViewToReview,
        ["conversation"] = Conversation,
        ["refusals"] = Refusals,
        ["two-become-one"] = TwoBecomeOne,
        ["tombstone"] = Tombstone,
    }.ToImmutableSortedDictionary(StringComparer.Ordinal);

    private static void FromViewToReview(Story story)
    {
        story.Companions = _ => [new Companion("canvas-belt", 5)];
        story.With().Views().After(0.1).Views().Cart(items: Shirt).After(0.6).Reports(DeliveryStatus.Sent).Reports(DeliveryStatus.Delivered);
        story.After(1).Checkout(failed: FailureKind.Payment).After(0.2).Checkout().After(30).Reports(DeliveryStatus.Read);
        story.Order(OrderEvent.Placed, status: PaymentStatus.Failed).After(0.5).Order(OrderEvent.Paid).Order(OrderEvent.Shipped);
        story.After(40).Order(OrderEvent.Delivered).After(24 * 9);
        story.Cart("cart2", items: Shirt).Empties("cart2");
        story.Takes((id, at) => new CustomerInput.StockSubscribed(new Product { Id = "p2", Name = "Wool socks" }) { Id = id, Source = "events", At = at, OccurredAt = at });
        story.After(24 * 4).News(ProductChange.Restocked, "p2").After(24 * 2).News(ProductChange.PriceChanged, "p2");
        story.Takes((id, at) => new CustomerInput.ConsentReported(false, "account page", null) { Id = id, Source = "events", At = at, OccurredAt = at }).After(24 * 120);
    }

    private static void Conversation(Story story)
    {
        story.Assistant = ask => ask.Turn == 1 ? new Answer { Text = "Two to three days.", Confidence = 0.9, Sources = [new AnswerSource("shipping", "Shipping")], Product = new Product { Id = "p1", Name = "Linen shirt" } } : new Answer { Reason = "nothing found" };
        story.With().Cart(items: Shirt).After(0.6).Says("How long does shipping take?").After(0.1).Says("And to Guadeloupe by boat?").After(0.1);
        story.Takes((id, at) => new CustomerInput.Assigned("ana", "ben") { Id = id, Source = "operator", At = at, OccurredAt = at });
        story.Takes((id, at) => new CustomerInput.TakenOver("ben") { Id = id, Source = "operator", At = at, OccurredAt = at });
        story.Takes((id, at) => new CustomerInput.Noted("ben", "Wants it by Friday.") { Id = id, Source = "operator", At = at, OccurredAt = at });
        story.Takes((id, at) => new CustomerInput.Labelled("ben", ["shipping"]) { Id = id, Source = "operator", At = at, OccurredAt = at });
        story.Takes((id, at) => new CustomerInput.OperatorReplied("ben", story.Customer.Thread.Epoch, new OutboundMessage.Text("It takes ten days.")) { Id = id, Source = "operator", At = at, OccurredAt = at });
        story.Says("Thanks!").Takes((id, at) => new CustomerInput.HandedBack("ben") { Id = id, Source = "operator", At = at, OccurredAt = at }).After(1);
        story.Receives(new InboundMessage { Wamid = story.Id(), Kind = InboundKind.Image, MediaId = "m1", MediaType = "image/jpeg" });
        story.Takes((id, at) => new CustomerInput.MessageEchoed(id, "text", "Nice picture.", Story.Number) { Id = id, Source = "whatsapp", At = at, OccurredAt = at });
        story.Takes((id, at) => new CustomerInput.ThreadClosed("ben") { Id = id, Source = "operator", At = at, OccurredAt = at }).After(48);
        story.Says("STOP").After(1).Says("START").After(1);
        story.Takes((id, at) => new CustomerInput.PreferenceReported(true) { Id = id, Source = "whatsapp", At = at, OccurredAt = at }).After(24 * 3);
    }

    private static void Refusals(Story story)
    {
        story.Answers = send => send.Attempt switch { 1 => story.Rejected(send, 131000), _ => story.Lost(send) };
        story.With().Cart(items: Shirt).After(1);
        story.Answers = send => story.Rejected(send, 131049);
        story.Order(OrderEvent.Placed).Order(OrderEvent.Cancelled).After(24 * 4).Cart("cart2", items: Shirt).After(24 * 9);
    }

    private static void TwoBecomeOne(Story story)
    {
        var other = new Story(story.Rules) { Customer = Nobody with { Id = new CustomerId("c2") } };
        other.With(phone: "+33698765432").Cart("cart9", items: Shirt).After(0.6).Says("Is it slim?");
        story.With().Cart(items: Shirt).After(1);
        story.Takes((id, at) => new CustomerInput.Absorbed(other.Customer) { Id = id, Source = "engine", At = at, OccurredAt = at }).After(30);
        story.Takes((id, at) => new CustomerInput.IdentityChanged("+33611111111", "FR.2") { Id = id, Source = "whatsapp", At = at, OccurredAt = at });
        story.Takes((id, at) => new CustomerInput.IdentityLost(new Alias(AliasKind.Phone, "+33611111111")) { Id = id, Source = "whatsapp", At = at, OccurredAt = at }).After(30);
    }

    private static void Tombstone(Story story)
    {
        story.With().Cart(items: Shirt).After(1);
        story.Takes((id, at) => new CustomerInput.Moved(new CustomerId("c0")) { Id = id, Source = "engine", At = at, OccurredAt = at }).Reports(DeliveryStatus.Read).Says("Hello?");
    }

    private static Item Shirt { get; } = new() { ProductId = "p1", VariantId = "p1-m", Name = "Linen shirt", Price = 59.90m, Url = "https://shop.example/p1", Consumable = true, CycleDays = 60 };
}
