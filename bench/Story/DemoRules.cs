using System.Collections.Immutable;
using Conversations.Configuration;
using Conversations.Identity;
using Conversations.Journeys;

namespace Conversations.Bench;

/// <summary>What a store starts with: the demo's templates, texts and catalogue, the shipped journeys, no holdout.</summary>
internal static class DemoRules
{
    public static readonly NumberId Number = new("100000000000001");

    public static Rules Of() => new()
    {
        Version = 1,
        Policy = new Policy
        {
            StoreName = "Demo Shop",
            StoreUrl = "https://shop.example",
            TimeZone = "Europe/Paris",
            Numbers = [new NumberPolicy { Id = Number, Default = true }],
            HoldoutPercent = 0,
        },
        Journeys = JourneyDefinitions.Shipped,
        Templates = [.. TemplatesReading.Read(Resource("templates.json")).Value!],
        Texts = TextsReading.Read(Resource("texts.json")).Value!,
        Catalogue = CatalogueReading.Read(Resource("catalogue.json")).Value!.ToImmutableSortedDictionary(product => product.Product.Id, product => product),
    };

    private static string Resource(string name)
    {
        using var reader = new StreamReader(typeof(DemoRules).Assembly.GetManifestResourceStream(name)!);
        return reader.ReadToEnd();
    }
}
