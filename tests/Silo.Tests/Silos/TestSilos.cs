using System.Collections.Concurrent;
using Conversations.Actors;
using Conversations.Grains;
using Conversations.Storage.Tests.Engines;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Orleans.Configuration;
using Orleans.TestingHost;

namespace Silo.Tests.Silos;

/// <summary>A cluster of silos on the real Orleans runtime and a real PostgreSQL, in real time.</summary>
internal sealed class TestSilos : IAsyncDisposable
{
    private const string KeyOfWorld = "World";

    private static readonly ConcurrentDictionary<string, TestSilos> All = new();

    private readonly string id = Guid.NewGuid().ToString("N");
    private readonly World world;
    private readonly Play play;
    private readonly ConcurrentDictionary<string, TestSilo> silos = new();
    private TestCluster cluster = null!;
    private int started;

    private TestSilos(World world, Play play)
    {
        this.world = world;
        this.play = play;
        All[id] = this;
    }

    /// <summary>The silos that live, in the order in which they came.</summary>
    public IReadOnlyList<SiloHandle> Handles => cluster.Silos;

    public static Task<TestSilos> Start(World world, short count, Decide decide) => Start(world, count, new Play(decide, Script.Rules));

    public static async Task<TestSilos> Start(World world, short count, Play play)
    {
        var silos = new TestSilos(world, play);
        await using (await world.Open())
        {
            await ClusterTables.Ensure(world.ConnectionString, CancellationToken.None);
        }

        var builder = new TestClusterBuilder(count);
        builder.Options.UseTestClusterMembership = false;
        builder.Options.InitializeClientOnDeploy = false;
        builder.Options.ConnectionTransport = ConnectionTransportType.TcpSocket;
        builder.Options.ConfigureFileLogging = false;
        builder.ConfigureHostConfiguration(configuration => configuration.AddInMemoryCollection([new(KeyOfWorld, silos.id)]));
        builder.AddSiloBuilderConfigurator<Configurator>();
        silos.cluster = builder.Build();
        await silos.cluster.DeployAsync();
        silos.started = count;
        return silos;
    }

    public TestSilo Of(SiloHandle handle) => silos[handle.Name];

    /// <summary>Of the silos that live at this moment, counted around.</summary>
    public ClusterEngine Engine(int place)
    {
        var living = Handles;
        return Of(living[place % living.Count]).Engine;
    }

    public IGrainFactory Grains => Of(Handles[0]).Grains;

    /// <summary>The silo in whose memory the grain is.</summary>
    public async Task<SiloHandle> HostOf(IAddressable grain)
    {
        var address = await Grains.GetGrain<IManagementGrain>(0).GetActivationAddress(grain);
        return Handles.Single(silo => silo.SiloAddress.Equals(address));
    }

    /// <summary>With a name and an address that no silo had before: counted by itself, the test cluster gives those of one that lives once another has stopped.</summary>
    public Task<SiloHandle> Add() => TestCluster.StartSiloAsync(cluster, started++, cluster.Options);

    /// <summary>As SIGTERM does.</summary>
    public Task Stop(SiloHandle silo) => cluster.StopSiloAsync(silo);

    /// <summary>As kill -9 does, but for the silo's own goodbye to its sockets.</summary>
    public Task Kill(SiloHandle silo)
    {
        Of(silo).Die();
        return cluster.KillSiloAsync(silo);
    }

    public async ValueTask DisposeAsync()
    {
        await cluster.StopAllSilosAsync();
        await cluster.DisposeAsync();
        foreach (var silo in silos.Values)
        {
            await silo.DisposeAsync();
        }

        All.TryRemove(id, out _);
    }

    private TestSilo NewSilo(IServiceProvider services)
    {
        var silo = new TestSilo(services, world, world.Open().GetAwaiter().GetResult(), play);
        silos[services.GetRequiredService<ILocalSiloDetails>().Name] = silo;
        return silo;
    }

    private sealed class Configurator : ISiloConfigurator
    {
        public void Configure(ISiloBuilder siloBuilder)
        {
            var silos = All[siloBuilder.Configuration[KeyOfWorld]!];
            siloBuilder.Services.AddSingleton(silos.NewSilo);
            siloBuilder.Services.AddSingleton<ILifecycleParticipant<ISiloLifecycle>>(static services => services.GetRequiredService<TestSilo>());
            siloBuilder.UseConversations(silos.world.ConnectionString, static services => services.GetRequiredService<TestSilo>().Engine);
            siloBuilder.Configure<ClusterMembershipOptions>(static options =>
            {
                options.ProbeTimeout = TimeSpan.FromSeconds(1);
                options.NumMissedProbesLimit = 2;
                options.NumVotesForDeathDeclaration = 1;
            });
        }
    }
}
