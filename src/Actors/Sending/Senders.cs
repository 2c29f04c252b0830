using System.Collections.Concurrent;
using Conversations.Actors.Dispatch;
using Conversations.Actors.Time;
using Conversations.Contact;
using Conversations.Customers;
using Conversations.Identity;
using Microsoft.Extensions.Logging;

namespace Conversations.Actors.Sending;

/// <summary>The senders of all numbers: each in its own order, those of a store under one messaging limit. Grants come back to the customers as inputs.</summary>
public sealed partial class Senders : ISenders
{
    /// <summary>Told side by side. A number that is blocked refuses all who wait for it at once, and others have turns to take meanwhile.</summary>
    private const int GrantsAtOnce = 256;

    /// <summary>Of what was spent, so much is forgotten at the most when the process dies.</summary>
    private static readonly TimeSpan SavesSpendingAfter = TimeSpan.FromMinutes(1);

    private readonly EnginePorts ports;
    private readonly RulesBook rules;
    private readonly EngineOptions options;
    private readonly Agenda agenda;
    private readonly Outcomes outcomes;
    private readonly Func<int> sharers;
    private readonly ILogger<Senders> logger;
    private readonly ConcurrentDictionary<StoreId, Task<StoreSenders>> stores = new();

    internal Senders(EnginePorts ports, RulesBook rules, EngineOptions options, Agenda agenda, Outcomes outcomes, Func<int> sharers, ILogger<Senders> logger)
    {
        this.ports = ports;
        this.rules = rules;
        this.options = options;
        this.agenda = agenda;
        this.outcomes = outcomes;
        this.sharers = sharers;
        this.logger = logger;
        Telemetry.Watch(this);
    }

    public async Task Notice(StoreId store, PlatformNotice notice, CancellationToken cancellationToken)
    {
        var senders = await Of(store);
        senders.Hear(notice, agenda.Now);
        await Save(senders, cancellationToken);
        Pump(senders);
    }

    public async Task<(Capacity Capacity, int Waiting)> State(StoreId store, NumberId number, CancellationToken cancellationToken)
    {
        var senders = await Of(store).WaitAsync(cancellationToken);
        return senders.StateOf(number, agenda.Now);
    }

    /// <summary>No recipient is lent a message in advance before then: whoever sent before this one may have lent it already.</summary>
    internal DateTimeOffset LendsFrom { get; set; }

    /// <summary>Another goes on here: what is counted and not stored yet is stored.</summary>
    internal async Task HandOver(StoreId store)
    {
        // First nothing is granted any more: what is counted meanwhile would not be stored.
        var handed = stores.GetValueOrDefault(store);
        Forget(store);
        if (handed?.IsCompletedSuccessfully == true)
        {
            await Save(await handed, CancellationToken.None);
        }
    }

    /// <summary>Drops all that is held in memory of a store.</summary>
    public void Forget(StoreId store)
    {
        if (stores.TryRemove(store, out var senders) && senders.IsCompletedSuccessfully)
        {
            senders.Result.Stop();
        }
    }

    /// <summary>Other processes came or went: what they wrote is read, what waits goes at the new pace.</summary>
    internal async Task Share(CancellationToken cancellationToken)
    {
        foreach (var (store, loading) in stores.Where(entry => entry.Value.IsCompletedSuccessfully))
        {
            var senders = await loading;
            var (documents, opened) = await Stored(store, cancellationToken);
            senders.Recall(documents, opened, agenda.Now);
            Pump(senders);
        }
    }

    public async Task Want(EffectRow row, Effect.WantSlot want)
    {
        var senders = await Of(row.Customer.Store);
        senders.Want(row, want);
        Pump(senders);
    }

    public async Task Return(EffectRow row, Effect.ReturnSlot returned)
    {
        var senders = await Of(row.Customer.Store);
        if (senders.Return(row, returned) is { } wish)
        {
            outcomes.Settle(wish);
        }

        Pump(senders);
    }

    public async Task Told(StoreId store, Effect.TellSender told)
    {
        var senders = await Of(store);
        senders.Hear(told, agenda.Now);
        Log.Told(logger, store, told.Number, told.Code);
        await Save(senders, CancellationToken.None);
        Pump(senders);
    }

    /// <summary>Touches of the store that wait for a slot.</summary>
    internal int Waiting(StoreId store) => stores.TryGetValue(store, out var senders) && senders.IsCompletedSuccessfully ? senders.Result.Count : 0;

    /// <summary>The same of all stores.</summary>
    internal IEnumerable<(StoreId Store, int Waiting)> Waiting() => stores.Keys.Select(store => (store, Waiting(store)));

    /// <summary>Those whose turn has come may go: after the right to grant came back.</summary>
    internal async Task Pump(StoreId store) => Pump(await Of(store));

    private void Pump(StoreSenders senders)
    {
        var grants = senders.Take(agenda, sharers(), () => Pumped(senders));
        if (grants.Count > 0)
        {
            agenda.Run(() => Parallel.ForEachAsync(
                grants,
                new ParallelOptions { MaxDegreeOfParallelism = GrantsAtOnce, TaskScheduler = TaskScheduler.Current },
                async (grant, _) => await outcomes.Tell(
                    grant.Row,
                    new CustomerInput.SlotGranted(grant.Want.TouchId, grant.Capacity) { Id = EffectKey.Of(grant.Row), Source = EffectKey.Source, At = grant.At, OccurredAt = grant.At })));
        }

        if (senders.Spends && !senders.SavesSpending)
        {
            senders.SavesSpending = true;
            agenda.At(agenda.Now + SavesSpendingAfter, () => SaveSpending(senders));
        }
    }

    private async Task SaveSpending(StoreSenders senders)
    {
        senders.SavesSpending = false;
        if (!senders.Stopped)
        {
            await Save(senders, CancellationToken.None);
        }
    }

    private Task Pumped(StoreSenders senders)
    {
        Pump(senders);
        return Task.CompletedTask;
    }

    private async Task Save(StoreSenders senders, CancellationToken cancellationToken)
    {
        foreach (var (name, body) in senders.Documents())
        {
            await ports.Records.PutDocument(senders.Store, name, body, cancellationToken);
            senders.Saved(name, body);
        }
    }

    private async Task<StoreSenders> Of(StoreId store)
    {
        // The first to come loads for all; a failed load is not kept.
        var loading = stores.GetOrAdd(store, Load);
        StoreSenders senders;
        try
        {
            senders = await loading;
        }
        catch
        {
            stores.TryRemove(new KeyValuePair<StoreId, Task<StoreSenders>>(store, loading));
            throw;
        }

        senders.Follow((await rules.Current(store, CancellationToken.None)).Policy);
        return senders;
    }

    private async Task<StoreSenders> Load(StoreId store)
    {
        var policy = (await rules.Current(store, CancellationToken.None)).Policy;
        var (documents, opened) = await Stored(store, CancellationToken.None);
        return new StoreSenders(store, policy, options, documents, opened, agenda.Now, LendsFrom);
    }

    private async Task<(IReadOnlyList<(string Name, string Body)> Documents, int Opened)> Stored(StoreId store, CancellationToken cancellationToken) => (
        await ports.Records.Documents(store, StoreSenders.Prefix, cancellationToken),
        await ports.ReadModels.ConversationsOpenedSince(store, agenda.Now - TimeSpan.FromHours(24), cancellationToken));

    private static partial class Log
    {
        [LoggerMessage(70, LogLevel.Warning, "Store {Store}, number {Number}: WhatsApp answered {Code}")]
        public static partial void Told(ILogger logger, StoreId store, NumberId number, int code);
    }
}
