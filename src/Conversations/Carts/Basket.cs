using System.Collections.Immutable;

namespace Conversations.Carts;

public enum BasketKind
{
    Cart,
    Checkout,
}

/// <summary>What stopped a checkout (<c>checkout.failed</c>).</summary>
public enum FailureKind
{
    Payment,
    PaymentMethod,
    Promo,
    Address,
    Delivery,
    Technical,
}

public sealed record CheckoutFailure(FailureKind Kind, string? Code, string? Detail);

/// <summary>A cart or checkout as the storefront reports it.</summary>
public sealed record BasketReport
{
    public required BasketKind Kind { get; init; }

    /// <summary>The storefront's id or token of it.</summary>
    public required string Id { get; init; }

    /// <summary>Of a checkout: the cart it came from.</summary>
    public string? CartId { get; init; }

    /// <summary>Brings the customer back to it.</summary>
    public string? Url { get; init; }

    /// <summary>ISO 4217; null where the storefront does not say.</summary>
    public string? Currency { get; init; }

    public decimal Total { get; init; }

    public ImmutableArray<Item> Items { get; init; } = [];

    public ImmutableArray<string> DiscountCodes { get; init; } = [];

    public CheckoutFailure? Failure { get; init; }
}

public enum BasketState
{
    Open,
    Emptied,
    Ordered,
}

/// <summary>A cart, or the checkout that it became, as the customer's actor holds it.</summary>
public sealed record Basket
{
    public required BasketReport Content { get; init; }

    /// <summary>When its content last changed (storefront's time).</summary>
    public required DateTimeOffset ChangedAt { get; init; }

    /// <summary>1 for the first life of this id; an id used again after an order or an emptying is a new subject.</summary>
    public int Round { get; init; } = 1;

    public BasketState State { get; init; }

    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>When a failure was last reported (storefront's time).</summary>
    public DateTimeOffset? FailedAt { get; init; }

    /// <summary>What journeys know it by, for instance <c>cart:c1#1</c>.</summary>
    public string Subject => $"{(Content.Kind == BasketKind.Cart ? "cart" : "checkout")}:{Content.Id}#{Round}";
}
