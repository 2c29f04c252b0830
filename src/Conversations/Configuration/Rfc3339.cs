using System.Globalization;
using System.Text.RegularExpressions;

namespace Conversations.Configuration;

/// <summary>Times of RFC 3339 (<c>2026-03-01T12:00:00+01:00</c>). One without its offset is refused, because nobody knows when it is.</summary>
public static partial class Rfc3339
{
    /// <summary>The time in UTC, or null where the text is none.</summary>
    public static DateTimeOffset? Parse(string? text) =>
        text is not null
        && Form().IsMatch(text)
        && DateTimeOffset.TryParse(text.ToUpperInvariant(), CultureInfo.InvariantCulture, DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : null;

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{2}-[0-9]{2}[Tt ][0-9]{2}:[0-9]{2}:[0-9]{2}(\.[0-9]{1,9})?([Zz]|[+-][0-9]{2}:[0-9]{2})\z", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
