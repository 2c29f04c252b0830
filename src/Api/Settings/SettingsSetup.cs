using Conversations.Api.Demo;
using Conversations.WhatsApp;

namespace Conversations.Api.Settings;

/// <summary>The configuration cannot start the engine; the message lists every fault.</summary>
public sealed class SettingsException(IReadOnlyList<string> faults)
    : Exception($"The engine does not start: {faults.Count} setting(s) are missing or wrong.{string.Concat(faults.Select(static fault => $"{Environment.NewLine}  {fault}"))}")
{
    public IReadOnlyList<string> Faults { get; } = faults;
}

public static class SettingsSetup
{
    /// <summary>Reads and checks all settings; in Development the demo store is there without any.</summary>
    public static void UseSettings(this WebApplicationBuilder builder)
    {
        if (builder.Environment.IsDevelopment())
        {
            // Last in the chain, so that whatever was configured wins.
            builder.Configuration.Sources.Insert(0, new Microsoft.Extensions.Configuration.Memory.MemoryConfigurationSource { InitialData = DemoSettings.Values });
        }

        var unreadable = UnreadableSettings.In(builder.Configuration.GetSection(nameof(StoresSettings.Stores)), typeof(Dictionary<string, StoreSettings>)).ToDictionary(StringComparer.OrdinalIgnoreCase);

        // What can be read is bound and checked, so that one start names all faults.
        var readable = builder.Configuration.AsEnumerable().Where(setting => setting.Value is not null && !unreadable.ContainsKey(setting.Key));
        var settings = new StoresSettings();
        new ConfigurationBuilder().AddInMemoryCollection(readable).Build().Bind(settings);
        if (unreadable.Select(static fault => $"{fault.Key}: {fault.Value}").Concat(SettingsCheck.Faults(builder.Configuration, settings)).ToList() is { Count: > 0 } faults)
        {
            throw new SettingsException(faults);
        }

        builder.Services.AddSingleton(settings);
        builder.Services.AddSingleton(WhatsAppOf(builder.Configuration, settings));
    }

    private static WhatsAppOptions WhatsAppOf(ConfigurationManager configuration, StoresSettings settings)
    {
        var options = new WhatsAppOptions();
        if (configuration["WhatsApp:GraphUrl"] is { Length: > 0 } graph)
        {
            options.GraphUrl = new Uri(graph);
        }

        foreach (var (store, values) in settings.Stores)
        {
            var access = new WhatsAppStoreOptions
            {
                VerifyToken = values.WhatsApp.VerifyToken!,
                BusinessAccountId = values.WhatsApp.BusinessAccountId!,
                AccessToken = values.WhatsApp.AccessToken!,
            };
            foreach (var secret in values.WhatsApp.AppSecrets)
            {
                access.AppSecrets.Add(secret);
            }

            foreach (var number in values.WhatsApp.PhoneNumberIds)
            {
                access.Numbers.Add(new WhatsAppNumberOptions { Id = number, MarketingMessages = values.WhatsApp.MarketingMessages });
            }

            options.Stores[store] = access;
        }

        return options;
    }
}
