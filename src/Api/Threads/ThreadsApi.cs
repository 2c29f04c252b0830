using Conversations.Actors;
using Conversations.Api.Errors;
using Conversations.Api.Keys;
using Conversations.Api.Storefront;
using Conversations.Api.Wire;
using Conversations.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using Microsoft.AspNetCore.Mvc;
using ThreadState = Conversations.Threads.ThreadState;

namespace Conversations.Api.Threads;

public sealed record ThreadListItem(
    CustomerId CustomerId, string? Name, string State, DateTimeOffset? Since, string? LastMessage, DateTimeOffset? LastMessageAt, int Unread, string? AssignedTo);

/// <summary><paramref name="Cursor"/> null: no more.</summary>
public sealed record ThreadList(IReadOnlyList<ThreadListItem> Threads, string? Cursor);

/// <summary><paramref name="Direction"/>: in, out. <paramref name="Status"/>: accepted, sent, delivered, read, failed, unknown; null of inbound ones. <paramref name="By"/>: assistant, engine, an operator, or null for the customer.</summary>
public sealed record ThreadMessage(string Id, DateTimeOffset At, string Direction, string Type, string? Text, string? Status, string? By);

public sealed record NoteView(DateTimeOffset At, string Operator, string Text);

/// <summary>One thread with all its messages, oldest first.</summary>
public sealed record ThreadDetail(
    CustomerId CustomerId,
    string? Name,
    ThreadState State,
    int Epoch,
    DateTimeOffset? Since,
    string? Operator,
    string? Reason,
    string? Summary,
    string? SuggestedReply,
    WindowView Window,
    IReadOnlyList<string> Labels,
    IReadOnlyList<NoteView> Notes,
    IReadOnlyList<ThreadMessage> Messages);

/// <summary>Reading threads.</summary>
public static class ThreadsApi
{
    private const int MessagesMax = 1000;

    private static readonly string[] States = ["assistant", "waiting", "human", "closed"];

    public static void MapThreads(this IEndpointRouteBuilder app)
    {
        var threads = app.MapGroup("/v1/stores/{store}/threads").WithTags("Threads").RequireAuthorization(Access.Operator);
        threads.MapGet("", List).WithName("listThreads");
        threads.MapGet("/{customerId}", Show).WithName("getThread");
        threads.MapThreadActions();
    }

    /// <summary>Threads, the latest message first; all states unless asked; <c>q</c> searches message texts and names; <c>limit</c> 1–200.</summary>
    internal static async Task<Results<Ok<ThreadList>, ProblemHttpResult>> List(
        string store, string? state, string? assigned, string? q, string? cursor, IReadModels readModels, CancellationToken cancellationToken, [FromQuery] int limit = 50)
    {
        if (Blank(state) is not null && !States.Contains(state, StringComparer.Ordinal))
        {
            return Problems.Invalid("state", $"must be one of {string.Join(", ", States)}");
        }

        if (limit is < 1 or > 200)
        {
            return Problems.Invalid("limit", "must be 1 to 200");
        }

        var query = new ThreadQuery(Blank(state), Blank(assigned), Blank(q), Blank(cursor), limit);
        try
        {
            var (threads, next) = await readModels.Threads(new StoreId(store), query, cancellationToken);
            return TypedResults.Ok(new ThreadList(
                [.. threads.Select(static thread => new ThreadListItem(
                    thread.CustomerId, thread.Row.Name, thread.Row.State, thread.Row.Since, thread.Row.LastMessage, thread.Row.LastMessageAt, thread.Row.Unread, thread.Row.AssignedTo))],
                next));
        }
        catch (FormatException strange)
        {
            return Problems.Invalid("cursor", strange.Message);
        }
    }

    /// <summary>One thread: its state, the epoch that a reply must name, the window, notes, labels, and the latest 1,000 messages, oldest first.</summary>
    internal static async Task<Results<Ok<ThreadDetail>, ProblemHttpResult>> Show(
        string store, string customerId, IEngine engine, IReadModels readModels, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await engine.Look(new(new StoreId(store), new CustomerId(customerId)), cancellationToken) is not { } customer)
        {
            return Problems.NotFound("customer");
        }

        var messages = await readModels.Messages(new(customer.Store, customer.Id), MessagesMax, cancellationToken);
        var thread = customer.Thread;
        return TypedResults.Ok(new ThreadDetail(
            customer.Id,
            CustomerView.NameOf(customer.Profile),
            thread.State,
            thread.Epoch,
            thread.Since,
            thread.Operator,
            thread.Reason,
            thread.Summary,
            thread.SuggestedReply,
            CustomerView.WindowOf(customer, time.GetUtcNow()),
            thread.Labels,
            [.. thread.Notes.Select(static note => new NoteView(note.At, note.Operator, note.Text))],
            [.. messages.Select(static message => new ThreadMessage(message.Id, message.At, message.Direction, message.Type, message.Text, message.Status, message.By))]));
    }

    private static string? Blank(string? text) => text.IsBlank() ? null : text.WithoutNul();
}
