using Conversations.Api.Webhooks;

namespace Conversations.Api.Storefront;

public static class IntakeSetup
{
    public static void AddIntake(this IServiceCollection services)
    {
        services.AddSingleton<Parked>();
        services.AddSingleton<Intake>();
        services.AddSingleton<EventSidings>();
        services.AddSingleton<EventTaking>();
        services.AddSingleton<UnreadItems>();
        services.AddSingleton<DisplayNumbers>();
        services.AddSingleton<AccountNews>();
        services.AddSingleton<StoreRedaction>();
        services.AddSingleton<ProductStands>();
        services.AddSingleton<StorefrontNews>();
    }
}
