using System.Collections.Immutable;
using System.Globalization;
using Conversations.Contact;
using Conversations.Messages;
using Conversations.Orders;
using Conversations.Threads;

namespace Conversations.Customers;

/// <summary>One customer in virtual time: the same decider, with an outside that grants every slot and accepts every message at once.</summary>
internal sealed class VirtualRun(Customer customer, Rules rules, Action<DateTimeOffset, Customer, Decision> decided)
{
    private const int TurnsMax = 2_000;
    private int made;

    public Customer Customer { get; private set; } = customer;

    /// <summary>What the assistant says to a turn; null: no answer is played.</summary>
    public Func<Effect.AskAssistant, Answer>? Assistant { get; init; }

    /// <summary>What others bought who bought what an order holds; null: nobody knows, and the touch waits.</summary>
    public Func<Effect.CountCompanions, ImmutableArray<Companion>?>? Companions { get; init; }

    /// <summary>Accepted messages are reported so; null: nothing is reported of them.</summary>
    public DeliveryStatus? Reported { get; init; }

    /// <summary>Plays what happens, each at its own time, and every waking in between. False: it was cut off after too many turns.</summary>
    public bool Play(DateTimeOffset from, DateTimeOffset end, IEnumerable<CustomerInput> happens)
    {
        foreach (var touch in Customer.Touches.Where(touch => touch.State == TouchState.SlotWanted))
        {
            Grant(touch.Id, from);
        }

        var waiting = new Queue<CustomerInput>(happens.OrderBy(input => input.At));
        var now = from;
        for (var turns = 0; turns < TurnsMax; turns++)
        {
            var due = Customer.DueAt;
            if (waiting.TryPeek(out var next) && (due is null || next.At <= due))
            {
                now = next.At > now ? next.At : now;
                Take(waiting.Dequeue());
            }
            else if (due is { } at && at <= end)
            {
                now = at > now ? at : now;
                Take(new CustomerInput.Woken { Id = Id(), Source = "engine", At = now, OccurredAt = now });
            }
            else
            {
                return true;
            }
        }

        return false;
    }

    private void Take(CustomerInput input)
    {
        var before = Customer;
        var decision = Decider.Decide(before, input, rules);
        Customer = decision.Next;
        decided(input.At, before, decision);
        foreach (var effect in decision.Effects)
        {
            Answer(effect, input.At);
        }
    }

    private void Grant(string touchId, DateTimeOffset at) =>
        Take(new CustomerInput.SlotGranted(touchId, new Capacity()) { Id = Id(), Source = "engine", At = at, OccurredAt = at });

    private void Answer(Effect effect, DateTimeOffset at)
    {
        switch (effect)
        {
            case Effect.WantSlot slot:
                Grant(slot.TouchId, at);
                break;
            case Effect.Send send:
                var wamid = Id();
                Take(new CustomerInput.SendAccepted(send.TouchId, send.Attempt, wamid, null) { Id = Id(), Source = "engine", At = at, OccurredAt = at });
                if (Reported is { } status)
                {
                    Take(new CustomerInput.DeliveryReported(wamid, send.Callback, status, null, null, null) { Id = Id(), Source = "whatsapp", At = at, OccurredAt = at });
                }

                break;
            case Effect.AskAssistant ask when Assistant is { } assistant:
                Take(new CustomerInput.Answered(ask.Turn, ask.Epoch, assistant(ask)) { Id = Id(), Source = "engine", At = at, OccurredAt = at });
                break;
            case Effect.CountCompanions count when Companions?.Invoke(count) is { } companions:
                Take(new CustomerInput.CompanionsCounted(count.OrderId, companions) { Id = Id(), Source = "engine", At = at, OccurredAt = at });
                break;
            default:
                break;
        }
    }

    private string Id() => string.Create(CultureInfo.InvariantCulture, $"virtual/{++made}");
}
