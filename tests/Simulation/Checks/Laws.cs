using System.Globalization;
using Conversations.Actors;
using Conversations.Customers;
using Conversations.Messages;

namespace Conversations.Simulation.Checks;

/// <summary>The laws of architecture.md, watched from outside: told of every written turn and of every call, and knowing nothing of how the decider came to it.</summary>
internal sealed partial class Laws(Action<string>? story)
{
    private static readonly string[] Judged = ["touch.claimed", "touch.held", "touch.dropped", "touch.holdout", "input.ignored"];

    private static readonly string[] Attended =
    [
        "message.recorded", "message.answered", "message.for-human", "thread.handed-over", "thread.still-waiting", "thread.taken-over", "thread.closed",
        "consent.revoked", "consent.resumed", "consent.suspended", "order.confirmed",
    ];

    private readonly Dictionary<CustomerKey, Ledger> ledgers = [];
    private readonly Dictionary<CustomerKey, CustomerKey> moved = [];
    private readonly HashSet<(string Source, string Id)> decided = [];
    private readonly HashSet<(string Source, string Id)> taken = [];
    private readonly Dictionary<string, (CustomerKey Customer, DateTimeOffset At)> claims = [];
    private readonly HashSet<string> ended = [];
    private readonly HashSet<string> called = [];
    private readonly HashSet<string> unknown = [];
    private readonly HashSet<string> reached = [];
    private readonly HashSet<string> refused = [];
    private readonly Dictionary<CustomerKey, DateTimeOffset> erased = [];
    private readonly ContactLaws contact = new();
    private readonly FactLaws facts = new();

    /// <summary>The first law that was broken, by name, and how.</summary>
    public string? Broken { get; private set; }

    public int Turns { get; private set; }

    public int Calls => called.Count;

    public int Marketing { get; private set; }

    public int? MessagingLimit { get => contact.MessagingLimit; set => contact.MessagingLimit = value; }

    public void Break(string law, string how)
    {
        if (Broken is null)
        {
            Broken = $"{law}: {how}";
            story?.Invoke($"*** {Broken}");
        }
    }

    public void Tell(string happened) => story?.Invoke(happened);

    /// <summary>Of one customer when all has come to rest.</summary>
    public void AtRest(CustomerKey key, Customer customer) => Break(facts.AtRest(key, customer));

    private void Break((string Law, string How)? broken)
    {
        if (broken is { } one)
        {
            Break(one.Law, one.How);
        }
    }

    /// <summary>A turn became durable.</summary>
    public void Wrote(Turn turn)
    {
        Turns++;
        foreach (var one in turn.Decisions)
        {
            Tell(one, turn.Customer);
            if (!decided.Add((one.Input.Source, one.Input.Id)))
            {
                Break("L3 the same input changes nothing the second time", $"{one.Input.GetType().Name} {one.Input.Id} of {turn.Customer}");
            }

            if (one.Facts.IsDefaultOrEmpty)
            {
                Break("L8 every decision has a fact", $"{one.Input.GetType().Name} of {turn.Customer} at version {one.Version}");
            }

            if (!one.Facts.Any(fact => fact.Kind == "input.forwarded"))
            {
                Heard(turn.Customer, one);
            }
        }
    }

    /// <summary>A sender was answered; it will not come again.</summary>
    public void Acknowledged(CustomerInput input, Taken fate)
    {
        if (fate == Taken.Accepted && !taken.Add((input.Source, input.Id)))
        {
            Break("L3 a duplicate is answered Repeated", $"{input.GetType().Name} {input.Id}");
        }
    }

    /// <summary>WhatsApp was called.</summary>
    public void Called(Effect.Send send)
    {
        var touch = TouchOf(send.Callback);
        if (!called.Add(send.Callback))
        {
            Break("L2 sent at most once", send.Callback);
        }

        if (!claims.ContainsKey(send.Callback))
        {
            Break("L2 the intent is committed before the call", send.Callback);
        }

        if (reached.Contains(touch))
        {
            Break("L2 nobody gets a message twice", send.Callback);
        }
    }

