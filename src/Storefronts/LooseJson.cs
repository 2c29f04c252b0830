using System.Buffers;
using System.Globalization;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Conversations.Storefronts;

/// <summary>Reads JSON that others wrote: what is missing or of another type is null, never an exception.</summary>
internal static partial class LooseJson
{
    public const int IdLengthMax = 200;
    public const int TextLengthMax = 2_000;

    /// <summary>Far above any price, far below where sums overflow.</summary>
    public const decimal AmountMax = 1_000_000_000_000;

    private static readonly SearchValues<char> Controls = SearchValues.Create([.. Enumerable.Range(0, 0xA0).Select(code => (char)code).Where(char.IsControl)]);

    /// <summary>A property's value; undefined where there is none, or where this is no object.</summary>
    public static JsonElement At(this JsonElement element, string name)
    {
        try
        {
            return element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : default;
        }
        catch (InvalidOperationException)
        {
            return OneByOne(element, name);
        }
    }

    public static IEnumerable<JsonElement> Each(this JsonElement element) =>
        element.ValueKind == JsonValueKind.Array ? element.EnumerateArray() : [];

    public static bool IsGiven(this JsonElement element) => element.ValueKind is not (JsonValueKind.Undefined or JsonValueKind.Null);

    /// <summary>Trimmed text without control characters; a number as it is written; null for nothing, and for what is empty.</summary>
    public static string? Text(this JsonElement element) => Cleaned(element.ValueKind switch
    {
        JsonValueKind.String => StringOf(element),
        JsonValueKind.Number => element.GetRawText(),
        _ => null,
    });

    /// <summary>An id of 1–200 characters, from text or from a whole number. Never through double: Shopify's ids are 64 bits wide. One with half a letter is none: mended, it would be the same as others.</summary>
    public static string? Id(this JsonElement element)
    {
        var text = element.ValueKind == JsonValueKind.String ? AsWritten(element)?.Trim() : element.ValueKind == JsonValueKind.Number ? WholeNumber(element) : null;
        return text is { Length: > 0 and <= IdLengthMax } && !text.AsSpan().ContainsAny(Controls) ? text : null;
    }

    /// <summary>An amount from a number or a text with a decimal point; null for anything else, and beyond ± 10¹².</summary>
    public static decimal? Amount(this JsonElement element)
    {
        decimal amount;
        var read = element.ValueKind switch
        {
            JsonValueKind.Number => element.TryGetDecimal(out amount),
            JsonValueKind.String => decimal.TryParse(StringOf(element), NumberStyles.Float & ~NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out amount),
            _ => (amount = 0) != 0,
        };
        return read && Math.Abs(amount) <= AmountMax ? amount : null;
    }

    /// <summary>A time with its offset; one without counts as UTC (WooCommerce's *_gmt). In UTC.</summary>
    public static DateTimeOffset? Time(this JsonElement element) =>
        element.ValueKind == JsonValueKind.String
        && DateTimeOffset.TryParse(StringOf(element), CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal | DateTimeStyles.AdjustToUniversal, out var time)
            ? time
            : null;

    /// <summary>An absolute http or https address of at most 2,000 characters (WhatsApp's limit for a button); <c>//host/…</c> is https.</summary>
    public static string? Url(this JsonElement element)
    {
        var text = element.ValueKind == JsonValueKind.String ? Cleaned(StringOf(element), int.MaxValue) : null;
        text = text?.StartsWith("//", StringComparison.Ordinal) == true ? $"https:{text}" : text;
        return text is { Length: <= TextLengthMax }
            && Uri.TryCreate(text, UriKind.Absolute, out var uri)
            && (uri.Scheme == Uri.UriSchemeHttps || uri.Scheme == Uri.UriSchemeHttp)
                ? text
                : null;
    }

    public static bool? Flag(this JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.True => true,
        JsonValueKind.False => false,
        _ => null,
    };

    /// <summary>Trimmed, without control characters, at most <paramref name="lengthMax"/> characters; null where nothing is left.</summary>
    public static string? Cleaned(string? text, int lengthMax = TextLengthMax)
    {
        if (text is null)
        {
            return null;
        }

        // PostgreSQL holds no NUL in a text, and a template's parameter no line break.
        var clean = (text.AsSpan().ContainsAny(Controls) ? string.Concat(text.Select(letter => char.IsControl(letter) ? ' ' : letter)) : text).Trim();
        if (clean.Length > lengthMax)
        {
            clean = clean[..(char.IsHighSurrogate(clean[lengthMax - 1]) ? lengthMax - 1 : lengthMax)];
        }

        return clean.Length == 0 ? null : clean;
    }

    private static string? WholeNumber(JsonElement element)
    {
        var raw = element.GetRawText();
        return raw.All(char.IsAsciiDigit) ? raw : null;
    }

    /// <summary>Null where it holds half a surrogate pair.</summary>
    private static string? AsWritten(JsonElement element)
    {
        try
        {
            return element.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>A name cut off in the middle of an emoji leaves half a surrogate pair, which the reader refuses: it becomes U+FFFD.</summary>
    private static string? StringOf(JsonElement element)
    {
        if (AsWritten(element) is { } text)
        {
            return text;
        }

        try
        {
            return JsonSerializer.Deserialize<string>(HalfPair.Replace(element.GetRawText(), @"\ufffd"));
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return null;
        }
    }

    /// <summary>Where another property's name holds half a surrogate pair.</summary>
    private static JsonElement OneByOne(JsonElement element, string name) =>
        element.EnumerateObject().FirstOrDefault(property => IsNamed(property, name)).Value;

    private static bool IsNamed(JsonProperty property, string name)
    {
        try
        {
            return property.NameEquals(name);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    [GeneratedRegex(@"\\u[dD][89abAB][0-9a-fA-F]{2}(?!\\u[dD][c-fC-F])|(?<!\\u[dD][89abAB][0-9a-fA-F]{2})\\u[dD][c-fC-F][0-9a-fA-F]{2}")]
    private static partial Regex HalfPair { get; }
}
