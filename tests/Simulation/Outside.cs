using System.Globalization;
using Conversations.Actors;
using Conversations.Customers;
using Conversations.Identity;
using Conversations.Simulation.Checks;
using Conversations.Threads;

namespace Conversations.Simulation;

/// <summary>All that is not ours: WhatsApp, the assistant's model, the store's webhook. It survives the engine's crashes.</summary>
internal sealed class Outside(Dice dice, Laws laws, Func<DateTimeOffset> now, Action<Addressed> post, Action<Effect.Send?> interrupt) : IWhatsApp, IAssistant, IStoreWebhook
{
    private static readonly int[] Codes = [131049, 131026, 130429, 131047, 131000, 131048, 132015, 131056, 131050];

    private readonly Dictionary<string, DeliveryStatus> told = [];
    private int messages;

    /// <summary>Whether something may happen while the assistant thinks, too.</summary>
    public bool BothInterrupted { get; init; }

    /// <summary>The last thing that was told of each message.</summary>
    public IReadOnlyDictionary<string, DeliveryStatus> Told => told;

    public Faults Faults { get; set; } = Faults.None;

    public async Task<SendResult> Send(StoreId store, Effect.Send send, CancellationToken cancellationToken)
    {
        laws.Called(send);
        if (dice.Hits(Faults.Interrupted))
        {
            interrupt(send);
        }

        await Wait();
        if (dice.Hits(Faults.Rejected / 2))
        {
            return new SendResult.Rejected(dice.Of(Codes), null);
        }

        if (dice.Hits(Faults.LostAnswer / 2))
        {
            return new SendResult.Unknown("connection refused by the wind");
        }

        var wamid = "wamid." + (++messages).ToString(CultureInfo.InvariantCulture);
        if (dice.Hits(Faults.FailedLater))
        {
            Report(store, send, wamid, DeliveryStatus.Failed, dice.Of(Codes));
        }
        else
        {
            laws.Reached(send);
            Report(store, send, wamid, DeliveryStatus.Sent, null);
            Report(store, send, wamid, DeliveryStatus.Delivered, null);
            if (dice.Hits(0.4))
            {
                Report(store, send, wamid, DeliveryStatus.Read, null);
            }
        }

        await Wait();
        return dice.Hits(Faults.LostAnswer) ? throw new HttpRequestException("the answer was lost") : new SendResult.Accepted(wamid, null);
    }

    public Task MarkRead(StoreId store, Effect.MarkRead read, CancellationToken cancellationToken) => Task.CompletedTask;

    public async Task<Answer> Answer(Question question, CancellationToken cancellationToken)
    {
        if (BothInterrupted && dice.Hits(Faults.Interrupted))
        {
            interrupt(null);
        }

        await Wait();
        return dice.Hits(Faults.AssistantFails)
            ? throw new OperationCanceledException("too slow")
            : dice.Hits(0.7) ? new Answer { Text = "Delivery takes two days.", Confidence = 0.9 } : new Answer { Reason = "nothing found", Confidence = 0.1 };
    }

    public async Task<bool> Tell(StoreId store, string key, Effect.TellStore tell, CancellationToken cancellationToken)
    {
        await Wait();
        return !dice.Hits(Faults.LostAnswer);
    }

    private async Task Wait()
    {
        while (dice.Hits(Faults.PortSlow))
        {
            await Task.Yield();
        }
    }

    private void Report(StoreId store, Effect.Send send, string wamid, DeliveryStatus status, int? code)
    {
        told[wamid] = status;
        post(new Addressed(store, new CustomerInput.DeliveryReported(wamid, send.Callback, status, code, null, null) { Id = $"{wamid}:{status}", Source = "whatsapp", At = now(), OccurredAt = now() }));
    }
}
