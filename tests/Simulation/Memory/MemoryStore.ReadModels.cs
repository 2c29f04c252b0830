using Conversations.Actors;
using Conversations.Identity;
using Conversations.Orders;

namespace Conversations.Simulation.Memory;

internal sealed partial class MemoryStore : IReadModels
{
    private readonly List<(StoreId Store, string Recipient, DateTimeOffset At)> opened = [];
    private readonly Dictionary<CustomerKey, ThreadRow> threads = [];
    private readonly Dictionary<CustomerKey, CustomerRow> rows = [];
    private readonly Dictionary<CustomerKey, List<MessageRow>> messages = [];
    private readonly Dictionary<CustomerKey, Dictionary<(InterestKind, string), DateTimeOffset>> interests = [];

    public Task<IReadOnlyList<TimelineFact>> Timeline(CustomerKey customer, long after, int limit, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return Task.FromResult<IReadOnlyList<TimelineFact>>([.. Of(facts, customer).Where(fact => fact.Version > after).Take(limit)]);
        }
    }

    public Task<IReadOnlyList<CustomerSummary>> Customers(StoreId store, int limit, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return Task.FromResult<IReadOnlyList<CustomerSummary>>([.. rows.Where(row => row.Key.Store == store).Take(limit).Select(row => new CustomerSummary(row.Key.Customer, row.Value))]);
        }
    }

    public Task<CustomerSummary?> Customer(CustomerKey customer, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return Task.FromResult(rows.TryGetValue(customer, out var row) ? new CustomerSummary(customer.Customer, row) : null);
        }
    }

    public Task<(IReadOnlyList<ThreadSummary> Threads, string? Cursor)> Threads(StoreId store, ThreadQuery query, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return Task.FromResult<(IReadOnlyList<ThreadSummary>, string?)>(([.. threads.Where(row => row.Key.Store == store).Take(query.Limit).Select(row => new ThreadSummary(row.Key.Customer, row.Value))], null));
        }
    }

    public Task<IReadOnlyList<MessageRow>> Messages(CustomerKey customer, int limit, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return Task.FromResult<IReadOnlyList<MessageRow>>([.. Of(messages, customer).OrderBy(message => message.At).Take(limit)]);
        }
    }

    public async Task<IReadOnlyList<CustomerId>> Interested(StoreId store, IReadOnlyCollection<string> productIds, IReadOnlyCollection<InterestKind> kinds, DateTimeOffset since, CustomerId? after, int limit, CancellationToken cancellationToken)
    {
        await hook.Before("interested");
        lock (gate)
        {
            return
            [
                .. interests
                    .Where(entry => entry.Key.Store == store && entry.Value.Any(row => kinds.Contains(row.Key.Item1) && productIds.Contains(row.Key.Item2) && row.Value >= since))
                    .Select(entry => entry.Key.Customer)
                    .Where(customer => after is not { } cursor || string.CompareOrdinal(customer.Value, cursor.Value) > 0)
                    .OrderBy(customer => customer.Value, StringComparer.Ordinal)
                    .Take(limit),
            ];
        }
    }

    public async Task<IReadOnlyList<Companion>> Companions(CustomerKey customer, IReadOnlyCollection<string> productIds, CancellationToken cancellationToken)
    {
        await hook.Before("companions");
        lock (gate)
        {
            var buyers = productIds.SelectMany(product => interests
                .Where(entry => entry.Key.Store == customer.Store && entry.Key != customer && entry.Value.ContainsKey((InterestKind.Bought, product)))
                .OrderBy(entry => entry.Key.Customer.Value, StringComparer.Ordinal)
                .Take(IReadModels.BuyersMax)).DistinctBy(entry => entry.Key);
            return
            [
                .. buyers
                    .SelectMany(entry => entry.Value.Keys.Where(row => row.Item1 == InterestKind.Bought).Select(row => row.Item2))
                    .Where(product => !productIds.Contains(product) && !(interests.TryGetValue(customer, out var own) && own.ContainsKey((InterestKind.Bought, product))))
                    .CountBy(product => product, StringComparer.Ordinal)
                    .OrderByDescending(count => count.Value).ThenBy(count => count.Key, StringComparer.Ordinal)
                    .Take(IReadModels.CompanionsMax)
                    .Select(count => new Companion(count.Key, count.Value)),
            ];
        }
    }

    public Task<int> ConversationsOpenedSince(StoreId store, DateTimeOffset since, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return Task.FromResult(opened.Where(one => one.Store == store && one.At > since).Select(one => one.Recipient).Distinct().Count());
        }
    }

    private void WriteReadModels(Turn turn)
    {
        var changes = turn.ReadModels;
        if (changes.Thread is { } thread)
        {
            threads[turn.Customer] = thread;
        }

        if (changes.Customer is { } row)
        {
            rows[turn.Customer] = row;
        }

        foreach (var message in changes.Messages)
        {
            Of(messages, turn.Customer).RemoveAll(known => known.Id == message.Id);
            Of(messages, turn.Customer).Add(message);
        }

        foreach (var wamid in changes.Wamids)
        {
            wamids[(turn.Customer.Store, wamid)] = turn.Customer.Customer;
        }

        if (!interests.TryGetValue(turn.Customer, out var own))
        {
            interests[turn.Customer] = own = [];
        }

        foreach (var interest in changes.Interests)
        {
            if (interest.Gone)
            {
                own.Remove((interest.Kind, interest.ProductId));
            }
            else
            {
                own[(interest.Kind, interest.ProductId)] = interest.At;
            }
        }
    }
}
