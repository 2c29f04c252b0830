using System.Collections.Concurrent;
using Conversations.Actors;
using Conversations.Actors.Dispatch;
using Conversations.Actors.FanOuts;
using Conversations.Actors.Identity;
using Conversations.Actors.InProcess;
using Conversations.Actors.Sending;
using Conversations.Actors.Time;
using Conversations.Actors.Waking;
using Conversations.Customers;
using Conversations.Identity;
using Microsoft.Extensions.Logging;

namespace Conversations.Grains;

/// <summary>
/// The engine of one silo: what the grains on it share, and the way in for its HTTP side. Customers, senders and fan-outs are grains anywhere in the cluster;
/// effects are carried out by the silo that committed them, under its lease in the database, so that another adopts them when it is gone.
/// </summary>
public sealed partial class ClusterEngine : IEngineHost, IDisposable
{
    /// <summary>Each is a commit of its own; more would take connections from the customers' turns.</summary>
    private const int RegisteringMax = 8;

    private static readonly TimeSpan DrainTimeout = TimeSpan.FromSeconds(12);

    private readonly Lease lease;
    private readonly Resolver resolver;
    private readonly Erasure erasure;
    private readonly Dispatcher dispatcher;
    private readonly Adoption adoption;
    private readonly Outcomes outcomes;
    private readonly Forgetting forgetting;
    private readonly DueScan due;
    private readonly Waker waker;
    private readonly ClusterSenders clusterSenders;
    private readonly RulesBook rules;
    private readonly ILoggerFactory loggers;
    private readonly ILogger<ClusterEngine> logger;
    private readonly IClusterLink link;
    private readonly ConcurrentDictionary<CustomerKey, byte> standing = new();
    private readonly ConcurrentDictionary<StoreId, byte> stores = new();
    private volatile bool joined;
    private volatile bool accepting = true;
    private int waiting;
    private int trust = 1;
    private int beats = -1;

    public ClusterEngine(EnginePorts ports, RulesBook rules, EngineOptions options, Agenda agenda, IClusterLink link, ILoggerFactory loggers, Decide? decide = null)
    {
        Ports = ports;
        Options = options;
        Agenda = agenda;
        this.rules = rules;
        rules.Published = Publish;
        this.link = link;
        this.loggers = loggers;
        logger = loggers.CreateLogger<ClusterEngine>();
        lease = new Lease(ports.Processes ?? throw new ArgumentException("A cluster stands on PostgreSQL.", nameof(ports)), agenda, TimeProvider.System, loggers.CreateLogger<Lease>()) { Beaten = Beaten };
        Parts = new ActorParts
        {
            Store = ports.Customers,
            Commit = new CommitQueue(ports.Customers, agenda, options.CommitLanes).Commit,
            Rules = rules,
            Time = agenda.Time,
            Committed = Committed,
            Logger = loggers.CreateLogger<CustomerActor>(),
            Process = lease.Process,
            Decide = decide ?? Decider.Decide,
            Trust = () => trust,
        };
        outcomes = new Outcomes(this, ports.Customers, agenda, loggers.CreateLogger<Outcomes>());
        clusterSenders = new ClusterSenders(link);
        resolver = new Resolver(this, ports.Directory, agenda.Time, options, loggers.CreateLogger<Resolver>());
        erasure = new Erasure(this, ports.Customers, resolver);
        dispatcher = new Dispatcher(this, ports, clusterSenders, outcomes, agenda, options, loggers.CreateLogger<Dispatcher>());
        adoption = new Adoption(ports.Processes, lease, dispatcher);
        FanOuts = new FanOutWalker(this, ports, rules, agenda, () => lease.Leads, loggers.CreateLogger<FanOutWalker>(), Begin);
        forgetting = new Forgetting(ports.Retention, agenda, () => lease.Leads);
        due = new DueScan(this, ports.Customers, agenda, () => Clock is not null || lease.Leads, loggers.CreateLogger<DueScan>());
        waker = new Waker(due, agenda, () => lease.Leads, loggers.CreateLogger<Waker>());
        Clock = agenda.Time is VirtualClock clock ? new ClusterClock(clock, agenda.InFlight, link, due) : null;
    }

    public ISenders Senders => clusterSenders;

    public bool Ready => joined && accepting;

    internal EnginePorts Ports { get; }

    internal EngineOptions Options { get; }

    internal Agenda Agenda { get; }

    internal ActorParts Parts { get; }

    internal FanOutWalker FanOuts { get; }

    internal UnderWay Sending { get; } = new();

    /// <summary>Reminders being registered.</summary>
    internal SemaphoreSlim Registering { get; } = new(RegisteringMax);

    internal ClusterClock? Clock { get; }

    /// <summary>True once the silo is leaving: what could lead to a send is for the others.</summary>
    internal bool Draining => !accepting;

    public Task<Receipt> Take(Addressed input, CancellationToken cancellationToken) => resolver.Deliver(
        input, (customer, remembered) => Ask(customer, input.Input, remembered).WaitAsync(cancellationToken), cancellationToken);

