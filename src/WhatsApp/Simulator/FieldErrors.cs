using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml;
using Microsoft.AspNetCore.Http;

namespace Conversations.WhatsApp.Simulator;

/// <summary>What is wrong with a request, by field.</summary>
public sealed class FieldErrors
{
    private readonly Dictionary<string, string[]> found = [];

    public bool Any => found.Count > 0;

    public void Add(string path, string message) => found[path] = found.TryGetValue(path, out var earlier) ? [.. earlier, message] : [message];

    public IResult Problem() => TypedResults.ValidationProblem(found, "See errors for each field.");
}

/// <summary>Reads request bodies by hand, so that what is not JSON is a problem like any other.</summary>
internal static class RequestJson
{
    /// <summary>An object with a name twice is found out when it is read, not when one of its fields is asked for.</summary>
    private static readonly JsonDocumentOptions NamesOnce = new() { AllowDuplicateProperties = false };

    /// <summary>Null: it is none. <paramref name="orNothing"/>: no body at all is an object without fields.</summary>
    public static async Task<JsonObject?> ReadObject(HttpRequest request, CancellationToken cancellationToken, bool orNothing = false)
    {
        using var body = new MemoryStream();
        await request.Body.CopyToAsync(body, cancellationToken).ConfigureAwait(false);
        if (orNothing && body.Length == 0)
        {
            return [];
        }

        var bytes = body.GetBuffer().AsSpan(0, (int)body.Length);
        try
        {
            return JsonNode.Parse(bytes.StartsWith("\uFEFF"u8) ? bytes[3..] : bytes, documentOptions: NamesOnce) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    public static IResult NotAnObject() => TypedResults.Problem("The body must be a JSON object in which no name stands twice.", statusCode: StatusCodes.Status400BadRequest, title: "Bad request");

    /// <summary>The member's text; null where it is missing or no text.</summary>
    public static string? Text(this JsonNode? node, string name) =>
        node is JsonObject holder && holder[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    public static JsonObject? Object(this JsonNode? node, string name) => (node as JsonObject)?[name] as JsonObject;

    public static IEnumerable<JsonObject> Objects(this JsonNode? node, string name) =>
        ((node as JsonObject)?[name] as JsonArray)?.OfType<JsonObject>() ?? [];

    /// <summary>A number that may be written as text (<c>index</c> of a template's button is both in the field).</summary>
    public static int? Number(this JsonNode? node, string name) => (node as JsonObject)?[name] is JsonValue value
        ? value.TryGetValue<int>(out var number) ? number
            : value.TryGetValue<string>(out var text) && int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number) ? number : null
        : null;
}

/// <summary>ISO 8601 durations of days and less: months and years have no fixed length.</summary>
internal static partial class Durations
{
    public static TimeSpan? Read(string? text, string path, FieldErrors errors)
    {
        try
        {
            if (text is not null && Shape().IsMatch(text))
            {
                return XmlConvert.ToTimeSpan(text);
            }
        }
        catch (Exception error) when (error is FormatException or OverflowException)
        {
            // Told below, like any other text that is no duration.
        }

        errors.Add(path, "Give an ISO 8601 duration of days, hours, minutes and seconds, such as PT31M or P1DT2H.");
        return null;
    }

    [GeneratedRegex(@"^P(?=[0-9T])([0-9]+D)?(T(?=[0-9])([0-9]+H)?([0-9]+M)?([0-9]+(\.[0-9]+)?S)?)?$", RegexOptions.CultureInvariant)]
    private static partial Regex Shape();
}
