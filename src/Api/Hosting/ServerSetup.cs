using Conversations.Api.Wire;

namespace Conversations.Api.Hosting;

/// <summary>The web server's bounds and its log.</summary>
public static class ServerSetup
{
    /// <summary>The engine drains for 20 s at most, and then has to give up its lease.</summary>
    private static readonly TimeSpan StopTimeout = TimeSpan.FromSeconds(30);

    public static void UseServer(this WebApplicationBuilder builder)
    {
        if (builder.Configuration["urls"] is null && builder.Configuration["http_ports"] is null && !builder.Configuration.GetSection("Kestrel:Endpoints").Exists())
        {
            builder.WebHost.UseUrls(Program.DefaultUrl);
        }

        builder.WebHost.ConfigureKestrel(static kestrel =>
        {
            kestrel.AddServerHeader = false;
            kestrel.Limits.MaxRequestBodySize = RawBody.DrainBytesMax + (1024 * 1024);
            kestrel.Limits.RequestHeadersTimeout = TimeSpan.FromSeconds(15);
        });
        builder.Services.Configure<HostOptions>(static options => options.ShutdownTimeout = StopTimeout);

        // A log line never holds a path or a query: both may hold a phone number (L9). So the web host's own request lines are off.
        builder.Logging.ClearProviders();
        builder.Logging.AddJsonConsole(static options =>
        {
            options.IncludeScopes = false;
            options.UseUtcTimestamp = true;
            options.TimestampFormat = "yyyy-MM-ddTHH:mm:ss.fffZ";
        });
        builder.Logging.AddFilter("Microsoft", LogLevel.Warning);
        builder.Logging.AddFilter("System", LogLevel.Warning);

        // The framework writes a line for each unknown key, the simulator's own among them; the answer says it.
        builder.Logging.AddFilter(typeof(Keys.BearerKeys).FullName, LogLevel.Warning);

        // It logs nothing here, and while it might, every request gets an activity and a scope.
        builder.Logging.AddFilter("Microsoft.AspNetCore.Hosting.Diagnostics", LogLevel.None);
        builder.Services.PostConfigure<LoggerFilterOptions>(Discreet);
    }

    /// <summary>Whatever levels are configured, for whichever provider and category: what is not written here stays below its warnings silent.</summary>
    private static void Discreet(LoggerFilterOptions options)
    {
        for (var place = 0; place < options.Rules.Count; place++)
        {
            var rule = options.Rules[place];
            options.Rules[place] = new LoggerFilterRule(rule.ProviderName, rule.CategoryName, rule.LogLevel, (provider, category, level) =>
                (level >= LogLevel.Warning || category?.StartsWith("Conversations.", StringComparison.Ordinal) == true)
                && (rule.Filter?.Invoke(provider, category, level) ?? true));
        }
    }
}
