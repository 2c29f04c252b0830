using System.Diagnostics.CodeAnalysis;
using Conversations.Contact;

namespace Conversations.Identity;

/// <summary>
/// A phone number in E.164, with its plus ("+33612345678"). Made by <see cref="Parse"/> from what a person or a shop wrote,
/// or by <see cref="FromWaId"/> from WhatsApp's own id; a shape that is not known is never guessed.
/// </summary>
public readonly record struct PhoneNumber(string E164)
{
    private const int DigitsMin = 7;
    private const int DigitsMax = 15;

    /// <summary>The digits alone, as WhatsApp writes them.</summary>
    public string WaId => E164[1..];

    /// <summary>ISO 3166-1 alpha-2, or null where the calling code belongs to no country we know (or to none, as +1 800).</summary>
    public string? Country => Locate(WaId)?.Country.Code;

    /// <summary>
    /// The same for every spelling of one person's number: Brazil's ninth digit (mobiles only, never landlines), Mexico's 1 and
    /// Argentina's 9. Source: WhatsApp's send-messages page and the practice of public clients, protocol facts §9.
    /// </summary>
    public string Key => PhoneVariants.Of(WaId) is { } pair ? $"+{pair.Canonical}" : E164;

    /// <summary>Every number that may be the same person's WhatsApp, this one first.</summary>
    public IReadOnlyList<string> Variants => PhoneVariants.Of(WaId) is { } pair
        ? [E164, E164 == $"+{pair.Canonical}" ? $"+{pair.Other}" : $"+{pair.Canonical}"]
        : [E164];

    /// <summary>
    /// Reads E.164 with or without plus, with a leading 00, with spaces, dots, dashes, slashes and brackets; with
    /// <paramref name="country"/> (ISO 3166-1 alpha-2) also the way numbers are written inside that country.
    /// Null comes with a <paramref name="problem"/>: an English sentence that does not repeat the number.
    /// </summary>
    public static PhoneNumber? Parse(string? text, string? country, out string? problem)
    {
        if (PhoneText.Digits(text, out var international, out problem) is not { } digits)
        {
            return null;
        }

        var home = Countries.Find(country);
        if (home is null && !string.IsNullOrWhiteSpace(country))
        {
            problem = $"'{country}' is not an ISO country code.";
            return null;
        }

        if (!international && digits.StartsWith("00", StringComparison.Ordinal))
        {
            (digits, international) = (digits[2..], true);
        }
        else if (!international && home?.Calling == "1" && digits.StartsWith("011", StringComparison.Ordinal))
        {
            (digits, international) = (digits[3..], true);
        }

        return international || home is null
            ? ParseInternational(digits, international, out problem)
            : ParseNational(digits, home, out problem);
    }

    /// <summary>WhatsApp's own id: digits without a plus, taken as they are, since WhatsApp knows the number. Null if it is none.</summary>
    public static PhoneNumber? FromWaId(string? waId)
    {
        var digits = waId.AsSpan().Trim().TrimStart('+');
        var plausible = digits.Length is >= DigitsMin and <= DigitsMax && digits[0] != '0' && !digits.ContainsAnyExceptInRange('0', '9');
        return plausible ? new PhoneNumber($"+{digits}") : null;
    }

    /// <summary>Where a recipient is: by the phone, or by the two letters with which WhatsApp's user ids begin; null where neither tells.</summary>
    public static string? CountryOf(string recipient) => recipient switch
    {
        ['+', ..] => new PhoneNumber(recipient).Country,
        [_, _, '.', ..] => recipient[..2],
        _ => null,
    };

    public override string ToString() => E164;

    private static PhoneNumber? ParseInternational(string digits, bool marked, out string? problem)
    {
        problem = null;
        if (Locate(digits) is { } place && PhoneText.National(place.National, place.Country) is { } told)
        {
            return new PhoneNumber($"+{place.Country.Calling}{told}");
        }

        if (CallingCode(digits) is not { } calling)
        {
            problem = marked
                ? "The number begins with no known country calling code."
                : "The number is written nationally: give the country, or write it with + and the country calling code.";
            return null;
        }

        // A trunk prefix kept after the calling code (+44 0 20…) is a common slip with only one reading.
        var rest = digits[calling.Length..];
        foreach (var candidate in Countries.WithCalling(calling).Where(candidate => candidate.Prefixes.Count == 0))
        {
            if (PhoneText.WithoutTrunk(rest, candidate) is { } national && rest[0] == '0')
            {
                return new PhoneNumber($"+{calling}{national}");
            }
        }

        problem = $"A number of calling code +{calling} does not have this shape.";
        return null;
    }

    private static PhoneNumber? ParseNational(string digits, Country home, out string? problem)
    {
        problem = null;
        if (PhoneText.WithoutTrunk(digits, home) is { } afterTrunk)
        {
            return new PhoneNumber($"+{home.Calling}{afterTrunk}");
        }

        var national = PhoneText.National(digits, home);
        var international = digits.StartsWith(home.Calling, StringComparison.Ordinal) ? PhoneText.National(digits[home.Calling.Length..], home) : null;

        // Where both readings fit, a country with a trunk prefix would have shown it on a national number.
        if ((international is not null && (national is null || home.Trunk.Count > 0) ? international : national) is { } told)
        {
            return new PhoneNumber($"+{home.Calling}{told}");
        }

        problem = $"The number has no shape of {home.Name}: write it with + and the country calling code.";
        return null;
    }

    private static (Country Country, string National)? Locate([NotNull] string digits)
    {
        if (CallingCode(digits) is not { } calling)
        {
            return null;
        }

        var national = digits[calling.Length..];
        var sharing = Countries.WithCalling(calling);
        var owner = sharing.FirstOrDefault(country => country.Prefixes.Any(prefix => national.StartsWith(prefix, StringComparison.Ordinal)))
            ?? sharing.FirstOrDefault(country => country.Prefixes.Count == 0);
        return owner is null || (calling == "1" && PhoneText.IsNonGeographic(national)) ? null : (owner, national);
    }

    // Calling codes are prefix-free, so the first that fits is the only one.
    private static string? CallingCode(string digits)
    {
        for (var length = 1; length <= 3 && length < digits.Length; length++)
        {
            if (Countries.IsCallingCode(digits[..length]))
            {
                return digits[..length];
            }
        }

        return null;
    }
}
