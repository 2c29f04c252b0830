using Conversations.Actors;
using Conversations.Actors.InProcess;
using Conversations.Actors.Time;
using Conversations.Identity;
using Conversations.Storage.Postgres;
using Microsoft.Extensions.Logging.Abstractions;

namespace Conversations.Storage.Tests.Engines;

/// <summary>One engine with all that a process of its own would have: connections, memory, threads.</summary>
internal sealed class EngineProcess : IAsyncDisposable
{
    private readonly PostgresStore store;
    private readonly RulesBook rules;
    private readonly MortalScheduler scheduler = new();
    private readonly Func<Task> cut;

    private EngineProcess(PostgresStore store, VirtualClock clock, Outside outside, Func<int, CustomerId> name, Func<Task> cut, Decide decide)
    {
        this.cut = cut;
        this.store = store;
        rules = new RulesBook(store);
        InFlight = new InFlight();
        var named = 0;
        var ports = new EnginePorts(store, store, store, store, outside, outside, outside) { Processes = new Clocked(store, clock, () => Reaches) };
        Engine = new InProcessEngine(
            ports,
            rules,
            new EngineOptions { SuppressionKey = new byte[32], CommitLanes = 2, NewCustomer = () => name(Interlocked.Increment(ref named)) },
            new Agenda(clock, InFlight, NullLogger<Agenda>.Instance, scheduler),
            NullLoggerFactory.Instance,
            decide,
            clock);
    }

    public InProcessEngine Engine { get; }

    public InFlight InFlight { get; }

    public bool Living { get; private set; } = true;

    /// <summary>False while its leases do not come through to the database.</summary>
    public bool Reaches { get; set; } = true;

    public static async Task<EngineProcess> Start(Schema schema, VirtualClock clock, Outside outside, string name, Decide? decide = null)
    {
        var process = new EngineProcess(await schema.Open(name), clock, outside, number => new CustomerId($"{name}{number}"), () => schema.Cut(name), decide ?? Script.Decide);
        await process.rules.Publish(Turns.Store, Script.Rules, CancellationToken.None);
        await process.Engine.StartAsync(CancellationToken.None);
        return process;
    }

    /// <summary>As a rolling restart does.</summary>
    public async Task Stop()
    {
        await Engine.StopAsync(CancellationToken.None);
        Living = false;
    }

    /// <summary>As kill -9 does: what is under way never comes to an end.</summary>
    public async Task Kill()
    {
        scheduler.Die();
        Living = false;
        await cut();
    }

    public async ValueTask DisposeAsync()
    {
        Engine.Dispose();
        rules.Dispose();
        await store.DisposeAsync();
    }

    /// <summary>Leases by the test's clock.</summary>
    private sealed class Clocked(IProcesses processes, TimeProvider clock, Func<bool> reaches) : IProcesses
    {
        private IProcesses Reached => reaches() ? processes : throw new IOException("Away.");

        public Task<Living> Beat(ProcessId process, TimeSpan lease, DateTimeOffset? now, CancellationToken cancellationToken) => Reached.Beat(process, lease, clock.GetUtcNow(), cancellationToken);

        public Task Leave(ProcessId process, CancellationToken cancellationToken) => Reached.Leave(process, cancellationToken);

        public Task EndAll(CancellationToken cancellationToken) => Reached.EndAll(cancellationToken);

        public Task<IReadOnlyList<EffectRow>> Adopt(ProcessId process, long attempt, int limit, DateTimeOffset? now, CancellationToken cancellationToken) => Reached.Adopt(process, attempt, limit, clock.GetUtcNow(), cancellationToken);
    }

    /// <summary>The thread pool, until it dies.</summary>
    private sealed class MortalScheduler : TaskScheduler
    {
        private volatile bool dead;

        public void Die() => dead = true;

        protected override void QueueTask(Task task) => ThreadPool.UnsafeQueueUserWorkItem(
            _ =>
            {
                if (!dead)
                {
                    TryExecuteTask(task);
                }
            },
            null);

        protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;

        protected override IEnumerable<Task> GetScheduledTasks() => [];
    }
}
