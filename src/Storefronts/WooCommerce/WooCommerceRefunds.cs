using System.Collections.Immutable;
using System.Text.Json;
using Conversations.Orders;

namespace Conversations.Storefronts.WooCommerce;

/// <summary>An order's list of refunds: ids that count up, and amounts below zero. An order of which a part was paid back keeps its state.</summary>
internal static class WooCommerceRefunds
{
    private const int RefundsMax = 20;

    public static ImmutableSortedDictionary<string, decimal?>? Of(JsonElement body) =>
        List(body) is { Count: > 0 } refunds ? refunds.ToImmutableSortedDictionary() : null;

    /// <summary>No refund has a time: only the newest can be as new as the change itself, the others were told when they were.</summary>
    public static List<WebhookOutcome> Steps(OrderReport order, Person person, JsonElement body, DateTimeOffset modified, Delivery delivery)
    {
        var refunds = List(body);
        return
        [
            .. refunds.Select((refund, index) => delivery.Ordered(
                OrderEvent.Refunded,
                order with { Refunds = ImmutableSortedDictionary<string, decimal?>.Empty.Add(refund.Key, refund.Value) },
                person,
                index == refunds.Count - 1 ? modified : delivery.When(body.At("date_created_gmt")),
                $"refunded:{refund.Key}")),
        ];
    }

    private static List<KeyValuePair<string, decimal?>> List(JsonElement body) =>
    [
        .. body.At("refunds").Each()
            .Select(refund => KeyValuePair.Create(WooCommerceTranslation.Number(refund.At("id")) ?? "", -refund.At("total").Amount()))
            .Where(refund => refund is { Key: not "", Value: > 0 })
            .DistinctBy(refund => refund.Key)
            .OrderBy(refund => refund.Key.Length).ThenBy(refund => refund.Key, StringComparer.Ordinal)
            .TakeLast(RefundsMax),
    ];
}
