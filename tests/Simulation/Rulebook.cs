using Conversations.Configuration;
using Conversations.Identity;
using Conversations.Journeys;

namespace Conversations.Simulation;

/// <summary>The demo's rules without holdout: few customers, and all of them shall get something.</summary>
internal static class Rulebook
{
    public static Rules Rules { get; } = Load();

    private static Rules Load() => new()
    {
        Version = 0,
        Policy = new Policy { StoreName = "Demo Shop", StoreUrl = "https://demo-shop.example", TimeZone = "Europe/Paris", Numbers = [new NumberPolicy { Id = new NumberId("1000") }], HoldoutPercent = 0, VisitorsConsentedToTracking = true },
        Journeys = JourneyDefinitions.Shipped,
        Templates = [.. TemplatesReading.Read(Text("templates.json")).Value!.Where(template => template.Language is "en" or "fr")],
        Texts = TextsReading.Read(Text("texts.json")).Value!,
    };

    private static string Text(string name)
    {
        using var reader = new StreamReader(typeof(Rulebook).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
