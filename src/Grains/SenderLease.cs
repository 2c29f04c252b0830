using Conversations.Actors.Time;
using Orleans.Storage;

namespace Conversations.Grains;

/// <summary>Until when a store's senders may grant. Real time.</summary>
public sealed class SenderLeaseState
{
    public DateTimeOffset Until { get; set; }
}

/// <summary>Held while something waits to be sent, in ADO.NET grain storage: its version check is what keeps a second activation from holding it too.</summary>
/// <param name="grain">The store's senders.</param>
/// <param name="state">Stored.</param>
/// <param name="inFlight">The engine's.</param>
/// <param name="wanted">True where something waits.</param>
/// <param name="taken">It is this one's: before anything is granted.</param>
/// <param name="held">Grants may be given that could not be before.</param>
internal sealed class SenderLease(Grain grain, IPersistentState<SenderLeaseState> state, InFlight inFlight, Func<bool> wanted, Func<Task> taken, Func<Task> held)
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
    private TaskCompletionSource looked = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private DateTimeOffset othersUntil;
    private DateTimeOffset until;
    private bool lost;

    /// <summary>True while grants may be given.</summary>
    public bool Holds => Now + Margin < until;

    /// <summary>True where another activation sent before this one.</summary>
    public bool WasHeld => state.State.Until != default;

    private static DateTimeOffset Now => TimeProvider.System.GetUtcNow();

    public void Begin()
    {
        othersUntil = state.State.Until;
        CountWaiting();
        timer = grain.RegisterGrainTimer(Again, new GrainTimerCreationOptions { DueTime = TimeSpan.Zero, Period = Look, Interleave = true });
    }

    /// <summary>Something is to be sent: answers once the lease is held, where another's has not run out as soon as it has; fails where it turns out to be another's.</summary>
    public async Task Use()
    {
        while (!Holds)
        {
            var next = looked.Task;
            await Take();
            CountWaiting();
            if (lost)
            {
                throw new OrleansException("Another activation holds the lease.");
            }

            if (!Holds)
            {
                await next.WaitAsync(For);
            }
        }
    }

    /// <summary>True where another activation held the lease since this one did: what it promised and left is known to nobody here.</summary>
    public async Task<bool> Passed()
    {
        if (Holds || !taking.IsCompleted)
        {
            return false;
        }

        var known = state.Etag;
        taking = state.ReadStateAsync();
        await taking;
        othersUntil = state.State.Until;
        return state.Etag != known;
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
        try
        {
            if (wanted() && until < Now + For - Look)
            {
                await Take();
            }
        }
        finally
        {
            CountWaiting();
            looked.SetResult();
            looked = new(TaskCreationOptions.RunContinuationsAsynchronously);
        }
    }

    private Task Take() => taking.IsCompleted ? taking = Write() : taking;

    private async Task Write()
    {
        var (now, had) = (Now, Holds);
        if (lost || now < othersUntil)
        {
            return;
        }

        try
        {
            state.State.Until = now + For;
            await state.WriteStateAsync();
        }
        catch (InconsistentStateException)
        {
            // Another activation holds it: this one is a leftover.
            until = default;
            lost = true;
            grain.DeactivateOnIdle();
            return;
        }

        await taken();
        until = now + For;
        if (!had && Holds)
        {
            await held();
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
