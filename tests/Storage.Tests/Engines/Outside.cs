using Conversations.Actors;
using Conversations.Customers;
using Conversations.Identity;
using Conversations.Threads;

namespace Conversations.Storage.Tests.Engines;

/// <summary>WhatsApp and the rest of the world, the same for all engines; counts calls.</summary>
internal sealed class Outside : IWhatsApp, IAssistant, IStoreWebhook
{
    private readonly Lock gate = new();
    private readonly List<(string Callback, DateTimeOffset At)> calls = [];
    private int toHang;
    private TaskCompletionSource? hung;

    public Func<DateTimeOffset> Now { get; init; } = static () => DateTimeOffset.UnixEpoch;

    public List<(string Callback, DateTimeOffset At)> Calls
    {
        get
        {
            lock (gate)
            {
                return [.. calls];
            }
        }
    }

    /// <summary>The next calls never answer; completes when so many were made.</summary>
    public Task Hang(int count)
    {
        lock (gate)
        {
            toHang = count;
            hung = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            return hung.Task;
        }
    }

    public Task<SendResult> Send(StoreId store, Effect.Send send, CancellationToken cancellationToken)
    {
        lock (gate)
        {
            calls.Add((send.Callback, Now()));
            if (toHang > 0)
            {
                if (--toHang == 0)
                {
                    hung!.SetResult();
                }

                return new TaskCompletionSource<SendResult>().Task;
            }
        }

        return Task.FromResult<SendResult>(new SendResult.Accepted("wamid." + send.Callback, null));
    }

    public Task MarkRead(StoreId store, Effect.MarkRead read, CancellationToken cancellationToken) => Task.CompletedTask;

    public Task<Answer> Answer(Question question, CancellationToken cancellationToken) => throw new InvalidOperationException("no model");

    public Task<bool> Tell(StoreId store, string key, Effect.TellStore tell, CancellationToken cancellationToken) => Task.FromResult(true);
}
