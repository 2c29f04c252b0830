using Conversations.Api.Demo;
using Conversations.Api.Errors;
using Conversations.Api.Hosting;
using Conversations.Api.Keys;
using Conversations.Api.Live;
using Conversations.Api.Operations;
using Conversations.Api.Replay;
using Conversations.Api.Rulebook;
using Conversations.Api.Settings;
using Conversations.Api.Storefront;
using Conversations.Api.Threads;
using Conversations.Api.Webhooks;
using Conversations.Api.Wire;

namespace Conversations.Api;

/// <summary>The one-machine product: HTTP in front of the engine in the same process.</summary>
public static class Program
{
    public const string DefaultUrl = "http://127.0.0.1:5080";

    public static Task<int> Main(string[] args) => args is [ReplayVerb.Name, .. var request]
        ? ReplayVerb.Run(request, Console.Out, CancellationToken.None)
        : Run(() => Build(args));

    /// <summary>Serves until it is stopped. What keeps it from starting is told, and the exit code says so.</summary>
    public static async Task<int> Run(Func<Task<WebApplication>> build)
    {
        WebApplication app;
        try
        {
            app = await build();
        }
        catch (SettingsException refused)
        {
            await Console.Error.WriteLineAsync(refused.Message);
            return 1;
        }

        await using (app)
        {
            var started = app.Lifetime.ApplicationStarted;
            try
            {
                await app.RunAsync();
                return 0;
            }
            catch (Exception error) when (!started.IsCancellationRequested)
            {
                await Console.Error.WriteLineAsync($"The engine does not start: {error.Message}");
                return 1;
            }
        }
    }

    /// <param name="args">The command line.</param>
    /// <param name="host">Registers another <see cref="Actors.IEngineHost"/> than the embedded one.</param>
    /// <exception cref="SettingsException">Settings are missing or wrong; its message lists them all.</exception>
    public static async Task<WebApplication> Build(string[] args, Action<WebApplicationBuilder>? host = null)
    {
        var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
        builder.UseSettings();
        builder.UseServer();
        builder.Services.AddProblems();
        builder.Services.ConfigureHttpJsonOptions(static options => WireJson.Configure(options.SerializerOptions));
        builder.Services.AddKeys();
        builder.Services.AddApiDescription();
        builder.Services.AddLive();
        builder.Services.AddRulebook();
        builder.Services.AddIntake();
        host?.Invoke(builder);
        await builder.AddEngine();
        builder.AddDemo();

        var app = builder.Build();
        app.UseProblems();
        app.UseJsonWhateverItSays();
        app.UseDemo();
        app.UseRoutingWithHead();
        app.UseStatusProblems();
        app.UseAuthentication();
        app.UseAuthorization();

        app.MapEvents();
        app.MapCustomers();
        app.MapForecasts();
        app.MapThreads();
        app.MapJourneys();
        app.MapBacktests();
        app.MapRules();
        app.MapKnowledge();
        app.MapWhatsAppWebhook();
        app.MapStorefrontWebhooks();
        app.MapUnread();
        app.MapParked();
        app.MapLive();
        app.MapNumbers();
        app.MapHealth();
        app.MapApiDescription();
        app.MapDemo();
        return app;
    }
}
