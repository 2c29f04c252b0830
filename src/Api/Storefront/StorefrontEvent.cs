using Conversations.Carts;
using Conversations.Orders;

namespace Conversations.Api.Storefront;

/// <summary>
/// An event as the contract describes it; read field by field, so that one bad event never fails the rest. Its type says which of
/// the other fields it carries. <paramref name="Customer"/>: of all but product.restocked, out_of_stock, price_changed and launched.
/// <paramref name="OccurredAt"/>: with its offset.
/// </summary>
public sealed record StorefrontEvent(
    string Id,
    string Type,
    DateTimeOffset OccurredAt,
    EventCustomerFields? Customer = null,
    EventProduct? Product = null,
    EventCart? Cart = null,
    EventCheckout? Checkout = null,
    EventFailure? Failure = null,
    EventOrder? Order = null,
    EventConsent? Consent = null);

/// <summary>At least one of id, phone, email, cartToken. <paramref name="Phone"/>: E.164; a national one with <paramref name="Country"/> (ISO 3166). <paramref name="TimeZone"/>: IANA.</summary>
public sealed record EventCustomerFields(
    string? Id = null, string? Phone = null, string? Email = null, string? FirstName = null, string? LastName = null, string? Locale = null, string? TimeZone = null, string? Country = null, string? CartToken = null);

/// <summary><paramref name="Price"/>: needed by product.price_changed.</summary>
public sealed record EventProduct(string Id, string? Name = null, string? Url = null, decimal? Price = null, string? Currency = null, string? ImageUrl = null, string? Category = null);

/// <summary><paramref name="Total"/>: the sum of the lines unless given.</summary>
public sealed record EventCart(string Id, string? Url = null, string? Currency = null, decimal? Total = null, IReadOnlyList<EventItem>? Items = null);

/// <summary><paramref name="Total"/>: the sum of the lines unless given.</summary>
public sealed record EventCheckout(
    string Id, string? CartId = null, string? Url = null, string? Currency = null, decimal? Total = null, IReadOnlyList<EventItem>? Items = null, IReadOnlyList<string>? DiscountCodes = null);

/// <summary>A line of a cart, a checkout or an order. <paramref name="Quantity"/>: 1 unless given; with 0 it was taken out. <paramref name="CycleDays"/>: 1–3650.</summary>
public sealed record EventItem(
    string ProductId, string? VariantId = null, string? Name = null, decimal? Quantity = null, decimal? Price = null, string? Url = null, string? ImageUrl = null, bool? Consumable = null, int? CycleDays = null);

/// <summary>Why a checkout failed.</summary>
public sealed record EventFailure(FailureKind Kind, string? Code = null, string? Detail = null);

/// <summary>
/// <paramref name="PaymentStatus"/>: paid, pending, failed or refunded. <paramref name="PaymentMethod"/>: card unless given.
/// <paramref name="Total"/>: of order.refunded, where it is below the order's own, the part that went back.
/// <paramref name="TrackingUrl"/>: another one of order.shipped is another parcel's, which is told as well.
/// </summary>
public sealed record EventOrder(
    string Id,
    string? Number = null,
    string? CartId = null,
    string? CheckoutId = null,
    string? Currency = null,
    decimal? Total = null,
    IReadOnlyList<EventItem>? Items = null,
    IReadOnlyList<string>? DiscountCodes = null,
    string? PaymentStatus = null,
    PaymentMethod? PaymentMethod = null,
    string? PayUrl = null,
    string? TrackingUrl = null,
    string? Carrier = null);

/// <summary><paramref name="Channel"/>: whatsapp; <paramref name="Category"/>: marketing; consent.granted needs both, and should hold where it was given (<paramref name="Source"/>) and to which words.</summary>
public sealed record EventConsent(string? Channel = null, string? Category = null, string? Source = null, string? Wording = null);
