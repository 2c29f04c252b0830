using Conversations.Actors;
using Conversations.Actors.FanOuts;
using Microsoft.Extensions.Logging;
using Orleans.Concurrency;

namespace Conversations.Grains;

/// <summary>Walks one fan-out, page by page; its reminder brings it back after its silo was lost.</summary>
[Reentrant]
[GrainType("fanout")]
public sealed partial class FanOutGrain(ClusterEngine engine, ILogger<FanOutGrain> logger) : Grain, IFanOutGrain, IRemindable
{
    private const string Name = "go-on";

    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    /// <summary>Longer than any page takes.</summary>
    private static readonly TimeSpan Stay = TimeSpan.FromMinutes(10);

    private bool walking;

    public static string KeyOf(FanOut job) => $"{job.Store}/{job.EventId}";

    public async Task Go()
    {
        if (walking)
        {
            return;
        }

        walking = true;
        var key = this.GetPrimaryKeyString();
        try
        {
            await this.RegisterOrUpdateReminder(Name, Period, Period);
            var job = (await engine.Ports.Records.OpenFanOuts(CancellationToken.None)).FirstOrDefault(open => KeyOf(open) == key);
            _ = Walk(job, engine.Agenda.InFlight.Begin());
        }
        catch
        {
            walking = false;
            throw;
        }
    }

    public Task ReceiveReminder(string reminderName, TickStatus status) => Go();

    /// <summary>On the grain's own scheduler; the pauses are the engine's clock's, and work counts as under way from the moment a pause ends.</summary>
    private async Task Walk(FanOut? job, IDisposable underWay)
    {
        try
        {
            while (job is not null)
            {
                DelayDeactivation(Stay);
                job = await engine.FanOuts.Step(job);
                if (job is not null)
                {
                    var paused = Pause();
                    underWay.Dispose();
                    underWay = await paused;
                }
            }

            if (await this.GetReminder(Name) is { } reminder)
            {
                await this.UnregisterReminder(reminder);
            }
        }
        catch (Exception error)
        {
            Log.Interrupted(logger, error, this.GetPrimaryKeyString());
        }
        finally
        {
            walking = false;
            underWay.Dispose();
        }
    }

    private Task<IDisposable> Pause()
    {
        var over = new TaskCompletionSource<IDisposable>(TaskCreationOptions.RunContinuationsAsynchronously);
        engine.Agenda.At(engine.Agenda.Now + FanOutWalker.Pause, () =>
        {
            over.SetResult(engine.Agenda.InFlight.Begin());
            return Task.CompletedTask;
        });
        return over.Task;
    }

    private static partial class Log
    {
        [LoggerMessage(210, LogLevel.Error, "The fan-out {Key} was interrupted; its reminder brings it back")]
        public static partial void Interrupted(ILogger logger, Exception error, string key);
    }
}
