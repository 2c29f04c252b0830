namespace Conversations.Simulation.Loop;

/// <summary>Runs tasks one at a time on the caller's thread, in an order that a seed decides.</summary>
internal sealed class SteppedScheduler(Func<int, int>? choose = null) : TaskScheduler
{
    private readonly List<Task> ready = [];

    public int Ready => ready.Count;

    /// <summary>Runs one ready task; false where none is.</summary>
    public bool Step()
    {
        if (ready.Count == 0)
        {
            return false;
        }

        var place = choose?.Invoke(ready.Count) ?? 0;
        var task = ready[place];
        ready.RemoveAt(place);

        // A test runner's context would take what follows an await to its own threads.
        var context = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(null);
        try
        {
            TryExecuteTask(task);
        }
        finally
        {
            SynchronizationContext.SetSynchronizationContext(context);
        }

        return true;
    }

    /// <summary>A crash: what was ready never runs.</summary>
    public void Drop() => ready.Clear();

    protected override IEnumerable<Task> GetScheduledTasks() => ready;

    protected override void QueueTask(Task task) => ready.Add(task);

    protected override bool TryExecuteTaskInline(Task task, bool taskWasPreviouslyQueued) => false;
}
