using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using Conversations.Customers;

namespace Conversations.Configuration;

/// <summary>How policies and journeys are shown: what <see cref="PolicyReading"/> and <c>JourneyReading</c> read back.</summary>
public static class RulesJson
{
    /// <summary>As state is written, but with durations as ISO 8601 and times of day as <c>10:00</c>.</summary>
    public static JsonSerializerOptions Options { get; } = new(Written.Options)
    {
        WriteIndented = true,
        Converters = { new IsoDuration(), new TimeOfDay() },
    };

    public static string Of<T>(T value) => JsonSerializer.Serialize(value, Options);

    private sealed class TimeOfDay : JsonConverter<TimeOnly>
    {
        public override TimeOnly Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) =>
            TimeOnly.TryParseExact(reader.GetString(), ["HH:mm", "HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time)
                ? time
                : throw new JsonException("A time of day is written as 10:00.");

        public override void Write(Utf8JsonWriter writer, TimeOnly value, JsonSerializerOptions options) =>
            writer.WriteStringValue(value.ToString(value.Second == 0 ? "HH:mm" : "HH:mm:ss", CultureInfo.InvariantCulture));
    }
}
