using System.Collections.Immutable;
using Conversations.Actors;
using Conversations.Customers;
using Conversations.Identity;
using Conversations.Orders;

namespace Conversations.Storage;

public abstract partial class SqlStore
{
    public async Task<IReadOnlyList<TimelineFact>> Timeline(CustomerKey customer, long after, int limit, CancellationToken cancellationToken)
    {
        var rows = await Rows<FactsRow>("timeline", new
        {
            store = customer.Store.Value,
            customer = customer.Customer.Value,
            after,
            limit = Math.Max(limit, 1),
        }, cancellationToken).ConfigureAwait(false);
        var facts = new List<TimelineFact>();
        foreach (var row in rows.TakeWhile(_ => facts.Count < limit || facts.Count == 0))
        {
            facts.AddRange(Written.Read<ImmutableArray<Fact>>(row.Facts).Select((fact, place) =>
                new TimelineFact(row.Version, place, Micros.Time(row.At), fact.Kind, fact.Summary, fact.Data)));
        }

        return facts;
    }

    public async Task<IReadOnlyList<CustomerSummary>> Customers(StoreId store, int limit, CancellationToken cancellationToken)
    {
        var rows = await Rows<CustomerColumns>("customers_of_store", new { store = store.Value, limit }, cancellationToken).ConfigureAwait(false);
        return [.. rows.Select(row => row.Summary)];
    }

    public async Task<CustomerSummary?> Customer(CustomerKey customer, CancellationToken cancellationToken) =>
        (await Row<CustomerColumns>("customer", Key(customer), cancellationToken).ConfigureAwait(false))?.Summary;

    /// <exception cref="FormatException">The cursor is none of ours.</exception>
    public async Task<(IReadOnlyList<ThreadSummary> Threads, string? Cursor)> Threads(StoreId store, ThreadQuery query, CancellationToken cancellationToken)
    {
        var text = Clean.Text(query.Text)?.Trim();
        var words = SearchWords.Of(text);
        var statement = (text, query) switch
        {
            ({ Length: > 0 }, _) => words.IsEmpty ? "scan_threads" : "search_threads",
            (_, { AssignedTo: not null }) => "threads_of_operator",
            (_, { State: not null }) => "threads_of_state",
            _ => "threads",
        };
        var from = ThreadCursor.Read(query.Cursor);
        var rows = await Rows<ThreadColumns>(statement, new
        {
            store = store.Value,
            state = query.State,
            assignedTo = query.AssignedTo,
            cursorAt = from.ListedAt,
            cursorCustomer = from.Customer,
            words = words.IsEmpty ? null : WordQuery(words),
            signs = text,
            limit = query.Limit + 1,
        }, cancellationToken).ConfigureAwait(false);
        var shown = rows.Take(query.Limit).ToList();
        var cursor = rows.Count > query.Limit && shown is [.., var last] ? new ThreadCursor(last.ListedAt, last.Customer).Text : null;
        return ([.. shown.Select(row => row.Summary)], cursor);
    }

    public async Task<IReadOnlyList<MessageRow>> Messages(CustomerKey customer, int limit, CancellationToken cancellationToken)
    {
        var rows = await Rows<MessageColumns>("messages_of_thread", new
        {
            store = customer.Store.Value,
            customer = customer.Customer.Value,
            limit,
        }, cancellationToken).ConfigureAwait(false);
        return [.. rows.Select(row => new MessageRow(row.Id, Micros.Time(row.At), row.Direction, row.Type, row.Text, row.Status, row.WrittenBy))];
    }

    public async Task<IReadOnlyList<CustomerId>> Interested(StoreId store, IReadOnlyCollection<string> productIds, IReadOnlyCollection<InterestKind> kinds, DateTimeOffset since, CustomerId? after, int limit, CancellationToken cancellationToken)
    {
        var rows = await Rows<string>("interested", new
        {
            store = store.Value,
            productIds = Written.Of(productIds),
            kinds = Written.Of(kinds.Select(TurnRows.Word)),
            since = Micros.Of(since),
            after = after?.Value,
            limit,
        }, cancellationToken).ConfigureAwait(false);
        return [.. rows.Select(row => new CustomerId(row))];
    }

    public async Task<IReadOnlyList<Companion>> Companions(CustomerKey customer, IReadOnlyCollection<string> productIds, CancellationToken cancellationToken)
    {
        var rows = await Rows<CompanionColumns>("companions", new
        {
            store = customer.Store.Value,
            customer = customer.Customer.Value,
            productIds = Written.Of(productIds),
            buyers = IReadModels.BuyersMax,
            limit = IReadModels.CompanionsMax,
        }, cancellationToken).ConfigureAwait(false);
        return [.. rows.Select(row => new Companion(row.ProductId, (int)row.Customers))];
    }

    public async Task<int> ConversationsOpenedSince(StoreId store, DateTimeOffset since, CancellationToken cancellationToken) =>
        (int)await Row<long>("conversations_opened_since", new
        {
            store = store.Value,
            since = Micros.Of(since),
            windowMicros = Micros.Day,
        }, cancellationToken).ConfigureAwait(false);

    /// <summary>All of these words, each as a prefix, in the database's own search language.</summary>
    private protected abstract string WordQuery(ImmutableArray<string> words);

    private sealed class FactsRow
    {
        public long Version { get; init; }

        public long At { get; init; }

        public string Facts { get; init; } = "";
    }

    private sealed class CustomerColumns
    {
        public string Customer { get; init; } = "";

        public string? Name { get; init; }

        public string? Phone { get; init; }

        public string? Email { get; init; }

        public string? StorefrontId { get; init; }

        public long? BornAt { get; init; }

        public CustomerSummary Summary => new(new CustomerId(Customer), new CustomerRow(Name, Phone, Email, StorefrontId, Micros.Time(BornAt)));
    }

    private sealed class CompanionColumns
    {
        public string ProductId { get; init; } = "";

        public long Customers { get; init; }
    }

    private sealed class ThreadColumns
    {
        public string Customer { get; init; } = "";

        public string State { get; init; } = "";

        public long? Since { get; init; }

        public string? LastMessage { get; init; }

        public long? LastMessageAt { get; init; }

        public long Unread { get; init; }

        public string? AssignedTo { get; init; }

        public string? Name { get; init; }

        public long ListedAt { get; init; }

        public ThreadSummary Summary => new(
            new CustomerId(Customer),
            new ThreadRow(State, Micros.Time(Since), LastMessage, Micros.Time(LastMessageAt), (int)Unread, AssignedTo, Name));
    }

    private sealed class MessageColumns
    {
        public string Id { get; init; } = "";

        public long At { get; init; }

        public string Direction { get; init; } = "";

        public string Type { get; init; } = "";

        public string? Text { get; init; }

        public string? Status { get; init; }

        public string? WrittenBy { get; init; }
    }
}
