using System.Security.Cryptography;
using System.Text;
using Conversations.Actors;
using Conversations.Actors.InProcess;
using Conversations.Customers;
using Conversations.Simulation.Checks;
using Conversations.Simulation.Loop;
using Conversations.Simulation.Memory;

namespace Conversations.Simulation;

/// <summary>How a seed went. Equal for equal seeds.</summary>
internal sealed record Outcome(ulong Seed, string? Broken, string Digest, int Turns, int Calls, int Marketing, int Crashes)
{
    /// <summary>The name of the law that was broken.</summary>
    public string? Law => Broken?.Split(':')[0];
}

/// <summary>One run: the real engine and decider over stores in memory, everything decided by the seed, on one thread.</summary>
internal sealed partial class World : IHook
{
    private const int EventsMin = 20;
    private const int QuietHours = 40;
    private const int StepsMax = 400_000;
    private const int RoundsMax = 10;

    /// <summary>From this seed on more happens; below, the stories stay what they were when they broke a law.</summary>
    public const ulong WideFrom = 10_000_000;

    private readonly ulong seed;
    private readonly bool wide;
    private readonly Dice dice;
    private readonly Faults faults;
    private readonly Laws laws;
    private readonly Ears ears;
    private readonly SteppedClock clock;
    private readonly MemoryStore disk;
    private readonly Outside outside;
    private readonly Traffic traffic;
    private readonly List<Addressed> undelivered = [];
    private readonly List<(Addressed Input, Task<Receipt> Answer)> delivering = [];
    private readonly List<Addressed> acknowledged = [];
    private SteppedScheduler scheduler;
    private InProcessEngine engine = null!;
    private RulesBook rules = null!;
    private Faults now;
    private int names;
    private DateTimeOffset theirs;
    private int crashes;
    private int steps;

    private World(ulong seed, Action<string>? story)
    {
        this.seed = seed;
        wide = seed >= WideFrom;
        laws = new Laws(story);
        ears = new Ears(laws);
        dice = new Dice(seed);
        faults = Faults.Draw(dice);
        now = Faults.None;
        clock = new SteppedClock(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero));
        disk = new MemoryStore(this) { Wrote = laws.Wrote, Erased = customer => laws.Erased(customer, clock.Now) };
        outside = new Outside(dice, laws, TheirNow, undelivered.Add, Interrupt) { BothInterrupted = wide };
        traffic = new Traffic(dice, TheirNow, wide) { Ahead = wide ? TimeSpan.FromMinutes(seed % 5) : TimeSpan.Zero };
        scheduler = new SteppedScheduler(dice.Below);
    }

    /// <param name="seed">Decides everything.</param>
    /// <param name="fold">Whether every log is folded at the end (L6): a third of the time.</param>
    /// <param name="story">Told of everything that happens.</param>
    public static Outcome Run(ulong seed, bool fold = true, Action<string>? story = null)
    {
        var world = new World(seed, story);
        try
        {
            world.Live(fold);
        }
        catch (Exception error)
        {
            world.laws.Break("the simulation itself", error.ToString());
        }

        return new Outcome(seed, world.laws.Broken, world.Digest(), world.laws.Turns, world.laws.Calls, world.laws.Marketing, world.crashes);
    }

    public async Task Before(string call)
    {
        while (dice.Hits(now.PortSlow))
        {
            await Task.Yield();
        }

        if (dice.Hits(now.PortFails))
        {
            throw new IOException($"{call} failed");
        }
    }

    public Task After(string call) =>
        dice.Hits(now.CommitAnswerLost) ? throw new IOException($"the answer of {call} was lost") : Task.CompletedTask;

    private void Live(bool fold)
    {
        laws.MessagingLimit = wide ? dice.Of<int?>(null, null, 1, 2, 5) : dice.Of<int?>(null, null, 2, 5);
        laws.Tell($"{faults}, limit {laws.MessagingLimit}");
        Start();
        for (var person = 1; person <= traffic.People; person++)
        {
            undelivered.Add(traffic.Consent(person));
        }

        now = outside.Faults = faults;
        var events = EventsMin + dice.Below(EventsMin);
        for (var happened = 0; happened < events && laws.Broken is null; happened++)
        {
            Happen();
            Work(dice.Hits(0.5) ? dice.Below(40) : int.MaxValue);
            Pass();
        }

        now = outside.Faults = Faults.None;
        Quieten();
        if (laws.Broken is not null)
        {
            return;
        }

        FinalLaws.Check(disk, laws, outside.Told, clock.Now);
        foreach (var told in acknowledged)
        {
            FinalLaws.Kept(disk, laws, told);
        }

        if (fold)
        {
            FinalLaws.Fold(disk, laws);
        }
    }

    /// <summary>Their clocks do not step back with ours.</summary>
    private DateTimeOffset TheirNow() => theirs = clock.Now > theirs ? clock.Now : theirs;

    private void Happen()
    {
        if (dice.Hits(0.8))
        {
            undelivered.Add(traffic.Next());
        }
        else if (dice.Hits(0.4))
        {
            var news = traffic.News();
            Begin(() => engine.Announce(Traffic.Store, "events", news, CancellationToken.None));
        }
        else if (wide && dice.Hits(0.15))
        {
            Forget();
        }
        else if (disk.All() is { Count: > 0 } all)
        {
            Console(all[dice.Below(all.Count)]);
        }

        if (traffic.Ahead > TimeSpan.Zero && dice.Hits(0.1))
        {
            undelivered.AddRange(traffic.Wavers());
        }

        Deliver(dice.Hits(0.7) ? 1 : undelivered.Count);
        if (dice.Hits(now.Crash))
        {
            Crash();
        }
        else if (wide && dice.Hits(now.Crash / 2))
        {
            Stop();
        }
    }

    /// <summary>Webhooks come in any order, some twice; their sender repeats what was not answered.</summary>
    private void Deliver(int count)
    {
        while (count-- > 0 && undelivered.Count > 0)
        {
            var place = dice.Below(undelivered.Count);
            var input = undelivered[place];
            if (!dice.Hits(now.Duplicate))
            {
                undelivered.RemoveAt(place);
            }

            delivering.Add((input, Begin(() => engine.Take(input, CancellationToken.None))));
        }
    }

    private void Work(int most)
    {
        while (most-- > 0 && scheduler.Step())
        {
            if (++steps > StepsMax)
            {
                throw new InvalidOperationException("It never settles.");
            }

            if (dying && dice.Hits(0.2))
            {
                Crash();
                return;
            }
        }

        foreach (var (input, answer) in delivering.Where(entry => entry.Answer.IsCompleted).ToList())
        {
            delivering.Remove((input, answer));
            if (!answer.IsCompletedSuccessfully)
            {
                undelivered.Add(input);
            }
            else
            {
                Acknowledged(input, answer.Result);
            }
        }
    }

    private void Acknowledged(Addressed input, Receipt receipt)
    {
        laws.Acknowledged(input.Input, receipt.Taken);

        // A status for somebody erased is answered too, and kept nowhere.
        if (receipt.Taken == Taken.Accepted || input.Input is not CustomerInput.DeliveryReported)
        {
            acknowledged.Add(input);
        }
    }

    private string Digest()
    {
        var all = string.Join('\n', disk.All().Select(customer => customer.Snapshot));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{seed}\n{all}\n{laws.Turns}"))));
    }
}
