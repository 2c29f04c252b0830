using System.Globalization;
using Conversations.Api;
using Failures.Engine;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Failures;

/// <summary>The whole product in this process, on a clock that is set forward and back under load.</summary>
public sealed class ClockTests(ITestOutputHelper output)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    [Fact]
    public async Task A_clock_set_forward_and_back_loses_nothing_and_doubles_nothing()
    {
        var rounds = Trial.Rounds(10);
        await using var database = new SqliteFile();
        await using var trial = await Trial.Begin(database, 20261201, output);
        var clock = new SetClock();
        await using (var app = await Program.Build(Arguments(trial), builder => builder.Services.AddSingleton<TimeProvider>(clock)))
        {
            await app.StartAsync();
            var url = new Uri(app.Urls.First());
            for (var round = 0; round < rounds; round++)
            {
                var moment = trial.Moment(45);
                var load = trial.Load(url, CancellationToken.None);
                await Task.WhenAny(moment, load);

                // Seconds as a time server sets them, hours as a summer time misread, days as a wrong start.
                var step = new[] { 5, 3_600, 86_400 }[trial.Dice.Below(3)] * (1 + trial.Dice.Below(3));
                clock.Set(TimeSpan.FromSeconds(trial.Dice.Hits(0.5) ? step : -step));
                await load;
            }

            clock.Set(-TimeSpan.FromDays(1));
            await trial.Settle(url);
            await AnswersAtOnce(trial, url);
            await app.StopAsync();
        }

        await trial.Finish();
        trial.Tell(rounds);
        trial.Sender.Acknowledged.Count.ShouldBeGreaterThan(0);
    }

    /// <summary>A day back, and a number still sends.</summary>
    private static async Task AnswersAtOnce(Trial trial, Uri url)
    {
        var heard = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        trial.Sender.Happened = static () => { };
        trial.Sink.Heard = () => heard.TrySetResult();
        trial.Sender.WriteFromSomebodyNew("I want to talk to a human");
        await trial.Settle(url);
        await heard.Task.WaitAsync(Patience);
    }

    private static string[] Arguments(Trial trial) =>
    [
        .. ApiProcess.Settings(trial.Database.ConnectionString, trial.Sink.Url)
            .Where(static setting => setting.Key.Contains("__", StringComparison.Ordinal))
            .Select(static setting => string.Create(CultureInfo.InvariantCulture, $"--{setting.Key.Replace("__", ":", StringComparison.Ordinal)}={setting.Value}")),
        "--urls=http://127.0.0.1:0",
        "--Logging:LogLevel:Default=None",
    ];

    /// <summary>The machine's clock, set by somebody; its timers count on, as the machine's do.</summary>
    private sealed class SetClock : TimeProvider
    {
        private long ticks;

        public void Set(TimeSpan by) => Interlocked.Add(ref ticks, by.Ticks);

        public override DateTimeOffset GetUtcNow() => System.GetUtcNow().AddTicks(Interlocked.Read(ref ticks));
    }
}
