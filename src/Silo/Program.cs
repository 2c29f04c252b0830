using Conversations.Actors;
using Conversations.Actors.Time;
using Conversations.Api.Operations;
using Conversations.Api.Settings;
using Conversations.Grains;

namespace Conversations.Silo;

/// <summary>The cluster product: the API and a silo in one process, any number of them on one PostgreSQL.</summary>
public static class Program
{
    public static Task<int> Main(string[] args) => Api.Program.Run(() => Build(args));

    /// <exception cref="SettingsException">Settings are missing or wrong; its message lists them all.</exception>
    /// <param name="args">The command line.</param>
    /// <param name="more">Further registrations.</param>
    public static async Task<WebApplication> Build(string[] args, Action<WebApplicationBuilder>? more = null)
    {
        var app = await Api.Program.Build(args, builder =>
        {
            AddCluster(builder);
            more?.Invoke(builder);
        });
        app.MapCluster();
        return app;
    }

    private static void AddCluster(WebApplicationBuilder builder)
    {
        var connectionString = builder.Configuration["Storage:ConnectionString"]!;
        if (connectionString.StartsWith("Data Source=", StringComparison.OrdinalIgnoreCase))
        {
            throw new SettingsException(["Storage:ConnectionString: a cluster stands on PostgreSQL (Host=…;Database=…;Username=…), not on a file."]);
        }

        if (SiloSettings.Faults(builder.Configuration) is { Count: > 0 } faults)
        {
            throw new SettingsException(faults);
        }

        var settings = builder.Configuration.GetSection(SiloSettings.Section).Get<SiloSettings>() ?? new SiloSettings();
        builder.Logging.AddFilter("Orleans", LogLevel.Warning);
        builder.Services.AddSingleton(new ExportedMeter("Microsoft.Orleans"));
        builder.Services.AddSingleton(provider => new SiloHost(settings, connectionString, provider.GetRequiredService<ILoggerFactory>()));
        builder.Services.AddSingleton<LiveRelay>();
        builder.Services.AddHostedService(static provider => provider.GetRequiredService<LiveRelay>());
        builder.Services.AddSingleton<IEngineHost>(static provider => new ClusterEngine(
            provider.GetRequiredService<EnginePorts>(),
            provider.GetRequiredService<RulesBook>(),
            provider.GetRequiredService<EngineOptions>(),
            provider.GetRequiredService<Agenda>(),
            provider.GetRequiredService<SiloHost>(),
            provider.GetRequiredService<ILoggerFactory>()));
    }
}
