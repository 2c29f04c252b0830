using Conversations.Simulation.Memory;

namespace Conversations.Actors.Tests;

/// <summary>Sends something while a call is under way, and lets it reach the mailbox.</summary>
internal sealed class LateArrival(string during) : IHook
{
    private const int StepsToTheMailbox = 20;

    public Func<Task<Receipt>>? Send { get; set; }

    public Task<Receipt>? Sent { get; private set; }

    public async Task Before(string call)
    {
        if (call != during || Sent is not null)
        {
            return;
        }

        Sent = Send!();
        for (var step = 0; step < StepsToTheMailbox; step++)
        {
            await Task.Yield();
        }
    }

    public Task After(string call) => Task.CompletedTask;
}
