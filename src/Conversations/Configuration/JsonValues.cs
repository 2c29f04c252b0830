using System.Globalization;
using System.Text.Json;

namespace Conversations.Configuration;

/// <summary>Reads single values of a document: the value, or null and a fault that says what was found and what is allowed.</summary>
internal static class JsonValues
{
    public static string Shown(JsonElement value)
    {
        var raw = value.GetRawText();
        return raw.Length <= 60 ? raw : $"{raw[..60]}…";
    }

    public static string? Text(JsonElement value, string at, List<Problem> problems)
    {
        // No database holds a NUL in a text, and no address in an id.
        if (value.ValueKind == JsonValueKind.String && value.GetString()!.Replace("\0", "", StringComparison.Ordinal) is var text && !string.IsNullOrWhiteSpace(text))
        {
            return text;
        }

        problems.Add(new(at, $"{Shown(value)} is not a text"));
        return null;
    }

    public static decimal? Number(JsonElement value, string at, List<Problem> problems, decimal min, decimal max)
    {
        var text = value.ValueKind switch
        {
            JsonValueKind.Number => value.GetRawText(),
            JsonValueKind.String => value.GetString(),
            _ => null,
        };
        if (decimal.TryParse(text, NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint | NumberStyles.AllowExponent, CultureInfo.InvariantCulture, out var number)
            && number >= min && number <= max)
        {
            return number;
        }

        problems.Add(new(at, string.Create(CultureInfo.InvariantCulture, $"{Shown(value)} is not a number from {min} to {max}")));
        return null;
    }

    public static TimeSpan? Duration(JsonElement value, string at, List<Problem> problems, TimeSpan min, TimeSpan max)
    {
        if (value.ValueKind != JsonValueKind.String || IsoDuration.Parse(value.GetString()!) is not { } duration)
        {
            problems.Add(new(at, $"{Shown(value)} is not an ISO 8601 duration such as PT30M"));
            return null;
        }

        if (duration >= min && duration <= max)
        {
            return duration;
        }

        problems.Add(new(at, $"{Shown(value)} is not between {IsoDuration.Write(min)} and {IsoDuration.Write(max)}"));
        return null;
    }

    public static T? Word<T>(JsonElement value, string at, List<Problem> problems, IReadOnlyCollection<T> allowed)
        where T : struct, Enum
    {
        if (value.ValueKind == JsonValueKind.String && Words.Parse(value.GetString()!, allowed) is { } word)
        {
            return word;
        }

        problems.Add(new(at, $"{Shown(value)} is unknown; allowed are {Words.List(allowed)}"));
        return null;
    }
}
