namespace Conversations.Storefronts.WooCommerce;

/// <summary>
/// The headers of a delivery. <c>Delivery-ID</c> is not among them: it is new on every delivery, and the same for two in one second.
/// </summary>
/// <param name="Signature"><c>X-WC-Webhook-Signature</c>.</param>
/// <param name="Topic"><c>X-WC-Webhook-Topic</c>, for instance <c>order.updated</c>.</param>
/// <param name="StoreUrl"><c>X-WC-Webhook-Source</c>: the shop's home address.</param>
public sealed record WooCommerceHeaders(string? Signature, string? Topic, string? StoreUrl)
{
    /// <param name="header">A header's value by its name, whatever its case; null where there is none.</param>
    public static WooCommerceHeaders Read(Func<string, string?> header) =>
        new(header("X-WC-Webhook-Signature"), header("X-WC-Webhook-Topic"), header("X-WC-Webhook-Source"));
}
