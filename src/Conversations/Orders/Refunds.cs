using System.Collections.Immutable;
using Conversations.Customers;
using Conversations.Journeys;

namespace Conversations.Orders;

/// <summary>Money that went back. An order may have several refunds, each is told once and with its own amount.</summary>
internal static class Refunds
{
    /// <summary>The report with the refunds that it is news of, or that were made before the order was first heard of: of these nobody is told.</summary>
    public static OrderReport Taken(Deciding deciding, Order? known, OrderEvent happened, OrderReport report) =>
        happened == OrderEvent.Refunded || (known is null && deciding.Late) ? report : report with { Refunds = null };

    /// <summary>Those that are not known yet. One that was told without a name may be any of those up to then.</summary>
    public static ImmutableArray<string> New(Order? known, OrderReport report, DateTimeOffset at) =>
        report.Refunds is not { } refunds || (known is { Content.Refunds: null } && known.RefundedAt >= at)
            ? []
            : [.. refunds.Keys.Where(refund => known?.Content.Refunds?.ContainsKey(refund) != true)];

    /// <summary>What the customer is told of; the whole order's total where the shop told no parts.</summary>
    public static decimal? Amount(Run run, OrderReport content) =>
        content.Refunds?.FirstOrDefault(refund => run.Subject.EndsWith($":{refund.Key}", StringComparison.Ordinal)) is { Key: not null } told ? told.Value : content.Total;
}
