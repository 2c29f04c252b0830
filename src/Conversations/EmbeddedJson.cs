using System.Text.Json;
using System.Text.Json.Serialization;

namespace Conversations;

/// <summary>Reads the data files that are compiled into this assembly. A missing or broken one is a bug and throws.</summary>
internal static class EmbeddedJson
{
    private static readonly JsonSerializerOptions Format = new(JsonSerializerDefaults.Web) { Converters = { new JsonStringEnumConverter() } };

    /// <summary><paramref name="name"/> is folder and file, such as <c>Contact.countries.json</c>.</summary>
    public static T Read<T>(string name)
    {
        var assembly = typeof(EmbeddedJson).Assembly;
        using var stream = assembly.GetManifestResourceStream($"Conversations.{name}")
            ?? throw new InvalidOperationException($"The data file {name} is not embedded.");
        return JsonSerializer.Deserialize<T>(stream, Format)
            ?? throw new InvalidOperationException($"The data file {name} is empty.");
    }
}
