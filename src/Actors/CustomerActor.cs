using System.Collections.Immutable;
using Conversations.Customers;
using Conversations.Identity;

namespace Conversations.Actors;

/// <summary>One customer's shell: loads, decides all that waits in order, commits once. No threads of its own: the host calls it one call at a time.</summary>
public sealed partial class CustomerActor(CustomerKey key, ActorParts parts)
{
    private const int ConflictsMax = 5;

    /// <summary>Whatever was found to be a customer's before its erasure has arrived by then.</summary>
    private static readonly TimeSpan BuriedFor = TimeSpan.FromMinutes(1);

    private Customer? state;
    private Turn? unsure;
    private DateTimeOffset latest;
    private bool seals;
    private int trusted;
    private DateTimeOffset? buriedUntil;

    /// <summary>True while it is unknown whether the last commit was written; such an actor must stay in memory, for its effects may wait to be dispatched.</summary>
    public bool Unsure => unsure is not null;

    /// <summary>True for a while after an erasure: such an actor must stay in memory too, since another would know nothing of it and be born again by what is on its way.</summary>
    public bool JustBuried => buriedUntil > parts.Time.GetUtcNow();

    /// <summary>When the customer in memory wants to be woken.</summary>
    public DateTimeOffset? DueAt => state?.DueAt;

    /// <summary>Of a tombstone in memory: where it went.</summary>
    public CustomerId? MovedTo => state?.MovedTo;

    /// <summary>The state; <see cref="Customer.Version"/> 0 where nothing is known of the customer.</summary>
    public async ValueTask<Customer> Look(CancellationToken cancellationToken)
    {
        DistrustMemory();
        await Load(cancellationToken);
        return state!;
    }

    /// <summary>Drops what is held in memory, and the faults with it; the next call loads.</summary>
    public void Forget()
    {
        state = null;
        unsure = null;
        parkedBy = null;
        faults = 0;
    }

    /// <summary>After its erasure: nothing is taken under this name again, for what is late would meet the ids of the life before.</summary>
    public void Bury()
    {
        Forget();
        buriedUntil = parts.Time.GetUtcNow() + BuriedFor;
    }

    /// <summary>Decides the inputs in order and commits them as one turn. One fate an input; nothing is thrown but a cancellation before the commit.</summary>
    /// <param name="inputs">Whose customer this is, or was when <paramref name="remembered"/> says so of their place: such a one is taken only by a living customer that still goes by its aliases.</param>
    /// <param name="remembered">True where the customer was not looked up.</param>
    /// <param name="cancellationToken">Ends the attempt before the commit.</param>
    public async Task<IReadOnlyList<Fate>> Take(IReadOnlyList<CustomerInput> inputs, Func<int, bool> remembered, CancellationToken cancellationToken)
    {
        var batch = new Batch(inputs, remembered);
        if (buriedUntil is not null)
        {
            batch.Bury();
            return batch.Fates();
        }

        DistrustMemory();
        try
        {
            await Take(batch, cancellationToken);
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            batch.FailRest(error);
        }

        return batch.Fates();
    }

    private async Task Take(Batch batch, CancellationToken cancellationToken)
    {
        var conflicts = 0;
        while (true)
        {
            await Load(cancellationToken);
            if (conflicts > 0 && state!.Version == 0)
            {
                // Another process erased it.
                Bury();
                batch.Bury();
                return;
            }

            var rules = await parts.Rules.Current(key.Store, cancellationToken);
            if (DecideOpen(batch, rules) is not { } turn)
            {
                return;
            }

            switch (await parts.Commit(turn))
            {
                case CommitOutcome.Committed:
                    Adopt(turn);
                    batch.Accept(turn);
                    return;
                case CommitOutcome.Repeated repeated when batch.Repeat(turn, repeated.Inputs):
                    break;
                case CommitOutcome.Repeated:
                    throw new InvalidOperationException($"The store calls inputs of {key} repeated that were not in the turn.");
                case CommitOutcome.Conflict conflict when ++conflicts > ConflictsMax:
                    throw new InvalidOperationException($"Customer {key} is written by others (stored version {conflict.StoredVersion}); gave up after {ConflictsMax} tries.");
                case CommitOutcome.Conflict:
                    Log.Conflict(parts.Logger, key);
                    state = null;
                    break;
                case CommitOutcome.Failed failed:
                    await Reconcile(batch, turn, failed.Error, cancellationToken);
                    return;
            }
        }
    }

    /// <summary>A failed commit may have been written and only its answer lost: the stored snapshot tells.</summary>
    private async Task Reconcile(Batch batch, Turn turn, Exception error, CancellationToken cancellationToken)
    {
        Log.CommitFailed(parts.Logger, error, key);
        unsure = turn;
        state = null;
        if (await Load(cancellationToken))
        {
            batch.Accept(turn);
        }
        else
        {
            batch.FailRest(error);
        }
    }