    /// <summary>WhatsApp will bring it to the person, whatever we are told.</summary>
    public void Reached(Effect.Send send) => reached.Add(TouchOf(send.Callback));

    public void Erased(CustomerKey customer, DateTimeOffset at)
    {
        erased[customer] = at;

        // Who is on the way into this one goes with it.
        foreach (var (other, _) in moved.Where(one => one.Value == customer && ledgers.ContainsKey(one.Key)))
        {
            erased[other] = at;
        }

        // Another life under the same id counts its effects anew.
        var own = $"fx:{customer.Customer}:";
        decided.RemoveWhere(one => one.Id.StartsWith(own, StringComparison.Ordinal));
        taken.RemoveWhere(one => one.Id.StartsWith(own, StringComparison.Ordinal));
        story?.Invoke(FormattableString.Invariant($"{at:MM-dd HH:mm:ss.fff} {customer.Customer} erased"));
        if (ledgers.Remove(customer, out var ledger))
        {
            contact.Erased(ledger, ledgers.Values, at);
        }
    }

    /// <summary>Called when all has come to rest.</summary>
    /// <param name="withHumans">Whose conversation a human has or is asked for: whatever is open there is shown.</param>
    public void AtRest(IReadOnlySet<CustomerKey> withHumans)
    {
        foreach (var (callback, claim) in claims.Where(claim => !ended.Contains(Original(claim.Key)) && !erased.ContainsKey(Alive(claim.Value.Customer)) && !erased.ContainsKey(claim.Value.Customer)))
        {
            Break("L2 every claim ends accepted, rejected or unknown", $"{callback} of {claim.At:O}");
        }

        foreach (var (customer, ledger) in ledgers.Where(ledger => ledger.Value.Open.Count > 0 && !withHumans.Contains(ledger.Key)))
        {
            Break("L7 every message is answered, handed over or recorded", $"{string.Join(", ", ledger.Open)} of {customer}");
        }
    }

    /// <summary>A touch by the customer and name that it was first made under.</summary>
    private static string TouchOf(string callback)
    {
        var key = Effect.Send.Parse(callback)!.Value;
        return TouchOf(key.Customer.Value, key.TouchId);
    }

    public static string TouchOf(string customer, string touch) => touch.Contains(':', StringComparison.Ordinal) ? touch.Replace(':', '/') : $"{customer}/{touch}";

    private CustomerKey Alive(CustomerKey customer)
    {
        while (moved.TryGetValue(customer, out var to))
        {
            customer = to;
        }

        return customer;
    }

    private Ledger Of(CustomerKey customer) => ledgers.TryGetValue(customer, out var ledger) ? ledger : ledgers[customer] = new Ledger();

    private void Heard(CustomerKey customer, Decided one)
    {
        var ledger = Of(customer);

        // A source whose clock is ahead of the engine's has not seen the future.
        var heard = one.Input.OccurredAt > one.Input.At ? one.Input with { OccurredAt = one.Input.At } : one.Input;
        ledger.Hear(heard, one.Input.OccurredAt);
        contact.Heard(heard, ledger);
        switch (one.Input)
        {
            case CustomerInput.Moved to:
                moved[customer] = customer with { Customer = to.To };
                break;
            case CustomerInput.Absorbed { Snapshot.Aliases.Count: > 0 } absorbed when absorbed.Snapshot.BornAt < erased.GetValueOrDefault(customer with { Customer = absorbed.Snapshot.Id }):
                Break("what is erased stays erased", $"{absorbed.Snapshot.Id} came back in {customer}");
                break;
            case CustomerInput.Absorbed absorbed when ledgers.Remove(customer with { Customer = absorbed.Snapshot.Id }, out var other):
                ledger.TakeIn(other);
                break;
            case CustomerInput.MessageReceived received when !one.Facts.Any(fact => Attended.Contains(fact.Kind)):
                ledger.Open.Add(received.Message.Wamid);
                break;
            case CustomerInput.SlotGranted granted when !one.Facts.Any(fact => Judged.Contains(fact.Kind)):
                Break("L8 every slot is used, held or dropped with a fact", $"{granted.TouchId} of {customer}");
                break;
        }

        if (one.Facts.Any(fact => fact.Kind == "thread.handed-over" || (one.Input is not CustomerInput.MessageReceived && Attended.Contains(fact.Kind))))
        {
            ledger.Open.Clear();
        }

        if (one.Facts.FirstOrDefault(fact => fact.Kind is "touch.held" or "touch.dropped" && string.IsNullOrEmpty(fact.Data.GetValueOrDefault("rule"))) is { } unnamed)
        {
            Break("L8 every hold and drop names its rule", $"{unnamed.Kind} of {customer} at version {one.Version}");
        }

        Break(facts.Look(customer, one, Ended(customer, one)));
        foreach (var row in one.Effects)
        {
            if (row.Effect is Effect.AskAssistant { Texts.IsEmpty: true })
            {
                Break("L7 the assistant is asked what the customer wrote", $"nothing, by {customer} at version {one.Version}");
            }

            if (row.Effect is Effect.Send send)
            {
                Claimed(customer, ledger, one, send);
            }
        }
    }

