using Conversations.Actors;
using Conversations.Answering;
using Conversations.Api.Demo;
using Conversations.Customers;
using Conversations.Identity;
using Conversations.Storage.Tests.Engines;
using Conversations.Threads;

namespace Silo.Tests.Silos;

/// <summary>One silo's WhatsApp, and its assistant with the demo's knowledge; all calls of all silos are in the world's list.</summary>
internal sealed class RecordingOutside(World world) : IWhatsApp, IAssistant
{
    private static readonly StoreKnowledge Knowledge = new(new KnowledgeBase(DemoContent.Knowledge), DemoContent.Catalogue.Values.ToList());

    private TaskCompletionSource? asked;

    public Outside Inner { get; } = new() { Now = TimeProvider.System.GetUtcNow };

    /// <summary>From now on the assistant thinks for ever; completes with its first question.</summary>
    public Task Think()
    {
        asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        return asked.Task;
    }

    public Task<SendResult> Send(StoreId store, Effect.Send send, CancellationToken cancellationToken)
    {
        world.Calls.Add(new World.Call(send, TimeProvider.System.GetUtcNow()));
        return Inner.Send(store, send, cancellationToken);
    }

    public Task MarkRead(StoreId store, Effect.MarkRead read, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<Answer> Answer(Question question, CancellationToken cancellationToken)
    {
        if (asked is null)
        {
            return Task.FromResult(KnowledgeAssistant.Answer(question, Knowledge));
        }

        asked.TrySetResult();
        return new TaskCompletionSource<Answer>().Task;
    }
}
