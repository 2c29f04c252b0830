using System.Collections.Concurrent;
using Conversations.Identity;

namespace Conversations.Actors.Identity;

/// <summary>Owners looked up lately. It may be behind, here and even more where other processes move aliases: the customer itself refuses what it no longer goes by.</summary>
internal sealed class AliasCache
{
    private const int EntriesMax = 100_000;

    /// <summary>An input that was on its way while its number changed hands teaches the former owner the number again; so no entry is believed for long.</summary>
    private static readonly TimeSpan Age = TimeSpan.FromMinutes(1);

    private readonly ConcurrentDictionary<(StoreId Store, Alias Alias), (CustomerId Customer, DateTimeOffset Until)> owners = new();
    private int remembered;

    public CustomerId? OnlyOwner(StoreId store, IReadOnlyList<Alias> aliases, DateTimeOffset now)
    {
        CustomerId? only = null;
        foreach (var alias in aliases)
        {
            if (!owners.TryGetValue((store, alias), out var owner) || owner.Until < now || (only is not null && only != owner.Customer))
            {
                return null;
            }

            only = owner.Customer;
        }

        return only;
    }

    public void Remember(StoreId store, IReadOnlyDictionary<Alias, CustomerId> found, DateTimeOffset now)
    {
        // Counted here, roughly: the dictionary's own count takes all of its locks.
        if (Interlocked.Add(ref remembered, found.Count) > EntriesMax)
        {
            remembered = 0;
            owners.Clear();
        }

        foreach (var (alias, owner) in found)
        {
            owners[(store, alias)] = (owner, now + Age);
        }
    }

    public void Drop(StoreId store, IEnumerable<Alias> aliases)
    {
        foreach (var alias in aliases)
        {
            owners.TryRemove((store, alias), out _);
        }
    }

    /// <summary>All of one customer, or of the store.</summary>
    public void Forget(StoreId store, CustomerId? customer)
    {
        foreach (var entry in owners.Where(entry => entry.Key.Store == store && (customer is null || entry.Value.Customer == customer)))
        {
            owners.TryRemove(entry);
        }
    }
}
