using Conversations.Actors;
using Conversations.Api.Threads;

namespace Conversations.Api.Rulebook;

public static class RulebookSetup
{
    public static void AddRulebook(this IServiceCollection services)
    {
        services.AddSingleton<RulesBook>();
        services.AddSingleton<StoreRules>();
        services.AddSingleton<BacktestRun>();
        services.AddSingleton<QuickReplies>();
        services.AddSingleton<TemplateSync>();
        services.AddSingleton<Knowledge>();
        services.AddHttpContextAccessor();
        services.AddScoped<Desk>();
    }
}
