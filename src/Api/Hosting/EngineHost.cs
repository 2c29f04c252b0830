using Conversations.Actors;
using Conversations.Api.Demo;
using Conversations.Api.Rulebook;
using Conversations.Api.Settings;
using Conversations.Api.Webhooks;
using Conversations.Identity;
using Conversations.WhatsApp;

namespace Conversations.Api.Hosting;

/// <summary>Starts the engine once the server listens (what was under way may call the simulator in this very process), and stops it before the server does.</summary>
public sealed partial class EngineHost(
    IEngineHost engine, FirstRules rules, TemplateSync templates, StoreRedaction redaction, StoresSettings stores, WhatsAppOptions whatsApp, OwnAddress own, IConfiguration configuration, IHostEnvironment environment, ILogger<EngineHost> logger) : IHostedLifecycleService
{
    public bool Started { get; private set; }

    public async Task StartingAsync(CancellationToken cancellationToken)
    {
        foreach (var (store, settings) in stores.Stores)
        {
            await rules.Ensure(new StoreId(store), settings, cancellationToken);
        }
    }

    public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task StartedAsync(CancellationToken cancellationToken)
    {
        if (environment.IsDevelopment() && string.IsNullOrEmpty(configuration["WhatsApp:GraphUrl"]))
        {
            whatsApp.GraphUrl = new Uri(own.Url, "/simulator/graph");
        }

        await engine.StartAsync(cancellationToken);
        Started = true;

        // The demo's templates are the simulator's own.
        foreach (var store in stores.Stores.Keys.Select(static name => new StoreId(name)).Where(store => !environment.IsDevelopment() || store != DemoSettings.Store))
        {
            templates.KeepUp(store);
        }

        await redaction.Resume(stores.Stores.Keys.Select(static name => new StoreId(name)), cancellationToken);
        Log.Ready(logger, own.Url);
        if (environment.IsDevelopment())
        {
            DemoGreeting.Print(own.Url);
        }
    }

    public Task StoppingAsync(CancellationToken cancellationToken) => engine.StopAsync(cancellationToken);

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public Task StoppedAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    private static partial class Log
    {
        [LoggerMessage(122, LogLevel.Information, "The engine is ready at {Url}")]
        public static partial void Ready(ILogger logger, Uri url);
    }
}
