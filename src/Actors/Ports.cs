using System.Collections.Immutable;
using Conversations.Customers;
using Conversations.Identity;
using Conversations.Orders;
using Conversations.Threads;

namespace Conversations.Actors;

/// <summary>A customer's stored snapshot as text.</summary>
public sealed record StoredSnapshot(long Version, string Snapshot);

/// <summary>Where customers are kept. Every write of a turn is durable when its outcome is Committed (SQLite: WAL, full sync; PostgreSQL: synchronous commit).</summary>
public interface ICustomerStore
{
    /// <summary>The snapshot, or null for a customer of whom nothing is stored.</summary>
    Task<StoredSnapshot?> Load(CustomerKey customer, CancellationToken cancellationToken);

    /// <summary>Writes turns of different customers in one transaction; one outcome a turn, in order. A bad one never fails its neighbours.</summary>
    Task<IReadOnlyList<CommitOutcome>> Commit(IReadOnlyList<Turn> turns, CancellationToken cancellationToken);

    /// <summary>Customers of whom a snapshot is stored, in order of store and id, from a cursor: what goes through all of them reads pages of this.</summary>
    Task<IReadOnlyList<CustomerKey>> Keys(CustomerKey? after, int limit, CancellationToken cancellationToken);

    /// <summary>Customers whose DueAt is at or before <paramref name="now"/>, the longest overdue first, as far as the store keeps their order.</summary>
    Task<IReadOnlyList<CustomerKey>> Due(DateTimeOffset now, int limit, CancellationToken cancellationToken);

    /// <summary>When to ask again who is due: the earliest DueAt of all customers, or an instant before; null where none has any.</summary>
    /// <param name="after">Only what lies later counts; null: everything.</param>
    /// <param name="cancellationToken">Ends the asking.</param>
    Task<DateTimeOffset?> NextDue(DateTimeOffset? after, CancellationToken cancellationToken);

    /// <summary>Effects committed and not settled, oldest first: what a restart carries out or reconciles.</summary>
    Task<IReadOnlyList<EffectRow>> PendingEffects(CancellationToken cancellationToken);

    /// <summary>Those of one store's customers.</summary>
    Task<IReadOnlyList<EffectRow>> PendingEffects(StoreId store, CancellationToken cancellationToken);

    /// <summary>Takes effects without an outcome input (store webhooks, hand-ons) off the outbox.</summary>
    Task Settle(IReadOnlyList<SettledEffect> effects, CancellationToken cancellationToken);

    /// <summary>All inputs of a customer that are still kept, oldest first, with the version each led to. Those after <see cref="Baseline"/> fold to the snapshot (L6).</summary>
    Task<IReadOnlyList<(long Version, CustomerInput Input)>> Inputs(CustomerKey customer, CancellationToken cancellationToken);

    /// <summary>The last sealed baseline, what the inputs after its version are folded onto; null: the customer's birth.</summary>
    Task<StoredSnapshot?> Baseline(CustomerKey customer, CancellationToken cancellationToken);

    /// <summary>Customers that turned out to be this one: their tombstones.</summary>
    Task<IReadOnlyList<CustomerId>> Tombstones(CustomerKey survivor, CancellationToken cancellationToken);

    /// <summary>Erases everything personal of a customer: snapshot, inputs, facts, effects, read models, aliases. Ids already received stay known.</summary>
    Task Erase(CustomerKey customer, CancellationToken cancellationToken);

    /// <summary>Empties a store (demo reset): customers, logs, received ids, aliases, suppressions, fan-outs, documents.</summary>
    Task Empty(StoreId store, CancellationToken cancellationToken);
}

/// <summary>Forgets what is older than it has to be kept. Rows leave in small steps, so that nobody waits for them.</summary>
public interface IRetention
{
    /// <summary>One bounded step; false when nothing is left to do until tomorrow.</summary>
    Task<bool> Forget(DateTimeOffset now, CancellationToken cancellationToken);
}

/// <summary>Who is behind an alias, and who turned out to be one.</summary>
public sealed record Resolved(CustomerId Customer, ImmutableArray<CustomerId> MergeInto, Alias? Taken, CustomerId? TakenFrom, bool Suppressed);

/// <summary>Resolves aliases to customers. Atomic across processes: two callers that see a new alias get the same customer.</summary>
public interface IIdentityDirectory
{
    /// <summary>The customers that these aliases belong to now, by alias.</summary>
    Task<IReadOnlyDictionary<Alias, CustomerId>> Find(StoreId store, IReadOnlyCollection<Alias> aliases, CancellationToken cancellationToken);

