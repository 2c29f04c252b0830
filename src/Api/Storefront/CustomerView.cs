using Conversations.Api.Wire;
using Conversations.Carts;
using Conversations.Customers;
using Conversations.Identity;
using Conversations.Journeys;
using Conversations.Messages;
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

public sealed partial record CustomerView
{
    public static CustomerView Of(Customer customer, Policy policy, DateTimeOffset now) => new(
        customer.Id,
        customer.Version,
        NameOf(customer.Profile),
        customer.Profile.Phone,
        customer.Profile,
        [.. customer.Aliases.Select(static alias => new AliasView(alias.Kind, alias.Value))],
        ConsentOf(customer),
        customer.UnreachableAt,
        customer.SaturatedUntil,
        customer.Baskets.Where(static basket => basket.State == BasketState.Open).MaxBy(static basket => basket.ChangedAt) is { } open ? BasketOf(open) : null,
        [.. customer.Baskets.Select(BasketOf)],
        [.. customer.Orders.Select(OrderOf)],
        customer.OrderCount,
        [.. customer.Runs.Select(RunOf)],
        new(customer.Thread.State, customer.Thread.Since, customer.Thread.Epoch, customer.Thread.Operator, customer.Thread.Reason, customer.Thread.Unread, customer.Thread.Language),
        WindowOf(customer, now),
        CapsOf(customer, policy, now),
        customer.BornAt,
        customer.LastActedAt,
        customer.DueAt);

    public static string? NameOf(Profile profile) =>
        string.Join(' ', new[] { profile.FirstName, profile.LastName }.Where(static part => !string.IsNullOrWhiteSpace(part))) is { Length: > 0 } name ? name : null;

    public static WindowView WindowOf(Customer customer, DateTimeOffset now)
    {
        var until = customer.Thread.InboundByNumber.ToDictionary(static entry => entry.Key, static entry => entry.Value + TimeSpan.FromHours(24), StringComparer.Ordinal);
        var last = until.Count == 0 ? (DateTimeOffset?)null : until.Values.Max();
        return new(last > now, last, until);
    }

    private static ConsentView ConsentOf(Customer customer)
    {
        var consent = customer.Consent;
        var stopped = consent.PlatformStoppedAt is not null || (consent.StoppedAt is { } stop && !(consent.GrantedAt > stop));
        var word = stopped ? "stopped" : consent.SuspendedAt is not null ? "suspended" : consent.GrantedAt is not null ? "granted" : "none";
        return new(word, consent.GrantedAt, consent.Source, consent.Wording, consent.StoppedAt, consent.StoppedBy, consent.PlatformStoppedAt, consent.SuspendedAt, consent.Wrote);
    }

    private static BasketView BasketOf(Basket basket) => new(
        basket.Content.Kind,
        basket.Content.Id,
        basket.Subject,
        basket.State,
        Money.Of(basket.Content.Total, basket.Content.Currency),
        basket.Content.Url,
        [.. basket.Content.Items.Select(item => ItemOf(item, basket.Content.Currency))],
        basket.Content.DiscountCodes,
        basket.Content.Failure?.Kind,
        basket.ChangedAt);

    private static OrderView OrderOf(Order order) => new(
        order.Content.Id,
        order.Content.Number,
        Money.Of(order.Content.Total, order.Content.Currency),
        order.Content.PaymentStatus,
        order.Content.PaymentMethod,
        [.. order.Content.Items.Select(item => ItemOf(item, order.Content.Currency))],
        order.Content.TrackingUrl,
        order.PlacedAt,
        order.PaidAt,
        order.PaymentFailedAt,
        order.ShippedAt,
        order.DeliveredAt,
        order.CancelledAt,
        order.RefundedAt);

    private static ItemView ItemOf(Item item, string? currency) =>
        new(item.ProductId, item.VariantId, item.Name, item.Quantity, Money.Of(item.Price, currency), item.Url, item.ImageUrl, item.SoldOut);

    private static RunView RunOf(Run run) => new(
        run.Id, run.Journey, run.JourneyVersion, run.Subject, run.State, run.Step, run.DueAt, run.HeldUntil, run.HeldBy, run.StartedAt, run.ExpiresAt);

    private static CapsView CapsOf(Customer customer, Policy policy, DateTimeOffset now)
    {
        var sent = customer.Touches
            .Where(static touch => touch.Purpose == Purpose.Marketing && touch.State is not (TouchState.SlotWanted or TouchState.Dropped or TouchState.Failed or TouchState.Retrying))
            .Select(static touch => touch.AcceptedAt ?? touch.ClaimedAt ?? touch.CreatedAt)
            .ToArray();
        return new(
            sent.Count(at => at > now - TimeSpan.FromDays(1)),
            policy.MarketingPerDay,
            sent.Count(at => at > now - TimeSpan.FromDays(7)),
            policy.MarketingPerWeek,
            customer.Unnoticed,
            policy.UnnoticedMax,
            customer.LastSequenceAt);
    }
}
