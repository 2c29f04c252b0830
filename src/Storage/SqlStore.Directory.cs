using System.Text.Json;
using Conversations.Actors;
using Conversations.Customers;
using Conversations.Identity;

namespace Conversations.Storage;

public abstract partial class SqlStore
{
    public abstract Task<IReadOnlyDictionary<Alias, CustomerId>> Find(StoreId store, IReadOnlyCollection<Alias> aliases, CancellationToken cancellationToken);

    public abstract Task<IReadOnlyDictionary<Alias, CustomerId>> Claim(StoreId store, CustomerId customer, IReadOnlyCollection<Alias> aliases, CancellationToken cancellationToken);

    public Task Reassign(StoreId store, IReadOnlyCollection<Alias> aliases, CustomerId to, CancellationToken cancellationToken) =>
        Execute("reassign_aliases", new { store = store.Value, customer = to.Value, aliases = InOrder(aliases) }, cancellationToken);

    public abstract Task<bool> WasReceived(StoreId store, string source, string id, CancellationToken cancellationToken);

    public async Task<CustomerId?> FindByWamid(StoreId store, string wamid, CancellationToken cancellationToken) =>
        await Row<string>("customer_of_wamid", new { store = store.Value, wamid }, cancellationToken).ConfigureAwait(false) is { } customer
            ? new CustomerId(customer)
            : null;

    public async Task<IReadOnlyList<string>> Phones(CustomerKey customer, CancellationToken cancellationToken) =>
        [.. await Rows<string>("phones_of_customer", Key(customer), cancellationToken).ConfigureAwait(false)];

    public Task Suppress(StoreId store, string phoneHash, CancellationToken cancellationToken) =>
        Execute("suppress", new { store = store.Value, phoneHash }, cancellationToken);

    public abstract Task<bool> IsSuppressed(StoreId store, string phoneHash, CancellationToken cancellationToken);

    /// <summary>As the tables hold it.</summary>
    private protected static string KindOf(Alias alias) => JsonNamingPolicy.CamelCase.ConvertName(alias.Kind.ToString());

    /// <summary>Sorted, so that two callers never wait for each other's rows; as JSON, which both databases take for a list.</summary>
    private protected static string InOrder(IReadOnlyCollection<Alias> aliases) => Written.Of(aliases.Distinct().Order());
}
