using System.Collections.Immutable;
using Conversations.Customers;
using Conversations.Journeys;

namespace Conversations.Orders;

/// <summary>Money that went back. An order may have several refunds, each is told once and with its own amount.</summary>
internal static class Refunds
{
    /// <summary>The report with the refunds that it is news of, or that were made before the order was first heard of: of these nobody is told.</summary>
    public static OrderReport Taken(Deciding deciding, Order? known, OrderEvent happened, OrderReport report) =>
        happened == OrderEvent.Refunded ? Named(deciding, known, report)
        : known is null && deciding.Late ? report
        : report with { Refunds = null };

    /// <summary>A shop that names no refunds tells a part by a total below the order's, and by one of nothing that the rest went back.</summary>
    private static OrderReport Named(Deciding deciding, Order? known, OrderReport report)
    {
        if (report is not { Refunds: null, Total: { } told } || known?.Content is not { Total: { } total } content || told >= total)
        {
            return report;
        }

        var amount = told > 0 ? told : total - (content.Refunds?.Values.Sum() ?? 0);
        return report with { Total = null, Items = [], Refunds = ImmutableSortedDictionary<string, decimal?>.Empty.Add(deciding.Happened.OccurredAt.Iso(), amount) };
    }

    /// <summary>The sum that a report tells of.</summary>
    public static decimal? Told(OrderEvent happened, OrderReport report, Order order) =>
        happened == OrderEvent.Refunded && report.Refunds is { } refunds && refunds.Values.All(amount => amount is not null) ? refunds.Values.Sum() : order.Content.Total;

    /// <summary>Those that are not known yet. One that was told without a name may be any of those up to then.</summary>
    public static ImmutableArray<string> New(Order? known, OrderReport report, DateTimeOffset at) =>
        report.Refunds is not { } refunds || (known is { Content.Refunds: null } && known.RefundedAt >= at)
            ? []
            : [.. refunds.Keys.Where(refund => known?.Content.Refunds?.ContainsKey(refund) != true)];

    /// <summary>What the customer is told of; the whole order's total where the shop told no parts.</summary>
    public static decimal? Amount(Run run, OrderReport content) =>
        content.Refunds?.FirstOrDefault(refund => run.Subject.EndsWith($":{refund.Key}", StringComparison.Ordinal)) is { Key: not null } told ? told.Value : content.Total;
}
