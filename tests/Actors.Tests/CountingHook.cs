using Conversations.Simulation.Memory;

namespace Conversations.Actors.Tests;

internal sealed class CountingHook : IHook
{
    public Dictionary<string, int> Calls { get; } = [];

    public string? FailBefore { get; set; }

    public string? FailAfter { get; set; }

    public bool FailLoadsAfterCommit { get; set; }

    public Task Before(string call)
    {
        Calls[call] = Calls.GetValueOrDefault(call) + 1;
        return call == FailBefore ? throw new IOException($"{call} failed") : Task.CompletedTask;
    }

    public Task After(string call)
    {
        if (call != FailAfter)
        {
            return Task.CompletedTask;
        }

        FailBefore = FailLoadsAfterCommit ? "load" : FailBefore;
        throw new IOException($"the answer of {call} was lost");
    }
}
