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
    /// <summary>Beats between two looks for effects without an owner, while nobody comes or goes: such a one can only be what a process committed after its lease had lapsed.</summary>
    private const int AdoptEvery = 60;

    /// <summary>How long a stop waits for what is under way.</summary>
    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(20);

    /// <summary>What falls due so soon is waited for by a process that catches up; messages are read together for 3 s, as a rule.</summary>
    private static readonly TimeSpan Soon = TimeSpan.FromSeconds(10);

    private readonly EnginePorts ports;
    private readonly Agenda agenda;
    private readonly RulesBook rules;
    private readonly Mailboxes mailboxes;
    private readonly Resolver resolver;
    private readonly Erasure erasure;
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
        erasure = new Erasure(this, ports.Customers, resolver);
        dispatcher = new Dispatcher(this, ports, Senders, outcomes, agenda, options, loggers.CreateLogger<Dispatcher>());
        adoption = new Adoption(ports.Processes, lease, dispatcher);
        var due = new DueScan(this, ports.Customers, agenda, () => lease.Leads, loggers.CreateLogger<DueScan>());
        waker = new Waker(due, agenda, () => lease.Leads, loggers.CreateLogger<Waker>());
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

    public Task<Customer?> Look(CustomerKey customer, CancellationToken cancellationToken) => Survivor.Of(customer, async key =>
    {
        Customer? state = null;
        await mailboxes.Between(key, async actor => state = await actor.Look(CancellationToken.None)).WaitAsync(cancellationToken);
        return state is { Version: > 0 } ? state : null;
    });

    public Task<bool> Announce(StoreId store, string source, CustomerInput.ProductNews news, CancellationToken cancellationToken) =>
        fanOuts.Announce(store, source, news, cancellationToken);

    public Task Erase(CustomerKey customer, CancellationToken cancellationToken) =>
        erasure.All(customer, async (key, living) =>
        {
            var erased = false;
            await mailboxes.Between(key, async actor => erased = await erasure.One(key, actor, living, cancellationToken));
            return erased;
        }, cancellationToken);

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
        if (options.CatchesUp)
        {
            await Outlast(cancellationToken);
        }

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

    /// <summary>A question that was taken again is answered some seconds later, and had been answered before: left to the next start, which sends, it would be answered twice.</summary>
    private async Task Outlast(CancellationToken cancellationToken)
    {
        try
        {
            for (var until = agenda.Now + Soon; agenda.Now < until;)
            {
                await agenda.InFlight.Settled(cancellationToken);
                if (await ports.Customers.NextDue(null, cancellationToken) is not { } due || due > until)
                {
                    return;
                }

                var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                using var wait = agenda.At(due > agenda.Now ? due : until, () =>
                {
                    reached.SetResult();
                    return Task.CompletedTask;
                });
                await reached.Task.WaitAsync(cancellationToken);
                waker.Scan();
            }
        }
        catch (Exception error)
        {
            Log.NotOutlasted(logger, error);
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

        if (changed || ++rounds >= AdoptEvery)
        {
            await adoption.CarryOn();
            rounds = 0;
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
        [LoggerMessage(61, LogLevel.Warning, "Stopped before all was done that fell due: start with Storage:CatchUp once more before the start that sends")]
        public static partial void NotOutlasted(ILogger logger, Exception error);

        [LoggerMessage(60, LogLevel.Warning, "Stopped with {Count} pieces of work under way; they are in the outbox")]
        public static partial void NotDrained(ILogger logger, int count);
    }
}
