using Conversations.Actors.Time;
using Conversations.Customers;

namespace Conversations.Actors.Dispatch;

/// <summary>What those who moved to another customer hand on to it, in order: first who they were, then what was told of them since.</summary>
internal sealed class HandingOn(Outcomes outcomes, Agenda agenda)
{
    private readonly Lock gate = new();
    private readonly Dictionary<CustomerKey, Queue<EffectRow>> waiting = [];

    /// <summary>True where nothing of this customer was waiting before it: <see cref="Run"/> is to be called.</summary>
    public bool Add(EffectRow row)
    {
        lock (gate)
        {
            if (waiting.TryGetValue(row.Customer, out var rows))
            {
                rows.Enqueue(row);
                return false;
            }

            waiting[row.Customer] = new Queue<EffectRow>([row]);
            return true;
        }
    }

    /// <summary>Hands on all that waits; what cannot be handed on now, and all behind it, later.</summary>
    public async Task Run(CustomerKey mover, int tries = 0)
    {
        while (First(mover) is { Effect: Effect.HandOn handed } row)
        {
            if (await outcomes.Try(mover with { Customer = handed.To }, EffectKey.Handed(row, handed), tries) is { } wait)
            {
                agenda.At(agenda.Now + wait, () => Run(mover, tries + 1));
                return;
            }

            tries = 0;
            RemoveFirst(mover);
        }
    }

    private EffectRow? First(CustomerKey mover)
    {
        lock (gate)
        {
            return waiting.TryGetValue(mover, out var rows) ? rows.Peek() : null;
        }
    }

    private void RemoveFirst(CustomerKey mover)
    {
        lock (gate)
        {
            if (waiting[mover] is { Count: > 1 } rows)
            {
                rows.Dequeue();
            }
            else
            {
                waiting.Remove(mover);
            }
        }
    }
}
