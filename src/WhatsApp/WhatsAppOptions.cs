using Conversations.Identity;
using Conversations.WhatsApp.Webhooks;

namespace Conversations.WhatsApp;

/// <summary>Section <c>WhatsApp</c> of the configuration.</summary>
public sealed class WhatsAppOptions
{
    /// <summary>Where the Graph API stands; the simulator's address in the demo.</summary>
    public Uri GraphUrl { get; set; } = new("https://graph.facebook.com");

    /// <summary>The version of the Graph API to speak; an older one reports conversations instead of messages (M:reference/messages/status).</summary>
    public string ApiVersion { get; set; } = "v24.0";

    /// <summary>How long a call may take before its outcome counts as unknown. Real time; longer ones hold up the number's queue.</summary>
    public TimeSpan Timeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>By the store's id.</summary>
    public IDictionary<string, WhatsAppStoreOptions> Stores { get; } = new Dictionary<string, WhatsAppStoreOptions>(StringComparer.Ordinal);

    /// <summary>What is not set and has to be, as configuration paths.</summary>
    public IReadOnlyList<string> Missing() => [.. Stores
        .OrderBy(pair => pair.Key, StringComparer.Ordinal)
        .SelectMany(pair => pair.Value.Missing().Select(name => $"WhatsApp:Stores:{pair.Key}:{name}"))];

    /// <summary>The store that a number belongs to; none, or that one.</summary>
    public IEnumerable<StoreId> StoresOf(NumberId number) => Having(store => store.Numbers.Any(known => known.Id == number.Value));

    /// <summary>The stores that share a WhatsApp business account, each with numbers of its own.</summary>
    public IEnumerable<StoreId> StoresOf(string businessAccount) => Having(store => store.BusinessAccountId.Length > 0 && store.BusinessAccountId == businessAccount);

    /// <summary>The stores whose secret signs these bytes; none: refuse them (401). What a body says of other stores is not to be believed.</summary>
    public IReadOnlySet<StoreId> SignedBy(ReadOnlySpan<byte> body, string? signature)
    {
        var signing = Signature.Signing(body, signature, Stores.Values.SelectMany(static store => store.AppSecrets));
        return Stores.Where(store => store.Value.AppSecrets.Any(signing.Contains)).Select(static store => new StoreId(store.Key)).ToHashSet();
    }

    internal (string Token, WhatsAppNumberOptions Number)? AccessTo(StoreId store, NumberId number)
    {
        var options = Stores.TryGetValue(store.Value, out var found) ? found : null;
        var known = options?.Numbers.FirstOrDefault(candidate => candidate.Id == number.Value);
        var token = known?.AccessToken is { Length: > 0 } own ? own : options?.AccessToken;
        return known is not null && token is { Length: > 0 } ? (token, known) : null;
    }

    private IEnumerable<StoreId> Having(Func<WhatsAppStoreOptions, bool> fits) =>
        Stores.Where(store => fits(store.Value)).Select(static store => new StoreId(store.Key));
}

/// <summary>A store's access to WhatsApp.</summary>
public sealed class WhatsAppStoreOptions
{
    /// <summary>Of the app whose webhooks come here; two while one is being replaced.</summary>
    public IList<string> AppSecrets { get; } = [];

    /// <summary>Asked for when the webhook's address is set.</summary>
    public string VerifyToken { get; set; } = "";

    /// <summary>The WhatsApp business account, whose templates are used.</summary>
    public string BusinessAccountId { get; set; } = "";

    /// <summary>Of a system user.</summary>
    public string AccessToken { get; set; } = "";

    public IList<WhatsAppNumberOptions> Numbers { get; } = [];

    internal IEnumerable<string> Missing()
    {
        if (!AppSecrets.Any(secret => secret.Length > 0))
        {
            yield return "AppSecrets:0";
        }

        foreach (var (name, value) in new[] { (nameof(VerifyToken), VerifyToken), (nameof(BusinessAccountId), BusinessAccountId) })
        {
            if (value.Length == 0)
            {
                yield return name;
            }
        }

        if (AccessToken.Length == 0 && !Numbers.All(number => number.AccessToken is { Length: > 0 }))
        {
            yield return nameof(AccessToken);
        }

        if (Numbers.Count == 0)
        {
            yield return "Numbers:0:Id";
        }
    }
}

/// <summary>A number of a store.</summary>
public sealed class WhatsAppNumberOptions
{
    /// <summary>WhatsApp's phone number id.</summary>
    public string Id { get; set; } = "";

    /// <summary>Where the number has its own; else the store's.</summary>
    public string? AccessToken { get; set; }

    /// <summary>The account has accepted the Marketing Messages API, which honours a marketing template's time to live (M:templates/time-to-live, 21 May 2026).</summary>
    public bool MarketingMessages { get; set; }
}
