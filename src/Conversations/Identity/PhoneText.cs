using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using Conversations.Contact;

namespace Conversations.Identity;

/// <summary>The written form of phone numbers: separators, trunk prefixes, lengths.</summary>
internal static class PhoneText
{
    private const int DigitsMin = 5;
    private const int DigitsMax = 17;

    // North American codes that belong to no place: toll-free, premium, personal, carrier use.
    private static readonly FrozenSet<string> NonGeographic = FrozenSet.ToFrozenSet(
        ["500", "521", "522", "533", "544", "566", "577", "588", "600", "622", "700", "710", "800", "833", "844", "855", "866", "877", "888", "900"],
        StringComparer.Ordinal);

    /// <summary>The digits of a text (any script's digits as ASCII), or null with a problem.</summary>
    public static string? Digits(string? text, out bool international, out string? problem)
    {
        (international, problem) = (false, null);
        var written = (text ?? "").Trim();
        if (written.StartsWith("tel:", StringComparison.OrdinalIgnoreCase))
        {
            written = written[4..];
        }

        international = written.AsSpan().TrimStart(" (\u200e\u202a\u202d\u2066").StartsWith("+") || written.StartsWith('＋');
        if (international)
        {
            // "+44 (0) 20 …" says itself that the zero is not dialled from abroad.
            written = written.Replace("(0)", "", StringComparison.Ordinal);
        }

        var digits = new StringBuilder(written.Length);
        foreach (var character in written)
        {
            if (CharUnicodeInfo.GetDecimalDigitValue(character) is >= 0 and var digit)
            {
                digits.Append((char)('0' + digit));
            }
            else if ((character is '+' or '＋') && digits.Length > 0)
            {
                problem = "A plus stands only at the beginning of a phone number.";
                return null;
            }
            else if (!IsSeparator(character))
            {
                problem = "A phone number has digits, spaces, dots, dashes, slashes and brackets only.";
                return null;
            }
        }

        problem = digits.Length switch
        {
            0 => "The phone number is empty.",
            < DigitsMin => "The phone number is too short.",
            > DigitsMax => "The phone number is too long.",
            _ => null,
        };
        return problem is null ? digits.ToString() : null;
    }

    /// <summary>The national number that these digits are there, written without trunk prefix; null where they are none.</summary>
    public static string? National(string digits, Country country) => IsNational(digits, country) ? digits : MobileDigitFirst(digits, country);

    private static bool IsNational(string digits, Country country)
    {
        if (digits.Length == 0)
        {
            return false;
        }

        if (country.Calling == "1")
        {
            // North American Numbering Plan: NXX-NXX-XXXX with N = 2–9.
            return digits.Length == 10 && digits[0] is >= '2' and <= '9' && digits[3] is >= '2' and <= '9';
        }

        if (country.MobileDigit is { } mobile && digits.StartsWith(mobile, StringComparison.Ordinal) && country.AllowsLength(digits.Length - mobile.Length))
        {
            return true;
        }

        if (country.MobileAfterArea is { } sign && digits.StartsWith(sign, StringComparison.Ordinal))
        {
            return false;
        }

        var zeroIsTrunk = country.Trunk.Any(trunk => trunk.StartsWith('0'));
        return country.AllowsLength(digits.Length) && !(zeroIsTrunk && digits[0] == '0');
    }

    /// <summary>The national number after a trunk prefix, or null if there is none before a number of the right length.</summary>
    public static string? WithoutTrunk(string digits, Country country) => country.Trunk
        .Where(trunk => digits.StartsWith(trunk, StringComparison.Ordinal))
        .Select(trunk => National(digits[trunk.Length..], country))
        .FirstOrDefault(national => national is not null);

    /// <summary>11 15 2345 6789, as it is written in Argentina, is 9 11 2345 6789 from abroad. Areas have two digits (Buenos Aires, 11), three or four.</summary>
    private static string? MobileDigitFirst(string digits, Country country)
    {
        if (country is not { MobileDigit: { } first, MobileAfterArea: { } sign })
        {
            return null;
        }

        var national = digits.StartsWith(first, StringComparison.Ordinal) ? digits[first.Length..] : digits;
        int[] areas = national.StartsWith("11", StringComparison.Ordinal) ? [2] : [3, 4];
        var area = country.AllowsLength(national.Length - sign.Length)
            ? areas.FirstOrDefault(length => national[length..].StartsWith(sign, StringComparison.Ordinal))
            : 0;
        return area == 0 ? null : first + national.Remove(area, sign.Length);
    }

    public static bool IsNonGeographic(string national) => national.Length >= 3 && NonGeographic.Contains(national[..3]);

    private static bool IsSeparator(char character) =>
        character is '+' or '＋' or '.' or '(' or ')' or '/' or '（' or '）' || char.IsWhiteSpace(character)
        || char.GetUnicodeCategory(character) is UnicodeCategory.DashPunctuation or UnicodeCategory.Format;
}
