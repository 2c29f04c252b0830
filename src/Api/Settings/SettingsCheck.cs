using System.Text.RegularExpressions;
using Conversations.Api.Hosting;
using Conversations.Api.Rulebook;
using Conversations.Contact;

namespace Conversations.Api.Settings;

/// <summary>Looks over the whole configuration before anything starts and names every fault at once.</summary>
public static partial class SettingsCheck
{
    /// <summary>Each fault as <c>path: what is wrong</c>; none when the engine can start.</summary>
    public static IReadOnlyList<string> Faults(IConfiguration configuration, StoresSettings settings)
    {
        var faults = new List<string>();
        Require(faults, "Storage:ConnectionString", configuration["Storage:ConnectionString"], "the SQLite file (Data Source=…) or a PostgreSQL connection string");
        Require(faults, "Privacy:HashKey", configuration["Privacy:HashKey"], "a secret of 16 characters or more; erased numbers are remembered as hashes keyed with it", 16);
        if (configuration["WhatsApp:GraphUrl"] is { Length: > 0 } graph)
        {
            RequireUrl(faults, "WhatsApp:GraphUrl", graph);
        }

        if (configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is { } collector && !string.IsNullOrWhiteSpace(collector))
        {
            RequireUrl(faults, "OTEL_EXPORTER_OTLP_ENDPOINT", collector);
        }

        foreach (var url in (configuration["urls"] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
        {
            // Every host, as the web server writes it, is no host of a URI.
            RequireUrl(faults, "urls", url.Replace("://+", "://host", StringComparison.Ordinal).Replace("://*", "://host", StringComparison.Ordinal));
        }

        if (configuration[CatchingUp.Setting] is { } catchUp && !bool.TryParse(catchUp, out _))
        {
            faults.Add($"{CatchingUp.Setting}: '{catchUp}' is neither true nor false");
        }

        if (settings.Stores.Count == 0)
        {
            faults.Add("Stores: missing; at least one store, as Stores:<store>:…, with the settings below");
            StoreFaults(faults, "<store>", new StoreSettings());
        }

        foreach (var (store, values) in settings.Stores.OrderBy(static store => store.Key, StringComparer.Ordinal))
        {
            if (!StoreName().IsMatch(store))
            {
                faults.Add($"Stores:{store}: a store's name has 1 to 64 of a-z 0-9 - _");
            }

            StoreFaults(faults, store, values);
        }

        DoubleNumbers(faults, settings);
        DoubleKeys(faults, settings);
        return faults;
    }

    private static void StoreFaults(List<string> faults, string store, StoreSettings values)
    {
        var path = $"Stores:{store}";
        Require(faults, $"{path}:Name", values.Name, "the brand as messages name it");
        Require(faults, $"{path}:Url", values.Url, "the shop's address");
        if (!string.IsNullOrWhiteSpace(values.Url))
        {
            RequireUrl(faults, $"{path}:Url", values.Url);
        }

        Require(faults, $"{path}:TimeZone", values.TimeZone, "an IANA time zone, for instance Europe/Paris");
        if (values.TimeZone is { Length: > 0 } zone && !TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _))
        {
            faults.Add($"{path}:TimeZone: '{zone}' is not an IANA time zone");
        }

        if (values.TemplatesFile is { Length: > 0 } file)
        {
            faults.AddRange(TemplateFile.Read(file).Problems.Select(problem => $"{path}:TemplatesFile: {problem}"));
        }

        if (values.Keys.Count == 0)
        {
            faults.Add($"{path}:Keys: missing; at least one with Name, Role (storefront, operator, marketer, admin) and Sha256 of the key");
        }

        for (var index = 0; index < values.Keys.Count; index++)
        {
            if (!Sha256Hex().IsMatch(values.Keys[index].Sha256))
            {
                faults.Add($"{path}:Keys:{index}:Sha256: must be the 64 hexadecimal digits of the key's SHA-256");
            }
        }

        RequireEach(faults, $"{path}:WhatsApp:AppSecrets", values.WhatsApp.AppSecrets, "signs WhatsApp's webhooks");
        Require(faults, $"{path}:WhatsApp:VerifyToken", values.WhatsApp.VerifyToken, "answers WhatsApp's handshake");
        Require(faults, $"{path}:WhatsApp:AccessToken", values.WhatsApp.AccessToken, "sends messages");
        Require(faults, $"{path}:WhatsApp:BusinessAccountId", values.WhatsApp.BusinessAccountId, "the WhatsApp business account's id");
        RequireEach(faults, $"{path}:WhatsApp:PhoneNumberIds", values.WhatsApp.PhoneNumberIds, "a phone number id; the first is the default number");
        if (values.Shopify is { } shopify)
        {
            RequireEach(faults, $"{path}:Shopify:Secrets", shopify.Secrets, "the app's client secret");
        }

        if (values.WooCommerce is { } woo)
        {
            Require(faults, $"{path}:WooCommerce:Secret", woo.Secret, "signs WooCommerce's webhooks");
            if (woo.Country is { Length: > 0 } country && Countries.Find(country) is null)
            {
                faults.Add($"{path}:WooCommerce:Country: '{country}' is not an ISO 3166 country such as FR");
            }
        }

        if (values.Webhook is { } webhook)
        {
            RequireUrl(faults, $"{path}:Webhook:Url", webhook.Url);
            Require(faults, $"{path}:Webhook:Secret", webhook.Secret, "signs what the engine tells the store");
        }
    }

    private static void DoubleNumbers(List<string> faults, StoresSettings settings)
    {
        var doubles = settings.Stores
            .SelectMany(static store => store.Value.WhatsApp.PhoneNumberIds.Select(number => (Number: number, Store: store.Key)))
            .GroupBy(static entry => entry.Number, StringComparer.Ordinal)
            .Where(static group => group.Count() > 1);
        faults.AddRange(doubles.Select(static group =>
            $"Stores:*:WhatsApp:PhoneNumberIds: {group.Key} belongs to more than one store ({string.Join(", ", group.Select(static entry => entry.Store))})"));
    }

    private static void DoubleKeys(List<string> faults, StoresSettings settings)
    {
        var doubles = settings.Stores
            .OrderBy(static store => store.Key, StringComparer.Ordinal)
            .SelectMany(static store => store.Value.Keys.Index().Select(key => (Path: $"Stores:{store.Key}:Keys:{key.Index}", key.Item.Sha256)))
            .Where(static key => key.Sha256.Length > 0)
            .GroupBy(static key => key.Sha256, StringComparer.OrdinalIgnoreCase);
        foreach (var same in doubles)
        {
            faults.AddRange(same.Skip(1).Select(again => $"{again.Path}:Sha256: is the key of {same.First().Path} already; a key belongs to one store and has one role"));
        }
    }

    private static void Require(List<string> faults, string path, string? value, string what, int lengthMin = 1)
    {
        if (string.IsNullOrWhiteSpace(value))
        {
            faults.Add($"{path}: missing; {what}");
        }
        else if (value.Length < lengthMin)
        {
            faults.Add($"{path}: too short; {what}");
        }
    }

    /// <summary>At least one, and none empty.</summary>
    private static void RequireEach(List<string> faults, string path, IReadOnlyList<string> values, string what)
    {
        for (var index = 0; index < Math.Max(1, values.Count); index++)
        {
            Require(faults, $"{path}:{index}", values.ElementAtOrDefault(index), what);
        }
    }

    private static void RequireUrl(List<string> faults, string path, string? value)
    {
        if (!Uri.TryCreate(value, UriKind.Absolute, out var url) || (url.Scheme != Uri.UriSchemeHttp && url.Scheme != Uri.UriSchemeHttps))
        {
            faults.Add($"{path}: must be an http or https address");
        }
    }

    [GeneratedRegex("^[a-z0-9_-]{1,64}$")]
    private static partial Regex StoreName();

    [GeneratedRegex("^[0-9a-fA-F]{64}$")]
    private static partial Regex Sha256Hex();
}
