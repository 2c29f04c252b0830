using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;

namespace Conversations.Configuration;

/// <summary>
/// An object of a document while it is read: knows its path, collects faults instead of stopping at the first, and knows which
/// fields were asked for, so that a misspelt one does not pass. Values that are missing or faulty come back as null.
/// </summary>
public sealed class JsonFields
{
    private readonly JsonElement element;
    private readonly string path;
    private readonly List<Problem> problems;
    private readonly HashSet<string> asked = new(StringComparer.Ordinal);

    private JsonFields(JsonElement element, string path, List<Problem> problems)
    {
        this.element = element;
        this.path = path;
        this.problems = problems;
    }

    /// <summary>Reads a document that is one object.</summary>
    public static Reading<T> ReadObject<T>(string json, Func<JsonFields, T?> read)
        where T : class => Document(json, (root, problems) => Object(root, "", problems, read));

    /// <summary>Reads a document that is an array of objects.</summary>
    public static Reading<IReadOnlyList<T>> ReadArray<T>(string json, Func<JsonFields, T?> read)
        where T : class => Document<IReadOnlyList<T>>(json, (root, problems) => Array(root, "", problems, read));

    public static string Child(string path, string name) => path.Length == 0 ? name : $"{path}.{name}";

    /// <summary>The names of all fields, for an object whose keys are data.</summary>
    public IReadOnlyList<string> Names => [.. element.EnumerateObject().Select(property => property.Name)];

    public string PathOf(string name) => Child(path, name);

    public void Problem(string name, string message) => problems.Add(new(PathOf(name), message));

    /// <summary>For documents that others export: what is not asked for is no fault.</summary>
    public void IgnoreOthers() => asked.UnionWith(Names);

    public bool Has(string name) => Take(name) is not null;

    public string? Text(string name, bool required = false)
    {
        if (Take(name) is not { } value)
        {
            if (required)
            {
                Problem(name, "is missing; a text is needed");
            }

            return null;
        }

        return TextAt(value, PathOf(name));
    }

    public bool? Flag(string name)
    {
        if (Take(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind is JsonValueKind.True or JsonValueKind.False)
        {
            return value.GetBoolean();
        }

        Problem(name, $"{JsonValues.Shown(value)} is neither true nor false");
        return null;
    }

    public int? Whole(string name, int min, int max, bool required = false)
    {
        if (Take(name) is not { } value)
        {
            if (required)
            {
                Problem(name, $"is missing; a whole number from {min} to {max} is needed");
            }

            return null;
        }

        if (value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out var number) && number >= min && number <= max)
        {
            return number;
        }

        Problem(name, $"{JsonValues.Shown(value)} is not a whole number from {min} to {max}");
        return null;
    }

    /// <summary>A number, or a text that is one ("59.90").</summary>
    public decimal? Number(string name, decimal min, decimal max) => Take(name) is { } value ? JsonValues.Number(value, PathOf(name), problems, min, max) : null;

    public ImmutableSortedDictionary<string, decimal> Numbers(string name, decimal min, decimal max) =>
        Map(name, (value, at) => JsonValues.Number(value, at, problems, min, max)).Where(pair => pair.Value is not null).ToImmutableSortedDictionary(pair => pair.Key, pair => pair.Value!.Value, StringComparer.Ordinal);

    public TimeSpan? Duration(string name, TimeSpan min, TimeSpan max) => Take(name) is { } value ? JsonValues.Duration(value, PathOf(name), problems, min, max) : null;

    /// <summary>Durations by key; a null stays null.</summary>
    public IReadOnlyDictionary<string, TimeSpan?> Durations(string name, TimeSpan min, TimeSpan max) =>
        Map(name, (value, at) => value.ValueKind == JsonValueKind.Null ? null : JsonValues.Duration(value, at, problems, min, max));

    public IReadOnlyDictionary<string, string?> Texts(string name) => Map(name, TextAt);