    /// <summary>Gives the aliases to the customer, or none of them where one is another's; answers with the owners afterwards.</summary>
    Task<IReadOnlyDictionary<Alias, CustomerId>> Claim(StoreId store, CustomerId customer, IReadOnlyCollection<Alias> aliases, CancellationToken cancellationToken);

    /// <summary>Moves aliases to another customer, whoever had them (a merge, a phone that changed hands).</summary>
    Task Reassign(StoreId store, IReadOnlyCollection<Alias> aliases, CustomerId to, CancellationToken cancellationToken);

    /// <summary>Until it is disposed, no other process merges customers of the store or erases one. Null: no other process has the database.</summary>
    Task<IAsyncDisposable?> Alone(StoreId store, CancellationToken cancellationToken) => Task.FromResult<IAsyncDisposable?>(null);

    /// <summary>Whether an input of this source and id was received before, whoever's it was.</summary>
    Task<bool> WasReceived(StoreId store, string source, string id, CancellationToken cancellationToken);

    /// <summary>The customer to whom a message of ours went, by its wamid.</summary>
    Task<CustomerId?> FindByWamid(StoreId store, string wamid, CancellationToken cancellationToken);

    /// <summary>The phones under which a customer is stored, though its state may not be readable.</summary>
    Task<IReadOnlyList<string>> Phones(CustomerKey customer, CancellationToken cancellationToken);

    /// <summary>Remembers that this number opted out, as a keyed hash, after an erasure.</summary>
    Task Suppress(StoreId store, string phoneHash, CancellationToken cancellationToken);

    Task<bool> IsSuppressed(StoreId store, string phoneHash, CancellationToken cancellationToken);
}

/// <summary>A fact as the timeline shows it.</summary>
public sealed record TimelineFact(long Version, int Place, DateTimeOffset At, string Kind, string Summary, ImmutableSortedDictionary<string, string> Data);

public sealed record CustomerSummary(CustomerId CustomerId, CustomerRow Row);

public sealed record ThreadSummary(CustomerId CustomerId, ThreadRow Row);

/// <summary>Which threads to list; null fields do not filter. <paramref name="Text"/> searches messages and names.</summary>
public sealed record ThreadQuery(string? State, string? AssignedTo, string? Text, string? Cursor, int Limit);

/// <summary>What the API shows; written by the commits of turns.</summary>
public interface IReadModels
{
    /// <summary>Of a product's buyers so many are looked at for its companions.</summary>
    public const int BuyersMax = 500;

    public const int CompanionsMax = 20;

    /// <summary>Facts with a version above <paramref name="after"/>, oldest first; a version's facts are never split.</summary>
    Task<IReadOnlyList<TimelineFact>> Timeline(CustomerKey customer, long after, int limit, CancellationToken cancellationToken);

    Task<IReadOnlyList<CustomerSummary>> Customers(StoreId store, int limit, CancellationToken cancellationToken);

    Task<CustomerSummary?> Customer(CustomerKey customer, CancellationToken cancellationToken);

    /// <summary>Threads, the latest message first, with the cursor of the next page.</summary>
    Task<(IReadOnlyList<ThreadSummary> Threads, string? Cursor)> Threads(StoreId store, ThreadQuery query, CancellationToken cancellationToken);

    /// <summary>All messages of a thread, oldest first.</summary>
    Task<IReadOnlyList<MessageRow>> Messages(CustomerKey customer, int limit, CancellationToken cancellationToken);

    /// <summary>Customers with one of these interests in a product since then, by id, from a cursor: what a fan-out walks.</summary>
    Task<IReadOnlyList<CustomerId>> Interested(StoreId store, IReadOnlyCollection<string> productIds, IReadOnlyCollection<InterestKind> kinds, DateTimeOffset since, CustomerId? after, int limit, CancellationToken cancellationToken);

    /// <summary>What others bought who bought one of these and this customer did not, the most often bought first, then by id. Counted over a sample of <see cref="BuyersMax"/> buyers of each, the first by their ids, which are random.</summary>
    Task<IReadOnlyList<Companion>> Companions(CustomerKey customer, IReadOnlyCollection<string> productIds, CancellationToken cancellationToken);

    /// <summary>Recipients outside the window to whom a number of the store sent since then (portfolio limit after a restart): keyed hashes.</summary>
    Task<int> ConversationsOpenedSince(StoreId store, DateTimeOffset since, CancellationToken cancellationToken);
}

/// <summary>A durable fan-out: an event and how far its customers were told. Its key is the event.</summary>
public sealed record FanOut(StoreId Store, string EventId, DateTimeOffset At, DateTimeOffset OccurredAt, string News, CustomerId? Cursor);

