using System.Collections.Concurrent;
using Conversations.Actors.Sending;
using Conversations.Actors.Time;
using Conversations.Customers;
using Conversations.Threads;
using Microsoft.Extensions.Logging;

namespace Conversations.Actors.Dispatch;

/// <summary>Carries out effects after their commit; each outcome comes back as an input whose id is the effect's key, so that there is one outcome an effect, whoever reports it.</summary>
internal sealed partial class Dispatcher(IEngine engine, EnginePorts ports, ISenders senders, Outcomes outcomes, Agenda agenda, EngineOptions options, ILogger<Dispatcher> logger)
{
    /// <summary>A call that neither answers nor fails is given up then, in real time; the adapter's own time-outs are shorter.</summary>
    private static readonly TimeSpan SendTimeout = TimeSpan.FromSeconds(30);

    private const int WebhookTriesMax = 12;

    /// <summary>The last call begun or waiting for each customer who has one.</summary>
    private readonly ConcurrentDictionary<CustomerKey, Task> calls = new();

    private readonly HandingOn handing = new(outcomes, agenda);

    /// <summary>Starts on the effects of a committed turn; does not wait.</summary>
    public void Dispatch(Turn turn)
    {
        foreach (var decided in turn.Decisions)
        {
            foreach (var row in decided.Effects)
            {
                if (row.Effect is Effect.Send send)
                {
                    SendInOrder(row, send);
                }
                else if (row.Effect is not Effect.HandOn)
                {
                    agenda.Run(() => CarryOut(row));
                }
                else if (handing.Add(row))
                {
                    agenda.Run(() => handing.Run(row.Customer));
                }
            }
        }
    }

    /// <summary>What a process left that is no more. A send may have happened: its outcome is unknown, and it is never made again (L2). Everything else is repeated; first what customers have to hand on, so that a survivor knows the other's stops and messages before anything is sent to it.</summary>
    public async Task CarryOn(IReadOnlyList<EffectRow> left)
    {
        foreach (var row in left)
        {
            if (row.Effect is Effect.HandOn && handing.Add(row))
            {
                await handing.Run(row.Customer);
            }
        }

        foreach (var row in left.Where(row => row.Effect is not Effect.HandOn))
        {
            if (row.Effect is Effect.Send send)
            {
                agenda.Run(() => outcomes.Tell(row, new CustomerInput.SendUnknown(send.TouchId, send.Attempt, "the engine stopped during the call") { Id = EffectKey.Of(row), Source = EffectKey.Source, At = agenda.Now, OccurredAt = agenda.Now }));
            }
            else
            {
                agenda.Run(() => CarryOut(row));
            }
        }
    }

    /// <summary>What is written to one customer reaches WhatsApp in the order in which it was decided: each call waits for the answer to the one before.</summary>
    private void SendInOrder(EffectRow row, Effect.Send send)
    {
        var answered = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var before = Task.CompletedTask;
        calls.AddOrUpdate(row.Customer, answered.Task, (_, last) =>
        {
            before = last;
            return answered.Task;
        });
        agenda.Run(async () =>
        {
            await before;
            var result = await Call(row, send);
            calls.TryRemove(KeyValuePair.Create(row.Customer, answered.Task));
            answered.SetResult();
            await Tell(row, send, result);
        });
    }

    private Task CarryOut(EffectRow row) => row.Effect switch
    {
        Effect.WantSlot want => Reach(row, () => senders.Want(row, want), 0),
        Effect.ReturnSlot returned => Reach(row, () => Settled(row, senders.Return(row, returned)), 0),
        Effect.AskAssistant ask => Ask(row, ask),
        Effect.MarkRead read => AtMostOnce(row, () => ports.WhatsApp.MarkRead(row.Customer.Store, read, CancellationToken.None)),
        Effect.TellStore tell => TellStore(row, tell, 0),
        Effect.RaiseAlert alert => AtMostOnce(row, () => Raise(row, alert)),
        Effect.TellSender told => Reach(row, () => Settled(row, senders.Told(row.Customer.Store, told)), 0),
        Effect.CountCompanions count => Reach(row, () => Count(row, count), 0),
        _ => throw new System.Diagnostics.UnreachableException(row.Effect.GetType().Name),
    };

    /// <summary>Tried until it succeeds. What the sender is told twice changes nothing; it may be on its way to another process.</summary>
    private async Task Reach(EffectRow row, Func<Task> tell, int tries)
    {
        try
        {
            await tell();
        }
        catch (Exception error)
        {
            Log.Retried(logger, error, row.Effect.GetType().Name, row.Customer);
            agenda.At(agenda.Now + Outcomes.WaitAfter(tries), () => Reach(row, tell, tries + 1));
        }
    }

