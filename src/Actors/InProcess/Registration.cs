using Conversations.Actors.Sending;
using Conversations.Actors.Time;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;

namespace Conversations.Actors.InProcess;

/// <summary>Registers the embedded host.</summary>
public static class Registration
{
    /// <summary>Adds <see cref="IEngine"/>, <see cref="Senders"/> and what they need. The seven ports of <see cref="EnginePorts"/> and, where it is not the system's, the <see cref="TimeProvider"/> are the caller's to add.</summary>
    public static IServiceCollection AddInProcessEngine(this IServiceCollection services, EngineOptions options)
    {
        services.TryAddSingleton(TimeProvider.System);
        services.TryAddSingleton<InFlight>();
        services.TryAddSingleton<Agenda>();
        services.TryAddSingleton<RulesBook>();
        services.TryAddSingleton<EnginePorts>();
        services.AddSingleton(options);
        services.AddSingleton<InProcessEngine>();
        services.AddSingleton<IEngine>(static provider => provider.GetRequiredService<InProcessEngine>());
        services.AddSingleton(static provider => provider.GetRequiredService<InProcessEngine>().Senders);
        services.AddSingleton<IHostedService>(static provider => provider.GetRequiredService<InProcessEngine>());
        return services;
    }
}
