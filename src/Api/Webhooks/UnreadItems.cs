using Conversations.Actors;
using Conversations.Api.Keys;
using Conversations.Identity;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Conversations.Api.Webhooks;

public sealed record UnreadList(IReadOnlyList<UnreadItem> Items);

/// <summary>Parts of webhooks that became no input: kept as long as the log is, and shown.</summary>
public sealed class UnreadItems(IStoreRecords records, TimeProvider time)
{
    public Task Keep(StoreId store, string source, string reason, string body, CancellationToken cancellationToken) =>
        records.KeepUnread(store, source, time.GetUtcNow(), reason, body, cancellationToken);

    /// <summary>Of those of the signers that the part names; else every store whose secret signed is shown it.</summary>
    public async Task Keep(IEnumerable<StoreId> named, IReadOnlySet<StoreId> signers, string source, string reason, string body, CancellationToken cancellationToken)
    {
        var owners = signers.Intersect(named).ToList();
        foreach (var store in owners.Count > 0 ? owners : signers.AsEnumerable())
        {
            await Keep(store, source, reason, body, cancellationToken);
        }
    }

    public Task<IReadOnlyList<UnreadItem>> Of(StoreId store, CancellationToken cancellationToken) => records.Unread(store, 200, cancellationToken);
}

public static class UnreadApi
{
    public static void MapUnread(this IEndpointRouteBuilder app) =>
        app.MapGet("/v1/stores/{store}/unread", List).WithName("listUnread").WithTags("Webhooks").RequireAuthorization(Access.Operator);

    /// <summary>The latest 200 webhook items that could not be read, with the reason.</summary>
    internal static async Task<Ok<UnreadList>> List(string store, UnreadItems unread, CancellationToken cancellationToken) =>
        TypedResults.Ok(new UnreadList(await unread.Of(new StoreId(store), cancellationToken)));
}
