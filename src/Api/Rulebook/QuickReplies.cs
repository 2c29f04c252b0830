using System.Text.Json;
using Conversations.Actors;
using Conversations.Api.Wire;
using Conversations.Identity;

namespace Conversations.Api.Rulebook;

/// <summary>A prepared reply. <paramref name="Category"/>: reminder, incentive, care, or the store's own. <paramref name="Texts"/> by language, with <c>{name}</c>s as parameters. <paramref name="Template"/>: what says the same outside the window.</summary>
public sealed record QuickReply(string Name, string Category, IReadOnlyDictionary<string, string> Texts, string? Template);

public sealed record QuickReplyList(IReadOnlyList<QuickReply> QuickReplies);

/// <summary>The store's quick replies: the document <c>quick-replies</c>, else those that come with the product.</summary>
public sealed class QuickReplies(IStoreRecords records)
{
    private const string Document = "quick-replies";

    private static readonly IReadOnlyList<QuickReply> Shipped = ReadShipped();

    public async Task<IReadOnlyList<QuickReply>> Of(StoreId store, CancellationToken cancellationToken) =>
        await records.Document(store, Document, cancellationToken) is { } body
            ? JsonSerializer.Deserialize<List<QuickReply>>(body, WireJson.Options)!
            : Shipped;

    private static List<QuickReply> ReadShipped()
    {
        using var file = typeof(QuickReplies).Assembly.GetManifestResourceStream("quick-replies.json")!;
        return JsonSerializer.Deserialize<List<QuickReply>>(file, WireJson.Options)!;
    }
}
