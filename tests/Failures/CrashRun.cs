using System.Diagnostics;
using System.Globalization;
using Conversations.Simulation;
using Failures.Checks;
using Failures.Engine;
using Shouldly;
using Xunit.Abstractions;

namespace Failures;

/// <summary>Rounds of load, each ended by a failure at a moment that the seed draws; afterwards everything is sent again and the books are checked.</summary>
internal sealed class CrashRun(Database database, ulong seed, ITestOutputHelper output)
{
    private const int LettersPerRound = 60;
    private const int AgainMax = 40;

    /// <summary>How many rounds; <c>FAILURE_ROUNDS</c> overrides the default of the test.</summary>
    public static int Rounds(int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable("FAILURE_ROUNDS"), NumberStyles.None, CultureInfo.InvariantCulture, out var rounds) ? rounds : usual;

    public Sender Sender { get; } = new(seed);

    /// <summary>kill -9 of the engine in every round, and a start on the same database.</summary>
    public async Task KillTheEngine(int rounds)
    {
        await using var sink = await MessageSink.Start(seed + 1);
        var dice = new Dice(seed + 2);
        var started = Stopwatch.GetTimestamp();
        for (var round = 0; round < rounds; round++)
        {
            using var api = await ApiProcess.Start(database.ConnectionString, sink.Url);
            using var stop = new CancellationTokenSource();
            var moment = At(1 + dice.Below(110), sink);
            var load = Task.Run(async () =>
            {
                await Sender.SendAgain(api.Url, stop.Token);
                await Sender.Load(api.Url, LettersPerRound, stop.Token);
            });
            await Task.WhenAny(moment, load);
            await stop.CancelAsync();
            await api.Kill();
            await load;
            if (dice.Hits(0.7))
            {
                await database.ForgetTheDead();
            }
        }

        var perRound = Stopwatch.GetElapsedTime(started) / Math.Max(1, rounds);
        await Finish(sink);
        Tell(rounds, perRound, sink);
    }

    /// <summary>Failures around an engine that goes on: each round does its damage under load, and mends it.</summary>
    public async Task HurtTheDatabase(int rounds, Func<Dice, Task> hurt)
    {
        await using var sink = await MessageSink.Start(seed + 1);
        var dice = new Dice(seed + 2);
        using var api = await ApiProcess.Start(database.ConnectionString, sink.Url);
        var started = Stopwatch.GetTimestamp();
        for (var round = 0; round < rounds; round++)
        {
            var moment = At(1 + dice.Below(60), sink);
            var load = Task.Run(async () =>
            {
                await Sender.SendAgain(api.Url, CancellationToken.None);
                await Sender.Load(api.Url, LettersPerRound, CancellationToken.None);
            });
            await Task.WhenAny(moment, load);
            await hurt(dice);
            await load;
        }

        var perRound = Stopwatch.GetElapsedTime(started) / Math.Max(1, rounds);
        await Settle(api);
        await api.Stop();

        // An outcome that waited for its next try is in the outbox, and the next start ends it as unknown.
        await Finish(sink);
        Tell(rounds, perRound, sink);
    }

    private async Task Finish(MessageSink sink)
    {
        sink.Calm = true;
        await database.ForgetTheDead();
        using var api = await ApiProcess.Start(database.ConnectionString, sink.Url);
        await Settle(api);
        await api.Stop();
        await Ledger.Check(database, Sender, sink);
    }

    private async Task Settle(ApiProcess api)
    {
        var tries = 0;
        while (!await Sender.SendAgain(api.Url, CancellationToken.None))
        {
            (++tries).ShouldBeLessThan(AgainMax, "It is not taken however often it is sent.");
        }
    }

    /// <summary>The moment at which so many things have happened: requests begun or answered, messages sent.</summary>
    private Task At(int happenings, MessageSink sink)
    {
        var moment = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var left = happenings;
        Sender.Happened = sink.Heard = () =>
        {
            if (Interlocked.Decrement(ref left) == 0)
            {
                moment.SetResult();
            }
        };
        return moment.Task;
    }

    private void Tell(int rounds, TimeSpan perRound, MessageSink sink) => output.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"seed {seed}: {rounds} rounds of {perRound.TotalSeconds:0.0} s; {Sender.Acknowledged.Count} inputs acknowledged, {Sender.WrittenUnanswered} of them written before and sent again, {Sender.Refused} requests refused; {sink.Arrived.Count} messages sent; none lost, none doubled"));
}
