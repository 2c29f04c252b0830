using Conversations.Actors;
using Conversations.Actors.Time;
using Conversations.Grains;
using Conversations.Storage.Postgres;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace Silo.Tests.Silos;

/// <summary>What stands in one silo of a test cluster: engine, connections, a WhatsApp of its own that can hang.</summary>
internal sealed class TestSilo : IClusterLink, ILifecycleParticipant<ISiloLifecycle>, IAsyncDisposable
{
    private readonly IServiceProvider services;
    private readonly World world;
    private readonly PostgresStore store;
    private readonly Play play;
    private readonly RulesBook rules;
    private readonly MortalScheduler scheduler = new();
    private bool dead;

    public TestSilo(IServiceProvider services, World world, PostgresStore store, Play play)
    {
        this.services = services;
        this.world = world;
        this.store = store;
        this.play = play;
        rules = new RulesBook(store);
        Outside = new RecordingOutside(world);
        var ports = new EnginePorts(
            SeenStore.Of(store, world), store, store, store, Outside, Outside, Outside.Inner) { Processes = store };
        Engine = new ClusterEngine(
            ports,
            rules,
            new EngineOptions { SuppressionKey = new byte[32], CommitLanes = 2, MessagingLimit = play.MessagingLimit },
            new Agenda(TimeProvider.System, InFlight, NullLogger<Agenda>.Instance, scheduler),
            this,
            services.GetRequiredService<ILoggerFactory>(),
            play.Decide);
    }

    public ClusterEngine Engine { get; }

    public InFlight InFlight { get; } = new();

    public RecordingOutside Outside { get; }

    public IGrainFactory Grains => services.GetRequiredService<IGrainFactory>();

    public IReadOnlyList<ISiloPeer> Peers() => [];

    public IReadOnlyList<ISiloPeer> Others() => [];

    public Task Join(ClusterEngine engine, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task Leave(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>Nothing that this silo's engine had under way goes on.</summary>
    public void Die()
    {
        dead = true;
        scheduler.Die();
    }

    /// <summary>The engine begins when its silo has joined, and ends before it leaves.</summary>
    public void Participate(ISiloLifecycle lifecycle) => lifecycle.Subscribe(
        nameof(TestSilo),
        ServiceLifecycleStage.Active + 1,
        async cancellationToken =>
        {
            await rules.Publish(Conversations.Storage.Tests.Turns.Store, play.Rules, cancellationToken);
            await Engine.StartAsync(cancellationToken);
        },
        async cancellationToken =>
        {
            if (!dead)
            {
                await Engine.StopAsync(cancellationToken);
            }
        });

    public async ValueTask DisposeAsync()
    {
        Engine.Dispose();
        rules.Dispose();
        await store.DisposeAsync();
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
