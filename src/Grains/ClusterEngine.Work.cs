using System.Diagnostics;
using Conversations.Actors;
using Conversations.Customers;
using Conversations.Grains.Wire;
using Conversations.Identity;

namespace Conversations.Grains;

/// <summary>What the silo's engine does between the calls: asking customers, following commits, keeping up with the other processes.</summary>
public sealed partial class ClusterEngine
{
    /// <summary>Beats (one a second) between two looks for orphaned effects and open fan-outs, while nobody comes or goes.</summary>
    private const int LookEvery = 60;

    /// <summary>Beats until a sender lost with its silo comes back.</summary>
    private const int PingEvery = 10;

    private async Task<Fate> Ask(CustomerKey customer, CustomerInput input, bool remembered = false)
    {
        var own = input.Source == EffectKey.Source;
        if (!own && !accepting)
        {
            throw new OverloadedException("The engine is stopping.");
        }

        if (!own && Volatile.Read(ref waiting) >= Options.WaitingMax)
        {
            throw new OverloadedException("Too many inputs wait.");
        }

        Interlocked.Increment(ref waiting);
        Answer answer;
        try
        {
            answer = await Grain(customer).Take(new Letter(input, remembered)).Reached();
        }
        catch (OverloadedException unreached)
        {
            Log.Unreached(logger, customer, unreached.Message);
            throw;
        }
        finally
        {
            Interlocked.Decrement(ref waiting);
        }

        // Of whoever stands still the outcome stays in the outbox: nothing more of it is to come.
        if (answer.Kind is AnswerKind.Accepted or AnswerKind.Repeated or AnswerKind.Parked && EffectKey.SettledBy(customer.Store, input) is { } ended)
        {
            Sending.End(ended);
        }

        var movedTo = answer.MovedTo is { } id ? new CustomerId(id) : (CustomerId?)null;
        return answer.Kind switch
        {
            AnswerKind.Accepted => new Fate(Taken.Accepted, null) { MovedTo = movedTo },
            AnswerKind.Repeated => new Fate(Taken.Repeated, null) { MovedTo = movedTo, Erased = answer.Erased },
            AnswerKind.Stranger => new Fate(Taken.Repeated, null) { Stranger = true },
            AnswerKind.Overloaded => throw new OverloadedException(answer.Why ?? "Too much waits."),
            AnswerKind.Fault => throw new CustomerFaultException(customer, $"The decider failed on customer {customer}: {answer.Why}.", null),
            AnswerKind.Parked => throw new CustomerParkedException(customer, null),
            AnswerKind.Failed => throw new IOException($"The storage failed: {answer.Why}."),
            _ => throw new UnreachableException(answer.Kind.ToString()),
        };
    }

    private void Committed(Turn turn)
    {
        stores.TryAdd(turn.Customer.Store, 0);
        foreach (var row in turn.Decisions.SelectMany(static decided => decided.Effects).Where(static row => row.Effect is Effect.Send))
        {
            Sending.Begin(new SettledEffect(row.Customer, row.Version, row.Place));
        }

        dispatcher.Dispatch(turn);
        if (Clock is null)
        {
            waker.Arm(turn.After.DueAt);
        }

        foreach (var woken in turn.Decisions.Where(static decided => decided.Input is CustomerInput.Woken))
        {
            if (turn.Before.DueAt is { } due)
            {
                Telemetry.DueLatenessMilliseconds.Record(Math.Max(0, (woken.Input.At - due).TotalMilliseconds));
            }
        }
    }

    /// <summary>Once a second; counted where it succeeds, so that what failed is done with the next.</summary>
    private async Task Beaten(bool changed)
    {
        if (!joined || lease.Resigned)
        {
            return;
        }

        var beat = changed ? 0 : beats + 1;
        if (beat % LookEvery == 0)
        {
            await Adopt();
        }

        if (beat % PingEvery == 0)
        {
            // Each silo those of its own customers' stores: the one that leads may never have met them.
            Agenda.Run(() => Task.WhenAll(stores.Keys.Select(store => link.Grains.GetGrain<ISenderGrain>(store.Value).Ping())));
        }

        if (!lease.Alone)
        {
            await rules.Refresh(CancellationToken.None);
        }

        if (lease.Leads)
        {
            await Lead(beat);
        }

        beats = beat;
    }

    private async Task Adopt()
    {
        var adopted = await adoption.CarryOn();
        if (adopted.Count > 0)
        {
            Log.Adopted(logger, adopted.Count);
            foreach (var row in adopted)
            {
                stores.TryAdd(row.Customer.Store, 0);
            }
        }
    }

    /// <summary>What one silo does for all: whoever is due elsewhere or was missed is woken, lost fan-outs come back.</summary>
    private async Task Lead(int beat)
    {
        if (Clock is null)
        {
            // Commits here arm the waker themselves; those of the other silos are found by this.
            waker.Arm(await due.Next(CancellationToken.None));
        }
        else
        {
            await due.Run();
        }

        if (beat % LookEvery == 0)
        {
            await FanOuts.Resume(CancellationToken.None);
        }
    }
}
