using Conversations.Actors;
using Conversations.Threads;

namespace Conversations.Api.Hosting;

/// <summary>Knows nothing, so a human answers.</summary>
public sealed class NoAssistant : IAssistant
{
    public Task<Answer> Answer(Question question, CancellationToken cancellationToken) =>
        Task.FromResult(new Answer { Reason = "no assistant" });
}
