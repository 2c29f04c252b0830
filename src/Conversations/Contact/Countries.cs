using System.Collections.Frozen;

namespace Conversations.Contact;

/// <summary>
/// The countries, from an embedded file. Calling codes: ITU-T E.164 list; zones: IANA tz database; national number
/// lengths and trunk prefixes: the national numbering plans as published by the ITU (looked over in November 2026).
/// </summary>
public static class Countries
{
    private const decimal MinimumCartElsewhere = 15m;

    private static readonly Country[] List = EmbeddedJson.Read<Country[]>("Contact.countries.json");

    private static readonly FrozenDictionary<string, Country> ByCode =
        List.ToFrozenDictionary(country => country.Code, StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, Country[]> ByCalling =
        List.GroupBy(country => country.Calling).ToFrozenDictionary(group => group.Key, group => group.ToArray(), StringComparer.Ordinal);

    private static readonly FrozenDictionary<string, string> ByZone = List
        .SelectMany(country => country.Zones.Concat(country.OtherZones).Select(zone => (zone, country.Code)))
        .DistinctBy(pair => pair.zone, StringComparer.OrdinalIgnoreCase)
        .ToFrozenDictionary(pair => pair.zone, pair => pair.Code, StringComparer.OrdinalIgnoreCase);

    private static readonly FrozenDictionary<string, decimal> MinimumCarts =
        EmbeddedJson.Read<Dictionary<string, decimal>>("Contact.minimum-carts.json").ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static IReadOnlyList<Country> All => List;

    /// <summary>The country of an ISO 3166-1 alpha-2 code in any case ("UK" and "EL" are understood), or null.</summary>
    public static Country? Find(string? code) => code?.Trim().ToUpperInvariant() switch
    {
        null or "" => null,
        "UK" => ByCode["GB"],
        "EL" => ByCode["GR"],
        var known => ByCode.GetValueOrDefault(known),
    };

    /// <summary>The ISO code of the country in which an IANA zone lies, or null for UTC and unknown names.</summary>
    public static string? OfZone(string? zone) => zone is null ? null : ByZone.GetValueOrDefault(zone);

    /// <summary>Whether the 30-day rule for announced price reductions holds there.</summary>
    public static bool InEu(string? code) => Find(code)?.Eu ?? false;

    /// <summary>The smallest cart total worth a reminder, in that currency: about the price of one small parcel's postage and goods.</summary>
    public static decimal MinimumCartTotal(string currency) => MinimumCarts.GetValueOrDefault(currency, MinimumCartElsewhere);

    internal static bool IsCallingCode(string digits) => ByCalling.ContainsKey(digits);

    internal static IReadOnlyList<Country> WithCalling(string digits) => ByCalling.GetValueOrDefault(digits, []);
}
