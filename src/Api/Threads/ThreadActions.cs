using Conversations.Actors;
using Conversations.Api.Errors;
using Conversations.Api.Keys;
using Conversations.Api.Operations;
using Conversations.Api.Rulebook;
using Conversations.Api.Storefront;
using Conversations.Api.Wire;
using Conversations.Customers;
using Conversations.Identity;
using Microsoft.AspNetCore.Http.HttpResults;
using AnswerSource = Conversations.Threads.AnswerSource;
using ThreadState = Conversations.Threads.ThreadState;

namespace Conversations.Api.Threads;

/// <summary>What an operator says: one of text, quickReply, template. <paramref name="Epoch"/> is the thread's as the operator saw it.</summary>
public sealed record Reply(int? Epoch, string? Text = null, string? QuickReply = null, string? Template = null, Dictionary<string, string?>? Parameters = null);

public sealed record AssignTo(string? To);

public sealed record NoteText(string? Text);

public sealed record LabelNames(IReadOnlyList<string>? Labels);

/// <summary>A reply that nobody has sent.</summary>
public sealed record DraftReply(string? Text, IReadOnlyList<AnswerSource> Sources, double Confidence);

/// <summary>Where the thread stands after the action.</summary>
public sealed record ThreadStanding(CustomerId CustomerId, ThreadState State, int Epoch)
{
    internal static ThreadStanding Of(Customer customer) => new(customer.Id, customer.Thread.State, customer.Thread.Epoch);
}

/// <summary>What an operator does to a thread; each becomes an input of the customer.</summary>
public static class ThreadActions
{
    private const int TextMax = 4096;
    private const int LabelsMax = 20;
    private const int NameMax = 100;

    public static void MapThreadActions(this RouteGroupBuilder threads)
    {
        threads.MapPost("/{customerId}/draft", Draft).WithName("draftReply");
        var acts = threads.MapGroup("").WithMetadata(new TakesIdempotencyKey());
        acts.MapPost("/{customerId}/takeover", TakeOver).WithName("takeOver");
        acts.MapPost("/{customerId}/handback", HandBack).WithName("handBack");
        acts.MapPost("/{customerId}/close", Close).WithName("closeThread");
        acts.MapPost("/{customerId}/assign", Assign).WithName("assignThread");
        acts.MapPost("/{customerId}/notes", AddNote).WithName("addNote");
        acts.MapPost("/{customerId}/labels", SetLabels).WithName("setLabels");
        acts.MapPost("/{customerId}/messages", Say).WithName("replyInThread")
            .WithMetadata(new CanFail(409, "The epoch is older than the thread's, or the window is closed and free text could not be delivered."));
    }

    /// <summary>The operator takes the thread; the assistant is silent from now on.</summary>
    internal static Task<Results<Ok<ThreadStanding>, ProblemHttpResult>> TakeOver(string store, string customerId, Desk desk, CancellationToken cancellationToken) =>
        desk.Tell(store, customerId, new CustomerInput.TakenOver(desk.Operator) { Id = desk.IdOf("takeover", customerId), Source = Desk.Source, At = desk.Now, OccurredAt = desk.Now }, cancellationToken);

    /// <summary>Gives the thread back to the assistant.</summary>
    internal static Task<Results<Ok<ThreadStanding>, ProblemHttpResult>> HandBack(string store, string customerId, Desk desk, CancellationToken cancellationToken) =>
        desk.Tell(store, customerId, new CustomerInput.HandedBack(desk.Operator) { Id = desk.IdOf("handback", customerId), Source = Desk.Source, At = desk.Now, OccurredAt = desk.Now }, cancellationToken);

    /// <summary>Closes the thread; the next message of the customer opens it again.</summary>
    internal static Task<Results<Ok<ThreadStanding>, ProblemHttpResult>> Close(string store, string customerId, Desk desk, CancellationToken cancellationToken) =>
        desk.Tell(store, customerId, new CustomerInput.ThreadClosed(desk.Operator) { Id = desk.IdOf("close", customerId), Source = Desk.Source, At = desk.Now, OccurredAt = desk.Now }, cancellationToken);