/// <summary>Store-wide things beside the customers: fan-outs, products, documents, webhook items kept unread.</summary>
public interface IStoreRecords
{
    /// <summary>False where this event was received before. <see cref="FanOut.News"/> is the written <see cref="CustomerInput.ProductNews"/>.</summary>
    Task<bool> StartFanOut(FanOut fanOut, string source, CancellationToken cancellationToken);

    Task<IReadOnlyList<FanOut>> OpenFanOuts(CancellationToken cancellationToken);

    /// <summary>Moves the cursor; a null cursor ends the job.</summary>
    Task MoveFanOut(StoreId store, string eventId, CustomerId? cursor, CancellationToken cancellationToken);

    /// <summary>Records a price and answers the lowest of the 30 days before, and the latest one before.</summary>
    Task<(decimal? Previous, decimal? Low30)> RecordPrice(StoreId store, string productId, decimal price, DateTimeOffset at, CancellationToken cancellationToken);

    /// <summary>A document of the store's configuration: <c>rules/12</c>, <c>journey/cart-recovery</c>, <c>knowledge</c>, <c>keys</c>, <c>product/p1</c>, <c>sender/1000</c>.</summary>
    Task<string?> Document(StoreId store, string name, CancellationToken cancellationToken);

    Task<IReadOnlyList<(string Name, string Body)>> Documents(StoreId store, string prefix, CancellationToken cancellationToken);

    Task PutDocument(StoreId store, string name, string body, CancellationToken cancellationToken);

    /// <summary>Puts the document only where it still reads <paramref name="before"/> (null: where there is none), whichever process wrote last; else false.</summary>
    Task<bool> ReplaceDocument(StoreId store, string name, string? before, string body, CancellationToken cancellationToken);

    /// <summary>Keeps a webhook item that could not be read, with the reason, for operators to see.</summary>
    Task KeepUnread(StoreId? store, string source, DateTimeOffset at, string reason, string body, CancellationToken cancellationToken);

    Task<IReadOnlyList<UnreadItem>> Unread(StoreId? store, int limit, CancellationToken cancellationToken);

    /// <summary>How many were kept from each source whose name begins so, and since when.</summary>
    Task<IReadOnlyList<UnreadCount>> UnreadBySource(StoreId store, string prefix, CancellationToken cancellationToken);

    /// <summary>All that was kept from one source, oldest first.</summary>
    Task<IReadOnlyList<UnreadItem>> UnreadFrom(StoreId store, string source, CancellationToken cancellationToken);

    /// <summary>Drops what was kept from one source until then: it was taken after all.</summary>
    Task ForgetUnread(StoreId store, string source, DateTimeOffset until, CancellationToken cancellationToken);
}

/// <summary>An item of a webhook that could not be read.</summary>
public sealed record UnreadItem(string Source, DateTimeOffset At, string Reason, string Body);

public sealed record UnreadCount(string Source, DateTimeOffset Since, int Items);

/// <summary>How a call to WhatsApp ended.</summary>
public abstract record SendResult
{
    private SendResult()
    {
    }

    public sealed record Accepted(string Wamid, string? WaId) : SendResult;

    /// <summary><paramref name="Code"/> of the Cloud API's error table; 0 where the answer had none.</summary>
    public sealed record Rejected(int Code, string? Detail) : SendResult;

    /// <summary>The bytes may have left and no answer came.</summary>
    public sealed record Unknown(string Reason) : SendResult;
}

/// <summary>WhatsApp, for sending.</summary>
public interface IWhatsApp
{
    /// <summary>One call, never repeated by itself.</summary>
    Task<SendResult> Send(StoreId store, Effect.Send send, CancellationToken cancellationToken);

    /// <summary>Best effort: a failure is logged and forgotten.</summary>
    Task MarkRead(StoreId store, Effect.MarkRead read, CancellationToken cancellationToken);
}

/// <summary>What the assistant is asked.</summary>
public sealed record Question(StoreId Store, ImmutableArray<string> Texts, string? Language, Customer? Customer);

/// <summary>The assistant: search over the store's knowledge today, a model behind the same port later.</summary>
public interface IAssistant
{
    Task<Answer> Answer(Question question, CancellationToken cancellationToken);
}

/// <summary>The store's own webhook and whoever is to be alerted.</summary>
public interface IStoreWebhook
{
    /// <summary>True when the store took it (2xx), or has no webhook.</summary>
    Task<bool> Tell(StoreId store, string key, Effect.TellStore tell, CancellationToken cancellationToken);
}
