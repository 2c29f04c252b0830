using System.Collections.Immutable;
using System.Globalization;
using Conversations.Contact;
using Conversations.Customers;
using Conversations.Journeys;

namespace Conversations.Orders;

/// <summary>An order may go out in several parcels: that each went is told once, with its own tracking.</summary>
internal static class Parcels
{
    /// <summary>The report with the parcels that it is news of, or that were known before the order was first heard of: of these nobody is told.</summary>
    public static OrderReport Taken(Deciding deciding, Order? known, OrderEvent happened, OrderReport report) =>
        happened is OrderEvent.Shipped or OrderEvent.Delivered || (known is null && deciding.Late) ? report : report with { Parcels = null };

    /// <summary>A parcel that went out after another one; a shop that names none gives it another tracking. Empty: none. One that was told without a name may be any of them.</summary>
    public static ImmutableArray<string> New(Order? known, OrderEvent happened, OrderReport report)
    {
        if (happened != OrderEvent.Shipped || known is not { ShippedAt: not null, Content: { } content })
        {
            return [];
        }

        var named = content.Parcels is { } before ? report.Parcels?.Where(parcel => !parcel.Value && !before.ContainsKey(parcel.Key)).Select(parcel => parcel.Key).LastOrDefault() : null;
        var unnamed = content.Parcels is null && report.Parcels is null && content.TrackingUrl is not null && report.TrackingUrl is { } url && url != content.TrackingUrl
            ? Permission.Bucket(url, int.MaxValue).ToString(CultureInfo.InvariantCulture)
            : null;
        return (named ?? unnamed) is { } parcel ? [parcel] : [];
    }

    /// <summary>What waits to tell of a parcel keeps its tracking, whatever is told of the next one.</summary>
    public static void Keep(Deciding deciding, OrderReport told)
    {
        foreach (var run in deciding.Customer.Runs.Where(run => run is { Trigger: Trigger.OrderShipped, State: RunState.Waiting or RunState.Touching, Tracking: null } && run.OrderId == told.Id))
        {
            deciding.Put(run with { Tracking = new Tracking(told.TrackingUrl, told.Carrier) });
        }
    }
}