    /// <summary>Names the operator whose thread it is.</summary>
    internal static async Task<Results<Ok<ThreadStanding>, ProblemHttpResult>> Assign(string store, string customerId, AssignTo body, Desk desk, CancellationToken cancellationToken) =>
        body.To.IsBlank() || body.To.Length > NameMax
            ? Problems.Invalid("to", $"names the operator in 1 to {NameMax} characters")
            : await desk.Tell(store, customerId, new CustomerInput.Assigned(desk.Operator, body.To.WithoutNul()) { Id = desk.IdOf("assign", customerId), Source = Desk.Source, At = desk.Now, OccurredAt = desk.Now }, cancellationToken);

    /// <summary>Adds a note that only operators see.</summary>
    internal static async Task<Results<Ok<ThreadStanding>, ProblemHttpResult>> AddNote(string store, string customerId, NoteText body, Desk desk, CancellationToken cancellationToken) =>
        body.Text.IsBlank() || body.Text.Length > TextMax
            ? Problems.Invalid("text", $"must have 1 to {TextMax} characters")
            : await desk.Tell(store, customerId, new CustomerInput.Noted(desk.Operator, body.Text.WithoutNul()) { Id = desk.IdOf("notes", customerId), Source = Desk.Source, At = desk.Now, OccurredAt = desk.Now }, cancellationToken);

    /// <summary>Replaces the thread's labels.</summary>
    internal static async Task<Results<Ok<ThreadStanding>, ProblemHttpResult>> SetLabels(string store, string customerId, LabelNames body, Desk desk, CancellationToken cancellationToken) =>
        body.Labels is not { Count: <= LabelsMax } labels || labels.Any(static label => label.IsBlank() || label.Length > NameMax)
            ? Problems.Invalid("labels", $"must be an array of at most {LabelsMax} words of 1 to {NameMax} characters")
            : await desk.Tell(store, customerId, new CustomerInput.Labelled(desk.Operator, [.. labels.Select(Letters.WithoutNul).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal)]) { Id = desk.IdOf("labels", customerId), Source = Desk.Source, At = desk.Now, OccurredAt = desk.Now }, cancellationToken);

    /// <summary>What the assistant would say to the customer's last questions, for the operator to send or to change. Null where it has nothing. Changes nothing.</summary>
    internal static async Task<Results<Ok<DraftReply>, ProblemHttpResult>> Draft(
        string store, string customerId, IEngine engine, IAssistant assistant, CancellationToken cancellationToken)
    {
        var storeId = new StoreId(store);
        if (await engine.Look(new(storeId, new CustomerId(customerId)), cancellationToken) is not { } customer)
        {
            return Problems.NotFound("customer");
        }

        var thread = customer.Thread;
        var questions = thread.Lines.Where(static line => line is { Direction: Conversations.Threads.Direction.In, Text.Length: > 0 }).ToArray();
        var open = questions.Where(line => thread.Unanswered.Contains(line.Id)).ToArray();
        var asked = open.Length > 0 ? open : questions.TakeLast(1).ToArray();
        if (asked.Length == 0)
        {
            return TypedResults.Ok(new DraftReply(null, [], 0));
        }

        var answer = await assistant.Answer(new Question(storeId, [.. asked.Select(static line => line.Text!)], thread.Language, customer), cancellationToken);
        return TypedResults.Ok(new DraftReply(answer.Text, answer.Sources, answer.Confidence));
    }

    /// <summary>Sends a reply: free text or a quick reply within the 24-hour window, a template at any time. 409 where the epoch is older than the thread's, or free text could not be delivered. The same <c>Idempotency-Key</c> again sends nothing and answers where the thread stands.</summary>
    internal static async Task<Results<Ok<ThreadStanding>, ProblemHttpResult>> Say(
        string store, string customerId, Reply body, Desk desk, StoreRules rules, CancellationToken cancellationToken)
    {
        if (new[] { body.Text, body.QuickReply, body.Template }.Count(static part => !part.IsBlank()) != 1)
        {
            return Problems.Invalid("text", "give exactly one of text, quickReply, template");
        }

        if (body.Epoch is not { } epoch)
        {
            return Problems.Invalid("epoch", "the thread's epoch as you saw it is needed");
        }

        if (await desk.Find(store, customerId, cancellationToken) is not { } customer)
        {
            return Problems.NotFound("customer");
        }

        var id = desk.IdOf("messages", customerId);
        if (Took(customer, id))
        {
            return TypedResults.Ok(ThreadStanding.Of(customer));
        }

        if (epoch != customer.Thread.Epoch)
        {
            return Stale(customer, epoch);
        }

        var composed = await ReplyText.Compose(body, customer, await rules.Current(customer.Store, cancellationToken), desk.QuickReplies, cancellationToken);
        if (composed is not { Message: { } message })
        {
            return Problems.Invalid(composed.Path!, composed.Problem!);
        }

        if (message.NeedsWindow && !CustomerView.WindowOf(customer, desk.Now).Open)
        {
            return Problems.Of(409, "The customer has not written within the last 24 hours: WhatsApp would not deliver free text. " + composed.Instead);
        }

        var after = await desk.Tell(customer, new CustomerInput.OperatorReplied(desk.Operator, epoch, message) { Id = id, Source = Desk.Source, At = desk.Now, OccurredAt = desk.Now }, cancellationToken);
        return Took(after, id) ? TypedResults.Ok(ThreadStanding.Of(after)) : Stale(after, epoch);
    }

    private static bool Took(Customer customer, string reply) => customer.Thread.Replies?.Contains(reply) == true;

    private static ProblemHttpResult Stale(Customer customer, int epoch) =>
        Problems.Of(409, $"The thread is at epoch {customer.Thread.Epoch}, this reply was made for {epoch} and was not sent: read the thread again.");
}

