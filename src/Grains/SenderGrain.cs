using Conversations.Actors.Sending;
using Conversations.Customers;
using Conversations.Grains.Wire;
using Conversations.Identity;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Conversations.Grains;

/// <summary>
/// The senders of a store. Wishes are not stored here: an unsettled wish is an effect in the outbox. What is stored is the lease: nothing is granted before the last
/// holder's has run out, so that two never grant at once and no limit is exceeded by a move. Nor is a wish promised a grant by any but the holder; and whoever becomes
/// the holder reads the outbox then, so that what the last one had promised is known however it ended.
/// </summary>
[Reentrant]
[KeepAlive]
[GrainType("sender")]
public sealed partial class SenderGrain : Grain, ISenderGrain
{
    private readonly ClusterEngine engine;
    private readonly SenderLease lease;
    private readonly ILogger<SenderGrain> logger;
    private readonly StoreId store;
    private readonly Senders senders;
    private bool behind = true;

    public SenderGrain(ClusterEngine engine, [PersistentState("sender-lease", ClusterTables.Storage)] IPersistentState<SenderLeaseState> state, ILogger<SenderGrain> logger)
    {
        this.engine = engine;
        this.logger = logger;
        store = new StoreId(this.GetPrimaryKeyString());
        senders = engine.NewSenders(() => lease!.Holds ? 1 : 0);
        lease = new SenderLease(this, state, engine.Agenda.InFlight, () => behind || senders.Waiting(store) > 0, CatchUp, () => senders.Pump(store));
    }

    public override Task OnActivateAsync(CancellationToken cancellationToken)
    {
        if (lease.WasHeld)
        {
            senders.LendsFrom = engine.Agenda.Now + SenderState.LentFor;
        }

        lease.Begin();
        return Task.CompletedTask;
    }

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        try
        {
            await senders.HandOver(store);
        }
        finally
        {
            await lease.End();
        }
    }

    public async Task Want(Wish wish)
    {
        await senders.Want(wish.Row, (Effect.WantSlot)wish.Row.Effect);
        await lease.Use();
    }

    public Task Return(Wish returned) => senders.Return(returned.Row, (Effect.ReturnSlot)returned.Row.Effect);

    public Task Told(Wish told) => senders.Told(store, (Effect.TellSender)told.Row.Effect);

    public Task Notice(NoticeLetter notice) => senders.Notice(store, notice.Notice, CancellationToken.None);

    public async Task<NumberStanding> State(string number)
    {
        var (capacity, waiting) = await senders.State(store, new NumberId(number), CancellationToken.None);
        return new NumberStanding(Written.Of(capacity), waiting);
    }

    public async Task Ping()
    {
        if (await lease.Passed())
        {
            behind = true;
        }
    }

    public Task Forget()
    {
        senders.LendsFrom = default;
        senders.Forget(store);
        return Task.CompletedTask;
    }

    private async Task CatchUp()
    {
        if (!behind)
        {
            return;
        }

        var wishes = 0;
        foreach (var row in await engine.Ports.Customers.PendingEffects(store, CancellationToken.None))
        {
            if (row.Effect is Effect.WantSlot want)
            {
                await senders.Want(row, want);
                wishes++;
            }
        }

        behind = false;
        Log.Began(logger, store, wishes);
    }

    private static partial class Log
    {
        [LoggerMessage(200, LogLevel.Information, "The senders of store {Store} are here; {Wishes} touches wait")]
        public static partial void Began(ILogger logger, StoreId store, int wishes);
    }
}
