using Microsoft.Extensions.Logging;

namespace Conversations.Simulation.Checks;

/// <summary>L9: reads every line that the engine logs, and every fault with it, for what could only be a person's.</summary>
internal sealed class Ears(Laws laws) : ILoggerFactory, ILogger
{
    private static readonly string[] Personal = ["+336", "336000", "FR.", "@example.com", "wamid.", "Zoe", "Lamp", .. Traffic.Words];

    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(LogLevel logLevel) => true;

    public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        var line = $"{formatter(state, exception)} {exception}";
        if (Personal.FirstOrDefault(word => line.Contains(word, StringComparison.OrdinalIgnoreCase)) is { } word)
        {
            laws.Break("L9 nothing personal is logged", $"\"{word}\" in {line}");
        }
    }

    public void Dispose()
    {
    }
}