    private void DistrustMemory()
    {
        var trust = parts.Trust();
        if (trust == 0 || trust != trusted)
        {
            state = null;
            trusted = trust;
        }
    }

    /// <summary>True where the turn that it was unsure of turned out to be written.</summary>
    private async ValueTask<bool> Load(CancellationToken cancellationToken)
    {
        if (state is not null)
        {
            return false;
        }

        var stored = await parts.Store.Load(key, cancellationToken);
        var overtaken = false;
        if (unsure is { } turn)
        {
            if (stored?.Version == turn.After.Version && stored.Snapshot == turn.Snapshot)
            {
                unsure = null;
                Adopt(turn);
                return true;
            }

            overtaken = stored?.Version > turn.After.Version && await IsInLog(turn, cancellationToken);
            unsure = null;
            if (overtaken)
            {
                Adopt(turn);
            }
        }

        state = stored is null ? new Customer { Store = key.Store, Id = key.Customer } : Readable(stored.Snapshot);
        seals = state.DeciderVersion != Decider.Version;
        return overtaken;
    }

    /// <summary>Another process wrote since: the log tells whether it wrote on top of this turn.</summary>
    private async Task<bool> IsInLog(Turn turn, CancellationToken cancellationToken)
    {
        var first = turn.Decisions[0];
        var log = await parts.Store.Inputs(key, cancellationToken);
        return log.Any(entry => entry.Version == first.Version && entry.Input.Id == first.Input.Id && entry.Input.Source == first.Input.Source);
    }

    private void Adopt(Turn turn)
    {
        state = turn.After;
        seals = false;
        Telemetry.Turns.Add(1);
        parts.Committed(turn);
    }

    private Turn? DecideOpen(Batch batch, Rules rules)
    {
        UnparkIfOthersWentOn();
        var before = state!;
        var now = parts.Time.GetUtcNow();
        latest = now > latest ? now : latest;
        var steps = new List<Customer> { before };
        var decisions = ImmutableArray.CreateBuilder<Decided>();
        foreach (var (place, given) in batch.Open())
        {
            if (batch.IsRemembered(place) && !GoesBy(steps[^1], given))
            {
                batch.Refuse(place);
            }
            else if (parkedBy is not null)
            {
                batch.Fail(place, new CustomerParkedException(key, parkedBy));
            }
            else if (Stamp(steps[^1], given, rules) is not { } input)
            {
                batch.Skip(place);
            }
            else if (TryDecide(steps[^1], input, rules, out var decision) is { } fault)
            {
                batch.Fail(place, new CustomerFaultException(key, $"The decider failed on customer {key}.", fault));
            }
            else
            {
                decisions.Add(new Decided(input, decision!.Next.Version, decision.Facts, RowsOf(decision)));
                batch.Decided(place, decisions.Count - 1);
                steps.Add(decision.Next);
            }
        }

        return decisions.Count == 0 ? null : TurnOf(steps, decisions.ToImmutable());
    }

    /// <summary>Nothing else leaves a living customer than what decides who it is: cart tokens and e-mail addresses go with a merge or an erasure.</summary>
    private static bool GoesBy(Customer customer, CustomerInput input) =>
        customer is { Version: > 0, MovedTo: null } && input.Aliases.All(alias => !alias.Merges || customer.Aliases.Contains(alias));

    private Turn TurnOf(List<Customer> steps, ImmutableArray<Decided> decisions) => new()
    {
        Customer = key,
        BaseVersion = steps[0].Version,
        Decisions = decisions,
        Before = steps[0],
        After = steps[^1],
        Snapshot = Written.Of(steps[^1]),
        Settled = [.. decisions.Select(decided => EffectKey.SettledBy(key.Store, decided.Input)).OfType<SettledEffect>()],
        ReadModels = ReadModelRows.Of(steps),
        Process = parts.Process,
        Seals = seals,
    };

    private ImmutableArray<EffectRow> RowsOf(Decision decision) =>
        [.. decision.Effects.Select((effect, place) => new EffectRow(key, decision.Next.Version, place, effect))];

    /// <summary>The input as it is decided and stored: when, with which rules, and for a waking which one of which life, since who was erased while another moved into it lives again under its id. Null: nothing to decide.</summary>
    private CustomerInput? Stamp(Customer customer, CustomerInput input, Rules rules)
    {
        if (customer.Version == 0 && Echo.Is(input))
        {
            return null;
        }

        var stamped = input with { At = latest, RulesVersion = rules.Version };
        if (stamped is not CustomerInput.Woken)
        {
            return stamped;
        }

        return customer.DueAt <= latest
            ? stamped with { Id = FormattableString.Invariant($"woken:{key.Customer}:{customer.BornAt?.ToUnixTimeMilliseconds()}:{customer.Version}"), Source = EffectKey.Source }
            : null;
    }
}
