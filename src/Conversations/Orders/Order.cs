using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Conversations.Carts;

namespace Conversations.Orders;

public enum OrderEvent
{
    Placed,
    Paid,
    PaymentFailed,
    Shipped,
    Delivered,
    Cancelled,
    Refunded,
}

public enum PaymentStatus
{
    Pending,
    Paid,
    Failed,
    Refunded,

    /// <summary>The customer has done all they could; the money, or somebody's word, is on its way.</summary>
    UnderWay,
}

public enum PaymentMethod
{
    Card,
    Wallet,
    InstantTransfer,
    BankTransfer,
    Instalments,
    CashOnDelivery,
    Other,
}

/// <summary>An order as a storefront reports it; later reports may leave out what earlier ones said.</summary>
public sealed record OrderReport
{
    public required string Id { get; init; }

    /// <summary>What the customer knows it by, for instance <c>#1001</c>.</summary>
    public string? Number { get; init; }

    public string? CartId { get; init; }

    public string? CheckoutId { get; init; }

    public string? Currency { get; init; }

    public decimal? Total { get; init; }

    public ImmutableArray<Item> Items { get; init; } = [];

    public ImmutableArray<string> DiscountCodes { get; init; } = [];

    public PaymentStatus? PaymentStatus { get; init; }

    /// <summary>What is still to be paid, where that is not the total.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public decimal? Outstanding { get; init; }

    /// <summary>What went back, by the shop's id of each refund; null where it names none, and then all of it did.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableSortedDictionary<string, decimal?>? Refunds { get; init; }

    /// <summary>Null where the report does not say; a first report without one counts as card.</summary>
    public PaymentMethod? PaymentMethod { get; init; }

    /// <summary>By the shop's id of each parcel, whether it arrived; null where it names none, and then all of the order did.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public ImmutableSortedDictionary<string, bool>? Parcels { get; init; }

    /// <summary>True while a part has not been sent yet; null where the report does not say.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public bool? PartToSend { get; init; }

    [JsonIgnore]
    public bool ArrivedInPart => PartToSend == true || Parcels?.ContainsValue(false) == true;

    public string? PayUrl { get; init; }

    public string? TrackingUrl { get; init; }

    public string? Carrier { get; init; }
}

/// <summary>Where a parcel can be followed.</summary>
public sealed record Tracking(string? Url, string? Carrier);

/// <summary>An order as the customer's actor holds it: all reports folded, with the time of each step (storefront's time).</summary>
public sealed record Order
{
    public required OrderReport Content { get; init; }

    public required DateTimeOffset PlacedAt { get; init; }

    /// <summary>True while all that is known is how it went on: <see cref="PlacedAt"/> then says when it was first heard of, and nothing is concluded from it.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public bool PlacingUnknown { get; init; }

    public DateTimeOffset? PaidAt { get; init; }

    public DateTimeOffset? PaymentFailedAt { get; init; }

    /// <summary>By a tap of the customer: an order that is paid at the door.</summary>
    public DateTimeOffset? ConfirmedAt { get; init; }

    public DateTimeOffset? ShippedAt { get; init; }

    public DateTimeOffset? DeliveredAt { get; init; }

    public DateTimeOffset? CancelledAt { get; init; }

    public DateTimeOffset? RefundedAt { get; init; }

    /// <summary>False where only a part went back: the rest of the order goes on.</summary>
    [JsonIgnore]
    public bool IsRefunded => RefundedAt is not null && !(Content.Refunds is { } refunds && refunds.Values.All(amount => amount is not null) && refunds.Values.Sum() < Content.Total);
}
