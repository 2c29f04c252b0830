using Conversations.Api.Wire;
using Conversations.Carts;
using Conversations.Customers;
using Conversations.Identity;
using Conversations.Journeys;
using Conversations.Orders;
using ThreadState = Conversations.Threads.ThreadState;

namespace Conversations.Api.Storefront;

/// <summary>A customer as lists show it.</summary>
public sealed record CustomerListItem(CustomerId CustomerId, string? Name, string? Phone, string? Email, string? StorefrontId, DateTimeOffset? BornAt);

public sealed record CustomerList(IReadOnlyList<CustomerListItem> Customers);

public sealed record AliasView(AliasKind Kind, string Value);

/// <summary><paramref name="Marketing"/>: granted, stopped, suspended or none.</summary>
public sealed record ConsentView(
    string Marketing,
    DateTimeOffset? GrantedAt,
    string? Source,
    string? Wording,
    DateTimeOffset? StoppedAt,
    string? StoppedBy,
    DateTimeOffset? PlatformStoppedAt,
    DateTimeOffset? SuspendedAt,
    bool WroteToUs);

public sealed record ItemView(string ProductId, string? VariantId, string? Name, decimal Quantity, Money? Price, string? Url, string? ImageUrl, bool SoldOut);

public sealed record BasketView(
    BasketKind Kind,
    string Id,
    string Subject,
    BasketState State,
    Money Total,
    string? Url,
    IReadOnlyList<ItemView> Items,
    IReadOnlyList<string> DiscountCodes,
    FailureKind? Failure,
    DateTimeOffset ChangedAt);

public sealed record OrderView(
    string Id,
    string? Number,
    Money? Total,
    PaymentStatus? PaymentStatus,
    PaymentMethod? PaymentMethod,
    IReadOnlyList<ItemView> Items,
    string? TrackingUrl,
    DateTimeOffset PlacedAt,
    DateTimeOffset? PaidAt,
    DateTimeOffset? PaymentFailedAt,
    DateTimeOffset? ShippedAt,
    DateTimeOffset? DeliveredAt,
    DateTimeOffset? CancelledAt,
    DateTimeOffset? RefundedAt);

public sealed record RunView(
    string Id,
    string Journey,
    int JourneyVersion,
    string Subject,
    RunState State,
    int Step,
    DateTimeOffset DueAt,
    DateTimeOffset? HeldUntil,
    string? HeldBy,
    DateTimeOffset? StartedAt,
    DateTimeOffset ExpiresAt);

public sealed record ThreadBrief(ThreadState State, DateTimeOffset? Since, int Epoch, string? Operator, string? Reason, int Unread, string? Language);

/// <summary>The 24 hours after the customer's last inbound message, by the number it came to.</summary>
public sealed record WindowView(bool Open, DateTimeOffset? Until, IReadOnlyDictionary<string, DateTimeOffset> UntilByNumber);

/// <summary>Marketing messages of the rolling 24 hours and 7 days against what the policy allows.</summary>
public sealed record CapsView(int MarketingLast24Hours, int MarketingPerDay, int MarketingLast7Days, int MarketingPerWeek, int UnnoticedInARow, int UnnoticedMax, DateTimeOffset? LastRecoveryAt);

/// <summary>All that is known of a customer.</summary>
public sealed partial record CustomerView(
    CustomerId CustomerId,
    long Version,
    string? Name,
    string? Phone,
    Profile Profile,
    IReadOnlyList<AliasView> Aliases,
    ConsentView Consent,
    DateTimeOffset? UnreachableAt,
    DateTimeOffset? SaturatedUntil,
    BasketView? Cart,
    IReadOnlyList<BasketView> Baskets,
    IReadOnlyList<OrderView> Orders,
    int OrderCount,
    IReadOnlyList<RunView> Runs,
    ThreadBrief Thread,
    WindowView Window,
    CapsView Caps,
    DateTimeOffset? BornAt,
    DateTimeOffset? LastActedAt,
    DateTimeOffset? NextWakeUp);
