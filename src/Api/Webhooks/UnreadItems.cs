using Conversations.Actors;
using Conversations.Api.Keys;
using Conversations.Identity;
using Microsoft.AspNetCore.Http.HttpResults;

namespace Conversations.Api.Webhooks;

public sealed record UnreadList(IReadOnlyList<UnreadItem> Items);

/// <summary>Parts of webhooks that became no input: kept, shown, never thrown away.</summary>
public sealed class UnreadItems(IStoreRecords records, TimeProvider time)
{
    public Task Keep(StoreId store, string source, string reason, string body, CancellationToken cancellationToken) =>
        records.KeepUnread(store, source, time.GetUtcNow(), reason, body, cancellationToken);

    /// <summary>Of one of the signers, where the part names it; else every store whose secret signed is shown it.</summary>
    public async Task Keep(StoreId? named, IReadOnlySet<StoreId> signers, string source, string reason, string body, CancellationToken cancellationToken)
    {
        IEnumerable<StoreId> owners = named is { } one && signers.Contains(one) ? [one] : signers;
        foreach (var store in owners)
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
