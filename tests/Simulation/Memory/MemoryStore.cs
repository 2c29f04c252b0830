using System.Collections.Immutable;
using Conversations.Actors;
using Conversations.Customers;
using Conversations.Identity;
using Conversations.Messages;

namespace Conversations.Simulation.Memory;

/// <summary>The store's ports in memory, with the semantics of a database: everything is kept as text, a turn is written whole or not at all, and it outlives the engines over it.</summary>
internal sealed partial class MemoryStore(IHook hook) : ICustomerStore
{
    private readonly Lock gate = new();
    private readonly Dictionary<CustomerKey, StoredSnapshot> baselines = [];
    private readonly Dictionary<CustomerKey, (long Version, string Snapshot, DateTimeOffset? DueAt)> customers = [];
    private readonly Dictionary<CustomerKey, List<(long Version, string Input)>> inputs = [];
    private readonly HashSet<(StoreId, string Source, string Id)> received = [];
    private readonly Dictionary<SettledEffect, (long Place, string Effect)> outbox = [];
    private readonly Dictionary<CustomerKey, List<TimelineFact>> facts = [];
    private readonly HashSet<(StoreId, string Source, string Id)> logged = [];
    private readonly Dictionary<CustomerKey, CustomerId> tombstones = [];
    private long places;

    /// <summary>Called within the lock, for each turn that was written.</summary>
    public Action<Turn>? Wrote { get; set; }

    /// <summary>Called within the lock, for each customer that was erased.</summary>
    public Action<CustomerKey>? Erased { get; set; }

    public async Task<StoredSnapshot?> Load(CustomerKey customer, CancellationToken cancellationToken)
    {
        await hook.Before("load");
        lock (gate)
        {
            return customers.TryGetValue(customer, out var stored) ? new StoredSnapshot(stored.Version, stored.Snapshot) : null;
        }
    }

    /// <summary>Past the engine: the snapshot as it stood, now so.</summary>
    public string Overwrite(CustomerKey customer, string snapshot)
    {
        lock (gate)
        {
            var stored = customers[customer];
            customers[customer] = stored with { Snapshot = snapshot };
            return stored.Snapshot;
        }
    }

    public async Task<IReadOnlyList<CommitOutcome>> Commit(IReadOnlyList<Turn> turns, CancellationToken cancellationToken)
    {
        await hook.Before("commit");
        List<CommitOutcome> outcomes;
        lock (gate)
        {
            outcomes = [.. turns.Select(Write)];
        }

        await hook.After("commit");
        return outcomes;
    }

    public async Task<IReadOnlyList<CustomerKey>> Keys(CustomerKey? after, int limit, CancellationToken cancellationToken)
    {
        await hook.Before("keys");
        lock (gate)
        {
            return [.. customers.Keys
                .OrderBy(key => key.Store.Value, StringComparer.Ordinal).ThenBy(key => key.Customer.Value, StringComparer.Ordinal)
                .Where(key => after is not { } last || (string.CompareOrdinal(key.Store.Value, last.Store.Value), string.CompareOrdinal(key.Customer.Value, last.Customer.Value)) is ( > 0, _) or (0, > 0))
                .Take(limit)];
        }
    }

    public async Task<IReadOnlyList<CustomerKey>> Due(DateTimeOffset now, int limit, CancellationToken cancellationToken)
    {
        await hook.Before("due");
        lock (gate)
        {
            return [.. customers.Where(customer => customer.Value.DueAt <= now).OrderBy(customer => customer.Value.DueAt).ThenBy(customer => customer.Key.ToString(), StringComparer.Ordinal).Take(limit).Select(customer => customer.Key)];
        }
    }

    public async Task<DateTimeOffset?> NextDue(DateTimeOffset? after, CancellationToken cancellationToken)
    {
        await hook.Before("next due");
        lock (gate)
        {
            return customers.Values.Select(customer => customer.DueAt).Where(due => after is null || due > after).Min();
        }
    }

    public async Task<IReadOnlyList<EffectRow>> PendingEffects(CancellationToken cancellationToken)
    {
        await hook.Before("pending");
        return Outbox();
    }

    public async Task<IReadOnlyList<EffectRow>> PendingEffects(StoreId store, CancellationToken cancellationToken) =>
        [.. (await PendingEffects(cancellationToken)).Where(row => row.Customer.Store == store)];

    /// <summary>The outbox as it stands, for tests.</summary>
    public IReadOnlyList<EffectRow> Outbox()
    {
        lock (gate)
        {
            return [.. outbox.OrderBy(row => row.Value.Place).Select(row => new EffectRow(row.Key.Customer, row.Key.Version, row.Key.Place, Written.Read<Effect>(row.Value.Effect)))];
        }
    }

    public async Task Settle(IReadOnlyList<SettledEffect> effects, CancellationToken cancellationToken)
    {
        await hook.Before("settle");
        lock (gate)
        {
            foreach (var effect in effects)
            {
                outbox.Remove(effect);
            }
        }

        await hook.After("settle");
    }

    public async Task<IReadOnlyList<(long Version, CustomerInput Input)>> Inputs(CustomerKey customer, CancellationToken cancellationToken)
    {
        await hook.Before("inputs");
        return Log(customer);
    }

    /// <summary>A customer's log, for tests.</summary>
    public IReadOnlyList<(long Version, CustomerInput Input)> Log(CustomerKey customer)
    {
        lock (gate)
        {
            return inputs.TryGetValue(customer, out var log) ? [.. log.Select(entry => (entry.Version, Written.Read<CustomerInput>(entry.Input)))] : [];
        }
    }

