using System.Text;
using Conversations.Actors;
using Conversations.Actors.InProcess;
using Conversations.Actors.Time;
using Conversations.Answering;
using Conversations.Api.Demo;
using Conversations.Api.Live;
using Conversations.Api.Operations;
using Conversations.Api.Rulebook;
using Conversations.Api.Settings;
using Conversations.Storage;
using Conversations.Storage.Sqlite;
using Conversations.WhatsApp;
using Conversations.WhatsApp.Sending;
using Conversations.WhatsApp.Templates;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Conversations.Api.Hosting;

/// <summary>Puts the embedded engine together: storage, clock, WhatsApp, assistant.</summary>
public static class EngineSetup
{
    /// <summary>How late a customer may be woken after the machine's clock was set forward, or the machine slept; a look costs two short queries.</summary>
    private static readonly TimeSpan ScanEvery = TimeSpan.FromSeconds(30);

    /// <exception cref="SettingsException">The database cannot be opened.</exception>
    public static async Task AddEngine(this WebApplicationBuilder builder)
    {
        var services = builder.Services;
        var store = await Open(builder.Configuration["Storage:ConnectionString"]!);
        services.AddSingleton(_ => store);
        services.AddSingleton<IStoreRecords>(store);
        services.AddSingleton<IReadModels>(store);
        services.AddSingleton<IIdentityDirectory>(store);
        services.AddSingleton<ICustomerStore>(provider =>
        {
            var feed = provider.GetRequiredService<LiveFeed>();
            var clock = provider.GetService<ClockKeeper>();

            // Asked of the container, which closes at the end what it gave out.
            return new ObservedStore(
                provider.GetRequiredService<SqlStore>(),
                cancellationToken => clock?.Keep(cancellationToken) ?? Task.CompletedTask,
                turn => feed.Tell(turn.Customer.Store, LiveApi.Of(turn)),
                customer => feed.Tell(customer.Store, LiveApi.Erased(customer.Customer)));
        });
        if (builder.Environment.IsDevelopment())
        {
            var clock = await ClockKeeper.Restore(store);
            services.AddSingleton(_ => clock);
            services.AddSingleton<TimeProvider>(clock);
        }
        else
        {
            services.AddSingleton(TimeProvider.System);
        }

        services.AddSingleton<InFlight>();
        services.AddSingleton(static provider => new Agenda(
            provider.GetRequiredService<TimeProvider>(), provider.GetRequiredService<InFlight>(), provider.GetRequiredService<ILogger<Agenda>>()));
        services.AddSingleton(new EngineOptions
        {
            ScanEvery = builder.Environment.IsDevelopment() ? null : ScanEvery,
            CatchesUp = CatchingUp.IsAskedFor(builder.Configuration),
            SuppressionKey = Encoding.UTF8.GetBytes(builder.Configuration["Privacy:HashKey"]!),

            // SQLite has one writer; PostgreSQL commits two groups side by side; more make the groups smaller and each event dearer.
            CommitLanes = store is SqliteStore ? 1 : 2,
        });
        services.AddSingleton<IStoreWebhook, StoreWebhook>();
        if (CatchingUp.IsAskedFor(builder.Configuration))
        {
            services.AddSingleton<IWhatsApp, CatchingUp>();
            await ((store as IProcesses)?.EndAll(CancellationToken.None) ?? Task.CompletedTask);
        }

        services.TryAddSingleton<IWhatsApp>(static provider => new CloudApi(
            CloudApi.CreateClient(), provider.GetRequiredService<WhatsAppOptions>(), provider.GetRequiredService<ILogger<CloudApi>>()));
        services.AddSingleton(static provider => new TemplateDownload(CloudApi.CreateClient(), provider.GetRequiredService<WhatsAppOptions>()));
        services.AddSingleton<IAssistant>(static provider => new KnowledgeAssistant(provider.GetRequiredService<Knowledge>().For));
        services.AddSingleton(provider => ActivatorUtilities.CreateInstance<EnginePorts>(provider) with { Processes = store as IProcesses, Retention = store });
        services.TryAddSingleton<IEngineHost>(static provider => new InProcessEngine(
            provider.GetRequiredService<EnginePorts>(),
            provider.GetRequiredService<RulesBook>(),
            provider.GetRequiredService<EngineOptions>(),
            provider.GetRequiredService<Agenda>(),
            provider.GetRequiredService<ILoggerFactory>()));
        services.AddSingleton<IEngine>(static provider => provider.GetRequiredService<IEngineHost>());
        services.AddSingleton<OwnAddress>();
        services.AddSingleton<FirstRules>();
        services.AddSingleton<EngineHost>();
        services.AddHostedService(static provider => provider.GetRequiredService<EngineHost>());
        services.AddHostedService<TelemetryExport>();
    }

    private static async Task<SqlStore> Open(string connectionString)
    {
        try
        {
            return await StorageOpening.Open(connectionString, CancellationToken.None);
        }
        catch (Exception error) when (error is not OutOfMemoryException)
        {
            throw new SettingsException([$"Storage:ConnectionString: the database cannot be opened: {error.Message}"]);
        }
    }
}
