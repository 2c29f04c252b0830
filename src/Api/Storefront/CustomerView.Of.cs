using Conversations.Api.Wire;
using Conversations.Carts;
using Conversations.Customers;
using Conversations.Journeys;
using Conversations.Messages;
using Conversations.Orders;

namespace Conversations.Api.Storefront;

/// <summary>How a customer's state becomes the view of it.</summary>
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
        var word = consent.Allows ? "granted"
            : consent.SuspendedAt is { } suspended && consent.PlatformStoppedAt is null && !(consent.StoppedAt >= suspended) ? "suspended"
            : (consent.PlatformStoppedAt ?? consent.StoppedAt) is not null ? "stopped"
            : "none";
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
