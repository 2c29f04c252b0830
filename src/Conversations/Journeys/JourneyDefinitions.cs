using System.Collections.Immutable;

namespace Conversations.Journeys;

/// <summary>The journeys that ship with the product, as version 1.</summary>
public static class JourneyDefinitions
{
    /// <summary>By name. A faulty one is a bug and throws.</summary>
    public static ImmutableArray<Journey> Shipped { get; } = Load();

    private static ImmutableArray<Journey> Load()
    {
        var assembly = typeof(JourneyDefinitions).Assembly;
        const string folder = "Conversations.Journeys.Definitions.";
        return
        [
            .. assembly.GetManifestResourceNames()
                .Where(name => name.StartsWith(folder, StringComparison.Ordinal))
                .Order(StringComparer.Ordinal)
                .Select(name =>
                {
                    using var stream = new StreamReader(assembly.GetManifestResourceStream(name)!);
                    var reading = JourneyReading.Read(stream.ReadToEnd());
                    return reading.Value ?? throw new InvalidOperationException($"{name}: {string.Join("; ", reading.Problems)}");
                }),
        ];
    }
}
