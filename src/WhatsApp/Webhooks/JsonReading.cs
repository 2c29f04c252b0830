using System.Buffers;
using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace Conversations.WhatsApp.Webhooks;

/// <summary>Reads JSON whose types drift: numbers come as text and text as numbers, and whatever is not there is null.</summary>
internal static partial class JsonReading
{
    /// <summary>The member, where this is an object that has it and it is not null.</summary>
    public static JsonElement? Member(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && TryFind(element, name, out var member) && member.ValueKind != JsonValueKind.Null
            ? member
            : null;

    /// <summary>The member as text; numbers and booleans as they are written.</summary>
    public static string? Text(this JsonElement element, string name) => element.Member(name) is { } member ? AsText(member) : null;

    /// <summary>As <see cref="Text"/>, but empty and blank count as missing.</summary>
    public static string? Filled(this JsonElement element, string name) =>
        element.Text(name) is { } text && !string.IsNullOrWhiteSpace(text) ? text : null;

    public static int? Integer(this JsonElement element, string name) =>
        int.TryParse(element.Text(name), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : null;

    public static double? Real(this JsonElement element, string name) =>
        double.TryParse(element.Text(name), NumberStyles.Float, CultureInfo.InvariantCulture, out var number) && double.IsFinite(number) ? number : null;

    /// <summary>Unix seconds, as text or number; null where it is no time.</summary>
    public static DateTimeOffset? Time(this JsonElement element, string name) =>
        long.TryParse(element.Text(name), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds) && seconds <= 253402300799
            ? DateTimeOffset.FromUnixTimeSeconds(seconds)
            : null;

    /// <summary>The elements of a list; a member that is no list counts as its only element, so that nothing is lost unseen.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) => element.Member(name) switch
    {
        null => [],
        { ValueKind: JsonValueKind.Array } list => list.EnumerateArray(),
        { } single => [single],
    };

    public static string? AsText(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.String => Unquoted(element),
        JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False => element.GetRawText(),
        _ => null,
    };

    /// <summary>A hash of the value that does not depend on the order of members or on how text is escaped.</summary>
    public static string Fingerprint(JsonElement element, params string[] context)
    {
        var canonical = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(canonical))
        {
            writer.WriteStartArray();
            foreach (var part in context)
            {
                writer.WriteStringValue(part);
            }

            WriteCanonical(writer, element);
            writer.WriteEndArray();
        }

        return Convert.ToHexStringLower(SHA256.HashData(canonical.WrittenSpan));
    }

    private static void WriteCanonical(Utf8JsonWriter writer, JsonElement element)
    {
        switch (element.ValueKind)
        {
            case JsonValueKind.Object:
                writer.WriteStartObject();
                foreach (var member in element.EnumerateObject().OrderBy(member => member.Name, StringComparer.Ordinal))
                {
                    writer.WritePropertyName(member.Name);
                    WriteCanonical(writer, member.Value);
                }

                writer.WriteEndObject();
                break;
            case JsonValueKind.Array:
                writer.WriteStartArray();
                foreach (var item in element.EnumerateArray())
                {
                    WriteCanonical(writer, item);
                }

                writer.WriteEndArray();
                break;
            case JsonValueKind.String:
                writer.WriteStringValue(Unquoted(element));
                break;
            default:
                element.WriteTo(writer);
                break;
        }
    }

    // Another member's name that holds half a surrogate pair makes .NET refuse the search.
    private static bool TryFind(JsonElement element, string name, out JsonElement member)
    {
        try
        {
            return element.TryGetProperty(name, out member);
        }
        catch (InvalidOperationException)
        {
            member = element.EnumerateObject().LastOrDefault(candidate => IsNamed(candidate, name)).Value;
            return member.ValueKind != JsonValueKind.Undefined;
        }
    }

    private static bool IsNamed(JsonProperty member, string name)
    {
        try
        {
            return member.NameEquals(name);
        }
        catch (InvalidOperationException)
        {
            return false;
        }
    }

    // Names cut in the middle of an emoji leave half a surrogate pair behind, which .NET refuses to read. No database holds a NUL in a text.
    private static string? Unquoted(JsonElement element)
    {
        try
        {
            return element.GetString()?.Replace('\0', '\uFFFD');
        }
        catch (InvalidOperationException)
        {
            return JsonSerializer.Deserialize<string>(Escapes().Replace(element.GetRawText(), escape => escape.Groups["half"].Success ? @"\uFFFD" : escape.Value))?.Replace('\0', '\uFFFD');
        }
    }

    // Whole escapes are matched first, so that only what is left over is half a pair.
    [GeneratedRegex(@"\\\\|\\u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(?<half>\\u[dD][89a-fA-F][0-9a-fA-F]{2})")]
    private static partial Regex Escapes();
}
