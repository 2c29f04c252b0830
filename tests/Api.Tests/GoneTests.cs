using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Net.Sockets;
using System.Text;
using Conversations.Api.Tests.Drivers;
using Microsoft.AspNetCore.Server.Kestrel.Core;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace Conversations.Api.Tests;

/// <summary>Senders that go away in the middle of a request.</summary>
public sealed class GoneTests(DemoDriver demo) : IClassFixture<DemoDriver>
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    [Theory]
    [InlineData($"{DemoDriver.Store}/events")]
    [InlineData("/webhooks/whatsapp")]
    [InlineData("/webhooks/shopify/demo")]
    public async Task A_line_that_its_sender_cuts_is_no_fault_of_ours(string path)
    {
        using var errors = new Errors();
        demo.App.Services.GetRequiredService<ILoggerFactory>().AddProvider(errors);
        using var gone = new Gone();

        await Cut(path);

        await gone.Told.WaitAsync(Patience);
        errors.Said.ShouldBeEmpty();
    }

    [Theory]
    [InlineData("events")]
    [InlineData("assistant/try")]
    public async Task Whoever_sends_too_slowly_is_told_so_in_our_own_words(string path)
    {
        demo.App.Services.GetRequiredService<IOptions<KestrelServerOptions>>().Value.Limits.MinRequestBodyDataRate = new MinDataRate(1000, TimeSpan.FromSeconds(1.1));
        using var line = await Half($"{DemoDriver.Store}/{path}");
        using var patience = new CancellationTokenSource(Patience);
        using var answer = new StreamReader(new NetworkStream(line));

        (await answer.ReadLineAsync(patience.Token)).ShouldBe("HTTP/1.1 408 Request Timeout");
        var problem = await answer.ReadLineAsync(patience.Token);
        while (problem?.StartsWith('{') == false)
        {
            problem = await answer.ReadLineAsync(patience.Token);
        }

        problem.ShouldNotBeNull().ShouldContain("\"detail\":\"The body comes too slowly.\"");
    }

    /// <summary>Half a body; then a reset.</summary>
    private async Task Cut(string path) => (await Half(path)).Dispose();

    /// <summary>Half a body, once the other side has begun to read it; closing the line resets it.</summary>
    private async Task<Socket> Half(string path)
    {
        var url = demo.Http.BaseAddress!;
        var line = new Socket(SocketType.Stream, ProtocolType.Tcp) { LingerState = new LingerOption(enable: true, seconds: 0) };
        await line.ConnectAsync(url.Host, url.Port);
        await line.SendAsync(Encoding.ASCII.GetBytes($"POST {path} HTTP/1.1\r\nHost: {url.Host}\r\nAuthorization: Bearer demo-key\r\nContent-Length: 5000\r\nExpect: 100-continue\r\n\r\n"));
        var answer = new byte[100];
        Encoding.ASCII.GetString(answer, 0, await line.ReceiveAsync(answer)).ShouldStartWith("HTTP/1.1 100");
        await line.SendAsync("  "u8.ToArray());
        return line;
    }

    /// <summary>Hears of a request that ended with 499, its caller gone.</summary>
    private sealed class Gone : IDisposable
    {
        private readonly TaskCompletionSource told = new(TaskCreationOptions.RunContinuationsAsynchronously);
        private readonly MeterListener listener = new();

        public Gone()
        {
            listener.InstrumentPublished = static (instrument, listener) =>
            {
                if (instrument.Name == "http.server.request.duration")
                {
                    listener.EnableMeasurementEvents(instrument);
                }
            };
            listener.SetMeasurementEventCallback<double>((_, _, tags, _) =>
            {
                if (tags.Contains(new("http.response.status_code", 499)))
                {
                    told.TrySetResult();
                }
            });
            listener.Start();
        }

        public Task Told => told.Task;

        public void Dispose() => listener.Dispose();
    }

    /// <summary>What the exception handler calls an error. The web server has a line of its own for a body that it cannot read to the end.</summary>
    private sealed class Errors : ILoggerProvider, ILogger
    {
        public ConcurrentQueue<string> Said { get; } = [];

        public ILogger CreateLogger(string categoryName) => categoryName.StartsWith("Microsoft.AspNetCore.Diagnostics", StringComparison.Ordinal) ? this : NullLogger.Instance;

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => logLevel >= LogLevel.Error;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
        {
            if (IsEnabled(logLevel))
            {
                Said.Enqueue($"{formatter(state, exception)} {exception}");
            }
        }

        public void Dispose()
        {
        }
    }
}
