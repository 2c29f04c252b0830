using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.RegularExpressions;
using System.Xml;

namespace Conversations.Configuration;

/// <summary>
/// ISO 8601 durations (<c>PT30M</c>, <c>P7D</c>, <c>P2W</c>, <c>P1DT12H</c>) in definitions and in the API's JSON. Years and
/// months are refused, because nobody knows how long they are.
/// </summary>
public sealed partial class IsoDuration : JsonConverter<TimeSpan>
{
    /// <summary>The duration, or null where the text is none.</summary>
    public static TimeSpan? Parse(string text)
    {
        var match = Form().Match(text);
        if (!match.Success || text.EndsWith('P') || text.EndsWith('T'))
        {
            return null;
        }

        var days = (Number(match, "weeks") * 7) + Number(match, "days");
        var seconds = (Number(match, "hours") * 3600) + (Number(match, "minutes") * 60) + Number(match, "seconds");
        return new TimeSpan((long)(((days * 86_400) + seconds) * TimeSpan.TicksPerSecond));
    }

    public static string Write(TimeSpan duration) => XmlConvert.ToString(duration);

    public override TimeSpan Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options)
    {
        var text = reader.TokenType == JsonTokenType.String ? reader.GetString() : null;
        return text is not null && Parse(text) is { } duration
            ? duration
            : throw new JsonException("A duration is written as ISO 8601, such as PT30M or P7D.");
    }

    public override void Write(Utf8JsonWriter writer, TimeSpan value, JsonSerializerOptions options) => writer.WriteStringValue(Write(value));

    private static decimal Number(Match match, string group) =>
        match.Groups[group].Success ? decimal.Parse(match.Groups[group].ValueSpan, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture) : 0;

    [GeneratedRegex(@"^P(?:(?<weeks>\d{1,5})W)?(?:(?<days>\d{1,5})D)?(?:T(?:(?<hours>\d{1,6})H)?(?:(?<minutes>\d{1,8})M)?(?:(?<seconds>\d{1,9}(?:\.\d{1,7})?)S)?)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Form();
}
