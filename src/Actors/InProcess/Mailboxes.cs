using Conversations.Actors.Time;
using Conversations.Customers;

namespace Conversations.Actors.InProcess;

/// <summary>The customers in memory: one turn at a time each, many at once. When there are too many, those leave first whom nobody but the engine itself spoke to, then those whom others spoke to longest ago: a hundred thousand woken at once push nobody out.</summary>
internal sealed class Mailboxes(ActorParts parts, EngineOptions options, Agenda agenda)
{
    private const int BatchMax = 64;

    /// <summary>Customers at work at once. More would only wait for their commit, each with its new state, its texts and its rows, and outlive the collector's youngest objects.</summary>
    private const int AtWorkMax = 1024;

    /// <summary>Whoever makes room looks past so many that cannot leave yet: where a hundred thousand are at work, each would else look at all of them.</summary>
    private const int BusyMax = 16;

    private static readonly TimeSpan ClearUpAfter = TimeSpan.FromSeconds(5);

    private readonly Lock gate = new();
    private readonly Dictionary<CustomerKey, LinkedListNode<Mailbox>> active = [];
    private readonly LinkedList<Mailbox> byUse = new();
    private readonly Queue<Mailbox> ready = new();
    private int atWork;
    private int waiting;

    /// <summary>False: the engine's own inputs only.</summary>
    public bool Accepting { get; set; } = true;

    /// <summary>True: nothing at all; what is left belongs to another process now.</summary>
    public bool Closed { get; set; }

    public int Active
    {
        get
        {
            lock (gate)
            {
                return active.Count;
            }
        }
    }

    /// <summary>Those in memory on whom the decider failed too often in a row.</summary>
    public IReadOnlyList<CustomerKey> Parked
    {
        get
        {
            lock (gate)
            {
                return [.. byUse.Where(mailbox => mailbox.Actor.Parked).Select(mailbox => mailbox.Key)];
            }
        }
    }

    public Task<Fate> Tell(CustomerKey key, CustomerInput input, bool remembered = false)
    {
        var item = new Letter(input, null, remembered);
        Post(key, item, own: input.Source == EffectKey.Source);
        return item.Answer.Task;
    }

    /// <summary>Runs the work between two turns of the customer.</summary>
    public Task Between(CustomerKey key, Func<CustomerActor, Task> work)
    {
        var item = new Letter(null, work);
        Post(key, item, own: true);
        return item.Answer.Task;
    }

    /// <summary>Drops the idle customers of a store; who waits for work to settle first drops all.</summary>
    public void Forget(Func<CustomerKey, bool> which)
    {
        lock (gate)
        {
            foreach (var node in active.Values.Where(node => !node.Value.Running && which(node.Value.Key)).ToList())
            {
                Remove(node);
            }
        }
    }

    private void Post(CustomerKey key, Letter letter, bool own)
    {
        Mailbox mailbox;
        lock (gate)
        {
            if (Closed || (!own && !Accepting))
            {
                throw new OverloadedException("The engine is stopping.");
            }

            mailbox = Use(key, own);
            if (!own && (waiting >= options.WaitingMax || mailbox.Letters.Count >= options.MailboxMax))
            {
                throw new OverloadedException("Too many inputs wait.");
            }

            waiting++;
            mailbox.Letters.Add(letter);
            if (mailbox.Running)
            {
                return;
            }

            mailbox.Running = true;
            if (atWork == AtWorkMax)
            {
                ready.Enqueue(mailbox);
                return;
            }

            atWork++;
        }

        agenda.Run(() => Work(mailbox));
    }

    private Mailbox Use(CustomerKey key, bool own)
    {
        if (!active.TryGetValue(key, out var node))
        {
            EvictIdle();
            node = byUse.AddLast(new Mailbox(key, new CustomerActor(key, parts)));
            active.Add(key, node);
        }
        else if (!own)
        {
            byUse.Remove(node);
            byUse.AddLast(node);
        }

        node.Value.SpokenTo |= !own;
        return node.Value;
    }

