using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Conversations.Configuration;
using Conversations.Journeys;

namespace Conversations.Tests.Drivers;

/// <summary>The demo's templates and texts with the shipped journeys: what the product starts with, without holdout.</summary>
internal static class TestRules
{
    public static Rules Default { get; } = new()
    {
        Version = 1,
        Policy = new Policy
        {
            StoreName = "Demo Shop",
            StoreUrl = "https://shop.example",
            TimeZone = "Europe/Paris",
            Numbers = [new NumberPolicy { Id = Story.Number, Default = true }],
            HoldoutPercent = 0,
            VisitorsConsentedToTracking = true,
        },
        Journeys = JourneyDefinitions.Shipped,
        Templates = [.. TemplatesReading.Read(Demo("templates.json")).Value!],
        Texts = TextsReading.Read(Demo("texts.json")).Value!,
        Catalogue = CatalogueReading.Read(Demo("catalogue.json")).Value!.ToImmutableSortedDictionary(product => product.Product.Id, product => product),
    };

    public static Rules With(Func<Policy, Policy> policy) => Default with { Policy = policy(Default.Policy) };

    private static string Demo(string file, [CallerFilePath] string here = "") =>
        File.ReadAllText(Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "src", "Api", "Demo", file));
}
