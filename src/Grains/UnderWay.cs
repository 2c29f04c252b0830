using Conversations.Actors;

namespace Conversations.Grains;

/// <summary>Sends whose outcome is not committed yet, so that a silo that stops can wait for just those.</summary>
internal sealed class UnderWay
{
    private readonly Lock gate = new();
    private readonly HashSet<SettledEffect> sends = [];
    private TaskCompletionSource? emptied;

    public int Count
    {
        get
        {
            lock (gate)
            {
                return sends.Count;
            }
        }
    }

    public void Begin(SettledEffect send)
    {
        lock (gate)
        {
            sends.Add(send);
        }
    }

    public void End(SettledEffect send)
    {
        lock (gate)
        {
            if (sends.Remove(send) && sends.Count == 0)
            {
                emptied?.TrySetResult();
            }
        }
    }

    /// <summary>Completes as soon as none is under way.</summary>
    public Task Empty()
    {
        lock (gate)
        {
            if (sends.Count == 0)
            {
                return Task.CompletedTask;
            }

            emptied ??= new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return emptied.Task;
        }
    }
}