    private void EvictIdle()
    {
        var busy = 0;
        for (var oldest = byUse.First; active.Count >= options.ActiveMax && oldest is not null && busy < BusyMax;)
        {
            var next = oldest.Next;
            if (oldest.Value is { Running: false, Actor: { Unsure: false, JustBuried: false } })
            {
                Remove(oldest);
            }
            else
            {
                busy++;
            }

            oldest = next;
        }
    }

    private void Remove(LinkedListNode<Mailbox> node)
    {
        byUse.Remove(node);
        active.Remove(node.Value.Key);
    }

    private async Task Work(Mailbox mailbox)
    {
        var letters = TakeLetters(mailbox);
        do
        {
            var answer = letters[0].Work is { } work ? await Between(letters[0], work, mailbox.Actor) : await Turn(letters, mailbox);
            letters = TakeLetters(mailbox);
            if (letters.Count > 0)
            {
                // Whoever waited goes on elsewhere; otherwise here, where nothing is left to do.
                agenda.Run(() =>
                {
                    answer();
                    return Task.CompletedTask;
                });
            }
            else
            {
                Relieve();
                answer();
            }
        }
        while (letters.Count > 0);
    }

    /// <summary>Who is ready takes the place of one who is done.</summary>
    private void Relieve()
    {
        Mailbox? next;
        lock (gate)
        {
            if (!ready.TryDequeue(out next))
            {
                atWork--;
                return;
            }
        }

        agenda.Run(() => Work(next));
    }

    /// <summary>Whether a turn was written is not known, and who asked may never ask again: its effects would wait until the next start.</summary>
    private void ClearUp(Mailbox mailbox)
    {
        mailbox.ClearsUp = true;
        agenda.At(agenda.Now + ClearUpAfter, async () =>
        {
            try
            {
                await Between(mailbox.Key, async actor => await actor.Look(CancellationToken.None));
                mailbox.ClearsUp = false;
            }
            catch (Exception)
            {
                ClearUp(mailbox);
                throw;
            }
        });
    }

    /// <summary>All inputs up to the next piece of other work, or that piece.</summary>
    private List<Letter> TakeLetters(Mailbox mailbox)
    {
        lock (gate)
        {
            var letters = mailbox.Letters;
            var work = letters.FindIndex(static letter => letter.Work is not null);
            var count = work == 0 ? 1 : Math.Min(work > 0 ? work : letters.Count, BatchMax);
            var taken = letters.GetRange(0, count);
            letters.RemoveRange(0, count);
            waiting -= count;
            mailbox.Running = count > 0;
            if (!mailbox.Running && !mailbox.SpokenTo)
            {
                var node = active[mailbox.Key];
                byUse.Remove(node);
                byUse.AddFirst(node);
            }

            return taken;
        }
    }

    private static async Task<Action> Between(Letter letter, Func<CustomerActor, Task> work, CustomerActor actor)
    {
        try
        {
            await work(actor);
            return () => letter.Answer.SetResult(new Fate(Taken.Accepted, null));
        }
        catch (Exception error)
        {
            return () => letter.Answer.SetException(error);
        }
    }

    private async Task<Action> Turn(List<Letter> letters, Mailbox mailbox)
    {
        var fates = await mailbox.Actor.Take([.. letters.Select(letter => letter.Input!)], place => letters[place].Remembered, CancellationToken.None);
        if (mailbox.Actor.Unsure && !mailbox.ClearsUp)
        {
            ClearUp(mailbox);
        }

        var movedTo = mailbox.Actor.MovedTo;
        return () =>
        {
            for (var place = 0; place < letters.Count; place++)
            {
                if (fates[place].Error is { } error)
                {
                    letters[place].Answer.SetException(error);
                }
                else
                {
                    letters[place].Answer.SetResult(fates[place] with { MovedTo = movedTo });
                }
            }
        };
    }
}
