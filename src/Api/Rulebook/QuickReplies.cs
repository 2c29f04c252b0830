using System.Collections.ObjectModel;
using System.Text.Json;
using Conversations.Actors;
using Conversations.Api.Wire;
using Conversations.Configuration;
using Conversations.Identity;
using Conversations.Messages;

namespace Conversations.Api.Rulebook;

/// <summary>A prepared reply. <paramref name="Category"/>: reminder, incentive, care, or the store's own. <paramref name="Texts"/> by language, with <c>{name}</c>s as parameters. <paramref name="Template"/>: what says the same outside the window; none for marketing.</summary>
public sealed record QuickReply(string Name, string Category, IReadOnlyDictionary<string, string> Texts, string? Template = null);

public sealed record QuickReplyList(IReadOnlyList<QuickReply> QuickReplies);

/// <summary>The store's quick replies: the document <c>quick-replies</c>, else those that come with the product.</summary>
public sealed class QuickReplies(IStoreRecords records)
{
    private const string Document = "quick-replies";
    private const int TextMax = 4096;

    private static readonly IReadOnlyList<QuickReply> Shipped = ReadShipped();

    public async Task<IReadOnlyList<QuickReply>> Of(StoreId store, CancellationToken cancellationToken) =>
        await records.Document(store, Document, cancellationToken) is { } body
            ? JsonSerializer.Deserialize<List<QuickReply>>(body, WireJson.Options)!
            : Shipped;

    public Task Replace(StoreId store, IReadOnlyList<QuickReply> replies, CancellationToken cancellationToken) =>
        records.PutDocument(store, Document, JsonSerializer.Serialize(replies, WireJson.Options), cancellationToken);

    /// <exception cref="JsonException">It is no array of quick replies.</exception>
    public static IReadOnlyList<QuickReply?> Read(string body) =>
        [.. (JsonSerializer.Deserialize<List<QuickReply?>>(body, WireJson.Options) ?? throw new JsonException()).Select(static reply => reply is null ? null : reply with
        {
            Name = reply.Name?.WithoutNul()!,
            Category = reply.Category?.WithoutNul()!,
            Texts = reply.Texts?.ToDictionary(static text => text.Key, static text => text.Value?.WithoutNul()!, StringComparer.Ordinal)!,
        })];

    public static IReadOnlyList<(string Path, string Message)> Faults(IReadOnlyList<QuickReply?> replies, IReadOnlyCollection<MessageTemplate> templates)
    {
        var faults = new List<(string, string)>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (place, reply) in replies.Index())
        {
            var path = $"[{place}]";
            if (reply is null)
            {
                faults.Add((path, "must be a quick reply"));
                continue;
            }

            if (string.IsNullOrWhiteSpace(reply.Name) || !names.Add(reply.Name))
            {
                faults.Add(($"{path}.name", "is needed, once each"));
            }

            if (string.IsNullOrWhiteSpace(reply.Category))
            {
                faults.Add(($"{path}.category", "is needed: reminder, incentive, care or your own"));
            }

            faults.AddRange((reply.Texts ?? ReadOnlyDictionary<string, string>.Empty).Keys
                .Where(static language => !PolicyReading.IsLocale(language))
                .Select(language => ($"{path}.texts.{language}", "is not a language such as en or pt-BR")));
            if (reply.Texts is not { Count: > 0 } texts || texts.Any(static text => string.IsNullOrWhiteSpace(text.Value) || text.Value.Length > TextMax))
            {
                faults.Add(($"{path}.texts", $"must have a text of 1 to {TextMax} characters in one language or more"));
            }

            if (reply.Template is { } template && !templates.Any(known => known.Name == template))
            {
                faults.Add(($"{path}.template", $"'{template}' is not among the templates"));
            }
            else if (templates.Any(known => known.Name == reply.Template && known.Category == TemplateCategory.Marketing))
            {
                faults.Add(($"{path}.template", $"'{reply.Template}' is marketing, which goes out through journeys and campaigns only"));
            }
        }

        return faults;
    }

    private static List<QuickReply> ReadShipped()
    {
        using var file = typeof(QuickReplies).Assembly.GetManifestResourceStream("quick-replies.json")!;
        return JsonSerializer.Deserialize<List<QuickReply>>(file, WireJson.Options)!;
    }
}
