using Conversations.Actors.Dispatch;
using Conversations.Actors.FanOuts;
using Conversations.Actors.Identity;
using Conversations.Actors.Sending;
using Conversations.Actors.Time;
using Conversations.Actors.Waking;
using Conversations.Customers;
using Conversations.Identity;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace Conversations.Actors.InProcess;

/// <summary>The embedded host: all customers in this process. Start it before anything is handed in; several processes may share a database that knows leases.</summary>
public sealed partial class InProcessEngine : IEngineHost, IHostedService, IDisposable
{
    private const int TombstonesMax = 16;

    /// <summary>Beats between two looks for effects without an owner, while nobody comes or goes: such a one can only be what a process committed after its lease had lapsed.</summary>
    private const int AdoptEvery = 60;

    /// <summary>How long a stop waits for what is under way.</summary>
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(20);

    private readonly EnginePorts ports;
    private readonly Agenda agenda;
    private readonly RulesBook rules;
    private readonly Mailboxes mailboxes;
    private readonly Resolver resolver;
    private readonly Dispatcher dispatcher;
    private readonly Adoption adoption;
    private readonly Waker waker;
    private readonly FanOutWalker fanOuts;
    private readonly Forgetting forgetting;
    private readonly Lease lease;
    private readonly ILogger<InProcessEngine> logger;
    private readonly TimeProvider realTime;
    private readonly EngineOptions options;
    private ITimer? scans;
    private int rounds;

    public InProcessEngine(EnginePorts ports, RulesBook rules, EngineOptions options, Agenda agenda, ILoggerFactory loggers, Decide? decide = null, TimeProvider? realTime = null)
    {
        this.ports = ports;
        this.agenda = agenda;
        this.rules = rules;
        this.options = options;
        this.realTime = realTime ?? TimeProvider.System;
        logger = loggers.CreateLogger<InProcessEngine>();
        lease = new Lease(ports.Processes, agenda, this.realTime, loggers.CreateLogger<Lease>()) { Beaten = Beaten };
        var commits = new CommitQueue(ports.Customers, agenda, options.CommitLanes);
        mailboxes = new Mailboxes(
            new ActorParts
            {
                Store = ports.Customers,
                Commit = commits.Commit,
                Rules = rules,
                Time = agenda.Time,
                Committed = Committed,
                Logger = loggers.CreateLogger<CustomerActor>(),
                Decide = decide ?? Decider.Decide,
                Process = lease.Process,
                Trust = () => lease.Trust,
            },
            options,
            agenda);
        var outcomes = new Outcomes(this, ports.Customers, agenda, loggers.CreateLogger<Outcomes>());
        Senders = new Senders(ports, rules, options, agenda, outcomes, () => lease.Sharers, loggers.CreateLogger<Senders>());
        resolver = new Resolver(this, ports.Directory, agenda.Time, options, loggers.CreateLogger<Resolver>());
        dispatcher = new Dispatcher(this, ports, Senders, outcomes, agenda, options, loggers.CreateLogger<Dispatcher>());
        adoption = new Adoption(ports.Processes, lease, dispatcher);
        waker = new Waker(this, ports.Customers, agenda, () => lease.Leads, loggers.CreateLogger<Waker>());
        fanOuts = new FanOutWalker(this, ports, rules, agenda, () => lease.Leads, loggers.CreateLogger<FanOutWalker>());
        forgetting = new Forgetting(ports.Retention, agenda, () => lease.Leads);
    }

    public Senders Senders { get; }

    ISenders IEngineHost.Senders => Senders;

    public bool Ready { get; private set; }

    /// <summary>Customers in memory.</summary>
    public int Active => mailboxes.Active;

    public Task<Receipt> Take(Addressed input, CancellationToken cancellationToken) => resolver.Deliver(
        input, (customer, remembered) => mailboxes.Tell(customer, input.Input, remembered).WaitAsync(cancellationToken), cancellationToken);

    public async Task<Taken> Tell(CustomerKey customer, CustomerInput input, CancellationToken cancellationToken) =>
        (await mailboxes.Tell(customer, input).WaitAsync(cancellationToken)).Taken;

    public async Task<Customer?> Look(CustomerKey customer, CancellationToken cancellationToken)
    {
        for (var hop = 0; hop < TombstonesMax; hop++)
        {
            Customer? state = null;
            await mailboxes.Between(customer, async actor => state = await actor.Look(CancellationToken.None)).WaitAsync(cancellationToken);
            if (state?.MovedTo is not { } to)
            {
                return state is { Version: > 0 } ? state : null;
            }

            customer = customer with { Customer = to };
        }

        throw new InvalidOperationException($"The tombstones behind {customer} lead nowhere.");
    }

    public Task<bool> Announce(StoreId store, string source, CustomerInput.ProductNews news, CancellationToken cancellationToken) =>
        fanOuts.Announce(store, source, news, cancellationToken);

