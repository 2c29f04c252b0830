using Conversations.Actors.Time;
using Orleans.Storage;

namespace Conversations.Grains;

/// <summary>Until when a store's senders may grant. Real time.</summary>
public sealed class SenderLeaseState
{
    public DateTimeOffset Until { get; set; }
}

/// <summary>Held while something waits to be sent, in ADO.NET grain storage: its version check is what keeps a second activation from holding it too.</summary>
internal sealed class SenderLease(Grain grain, IPersistentState<SenderLeaseState> state, InFlight inFlight, Func<bool> wanted, Func<Task> held)
{
    private static readonly TimeSpan For = TimeSpan.FromSeconds(10);

    /// <summary>Clocks of silos differ; the holder stops this much before the others may begin.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromSeconds(2);

    private static readonly TimeSpan Look = TimeSpan.FromSeconds(2);

    /// <summary>After a clean end: the next message to any recipient keeps WhatsApp's pair rate (one per 6 s), and the number's own pace is rested.</summary>
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(6);

    private IGrainTimer? timer;
    private IDisposable? underWay;
    private Task taking = Task.CompletedTask;
    private DateTimeOffset until;

    /// <summary>True while grants may be given.</summary>
    public bool Holds => Now + Margin < until;

    /// <summary>True where another activation sent before this one.</summary>
    public bool WasHeld => state.State.Until != default;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public void Begin()
    {
        CountWaiting();
        timer = grain.RegisterGrainTimer(Again, new GrainTimerCreationOptions { DueTime = TimeSpan.Zero, Period = Look, Interleave = true });
    }

    /// <summary>Something is to be sent: the lease is taken where it is not held; where another's has not run out, the timer takes it as soon as it has.</summary>
    public async Task Use()
    {
        if (!Holds)
        {
            await Take();
            CountWaiting();
        }
    }

    public async Task End()
    {
        timer?.Dispose();
        underWay?.Dispose();
        if (until > Now)
        {
            until = default;
            state.State.Until = Now + Rest;
            await state.WriteStateAsync();
        }
    }

    private async Task Again(CancellationToken cancellationToken)
    {
        if (wanted() && until < Now + For - Look)
        {
            var had = Holds;
            await Take();
            if (!had && Holds)
            {
                await held();
            }
        }

        CountWaiting();
    }

    private Task Take() => taking.IsCompleted ? taking = Write() : taking;

    private async Task Write()
    {
        var now = Now;
        if (until == default && now < state.State.Until)
        {
            return;
        }

        try
        {
            state.State.Until = now + For;
            await state.WriteStateAsync();
            until = now + For;
        }
        catch (InconsistentStateException)
        {
            // Another activation holds it: this one is a leftover.
            until = default;
            grain.DeactivateOnIdle();
        }
    }

    /// <summary>Who waits only for the lease is under way: a moved clock has not settled before it is answered.</summary>
    private void CountWaiting()
    {
        var waits = wanted() && !Holds;
        if (waits)
        {
            underWay ??= inFlight.Begin();
        }
        else
        {
            underWay?.Dispose();
            underWay = null;
        }
    }
}