    public async Task<Taken> Tell(CustomerKey customer, CustomerInput input, CancellationToken cancellationToken) =>
        (await Ask(customer, input).WaitAsync(cancellationToken)).Taken;

    public Task<Customer?> Look(CustomerKey customer, CancellationToken cancellationToken) => Survivor.Of(
        customer, async key => await Grain(key).Look().Reached().WaitAsync(cancellationToken) switch
        {
            null => null,
            "" => throw new CustomerParkedException(key, null),
            var snapshot => Written.Read<Customer>(snapshot),
        });

    public Task<bool> Announce(StoreId store, string source, CustomerInput.ProductNews news, CancellationToken cancellationToken) =>
        FanOuts.Announce(store, source, news, cancellationToken);

    public Task Erase(CustomerKey customer, CancellationToken cancellationToken) => erasure.All(customer, (key, living) => Grain(key).Erase(living).Reached(), cancellationToken);

    public async Task StartAsync(CancellationToken cancellationToken)
    {
        await lease.Begin(cancellationToken);
        await link.Join(this, cancellationToken);
        joined = true;
        forgetting.Begin();
    }

    public async Task StopAsync(CancellationToken cancellationToken)
    {
        accepting = false;
        lease.Resign();
        try
        {
            // Others keep asking until the silo has left; what must end here is what was claimed here.
            await Sending.Empty().WaitAsync(DrainTimeout, cancellationToken);
        }
        catch (Exception error) when (error is TimeoutException or OperationCanceledException)
        {
            Log.NotDrained(logger, Sending.Count);
        }

        joined = false;
        await link.Leave(CancellationToken.None);
        await lease.End();
    }

    public async Task<IReadOnlyList<CustomerKey>> Parked(CancellationToken cancellationToken)
    {
        var everywhere = await Task.WhenAll(link.Peers().Select(static peer => peer.Parked())).Reached().WaitAsync(cancellationToken);
        return [.. everywhere.SelectMany(static keys => keys).Select(CustomerGrain.KeyOf)];
    }

    public async Task Release(CustomerKey customer, CancellationToken cancellationToken)
    {
        if (!await Grain(customer).Release().Reached().WaitAsync(cancellationToken))
        {
            // Its effects are under way: carried on with, a send would be told as unknown before it is answered.
            return;
        }

        var left = await Ports.Customers.PendingEffects(customer.Store, cancellationToken);
        await dispatcher.CarryOn([.. left.Where(row => row.Customer == customer)]);
        await due.Run();
    }

    public async Task Empty(StoreId store, CancellationToken cancellationToken)
    {
        await Ports.Customers.Empty(store, cancellationToken);
        await Task.WhenAll(link.Peers().Select(peer => peer.Forget(store.Value)));
        await link.Grains.GetGrain<ISenderGrain>(store.Value).Forget();
    }

    public void Dispose()
    {
        lease.Dispose();
        resolver.Dispose();
        Registering.Dispose();
    }

    /// <summary>The keys of customers here whose work stands still.</summary>
    internal string[] ParkedHere() => [.. standing.Keys.Select(CustomerGrain.KeyOf)];

    internal void Stands(CustomerKey customer, bool still)
    {
        if (still)
        {
            standing[customer] = 0;
        }
        else if (!standing.IsEmpty)
        {
            standing.TryRemove(customer, out _);
        }
    }

    internal Task RefreshRules() => rules.Refresh(CancellationToken.None);

    internal void Forget(StoreId store)
    {
        Interlocked.Increment(ref trust);
        resolver.Forget(store, null);
        rules.Forget(store);
    }

    internal Task<bool> EraseOne(CustomerKey key, CustomerActor actor, bool living) => erasure.One(key, actor, living, CancellationToken.None);

    internal Senders NewSenders(Func<int> holds) => new(Ports, rules, Options, Agenda, outcomes, holds, loggers.CreateLogger<Senders>());

    /// <summary>Where another silo does not hear of it, it looks itself a second later.</summary>
    private async Task Publish(StoreId store)
    {
        if (joined)
        {
            await Task.WhenAll(link.Others().Select(static peer => peer.Refresh())).WaitAsync(TimeSpan.FromSeconds(2)).ContinueWith(static _ => { }, TaskScheduler.Default);
        }
    }

    private ICustomerGrain Grain(CustomerKey customer) => link.Grains.GetGrain<ICustomerGrain>(CustomerGrain.KeyOf(customer));

    private void Begin(FanOut job) => Agenda.Run(() => link.Grains.GetGrain<IFanOutGrain>(FanOutGrain.KeyOf(job)).Go());

    private static partial class Log
    {
        [LoggerMessage(220, LogLevel.Warning, "Stopped with {Count} sends under way; another silo ends them as unknown")]
        public static partial void NotDrained(ILogger logger, int count);

        [LoggerMessage(221, LogLevel.Warning, "Customer {Customer} could not be reached: {Why}")]
        public static partial void Unreached(ILogger logger, CustomerKey customer, string why);

        [LoggerMessage(222, LogLevel.Information, "Took over {Count} effects of a process that is gone")]
        public static partial void Adopted(ILogger logger, int count);
    }
}
