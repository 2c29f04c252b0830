using System.Collections.Immutable;
using Conversations.Actors;
using Conversations.Api.Demo;
using Conversations.Api.Settings;
using Conversations.Identity;
using Conversations.Journeys;

namespace Conversations.Api.Rulebook;

/// <summary>The rules a store begins with; afterwards what was set over HTTP stands, but for which numbers the store has.</summary>
public sealed class FirstRules(RulesBook book, IStoreRecords records, Knowledge knowledge, IHostEnvironment environment)
{
    /// <summary>Publishes the store's first rules where it has none; else the numbers that came or went with the settings.</summary>
    public async Task Ensure(StoreId store, StoreSettings settings, CancellationToken cancellationToken)
    {
        if ((await records.Documents(store, "rules/", cancellationToken)).Count == 0)
        {
            await Publish(store, settings, cancellationToken);
            return;
        }

        await book.Change(store, newest => newest! with { Policy = newest.Policy.WithNumbers(settings.WhatsApp.NumberIds) }, cancellationToken);
    }

    public async Task Publish(StoreId store, StoreSettings settings, CancellationToken cancellationToken)
    {
        var demo = environment.IsDevelopment() && store == DemoSettings.Store;
        await book.Publish(
            store,
            new Rules
            {
                Version = 0,
                Policy = demo ? DemoContent.Policy : PolicyOf(settings),
                Journeys = JourneyDefinitions.Shipped,
                Templates = demo ? DemoContent.Templates : TemplateFile.Of(settings),
                Texts = DemoContent.Texts,
                Catalogue = demo ? DemoContent.Catalogue : ImmutableSortedDictionary<string, CatalogueProduct>.Empty,
            },
            cancellationToken);
        if (demo)
        {
            await knowledge.Replace(store, DemoContent.Knowledge, cancellationToken);
        }
    }

    private static Policy PolicyOf(StoreSettings settings) => new()
    {
        StoreName = settings.Name!,
        StoreUrl = settings.Url!,
        TimeZone = settings.TimeZone!,
        Numbers = [.. settings.WhatsApp.NumberIds.Select(static (id, index) => new NumberPolicy { Id = id, Default = index == 0 })],
    };
}
