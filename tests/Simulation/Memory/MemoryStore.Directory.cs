using Conversations.Actors;
using Conversations.Identity;

namespace Conversations.Simulation.Memory;

internal sealed partial class MemoryStore : IIdentityDirectory
{
    private readonly Dictionary<(StoreId Store, Alias Alias), CustomerId> aliases = [];
    private readonly Dictionary<(StoreId, string), CustomerId> wamids = [];
    private readonly HashSet<(StoreId, string)> suppressed = [];

    public async Task<IReadOnlyDictionary<Alias, CustomerId>> Find(StoreId store, IReadOnlyCollection<Alias> wanted, CancellationToken cancellationToken)
    {
        await hook.Before("find");
        lock (gate)
        {
            return Owners(store, wanted);
        }
    }

    public async Task<IReadOnlyDictionary<Alias, CustomerId>> Claim(StoreId store, CustomerId customer, IReadOnlyCollection<Alias> wanted, CancellationToken cancellationToken)
    {
        await hook.Before("claim");
        lock (gate)
        {
            if (wanted.All(alias => aliases.GetValueOrDefault((store, alias), customer) == customer))
            {
                foreach (var alias in wanted)
                {
                    aliases[(store, alias)] = customer;
                }
            }

            return Owners(store, wanted);
        }
    }

    public async Task Reassign(StoreId store, IReadOnlyCollection<Alias> wanted, CustomerId to, CancellationToken cancellationToken)
    {
        await hook.Before("reassign");
        lock (gate)
        {
            foreach (var alias in wanted)
            {
                aliases[(store, alias)] = to;
            }
        }
    }

    public Task<bool> WasReceived(StoreId store, string source, string id, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return Task.FromResult(received.Contains((store, source, id)));
        }
    }

    public async Task<CustomerId?> FindByWamid(StoreId store, string wamid, CancellationToken cancellationToken)
    {
        await hook.Before("find by wamid");
        lock (gate)
        {
            return wamids.TryGetValue((store, wamid), out var customer) ? customer : null;
        }
    }

    public Task<IReadOnlyList<string>> Phones(CustomerKey customer, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            var known = aliases.Where(alias => alias.Key.Store == customer.Store && alias.Value == customer.Customer && alias.Key.Alias.Kind == AliasKind.Phone).Select(alias => alias.Key.Alias.Value);
            return Task.FromResult<IReadOnlyList<string>>([.. known.Append(rows.GetValueOrDefault(customer)?.Phone).OfType<string>().Distinct()]);
        }
    }

    public async Task Suppress(StoreId store, string phoneHash, CancellationToken cancellationToken)
    {
        await hook.Before("suppress");
        lock (gate)
        {
            suppressed.Add((store, phoneHash));
        }
    }

    public async Task<bool> IsSuppressed(StoreId store, string phoneHash, CancellationToken cancellationToken)
    {
        await hook.Before("suppressed");
        lock (gate)
        {
            return suppressed.Contains((store, phoneHash));
        }
    }

    private Dictionary<Alias, CustomerId> Owners(StoreId store, IReadOnlyCollection<Alias> wanted) =>
        wanted.Where(alias => aliases.ContainsKey((store, alias))).ToDictionary(alias => alias, alias => aliases[(store, alias)]);
}
