using Conversations.Api.Keys;
using Conversations.Identity;

namespace Conversations.Api.Settings;

/// <summary>All of the configuration that concerns stores: <c>Stores:{store}:…</c>.</summary>
public sealed class StoresSettings
{
    public Dictionary<string, StoreSettings> Stores { get; init; } = new(StringComparer.Ordinal);
}

/// <summary>A store's secrets and addresses. What is not secret (policy, journeys, knowledge) is set over HTTP.</summary>
public sealed class StoreSettings
{
    /// <summary>The brand, as messages name it; required.</summary>
    public string? Name { get; init; }

    /// <summary>The shop's address; required.</summary>
    public string? Url { get; init; }

    /// <summary>IANA; required.</summary>
    public string? TimeZone { get; init; }

    /// <summary>A JSON file of the store's templates with defaults, positions and buttons' payloads, in the form of <c>GET …/templates</c>. Absent: what WhatsApp has approved, with the shipped templates' defaults where names are the same.</summary>
    public string? TemplatesFile { get; init; }

    /// <summary>At least one.</summary>
    public IReadOnlyList<KeySettings> Keys { get; init; } = [];

    public WhatsAppSettings WhatsApp { get; init; } = new();

    /// <summary>Absent: the store's Shopify address answers 404.</summary>
    public ShopifySettings? Shopify { get; init; }

    /// <summary>Absent: the store's WooCommerce address answers 404.</summary>
    public WooCommerceSettings? WooCommerce { get; init; }

    /// <summary>Absent: nothing is told to the store.</summary>
    public StoreWebhookSettings? Webhook { get; init; }
}

/// <summary>A key by its hash: <c>printf %s "$KEY" | sha256sum</c>.</summary>
public sealed class KeySettings
{
    /// <summary>Whose it is; shown beside what was done with it.</summary>
    public string Name { get; init; } = "";

    public Role Role { get; init; }

    /// <summary>SHA-256 of the key, 64 hexadecimal digits.</summary>
    public string Sha256 { get; init; } = "";
}

public sealed class WhatsAppSettings
{
    /// <summary>Of the app that sends the webhooks here (M:webhooks/create-webhook-endpoint, 2025-11-07); two while one is being replaced.</summary>
    public IReadOnlyList<string> AppSecrets { get; init; } = [];

    public string? VerifyToken { get; init; }

    /// <summary>Sends messages.</summary>
    public string? AccessToken { get; init; }

    public string? BusinessAccountId { get; init; }

    /// <summary>The first is the default number.</summary>
    public IReadOnlyList<string> PhoneNumberIds { get; init; } = [];

    internal IReadOnlyList<NumberId> NumberIds => [.. PhoneNumberIds.Select(static id => new NumberId(id))];

    /// <summary>The account has the Marketing Messages API, which honours a time to live for marketing.</summary>
    public bool MarketingMessages { get; init; }
}

public sealed class ShopifySettings
{
    /// <summary>The app's client secret. Several while one is being replaced: Shopify signs with the old one for up to an hour (S:webhooks).</summary>
    public IReadOnlyList<string> Secrets { get; init; } = [];
}

public sealed class WooCommerceSettings
{
    public string? Secret { get; init; }

    /// <summary>ISO 3166 country for phones without one; default: the billing address's.</summary>
    public string? Country { get; init; }
}

public sealed class StoreWebhookSettings
{
    public string? Url { get; init; }

    /// <summary>Signs what is told: HMAC-SHA256.</summary>
    public string? Secret { get; init; }
}
