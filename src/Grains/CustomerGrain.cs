using Conversations.Actors;
using Conversations.Customers;
using Conversations.Grains.Wire;
using Conversations.Identity;
using Orleans.Concurrency;

namespace Conversations.Grains;

/// <summary>A customer's shell in the cluster: all that waits is decided in one turn, one turn at a time. What it knows is in the customer store; nothing is kept here.</summary>
[Reentrant]
[CollectionAgeLimit(Minutes = 5)]
[GrainType("customer")]
public sealed class CustomerGrain : Grain, ICustomerGrain, IRemindable
{
    private const int BatchMax = 64;

    private static readonly TimeSpan ClearUpEvery = TimeSpan.FromSeconds(5);

    /// <summary>Whoever stands still is shown until somebody lets it go on, or its silo stops.</summary>
    private static readonly TimeSpan ShownFor = TimeSpan.FromDays(30);

    private readonly ClusterEngine engine;
    private readonly List<Item> waiting = [];
    private readonly Wakening wakening;
    private readonly CustomerActor actor;
    private readonly CustomerKey key;
    private IGrainTimer? clearing;
    private bool running;

    public CustomerGrain(ClusterEngine engine)
    {
        this.engine = engine;
        key = KeyOf(this.GetPrimaryKeyString());
        actor = new CustomerActor(key, engine.Parts);
        wakening = new Wakening(this, engine.Agenda, engine.Registering, () => actor.DueAt, Wake);
    }

    public static string KeyOf(CustomerKey key) => key.ToString();

    public static CustomerKey KeyOf(string key)
    {
        var slash = key.IndexOf('/', StringComparison.Ordinal);
        return new CustomerKey(new StoreId(key[..slash]), new CustomerId(key[(slash + 1)..]));
    }

    public Task<Answer> Take(Letter letter)
    {
        var input = letter.Input;
        if (waiting.Count >= engine.Options.MailboxMax && input.Source != EffectKey.Source)
        {
            return Task.FromResult(new Answer(AnswerKind.Overloaded) { Why = "Too many inputs wait." });
        }

        return input is CustomerInput.SlotGranted && EffectKey.SettledBy(key.Store, input) is { } slot ? Granted(input, slot) : Post(new Item(input, null, letter.Remembered));
    }

    public async Task<string?> Look()
    {
        string? snapshot = null;
        try
        {
            await Between(async () => snapshot = await actor.Look(CancellationToken.None) is { Version: > 0 } customer ? Written.Of(customer) : null);
        }
        catch (CustomerParkedException)
        {
            snapshot = "";
        }

        return snapshot;
    }

    public async Task<bool> Erase(bool living)
    {
        var erased = false;
        await Between(async () => erased = await engine.EraseOne(key, actor, living));
        return erased;
    }

    public async Task<bool> Release()
    {
        var stood = false;
        await Between(() =>
        {
            stood = actor.Parked;
            if (stood)
            {
                actor.Forget();
                DelayDeactivation(TimeSpan.Zero);
            }

            return Task.CompletedTask;
        });
        return stood;
    }

    public Task ReceiveReminder(string reminderName, TickStatus status) => wakening.Reminded();

    public override async Task OnDeactivateAsync(DeactivationReason reason, CancellationToken cancellationToken)
    {
        engine.Stands(key, false);
        if (actor.Unsure)
        {
            // Whether the last turn was written is found out now: its effects wait for it.
            await actor.Look(cancellationToken);
        }

        // A silo that stops has too many to remind; the one that leads finds theirs.
        if (reason.ReasonCode != DeactivationReasonCode.ShuttingDown)
        {
            await wakening.Leave();
        }
    }

    /// <summary>A slot leads to a send; one that begins while the silo stops could not report how it ended.</summary>
    private async Task<Answer> Granted(CustomerInput input, SettledEffect slot)
    {
        engine.Sending.Begin(slot);
        try
        {
            return engine.Draining ? new Answer(AnswerKind.Overloaded) { Why = "The silo is stopping." } : await Post(new Item(input, null));
        }
        finally
        {
            engine.Sending.End(slot);
        }
    }

    private Task<Answer> Wake()
    {
        var now = engine.Agenda.Now;
        return Post(new Item(new CustomerInput.Woken { Id = $"woken:{key.Customer}", Source = EffectKey.Source, At = now, OccurredAt = now }, null));
    }

    private Task<Answer> Between(Func<Task> work) => Post(new Item(null, work));

    private Task<Answer> Post(Item item)
    {
        waiting.Add(item);
        if (!running)
        {
            running = true;
            _ = Work();
        }

        return item.Answer.Task;
    }

    /// <summary>On the grain's own scheduler, so that nothing else of it runs between two awaits of a turn but arrivals.</summary>
    private async Task Work()
    {
        while (waiting.Count > 0)
        {
            var count = waiting[0].Work is not null ? 1 : waiting.TakeWhile(static item => item.Work is null).Take(BatchMax).Count();
            var items = waiting.GetRange(0, count);
            waiting.RemoveRange(0, count);
            if (items[0].Work is { } work)
            {
                await Between(items[0], work);
            }
            else
            {
                await Turn(items);
            }
        }

        running = false;
        wakening.Arm();
    }

    private async Task Between(Item item, Func<Task> work)
    {
        try
        {
            await work();
            Standing();
            item.Answer.SetResult(new Answer(AnswerKind.Accepted));
        }
        catch (Exception error)
        {
            Standing();
            item.Answer.SetException(error);
        }
    }

    private async Task Turn(List<Item> items)
    {
        var fates = await actor.Take([.. items.Select(static item => item.Input!)], place => items[place].Remembered, CancellationToken.None);
        Standing();
        if (actor.Unsure)
        {
            clearing ??= this.RegisterGrainTimer(ClearUp, new GrainTimerCreationOptions { DueTime = ClearUpEvery, Period = ClearUpEvery, Interleave = true, KeepAlive = true });
        }

        for (var place = 0; place < items.Count; place++)
        {
            items[place].Answer.SetResult(Of(fates[place]) with { MovedTo = actor.MovedTo?.Value });
        }
    }

    private void Standing()
    {
        engine.Stands(key, actor.Parked);
        if (actor.Parked)
        {
            DelayDeactivation(ShownFor);
        }
    }

    /// <summary>Whether a turn was written is not known, and who asked may never ask again: its effects would wait until the customer leaves memory.</summary>
    private async Task ClearUp(CancellationToken cancellationToken)
    {
        try
        {
            await Between(async () => await actor.Look(cancellationToken));
        }
        finally
        {
            if (!actor.Unsure)
            {
                clearing?.Dispose();
                clearing = null;
            }
        }
    }

    private static Answer Of(Fate fate) => fate.Error switch
    {
        null when fate.Stranger => new Answer(AnswerKind.Stranger),
        null => new Answer(fate.Taken == Taken.Accepted ? AnswerKind.Accepted : AnswerKind.Repeated) { Erased = fate.Erased },
        CustomerParkedException => new Answer(AnswerKind.Parked),
        CustomerFaultException fault => new Answer(AnswerKind.Fault) { Why = fault.InnerException?.GetType().Name },
        OverloadedException overloaded => new Answer(AnswerKind.Overloaded) { Why = overloaded.Message },
        { } error => new Answer(AnswerKind.Failed) { Why = error.GetType().Name },
    };

    private sealed record Item(CustomerInput? Input, Func<Task>? Work, bool Remembered = false)
    {
        public TaskCompletionSource<Answer> Answer { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);
    }
}
