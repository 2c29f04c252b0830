using System.Net;
using Conversations.Grains;
using Orleans.Configuration;

namespace Conversations.Silo;

/// <summary>
/// The Orleans silo beside the web server. It has a container of its own: its clock is always the real one, while the engine's may be moved in a demo.
/// </summary>
public sealed class SiloHost(SiloSettings settings, string connectionString, ILoggerFactory loggers) : IClusterLink, IAsyncDisposable
{
    private IHost? silo;
    private SiloPeerClient? peers;
    private ISiloStatusOracle? oracle;

    public IGrainFactory Grains => (silo ?? throw new InvalidOperationException("The silo is not there yet.")).Services.GetRequiredService<IGrainFactory>();

    public IReadOnlyList<ISiloPeer> Peers() => [.. Living().Select(peers!.Of)];

    public IReadOnlyList<ISiloPeer> Others() => [.. OtherSilos().Select(Of)];

    /// <summary>Those who watch from here; set before the silo joins.</summary>
    public IConsoles? Consoles { get; set; }

    /// <summary>This silo's; null until it has joined.</summary>
    public SiloAddress? Address => oracle?.SiloAddress;

    public IEnumerable<SiloAddress> OtherSilos() => oracle is null ? [] : Living().Where(address => !address.Equals(oracle.SiloAddress));

    public ISiloPeer Of(SiloAddress address) => peers!.Of(address);

    public Task<(long Waiting, long Overdue, long Reminders)> Waiting(DateTimeOffset now, CancellationToken cancellationToken) =>
        ClusterTables.Waiting(connectionString, now, cancellationToken);

    public async Task Join(ClusterEngine engine, CancellationToken cancellationToken)
    {
        await ClusterTables.Ensure(connectionString, cancellationToken);
        silo = Build(engine);
        peers = silo.Services.GetRequiredService<SiloPeerClient>();
        oracle = silo.Services.GetRequiredService<ISiloStatusOracle>();
        await silo.StartAsync(cancellationToken);
    }

    public async Task Leave(CancellationToken cancellationToken)
    {
        if (silo is not null)
        {
            await silo.StopAsync(cancellationToken);
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (silo is IAsyncDisposable disposable)
        {
            await disposable.DisposeAsync();
        }
    }

    private Dictionary<SiloAddress, SiloStatus>.KeyCollection Living() => oracle!.GetApproximateSiloStatuses(onlyActive: true).Keys;

    private IHost Build(ClusterEngine engine)
    {
        var builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton(loggers);
        builder.UseOrleans(orleans =>
        {
            orleans.UseConversations(connectionString, _ => engine);
            if (Consoles is { } consoles)
            {
                orleans.Services.AddSingleton(consoles);
            }

            orleans.Configure<ClusterOptions>(options => options.ClusterId = settings.ClusterId);
            orleans.Configure<SiloOptions>(options => options.SiloName = settings.Name ?? $"{Environment.MachineName}:{settings.SiloPort}");
            orleans.ConfigureEndpoints(settings.Address, settings.SiloPort, settings.GatewayPort, listenOnAnyHostAddress: !IPAddress.IsLoopback(settings.Address));
        });
        return builder.Build();
    }
}
