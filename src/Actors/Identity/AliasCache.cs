using System.Collections.Concurrent;
using Conversations.Identity;

namespace Conversations.Actors.Identity;

/// <summary>Owners looked up lately. It may be behind: a stale entry leads to a tombstone, which forwards.</summary>
internal sealed class AliasCache
{
    private const int EntriesMax = 100_000;

    private readonly ConcurrentDictionary<(StoreId Store, Alias Alias), CustomerId> owners = new();
    private int remembered;

    public CustomerId? OnlyOwner(StoreId store, IReadOnlyList<Alias> aliases)
    {
        CustomerId? only = null;
        foreach (var alias in aliases)
        {
            if (!owners.TryGetValue((store, alias), out var owner) || (only is not null && only != owner))
            {
                return null;
            }

            only = owner;
        }

        return only;
    }

    public void Remember(StoreId store, IReadOnlyDictionary<Alias, CustomerId> found)
    {
        // Counted here, roughly: the dictionary's own count takes all of its locks.
        if (Interlocked.Add(ref remembered, found.Count) > EntriesMax)
        {
            remembered = 0;
            owners.Clear();
        }

        foreach (var (alias, owner) in found)
        {
            owners[(store, alias)] = owner;
        }
    }

    public void Drop(StoreId store, IEnumerable<Alias> aliases)
    {
        foreach (var alias in aliases)
        {
            owners.TryRemove((store, alias), out _);
        }
    }

    public void Clear() => owners.Clear();

    /// <summary>All of one customer, or of the store.</summary>
    public void Forget(StoreId store, CustomerId? customer)
    {
        foreach (var entry in owners.Where(entry => entry.Key.Store == store && (customer is null || entry.Value == customer)))
        {
            owners.TryRemove(entry);
        }
    }
}