    /// <summary>The touch of which this is the first outcome of an attempt, where it is known.</summary>
    private string? Ended(CustomerKey customer, Decided one)
    {
        var (callback, fails, lost) = one.Input switch
        {
            CustomerInput.SendAccepted accepted => (KeyOf(customer, accepted.TouchId, accepted.Attempt), false, false),
            CustomerInput.SendRejected rejected => (KeyOf(customer, rejected.TouchId, rejected.Attempt), true, false),
            CustomerInput.SendUnknown lost1 => (KeyOf(customer, lost1.TouchId, lost1.Attempt), false, true),
            CustomerInput.DeliveryReported { TouchKey: { } key } report => (key, report.Status == DeliveryStatus.Failed, false),
            _ => (null, false, false),
        };
        if (callback is null)
        {
            return null;
        }

        var touch = TouchOf(callback);
        var isFirst = ended.Add(Original(callback));
        if (fails)
        {
            refused.Add(touch);
            unknown.Remove(touch);
        }
        else if (lost && isFirst)
        {
            unknown.Add(touch);
        }

        return isFirst && claims.TryGetValue(callback, out var claim) && !erased.ContainsKey(claim.Customer) ? touch : null;
    }

    private static string KeyOf(CustomerKey customer, string touch, int attempt) => Effect.Send.CallbackOf(customer.Store, customer.Customer, touch, attempt);

    private static string Original(string callback)
    {
        var key = Effect.Send.Parse(callback)!.Value;
        return string.Create(CultureInfo.InvariantCulture, $"{TouchOf(callback)}/{key.Attempt}");
    }

    private void Claimed(CustomerKey customer, Ledger ledger, Decided one, Effect.Send send)
    {
        var (at, touch) = (one.Input.At, TouchOf(send.Callback));
        if (!claims.TryAdd(send.Callback, (customer, at)))
        {
            Break("L2 one claim an attempt", send.Callback);
        }

        if (unknown.Contains(touch))
        {
            Break("L2 what is unknown is never sent again", send.Callback);
        }

        var fact = one.Facts.FirstOrDefault(fact => fact.Kind == "touch.claimed" && fact.Data.GetValueOrDefault("touch") == send.TouchId);
        if (string.IsNullOrEmpty(fact?.Data.GetValueOrDefault("gates")))
        {
            Break("L8 every message sent has a fact with its gates", send.Callback);
        }

        refused.Remove(touch);
        Break(contact.Judge(ledger, send, touch, fact?.Data.GetValueOrDefault("journey"), at, refused) is { } broken ? (broken.Law, $"{send.Callback} at {at:O}: {broken.How}") : null);

        if (send.Purpose == Purpose.Marketing)
        {
            Marketing++;
            ledger.Sent(touch, at);
        }
    }
}
