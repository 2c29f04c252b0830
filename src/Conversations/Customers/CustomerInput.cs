using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Conversations.Carts;
using Conversations.Contact;
using Conversations.Identity;
using Conversations.Messages;
using Conversations.Orders;
using Conversations.Threads;

namespace Conversations.Customers;

/// <summary>Something that happened to one customer. Closed: every case is in this file; the discriminators are a storage format and are never renamed.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(ProfileReported), "profile_reported.1")]
[JsonDerivedType(typeof(ProductViewed), "product_viewed.1")]
[JsonDerivedType(typeof(BasketChanged), "basket_changed.1")]
[JsonDerivedType(typeof(BasketEmptied), "basket_emptied.1")]
[JsonDerivedType(typeof(OrderReported), "order_reported.1")]
[JsonDerivedType(typeof(StockSubscribed), "stock_subscribed.1")]
[JsonDerivedType(typeof(ProductNews), "product_news.1")]
[JsonDerivedType(typeof(ConsentReported), "consent_reported.1")]
[JsonDerivedType(typeof(MessageReceived), "message_received.1")]
[JsonDerivedType(typeof(MessageEchoed), "message_echoed.1")]
[JsonDerivedType(typeof(DeliveryReported), "delivery_reported.1")]
[JsonDerivedType(typeof(PreferenceReported), "preference_reported.1")]
[JsonDerivedType(typeof(IdentityLost), "identity_lost.1")]
[JsonDerivedType(typeof(IdentityChanged), "identity_changed.1")]
[JsonDerivedType(typeof(SlotGranted), "slot_granted.1")]
[JsonDerivedType(typeof(SendAccepted), "send_accepted.1")]
[JsonDerivedType(typeof(SendRejected), "send_rejected.1")]
[JsonDerivedType(typeof(SendUnknown), "send_unknown.1")]
[JsonDerivedType(typeof(Answered), "answered.1")]
[JsonDerivedType(typeof(Woken), "woken.1")]
[JsonDerivedType(typeof(TakenOver), "taken_over.1")]
[JsonDerivedType(typeof(HandedBack), "handed_back.1")]
[JsonDerivedType(typeof(ThreadClosed), "thread_closed.1")]
[JsonDerivedType(typeof(OperatorReplied), "operator_replied.1")]
[JsonDerivedType(typeof(Assigned), "assigned.1")]
[JsonDerivedType(typeof(Noted), "noted.1")]
[JsonDerivedType(typeof(Labelled), "labelled.1")]
[JsonDerivedType(typeof(Moved), "moved.1")]
[JsonDerivedType(typeof(Absorbed), "absorbed.1")]
[JsonDerivedType(typeof(CompanionsCounted), "companions_counted.1")]
public abstract record CustomerInput
{
    private CustomerInput()
    {
    }

    /// <summary>Its source's own id: unique within <see cref="Source"/> of a store; the same again is a repeat.</summary>
    public required string Id { get; init; }

    /// <summary><c>events</c>, <c>shopify</c>, <c>woocommerce</c>, <c>whatsapp</c>, <c>operator</c>, <c>engine</c>.</summary>
    public required string Source { get; init; }

    /// <summary>When the engine took it: the only clock a decision knows.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>When it happened, as its source says.</summary>
    public required DateTimeOffset OccurredAt { get; init; }

    /// <summary>Of the rules it was decided with; stamped by the actor.</summary>
    public long RulesVersion { get; init; }

    /// <summary>Identities that came with it.</summary>
    public ImmutableArray<Alias> Aliases { get; init; } = [];

    /// <summary>What its source says of the person; null fields say nothing.</summary>
    public Profile? Profile { get; init; }

    /// <summary>Only what the base carries: <c>customer.updated</c>, contact cards.</summary>
    public sealed record ProfileReported : CustomerInput;

    public sealed record ProductViewed(Product Product) : CustomerInput;

    /// <summary><c>cart.updated</c>, <c>checkout.started</c>, <c>checkout.updated</c>, <c>checkout.failed</c> (the report then holds the failure).</summary>
    public sealed record BasketChanged(BasketReport Basket) : CustomerInput;

    public sealed record BasketEmptied(BasketKind BasketKind, string BasketId) : CustomerInput;

    public sealed record OrderReported(OrderEvent Event, OrderReport Order) : CustomerInput;

    public sealed record StockSubscribed(Product Product) : CustomerInput;

    /// <summary>News of a product that this customer has to do with (fanned out). <paramref name="Low30"/>: the lowest price of the last 30 days before the change.</summary>
    public sealed record ProductNews(ProductChange Change, Product Product, decimal? PreviousPrice, decimal? Low30) : CustomerInput;

    /// <summary>A consent to WhatsApp marketing given or withdrawn at the storefront.</summary>
    public sealed record ConsentReported(bool Granted, string? ConsentSource, string? Wording) : CustomerInput;

