using System.Collections.Immutable;
using Conversations.Customers;
using Conversations.Identity;

namespace Conversations.Storefronts;

/// <summary>What one item of a storefront platform's webhook means. A delivery may mean several things, or nothing.</summary>
public abstract record WebhookOutcome
{
    private WebhookOutcome()
    {
    }

    /// <summary>Concerns one customer; the input's aliases say whose it is.</summary>
    public sealed record Translated(CustomerInput Input) : WebhookOutcome;

    /// <summary>News of a product: no customer, fans out.</summary>
    public sealed record News(CustomerInput.ProductNews Input) : WebhookOutcome;

    /// <summary>How a product stands; <see cref="ProductStand.NewsSince"/> tells what of it is news.</summary>
    public sealed record ProductReported(ProductStand Stand) : WebhookOutcome;

    /// <summary>Erase whoever is behind these (Shopify's <c>customers/redact</c>: within 30 days).</summary>
    public sealed record Redact(string Id, ImmutableArray<Alias> Aliases) : WebhookOutcome;

    /// <summary>The customer asked the store for what is known of them (Shopify's <c>customers/data_request</c>: within 30 days).</summary>
    public sealed record DataRequested(string Id, ImmutableArray<Alias> Aliases) : WebhookOutcome;

    /// <summary>Erase the whole store (<c>shop/redact</c>, 48 h after the app was uninstalled).</summary>
    public sealed record StoreRedacted(string Id) : WebhookOutcome;

    /// <summary>The store took the app away: stop sending at once.</summary>
    public sealed record Uninstalled(string Id) : WebhookOutcome;

    /// <summary>Understood, and of no consequence, for this reason.</summary>
    public sealed record Skipped(string Reason) : WebhookOutcome;

    /// <summary>Not understood: to be kept and shown.</summary>
    public sealed record Unread(string Reason) : WebhookOutcome;

    /// <summary>The body is no JSON at all.</summary>
    public sealed record NotJson(string Problem) : WebhookOutcome;
}