    /// <inheritdoc/>
    /// <remarks>Those absorbed earlier go with it: their tombstones' logs hold the same person. Who is still on the way into it arrives first, and goes too.</remarks>
    public async Task Erase(CustomerKey customer, CancellationToken cancellationToken)
    {
        var survivor = await Look(customer, cancellationToken);
        await Arrive(customer with { Customer = survivor?.Id ?? customer.Customer }, cancellationToken);
        var pending = new Stack<CustomerId>([survivor?.Id ?? customer.Customer, customer.Customer]);
        var done = new HashSet<CustomerId>();
        while (pending.TryPop(out var id))
        {
            if (!done.Add(id))
            {
                continue;
            }

            var key = customer with { Customer = id };
            foreach (var tombstone in await ports.Customers.Tombstones(key, cancellationToken))
            {
                pending.Push(tombstone);
            }

            await mailboxes.Between(key, actor => Erase(key, actor, cancellationToken));
        }
    }

    private async Task Arrive(CustomerKey customer, CancellationToken cancellationToken)
    {
        foreach (var row in await ports.Customers.PendingEffects(cancellationToken))
        {
            if (row.Customer.Store == customer.Store && row.Effect is Effect.HandOn handed && handed.To == customer.Customer)
            {
                await Tell(customer, EffectKey.Handed(row, handed), cancellationToken);
            }
        }
    }

    /// <summary>Carries on where the last process stopped: its effects, its fan-outs, its due customers. What a living process has under way stays that one's.</summary>
    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await lease.Begin(cancellationToken);
        if (lease.Process is null)
        {
            await dispatcher.CarryOn(await ports.Customers.PendingEffects(cancellationToken));
            await fanOuts.Resume(cancellationToken);
            waker.Scan();
        }

        forgetting.Begin();
        if (options.ScanEvery is { } every)
        {
            scans = realTime.CreateTimer(_ => waker.Scan(), null, every, every);
        }

        Ready = true;
    }

    /// <summary>Takes nothing new from outside, waits for what is under way; what remains is in the outbox.</summary>
    public async Task StopAsync(CancellationToken cancellationToken)
    {
        Ready = false;
        mailboxes.Accepting = false;
        lease.Resign();
        scans?.Dispose();
        try
        {
            await agenda.InFlight.Settled(cancellationToken).WaitAsync(DrainTimeout, cancellationToken);
        }
        catch (Exception error) when (error is TimeoutException or OperationCanceledException)
        {
            Log.NotDrained(logger, agenda.InFlight.Count);
        }

        if (lease.Process is not null)
        {
            mailboxes.Closed = true;
            await lease.End();
        }
    }

    public async Task Empty(StoreId store, CancellationToken cancellationToken)
    {
        await ports.Customers.Empty(store, cancellationToken);
        mailboxes.Forget(key => key.Store == store);
        resolver.Forget(store, null);
        Senders.Forget(store);
        rules.Forget(store);
        waker.Scan();
    }

    public void Dispose()
    {
        scans?.Dispose();
        lease.Dispose();
        resolver.Dispose();
    }

    /// <summary>Once a second where processes share the database.</summary>
    private async Task Beaten(bool changed)
    {
        if (lease.Resigned)
        {
            return;
        }

        rounds = changed ? 0 : (rounds + 1) % AdoptEvery;
        if (rounds == 0)
        {
            await adoption.CarryOn();
        }

        if (!changed && lease.Alone)
        {
            return;
        }

        await rules.Refresh(CancellationToken.None);
        if (changed)
        {
            await Senders.Share(CancellationToken.None);
        }

        if (lease.Leads)
        {
            waker.Scan();
            await fanOuts.Resume(CancellationToken.None);
        }
    }

    private async Task Erase(CustomerKey key, CustomerActor actor, CancellationToken cancellationToken)
    {
        // The hash first: a crash between the two leaves a stop too many, never one too few.
        await resolver.Suppress(await actor.Look(cancellationToken), cancellationToken);
        await ports.Customers.Erase(key, cancellationToken);
        actor.Bury();
        resolver.Forget(key.Store, key.Customer);
    }

    private void Committed(Turn turn)
    {
        dispatcher.Dispatch(turn);
        waker.Arm(turn.After.DueAt);
        foreach (var woken in turn.Decisions.Where(decided => decided.Input is CustomerInput.Woken))
        {
            if (turn.Before.DueAt is { } due)
            {
                Telemetry.DueLatenessMilliseconds.Record(Math.Max(0, (woken.Input.At - due).TotalMilliseconds));
            }
        }
    }

    private static partial class Log
    {
        [LoggerMessage(60, LogLevel.Warning, "Stopped with {Count} pieces of work under way; they are in the outbox")]
        public static partial void NotDrained(ILogger logger, int count);
    }
}