    private async Task Settled(EffectRow row, Task work)
    {
        await work;
        outcomes.Settle(row);
    }

    private async Task<SendResult> Call(EffectRow row, Effect.Send send)
    {
        using var activity = Telemetry.Activities.StartActivity("send");
        activity?.SetTag("customer", row.Customer.Customer.Value);
        try
        {
            using var timeout = new CancellationTokenSource(SendTimeout);
            return await ports.WhatsApp.Send(row.Customer.Store, send, timeout.Token);
        }
        catch (Exception error)
        {
            Log.SendFaulted(logger, error, row.Customer);
            return new SendResult.Unknown(error.GetType().Name);
        }
    }

    private async Task Tell(EffectRow row, Effect.Send send, SendResult result)
    {
        Telemetry.Sends.Add(1, new KeyValuePair<string, object?>("outcome", result.GetType().Name));
        var now = agenda.Now;
        await outcomes.Tell(row, result switch
        {
            SendResult.Accepted accepted => new CustomerInput.SendAccepted(send.TouchId, send.Attempt, accepted.Wamid, accepted.WaId) { Id = EffectKey.Of(row), Source = EffectKey.Source, At = now, OccurredAt = now },
            SendResult.Rejected rejected => new CustomerInput.SendRejected(send.TouchId, send.Attempt, rejected.Code, rejected.Detail) { Id = EffectKey.Of(row), Source = EffectKey.Source, At = now, OccurredAt = now },
            SendResult.Unknown unknown => new CustomerInput.SendUnknown(send.TouchId, send.Attempt, unknown.Reason) { Id = EffectKey.Of(row), Source = EffectKey.Source, At = now, OccurredAt = now },
            _ => throw new System.Diagnostics.UnreachableException(result.GetType().Name),
        });
    }

    private async Task Ask(EffectRow row, Effect.AskAssistant ask)
    {
        Answer answer;
        try
        {
            // Real time: a moved clock must not cut off a model that is thinking.
            using var timeout = new CancellationTokenSource(options.AssistantTimeout);
            var customer = await engine.Look(row.Customer, CancellationToken.None);
            answer = await ports.Assistant
                .Answer(new Question(row.Customer.Store, ask.Texts, ask.Language, customer), timeout.Token)
                .WaitAsync(timeout.Token);
        }
        catch (OperationCanceledException)
        {
            Log.AssistantLate(logger, row.Customer);
            answer = new Answer { Reason = "timeout" };
        }
        catch (Exception error)
        {
            Log.AssistantFailed(logger, error, row.Customer);
            answer = new Answer { Reason = "error" };
        }

        await outcomes.Tell(row, new CustomerInput.Answered(ask.Turn, ask.Epoch, answer) { Id = EffectKey.Of(row), Source = EffectKey.Source, At = agenda.Now, OccurredAt = agenda.Now });
    }

    private async Task Count(EffectRow row, Effect.CountCompanions count)
    {
        var companions = await ports.ReadModels.Companions(row.Customer, count.ProductIds, CancellationToken.None);
        await outcomes.Tell(row, new CustomerInput.CompanionsCounted(count.OrderId, [.. companions]) { Id = EffectKey.Of(row), Source = EffectKey.Source, At = agenda.Now, OccurredAt = agenda.Now });
    }

    private async Task TellStore(EffectRow row, Effect.TellStore tell, int tries)
    {
        var told = false;
        try
        {
            told = await ports.Webhook.Tell(row.Customer.Store, EffectKey.Of(row), tell, CancellationToken.None);
        }
        catch (Exception error)
        {
            Log.WebhookFailed(logger, error, row.Customer, tell.Event);
        }

        if (told || tries >= WebhookTriesMax)
        {
            if (!told)
            {
                Log.WebhookGivenUp(logger, row.Customer, tell.Event);
            }

            outcomes.Settle(row);
            return;
        }

        agenda.At(agenda.Now + Outcomes.WaitAfter(tries), () => TellStore(row, tell, tries + 1));
    }

    private Task Raise(EffectRow row, Effect.RaiseAlert alert)
    {
        Telemetry.Alerts.Add(1, new KeyValuePair<string, object?>("alert", alert.Alert));
        Log.Alert(logger, alert.Alert, alert.Detail, row.Customer);
        return Task.CompletedTask;
    }

    private async Task AtMostOnce(EffectRow row, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (Exception error)
        {
            Log.EffectFailed(logger, error, row.Effect.GetType().Name, row.Customer);
        }

        outcomes.Settle(row);
    }
}