/// <summary>One operator's request: who, when, and the way into the engine.</summary>
public sealed class Desk(IHttpContextAccessor http, IEngine engine, TimeProvider time, QuickReplies quickReplies)
{
    public const string Source = "operator";

    /// <summary>Longer ones are kept as their hash.</summary>
    private const int KeyMax = 200;

    public string Operator => http.HttpContext!.User.KeyName();

    public DateTimeOffset Now { get; } = time.GetUtcNow();

    public QuickReplies QuickReplies => quickReplies;

    /// <summary>Of the caller's <c>Idempotency-Key</c> for this action on this customer, so that a click sent twice counts once; else a new one.</summary>
    public string IdOf(string action, string customerId) =>
        http.HttpContext!.Request.Headers["Idempotency-Key"].ToString() is { Length: > 0 } key
            ? $"{customerId}/{action}/{(key.Length <= KeyMax ? key : KeyRing.HashOf(key))}"
            : Guid.NewGuid().ToString("N");

    public Task<Customer?> Find(string store, string customerId, CancellationToken cancellationToken) =>
        engine.Look(new(new StoreId(store), new CustomerId(customerId)), cancellationToken);

    /// <summary>The customer after the input.</summary>
    public async Task<Customer> Tell(Customer customer, CustomerInput input, CancellationToken cancellationToken)
    {
        var key = new CustomerKey(customer.Store, customer.Id);
        await engine.Tell(key, input, cancellationToken);
        return await engine.Look(key, cancellationToken) ?? customer;
    }

    public async Task<Results<Ok<ThreadStanding>, ProblemHttpResult>> Tell(string store, string customerId, CustomerInput input, CancellationToken cancellationToken) =>
        await Find(store, customerId, cancellationToken) is { } customer
            ? TypedResults.Ok(ThreadStanding.Of(await Tell(customer, input, cancellationToken)))
            : Problems.NotFound("customer");
}
