namespace Conversations.Actors.Time;

/// <summary>Counts work under way (turns, effects, calls, webhooks), so that a clock can wait until all has settled and a stop can drain.</summary>
public sealed class InFlight
{
    private readonly Lock gate = new();
    private TaskCompletionSource idle = Completed();
    private int count;
    private long begun;

    public int Count
    {
        get
        {
            lock (gate)
            {
                return count;
            }
        }
    }

    /// <summary>How many pieces were ever begun: where it has not changed between two looks at zero, nothing happened meanwhile.</summary>
    public long Begun
    {
        get
        {
            lock (gate)
            {
                return begun;
            }
        }
    }

    /// <summary>Counts until disposed. Begin the next piece before the one that led to it ends: the count then never touches zero too early.</summary>
    public IDisposable Begin()
    {
        lock (gate)
        {
            begun++;
            if (count++ == 0)
            {
                idle = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            }
        }

        return new Piece(this);
    }

    /// <summary>Completes when nothing is under way.</summary>
    public async Task Settled(CancellationToken cancellationToken)
    {
        while (true)
        {
            Task waited;
            lock (gate)
            {
                if (count == 0)
                {
                    return;
                }

                waited = idle.Task;
            }

            await waited.WaitAsync(cancellationToken);
        }
    }

    private static TaskCompletionSource Completed()
    {
        var source = new TaskCompletionSource();
        source.SetResult();
        return source;
    }

    private void End()
    {
        TaskCompletionSource? settled = null;
        lock (gate)
        {
            if (--count == 0)
            {
                settled = idle;
            }
        }

        settled?.SetResult();
    }

    private sealed class Piece(InFlight owner) : IDisposable
    {
        private InFlight? owner = owner;

        public void Dispose() => Interlocked.Exchange(ref owner, null)?.End();
    }
}
