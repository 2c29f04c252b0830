using Conversations.Actors.Time;

namespace Conversations.Actors.Dispatch;

/// <summary>Takes effects without an outcome input off the outbox, those that are done together in one write. A lost write repeats the effect after a restart, nothing worse.</summary>
internal sealed class SettleQueue(ICustomerStore store, Agenda agenda)
{
    private static readonly TimeSpan RetryAfter = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private List<SettledEffect> waiting = [];
    private bool running;

    public void Settle(SettledEffect effect)
    {
        lock (gate)
        {
            waiting.Add(effect);
            if (running)
            {
                return;
            }

            running = true;
        }

        agenda.Run(Flush);
    }

    private async Task Flush()
    {
        while (true)
        {
            List<SettledEffect> batch;
            lock (gate)
            {
                batch = waiting;
                waiting = [];
                running = batch.Count > 0;
            }

            if (batch.Count == 0)
            {
                return;
            }

            try
            {
                await store.Settle(batch, CancellationToken.None);
            }
            catch
            {
                lock (gate)
                {
                    waiting.InsertRange(0, batch);
                }

                agenda.At(agenda.Now + RetryAfter, Flush);
                throw;
            }
        }
    }
}