    /// <summary>All that is stored of customers, for tests.</summary>
    public IReadOnlyList<(CustomerKey Key, long Version, string Snapshot, DateTimeOffset? DueAt)> All()
    {
        lock (gate)
        {
            return [.. customers.OrderBy(customer => customer.Key.ToString(), StringComparer.Ordinal).Select(customer => (customer.Key, customer.Value.Version, customer.Value.Snapshot, customer.Value.DueAt))];
        }
    }

    /// <summary>Whether the input is in a customer's log, or was in that of one erased since.</summary>
    public bool Logged(StoreId store, string source, string id)
    {
        lock (gate)
        {
            return logged.Contains((store, source, id));
        }
    }

    public Task<StoredSnapshot?> Baseline(CustomerKey customer, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            return Task.FromResult(baselines.GetValueOrDefault(customer));
        }
    }

    public async Task<IReadOnlyList<CustomerId>> Tombstones(CustomerKey survivor, CancellationToken cancellationToken)
    {
        await hook.Before("tombstones");
        lock (gate)
        {
            return [.. tombstones.Where(moved => moved.Key.Store == survivor.Store && moved.Value == survivor.Customer).Select(moved => moved.Key.Customer).OrderBy(customer => customer.Value, StringComparer.Ordinal)];
        }
    }

    public async Task Erase(CustomerKey customer, CancellationToken cancellationToken)
    {
        await hook.Before("erase");
        lock (gate)
        {
            if (customers.Remove(customer))
            {
                Erased?.Invoke(customer);
            }
            var handsOn = tombstones.Remove(customer);
            received.RemoveWhere(id => id.Item1 == customer.Store && id.Source == EffectKey.Source
                && ((!handsOn && id.Id.StartsWith($"fx:{customer.Customer}:", StringComparison.Ordinal)) || id.Id == $"suppressed:{customer.Customer}"));
            inputs.Remove(customer);
            baselines.Remove(customer);
            facts.Remove(customer);
            threads.Remove(customer);
            messages.Remove(customer);
            rows.Remove(customer);
            interests.Remove(customer);
            foreach (var effect in outbox.Keys.Where(effect => effect.Customer == customer).ToList())
            {
                outbox.Remove(effect);
            }

            foreach (var alias in aliases.Where(alias => alias.Key.Store == customer.Store && alias.Value == customer.Customer).Select(alias => alias.Key).ToList())
            {
                aliases.Remove(alias);
            }
        }
    }

    public Task Empty(StoreId store, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            foreach (var customer in customers.Keys.Where(key => key.Store == store).ToList())
            {
                customers.Remove(customer);
                inputs.Remove(customer);
                facts.Remove(customer);
                threads.Remove(customer);
                messages.Remove(customer);
                rows.Remove(customer);
                interests.Remove(customer);
            }

            outbox.Clear();
            received.RemoveWhere(id => id.Item1 == store);
            aliases.Clear();
            suppressed.Clear();
            fanOuts.Clear();
        }

        return Task.CompletedTask;
    }

    private CommitOutcome Write(Turn turn)
    {
        var stored = customers.GetValueOrDefault(turn.Customer).Version;
        var repeated = turn.Decisions
            .Where(decided => received.Contains((turn.Customer.Store, decided.Input.Source, decided.Input.Id)))
            .Select(decided => new ReceivedId(decided.Input.Source, decided.Input.Id))
            .ToImmutableArray();
        if (repeated.Length > 0)
        {
            return new CommitOutcome.Repeated(repeated);
        }

        if (stored != turn.BaseVersion)
        {
            return new CommitOutcome.Conflict(stored);
        }

        if (turn.Seals)
        {
            baselines[turn.Customer] = new StoredSnapshot(stored, customers[turn.Customer].Snapshot);
        }

        customers[turn.Customer] = (turn.After.Version, turn.Snapshot, turn.After.DueAt);
        foreach (var decided in turn.Decisions)
        {
            received.Add((turn.Customer.Store, decided.Input.Source, decided.Input.Id));
            logged.Add((turn.Customer.Store, decided.Input.Source, decided.Input.Id));
            Of(inputs, turn.Customer).Add((decided.Version, Written.Of(decided.Input)));
            Of(facts, turn.Customer).AddRange(decided.Facts.Select((fact, place) => new TimelineFact(decided.Version, place, decided.Input.At, fact.Kind, fact.Summary, fact.Data)));
            foreach (var effect in decided.Effects)
            {
                if (effect.Effect is Effect.Send { Message: OutboundMessage.Template } send)
                {
                    opened.Add((turn.Customer.Store, send.Phone ?? send.Bsuid!, decided.Input.At));
                }

                outbox.Add(new SettledEffect(effect.Customer, effect.Version, effect.Place), (++places, Written.Of(effect.Effect)));
            }
        }

        foreach (var settled in turn.Settled)
        {
            outbox.Remove(settled);
        }

        if (turn.After.MovedTo is { } survivor)
        {
            tombstones[turn.Customer] = survivor;
        }

        WriteReadModels(turn);
        Wrote?.Invoke(turn);
        return new CommitOutcome.Committed();
    }

    private static List<T> Of<T>(Dictionary<CustomerKey, List<T>> lists, CustomerKey key) =>
        lists.TryGetValue(key, out var list) ? list : lists[key] = [];
}