    public sealed record MessageReceived(InboundMessage Message, NumberId Number) : CustomerInput;

    /// <summary>A human typed to the customer in the WhatsApp Business app (coexistence). <paramref name="About"/>: the message that it edits, revokes, answers or reacts to.</summary>
    public sealed record MessageEchoed(string Wamid, string Type, string? Text, NumberId Number, string? About = null) : CustomerInput;

    /// <summary>A status webhook. <paramref name="TouchKey"/> is our key as it came back (<see cref="Effect.Send.CallbackOf"/>), where there was one.</summary>
    public sealed record DeliveryReported(string Wamid, string? TouchKey, DeliveryStatus Status, int? ErrorCode, string? ErrorDetail, string? PricingCategory) : CustomerInput
    {
        /// <summary>The user id of whoever has the customer's phone, where none is known yet. Where another is known the phone may have changed hands: only a message from there tells.</summary>
        public Alias? NewUserIdOf(Customer customer)
        {
            var ownPhone = customer.Aliases.Any(alias => alias.Kind == AliasKind.Phone)
                && Aliases.All(alias => alias.Kind != AliasKind.Phone || customer.Aliases.Contains(alias));
            return ownPhone && customer.Aliases.All(alias => alias.Kind != AliasKind.Bsuid)
                ? Aliases.Where(alias => alias.Kind == AliasKind.Bsuid).Cast<Alias?>().FirstOrDefault()
                : null;
        }
    }

    /// <summary>WhatsApp's own <c>user_preferences</c>: stop or resume of marketing.</summary>
    public sealed record PreferenceReported(bool Stop) : CustomerInput;

    /// <summary>The phone went to another person (same phone, other BSUID): consent void, orders stay with this one.</summary>
    public sealed record IdentityLost(Alias Alias) : CustomerInput;

    /// <summary>WhatsApp says that this customer has a new phone or BSUID.</summary>
    public sealed record IdentityChanged(string? Phone, string? Bsuid) : CustomerInput
    {
        /// <summary>What the customer goes by from now on.</summary>
        public ImmutableArray<Alias> NewNames() =>
        [
            .. Phone is { } phone ? [new Alias(AliasKind.Phone, PhoneNumber.FromWaId(phone)?.Key ?? phone)] : Array.Empty<Alias>(),
            .. Bsuid is { } bsuid ? [new Alias(AliasKind.Bsuid, bsuid)] : Array.Empty<Alias>(),
        ];
    }

    /// <summary>The sender of the number has room for this touch.</summary>
    public sealed record SlotGranted(string TouchId, Capacity Capacity) : CustomerInput;

    public sealed record SendAccepted(string TouchId, int Attempt, string Wamid, string? WaId) : CustomerInput;

    public sealed record SendRejected(string TouchId, int Attempt, int Code, string? Detail) : CustomerInput;

    /// <summary>The call was made, or may have been, and no answer came.</summary>
    public sealed record SendUnknown(string TouchId, int Attempt, string Reason) : CustomerInput;

    /// <summary>The assistant's answer to a turn, or that it has none.</summary>
    public sealed record Answered(int Turn, int Epoch, Answer Answer) : CustomerInput;

    public sealed record Woken : CustomerInput;

    public sealed record TakenOver(string Operator) : CustomerInput;

    public sealed record HandedBack(string Operator) : CustomerInput;

    public sealed record ThreadClosed(string Operator) : CustomerInput;

    /// <summary>An operator's message; one made for an older epoch is refused before it becomes an input.</summary>
    public sealed record OperatorReplied(string Operator, int Epoch, OutboundMessage Message) : CustomerInput;

    public sealed record Assigned(string Operator, string To) : CustomerInput;

    public sealed record Noted(string Operator, string Text) : CustomerInput;

    public sealed record Labelled(string Operator, ImmutableArray<string> Labels) : CustomerInput;

    /// <summary>This customer turned out to be <paramref name="To"/>, the older one.</summary>
    public sealed record Moved(CustomerId To) : CustomerInput;

    /// <summary>Another customer turned out to be this one; <paramref name="Snapshot"/> is all it was.</summary>
    public sealed record Absorbed(Customer Snapshot) : CustomerInput;

    /// <summary>What others bought who bought what this order holds, the most often bought first.</summary>
    public sealed record CompanionsCounted(string OrderId, ImmutableArray<Companion> Companions) : CustomerInput;
}

/// <summary>What WhatsApp reports of a message of ours.</summary>
public enum DeliveryStatus
{
    Sent,
    Delivered,
    Read,
    Played,
    Failed,

    /// <summary>Kept, without consequence: <c>deleted</c>, <c>warning</c>, and what comes next.</summary>
    Other,
}