    public TimeOnly? TimeOfDay(string name)
    {
        if (Take(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.String
            && TimeOnly.TryParseExact(value.GetString(), ["HH:mm", "HH:mm:ss"], CultureInfo.InvariantCulture, DateTimeStyles.None, out var time))
        {
            return time;
        }

        Problem(name, $"{JsonValues.Shown(value)} is not a time of day such as \"10:00\"");
        return null;
    }

    public T? Word<T>(string name, IReadOnlyCollection<T> allowed, bool required = false)
        where T : struct, Enum
    {
        if (Take(name) is { } value)
        {
            return JsonValues.Word(value, PathOf(name), problems, allowed);
        }

        if (required)
        {
            Problem(name, $"is missing; allowed are {Words.List(allowed)}");
        }

        return null;
    }

    /// <summary>Null where the field is missing.</summary>
    public ImmutableArray<T>? WordList<T>(string name, IReadOnlyCollection<T> allowed)
        where T : struct, Enum => List(name, (value, at) => JsonValues.Word(value, at, problems, allowed)) is { } list ? [.. list.OfType<T>()] : null;

    /// <summary>Null where the field is missing.</summary>
    public ImmutableArray<string>? TextList(string name) => List(name, TextAt) is { } list ? [.. list.OfType<string>()] : null;

    public ImmutableArray<T>? Objects<T>(string name, Func<JsonFields, T?> read)
        where T : class => List(name, (value, at) => Object(value, at, problems, read)) is { } list ? [.. list.OfType<T>()] : null;

    public T? Object<T>(string name, Func<JsonFields, T?> read)
        where T : class => Take(name) is { } value ? Object(value, PathOf(name), problems, read) : null;

    /// <summary>Marks fields as known without reading them.</summary>
    public void Ignore(params ReadOnlySpan<string> names)
    {
        foreach (var name in names)
        {
            asked.Add(name);
        }
    }

    private static Reading<T> Document<T>(string json, Func<JsonElement, List<Problem>, T?> read)
        where T : class
    {
        try
        {
            using var document = JsonDocument.Parse(json, new JsonDocumentOptions { AllowDuplicateProperties = false });
            var problems = new List<Problem>();
            var value = read(document.RootElement, problems);
            return problems.Count == 0 ? new() { Value = value } : new() { Problems = [.. problems] };
        }
        catch (JsonException exception)
        {
            return new() { Problems = [new("", $"not JSON: {exception.Message}")] };
        }
    }

    private static T? Object<T>(JsonElement value, string at, List<Problem> problems, Func<JsonFields, T?> read)
        where T : class
    {
        if (value.ValueKind != JsonValueKind.Object)
        {
            problems.Add(new(at, $"{JsonValues.Shown(value)} is not an object"));
            return null;
        }

        var fields = new JsonFields(value, at, problems);
        var result = read(fields);
        foreach (var property in value.EnumerateObject().Where(property => !fields.asked.Contains(property.Name)))
        {
            fields.Problem(property.Name, $"is not a known field; known are {string.Join(", ", fields.asked.Order(StringComparer.Ordinal))}");
        }

        return result;
    }

    private static List<T>? Array<T>(JsonElement value, string at, List<Problem> problems, Func<JsonFields, T?> read)
        where T : class
    {
        if (value.ValueKind != JsonValueKind.Array)
        {
            problems.Add(new(at, $"{JsonValues.Shown(value)} is not an array"));
            return null;
        }

        return [.. value.EnumerateArray().Select((item, i) => Object(item, $"{at}[{i}]", problems, read)).OfType<T>()];
    }

    private JsonElement? Take(string name)
    {
        asked.Add(name);
        return element.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;
    }

    private List<T>? List<T>(string name, Func<JsonElement, string, T> read)
    {
        if (Take(name) is not { } value)
        {
            return null;
        }

        if (value.ValueKind == JsonValueKind.Array)
        {
            return [.. value.EnumerateArray().Select((item, i) => read(item, $"{PathOf(name)}[{i}]"))];
        }

        Problem(name, $"{JsonValues.Shown(value)} is not an array");
        return [];
    }

    private Dictionary<string, T> Map<T>(string name, Func<JsonElement, string, T> read)
    {
        if (Take(name) is not { } value)
        {
            return [];
        }

        if (value.ValueKind == JsonValueKind.Object)
        {
            return value.EnumerateObject().ToDictionary(pair => pair.Name, pair => read(pair.Value, $"{PathOf(name)}.{pair.Name}"), StringComparer.Ordinal);
        }

        Problem(name, $"{JsonValues.Shown(value)} is not an object");
        return [];
    }

    private string? TextAt(JsonElement value, string at) => JsonValues.Text(value, at, problems);
}
