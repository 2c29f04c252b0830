using System.Collections.Concurrent;
using System.Globalization;
using Conversations.Customers;
using Conversations.Identity;

namespace Conversations.Actors;

/// <summary>The rules of every store, current and by version: documents <c>rules/{version}</c>, never changed once written (L6 replays with them).</summary>
public sealed class RulesBook(IStoreRecords records) : IDisposable
{
    private readonly ConcurrentDictionary<StoreId, Rules> current = new();
    private readonly ConcurrentDictionary<(StoreId, long), Rules> versions = new();
    private readonly SemaphoreSlim publishing = new(1, 1);

    /// <summary>Called after new rules were published here: other processes may have to hear of it.</summary>
    public Func<StoreId, Task> Published { get; set; } = static _ => Task.CompletedTask;

    /// <summary>The newest rules of the store.</summary>
    /// <exception cref="InvalidOperationException">None were published.</exception>
    public async ValueTask<Rules> Current(StoreId store, CancellationToken cancellationToken) =>
        current.TryGetValue(store, out var rules)
            ? rules
            : await Newest(store, cancellationToken) ?? throw new InvalidOperationException($"Store {store} has no rules.");

    /// <summary>The rules an input was decided with.</summary>
    public async ValueTask<Rules> Of(StoreId store, long version, CancellationToken cancellationToken) =>
        await Find(store, version, cancellationToken) ?? throw new InvalidOperationException($"Store {store} has no rules of version {version}.");

    /// <summary>The rules an input was decided with, or null where they are not stored.</summary>
    public async ValueTask<Rules?> Find(StoreId store, long version, CancellationToken cancellationToken)
    {
        if (versions.TryGetValue((store, version), out var rules))
        {
            return rules;
        }

        return await records.Document(store, Name(version), cancellationToken) is { } body ? Read(store, body) : null;
    }

    /// <summary>Makes these the store's rules under the next version, unless they say the same as the newest ones.</summary>
    public Task<Rules> Publish(StoreId store, Rules rules, CancellationToken cancellationToken) => Change(store, _ => rules, cancellationToken);

    /// <summary>Makes of the newest rules (null: there are none) the next version, unless it says the same. Whoever else publishes at the same time, here or in another process, comes before or after: nobody's change is lost.</summary>
    public async Task<Rules> Change(StoreId store, Func<Rules?, Rules> change, CancellationToken cancellationToken)
    {
        await publishing.WaitAsync(cancellationToken);
        try
        {
            while (true)
            {
                // From the documents: what another process published may not have been heard of here yet.
                var newest = await Stored(store, cancellationToken);
                var rules = change(newest);
                if (newest is not null && Written.Of(rules with { Version = newest.Version }) == Written.Of(newest))
                {
                    current[store] = newest;
                    return newest;
                }

                var next = rules with { Version = (newest?.Version ?? 0) + 1 };
                if (await records.ReplaceDocument(store, Name(next.Version), null, Written.Of(next), cancellationToken))
                {
                    current[store] = next;
                    versions[(store, next.Version)] = next;
                    await Published(store);
                    return next;
                }
            }
        }
        finally
        {
            publishing.Release();
        }
    }

    /// <summary>The newest rules as they lie in the database; null where none were published. From those known here on, as long as they still lie there: of all versions each holds all templates.</summary>
    public async Task<Rules?> Stored(StoreId store, CancellationToken cancellationToken)
    {
        var newest = current.GetValueOrDefault(store);
        if (newest is null || await records.Document(store, Name(newest.Version), cancellationToken) is null)
        {
            var documents = await records.Documents(store, "rules/", cancellationToken);
            if (documents.Count == 0)
            {
                return null;
            }

            newest = Read(store, documents.MaxBy(static document => long.Parse(document.Name.AsSpan("rules/".Length), NumberStyles.None, CultureInfo.InvariantCulture)).Body);
        }

        while (await records.Document(store, Name(newest.Version + 1), cancellationToken) is { } next)
        {
            newest = Read(store, next);
        }

        return newest;
    }

    /// <summary>The documents are read again: another process may have published.</summary>
    public async Task Refresh(CancellationToken cancellationToken)
    {
        foreach (var (store, known) in current)
        {
            if (await Stored(store, cancellationToken) is { } rules)
            {
                // Not over what was published meanwhile.
                current.TryUpdate(store, rules, known);
            }
        }
    }

    /// <summary>Forgets what is cached of a store; the documents speak again.</summary>
    public void Forget(StoreId store)
    {
        current.TryRemove(store, out _);
        foreach (var key in versions.Keys.Where(key => key.Item1 == store))
        {
            versions.TryRemove(key, out _);
        }
    }

    public void Dispose() => publishing.Dispose();

    private Rules Read(StoreId store, string body)
    {
        var rules = Written.Read<Rules>(body);
        return versions.GetOrAdd((store, rules.Version), rules);
    }

    private static string Name(long version) => string.Create(CultureInfo.InvariantCulture, $"rules/{version}");

    private async Task<Rules?> Newest(StoreId store, CancellationToken cancellationToken)
    {
        if (current.TryGetValue(store, out var known))
        {
            return known;
        }

        return await Stored(store, cancellationToken) is { } rules ? current.GetOrAdd(store, rules) : null;
    }
}
