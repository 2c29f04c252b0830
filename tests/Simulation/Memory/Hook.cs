namespace Conversations.Simulation.Memory;

/// <summary>Stands between the engine and a port: may wait, or fail before or after the call has had its effect.</summary>
internal interface IHook
{
    /// <summary>Before the call; a throw means that nothing happened.</summary>
    Task Before(string call);

    /// <summary>After its effect; a throw means that only the answer was lost.</summary>
    Task After(string call);
}

internal sealed class NoHook : IHook
{
    public Task Before(string call) => Task.CompletedTask;

    public Task After(string call) => Task.CompletedTask;
}
