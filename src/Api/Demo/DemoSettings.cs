using Conversations.Api.Keys;
using Conversations.Identity;

namespace Conversations.Api.Demo;

/// <summary>The demo store's settings: public on purpose, so that anyone can sign a request by hand. They exist in Development only.</summary>
public static class DemoSettings
{
    public const string Key = "demo-key";

    public const string AppSecret = "demo-app-secret";

    public const string BusinessAccount = "200000000000001";

    /// <summary>The business number as webhooks show it; the demo dials nobody.</summary>
    public const string DisplayPhone = "33700000001";

    public static StoreId Store { get; } = new("demo");

    public static NumberId Number { get; } = new("100000000000001");

    public static IReadOnlyDictionary<string, string?> Values { get; } = new Dictionary<string, string?>
    {
        ["Storage:ConnectionString"] = "Data Source=data/conversations.db",
        ["Privacy:HashKey"] = "demo-privacy-hash-key",
        ["Stores:demo:Name"] = "Demo Shop",
        ["Stores:demo:Url"] = "https://demo-shop.example",
        ["Stores:demo:TimeZone"] = "Europe/Paris",
        ["Stores:demo:Keys:0:Name"] = "demo",
        ["Stores:demo:Keys:0:Role"] = "admin",
        ["Stores:demo:Keys:0:Sha256"] = KeyRing.HashOf(Key),
        ["Stores:demo:WhatsApp:AppSecrets:0"] = AppSecret,
        ["Stores:demo:WhatsApp:VerifyToken"] = "demo-verify-token",
        ["Stores:demo:WhatsApp:AccessToken"] = "demo-access-token",
        ["Stores:demo:WhatsApp:BusinessAccountId"] = BusinessAccount,
        ["Stores:demo:WhatsApp:PhoneNumberIds:0"] = Number.Value,
        ["Stores:demo:Shopify:Secrets:0"] = "demo-shopify-secret",
        ["Stores:demo:WooCommerce:Secret"] = "demo-woo-secret",
    };
}
