using System.Collections.Immutable;
using System.Text.Json;

namespace Conversations.Storefronts.Shopify;

/// <summary>What of an order was sent. Shopify calls a download, a gift card, and what is fetched or taken along in a shop fulfilled as well.</summary>
internal static class ShopifyParcels
{
    private const int ParcelsMax = 20;

    public static List<JsonElement> Of(JsonElement order) => [.. Meant(order).Where(parcel => !CameToNothing(parcel))];

    /// <summary>Those that came to nothing too: nobody waits for them any more.</summary>
    public static IEnumerable<JsonElement> Meant(JsonElement order)
    {
        var goesNowhere = GoesNowhere(order);
        return order.At("fulfillments").Each().Where(parcel => IsSent(parcel, goesNowhere));
    }

    /// <summary>Whether an order that is said to be fulfilled went out; its fulfillments may be left out of the body.</summary>
    public static bool WentOut(JsonElement order) => Of(order).Count > 0 || (!order.At("fulfillments").Each().Any() && !GoesNowhere(order));

    /// <summary>Bought in a shop and not to be sent: there is nothing to tell of its payment or its way.</summary>
    public static bool IsOverTheCounter(JsonElement order) => order.At("source_name").Text() == "pos" && order.At("shipping_address").ValueKind != JsonValueKind.Object;

    public static bool CameToNothing(JsonElement parcel) => parcel.At("status").Text() is "cancelled" or "error" or "failure";

    public static bool IsTracked(JsonElement parcel) =>
        parcel.At("tracking_number").Text() is not null || parcel.At("tracking_url").Url() is not null || parcel.At("tracking_urls").Each().Any();

    public static bool IsSent(JsonElement parcel, bool goesNowhere) =>
        IsTracked(parcel) || !(goesNowhere || (parcel.At("line_items").Each().Any() && parcel.At("line_items").Each().All(line => line.At("requires_shipping").Flag() == false)));

    public static bool HasArrived(JsonElement parcel) => parcel.At("shipment_status").Text() == "delivered";

    public static ImmutableSortedDictionary<string, bool>? Arrivals(IEnumerable<JsonElement> parcels)
    {
        var arrivals = parcels.Where(parcel => parcel.At("id").Id() is not null).DistinctBy(parcel => parcel.At("id").Id()).Take(ParcelsMax).ToImmutableSortedDictionary(parcel => parcel.At("id").Id()!, parcel => HasArrived(parcel) || CameToNothing(parcel));
        return arrivals.IsEmpty ? null : arrivals;
    }

    public static ImmutableSortedDictionary<string, bool>? Arrived(string? parcel) =>
        parcel is null ? null : ImmutableSortedDictionary<string, bool>.Empty.Add(parcel, true);

    public static bool? PartToSend(JsonElement order) => order.At("fulfillment_status").Text() switch
    {
        "partial" => true,
        "fulfilled" => false,
        _ => null,
    };

    /// <summary>True where the buyer was asked for an address and gave none to send it to; an app that may not read addresses finds neither.</summary>
    private static bool GoesNowhere(JsonElement order) => IsOverTheCounter(order)
        || (order.At("shipping_address").ValueKind == JsonValueKind.Null && order.At("billing_address").ValueKind == JsonValueKind.Object);
}
