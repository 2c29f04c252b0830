using System.Diagnostics;
using System.Globalization;
using Conversations.Simulation;
using Failures.Checks;
using Failures.Engine;
using Shouldly;
using Xunit.Abstractions;

namespace Failures;

/// <summary>Rounds of load with a failure at a moment that the seed draws; afterwards everything is sent again and the books are checked.</summary>
internal sealed class Trial : IAsyncDisposable
{
    private const int LettersPerRound = 30;
    private const int AgainMax = 40;

    private readonly ITestOutputHelper output;
    private readonly ulong seed;
    private readonly long started = Stopwatch.GetTimestamp();

    private Trial(Database database, ulong seed, MessageSink sink, ITestOutputHelper output)
    {
        Database = database;
        this.seed = seed;
        this.output = output;
        Sink = sink;
        Sender = new Sender(seed);
        Dice = new Dice(seed + 2);
    }

    public Database Database { get; }

    public MessageSink Sink { get; }

    public Sender Sender { get; }

    public Dice Dice { get; }

    public static async Task<Trial> Begin(Database database, ulong seed, ITestOutputHelper output) =>
        new(database, seed, await MessageSink.Start(seed + 1), output);

    /// <summary>How many rounds; <c>FAILURE_ROUNDS</c> overrides the default of the test.</summary>
    public static int Rounds(int usual) =>
        int.TryParse(Environment.GetEnvironmentVariable("FAILURE_ROUNDS"), NumberStyles.None, CultureInfo.InvariantCulture, out var rounds) ? rounds : usual;

    public ValueTask DisposeAsync() => Sink.DisposeAsync();

    public Task<ApiProcess> Start(params string[] arguments) => ApiProcess.Start(Database.ConnectionString, Sink.Url, arguments);

    /// <summary>What was left, then new letters.</summary>
    public Task Load(Uri url, CancellationToken stop) => Task.Run(
        async () =>
        {
            await Sender.SendAgain(url, stop);
            await Sender.Load(url, LettersPerRound, stop);
        },
        CancellationToken.None);

    /// <summary>The moment at which up to so many things have happened: requests begun or answered, messages sent.</summary>
    public Task Moment(int happeningsMax)
    {
        var moment = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var left = 1 + Dice.Below(happeningsMax);
        Sender.Happened = Sink.Heard = () =>
        {
            if (Interlocked.Decrement(ref left) == 0)
            {
                moment.SetResult();
            }
        };
        return moment.Task;
    }

    /// <summary>SIGTERM, and waits until it has drained.</summary>
    public async Task Stop(ApiProcess api)
    {
        await Sink.Hurry();
        await api.Stop();
        Sink.Dawdle();
    }

    /// <summary>All that was not acknowledged, until it is.</summary>
    public async Task Settle(Uri url)
    {
        var tries = 0;
        while (!await Sender.SendAgain(url, CancellationToken.None))
        {
            (++tries).ShouldBeLessThan(AgainMax, "It is not taken however often it is sent.");
        }
    }

    /// <summary>Failures around an engine that goes on: each round does its damage under load, and mends it.</summary>
    public async Task Hurt(int rounds, Func<Task, Task> hurt)
    {
        using (var api = await Start())
        {
            for (var round = 0; round < rounds; round++)
            {
                var moment = Moment(20);
                var load = Load(api.Url, CancellationToken.None);
                await Task.WhenAny(moment, load);
                await hurt(load);
                await load;
            }

            await Settle(api.Url);
            await Stop(api);
        }

        // An outcome that waited for its next try is in the outbox, and the next start ends it as unknown.
        await Finish();
        Tell(rounds);
    }

    /// <summary>kill -9 in every round, and a start on the same database.</summary>
    public async Task KillTheEngine(int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            using var api = await Start();
            using var stop = new CancellationTokenSource();
            var moment = Moment(60);
            var load = Load(api.Url, stop.Token);
            await Task.WhenAny(moment, load);
            await stop.CancelAsync();
            await api.Kill();
            await load;
            if (Dice.Hits(0.7))
            {
                await Database.ForgetTheDead();
            }
        }

        await Finish();
        Tell(rounds);
    }

    /// <summary>A back-up under load in every round; the engine goes on, dies, and is put back to it.</summary>
    public async Task Restore(int rounds)
    {
        for (var round = 0; round < rounds; round++)
        {
            int since;
            using (var api = await Start())
            {
                await Load(api.Url, CancellationToken.None);
                await Settle(api.Url);

                // What was acknowledged before the back-up began is in it; all since then is asked for again.
                since = Sender.Written;
                var moment = Moment(45);
                var load = Load(api.Url, CancellationToken.None);
                await Task.WhenAny(moment, load);
                await Database.BackUp();
                await load;

                // Of the lost time, too: a question that is answered some seconds later.
                var answer = Sink.Reaches(Sender.WriteFromSomebodyNew("Where is my parcel?"));
                await Settle(api.Url);
                await answer;
                await api.Kill();
            }

            await Database.Restore();
            Sender.Repeat(since);
            using var catchingUp = await Start("--Storage:CatchUp", "true");
            await Settle(catchingUp.Url);
            await Stop(catchingUp);
        }

        await Finish(restored: true);
        Tell(rounds);
    }

    /// <summary>The disk is full for some of the load.</summary>
    public async Task Fill(SmallDisk disk, Task load)
    {
        disk.Fill();
        await Task.WhenAny(Moment(60), load);
        disk.Free();
    }

    /// <summary>A last start without trouble, and the books.</summary>
    public async Task Finish(bool restored = false)
    {
        Sink.Calm = true;
        await Database.ForgetTheDead();
        using var api = await Start();
        await Settle(api.Url);
        await Stop(api);
        await Ledger.Check(Database, Sender, Sink, restored);
    }

    public void Tell(int rounds) => output.WriteLine(string.Create(
        CultureInfo.InvariantCulture,
        $"seed {seed}: {rounds} rounds in {Stopwatch.GetElapsedTime(started).TotalSeconds:0} s; {Sender.Acknowledged.Count} inputs acknowledged, {Sender.WrittenUnanswered} of them written before and sent again, {Sender.Refused} requests refused; {Sink.Arrived.Count} messages sent; none lost, none doubled"));
}
