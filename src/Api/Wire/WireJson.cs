using System.Diagnostics.CodeAnalysis;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Xml;

namespace Conversations.Api.Wire;

/// <summary>How the HTTP contract writes JSON: camelCase, enums as lower-case words, durations in ISO 8601, times in RFC 3339 with offset.</summary>
public static class WireJson
{
    public static JsonSerializerOptions Options { get; } = Configure(new JsonSerializerOptions(JsonSerializerDefaults.Web));

    public static JsonSerializerOptions Configure(JsonSerializerOptions options)
    {
        options.Converters.Add(new JsonStringEnumConverter(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false));
        options.Converters.Add(new DurationJson());
        options.AllowDuplicateProperties = false;
        return options;
    }

    private sealed class DurationJson : JsonConverter<TimeSpan>
    {
        public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            Durations.TryRead(reader.GetString(), out var duration)
                ? duration
                : throw new JsonException("A duration is written in ISO 8601, for instance PT30M.");

        public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) =>
            writer.WriteStringValue(XmlConvert.ToString(value));
    }
}

/// <summary>Durations as ISO 8601 (<c>PT31M</c>, <c>P1DT2H</c>).</summary>
public static class Durations
{
    public static bool TryRead(string? text, out TimeSpan duration)
    {
        duration = TimeSpan.Zero;
        try
        {
            if (text is not null)
            {
                duration = XmlConvert.ToTimeSpan(text);
                return true;
            }
        }
        catch (FormatException)
        {
            // Said by the answer.
        }
        catch (OverflowException)
        {
            // Longer than a TimeSpan holds.
        }

        return false;
    }
}

public static class Letters
{
    /// <summary>No database holds a NUL in a text.</summary>
    public static string WithoutNul(this string text) => text.Replace("\0", "", StringComparison.Ordinal);

    /// <summary>Nothing is left to read once it is kept.</summary>
    public static bool IsBlank([NotNullWhen(false)] this string? text) => string.IsNullOrWhiteSpace(text?.WithoutNul());
}

/// <summary>Money as it goes out. <paramref name="Amount"/> is a decimal number as text with the currency's own number of decimals.</summary>
public sealed record Money(string Amount, string? Currency)
{
    public static Money Of(decimal amount, string? currency) => new(Currencies.Digits(amount, currency), currency);

    public static Money? Of(decimal? amount, string? currency) => amount is { } value ? Of(value, currency) : null;
}
