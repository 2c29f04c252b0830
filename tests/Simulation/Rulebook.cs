using System.Collections.Immutable;
using Conversations.Carts;
using Conversations.Configuration;
using Conversations.Identity;
using Conversations.Journeys;

namespace Conversations.Simulation;

/// <summary>The demo's rules without holdout: few customers, and all of them shall get something.</summary>
internal static class Rulebook
{
    public static NumberId[] Numbers { get; } = [new("1000"), new("2000")];

    public static Rules Rules { get; } = Load();

    /// <summary>What a marketer may change in the middle of everything; the caps stay, for the laws know them.</summary>
    public static Rules Changed(int turn) => Rules with
    {
        Policy = Rules.Policy with { StoreName = $"Demo Shop {turn}", ReadTogether = TimeSpan.FromSeconds(turn), AssistantTurnsMax = 1 + turn },
        Journeys = [.. Rules.Journeys, Soon(Rules.NewestJourney("cross-sell")!, turn)],
    };

    /// <summary>Two weeks are longer than most seeds live.</summary>
    private static Journey Soon(Journey journey, int turn) => journey with { Version = 1 + turn, Starts = [.. journey.Starts.Select(start => start with { After = TimeSpan.FromHours(1), AtLocal = null })] };

    private static Rules Load() => new()
    {
        Version = 0,
        Policy = new Policy { StoreName = "Demo Shop", StoreUrl = "https://demo-shop.example", TimeZone = "Europe/Paris", Numbers = [new NumberPolicy { Id = Numbers[0], Default = true }, new NumberPolicy { Id = Numbers[1] }], HoldoutPercent = 0, VisitorsConsentedToTracking = true },
        Journeys = JourneyDefinitions.Shipped,
        Templates = [.. TemplatesReading.Read(Text("templates.json")).Value!.Where(template => template.Language is "en" or "fr")],
        Catalogue = ImmutableSortedDictionary<string, CatalogueProduct>.Empty.AddRange(
            new[] { "p0", "p1", "p2" }.Select(id => KeyValuePair.Create(id, new CatalogueProduct(new Product { Id = id, Name = "Lamp" }, [])))),
        Texts = TextsReading.Read(Text("texts.json")).Value!,
    };

    private static string Text(string name)
    {
        using var reader = new StreamReader(typeof(Rulebook).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
