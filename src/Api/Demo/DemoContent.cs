using System.Collections.Immutable;
using Conversations.Answering;
using Conversations.Configuration;
using Conversations.Messages;

namespace Conversations.Api.Demo;

/// <summary>The demo store's templates, texts, catalogue, policy and knowledge, as they lie beside this file.</summary>
public static class DemoContent
{
    public static ImmutableArray<MessageTemplate> Templates { get; } = [.. Valid(TemplatesReading.Read(Text("templates")))];

    /// <summary>The engine's own sentences; every store uses them.</summary>
    public static ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, string>> Texts { get; } = Valid(TextsReading.Read(Text("texts")));

    public static ImmutableSortedDictionary<string, CatalogueProduct> Catalogue { get; } =
        Valid(CatalogueReading.Read(Text("catalogue"))).ToImmutableSortedDictionary(static entry => entry.Product.Id, static entry => entry, StringComparer.Ordinal);

    public static IReadOnlyList<Article> Knowledge { get; } = Valid(KnowledgeReading.Read(Text("knowledge")));

    public static Policy Policy { get; } = Valid(PolicyReading.Read(Text("policy"))) with { Numbers = [new NumberPolicy { Id = DemoSettings.Number, Default = true }] };

    /// <summary>A file as it lies here, for the page.</summary>
    public static string Text(string name)
    {
        using var file = new StreamReader(typeof(DemoContent).Assembly.GetManifestResourceStream($"demo.{name}.json")!);
        return file.ReadToEnd();
    }

    private static T Valid<T>(Reading<T> reading)
        where T : class =>
        reading.Value ?? throw new InvalidOperationException($"The demo's content is faulty: {string.Join("; ", reading.Problems)}");
}
