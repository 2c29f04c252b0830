using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Conversations.Actors;
using Conversations.Actors.InProcess;
using Conversations.Actors.Time;
using Conversations.Customers;
using Conversations.Identity;
using Conversations.Simulation.Loop;
using Conversations.Simulation.Memory;
using Microsoft.Extensions.Logging.Abstractions;

namespace Conversations.Simulation;

/// <summary>How a seed went. Equal for equal seeds.</summary>
internal sealed record Outcome(ulong Seed, string? Broken, string Digest, int Turns, int Calls, int Marketing, int Crashes);

/// <summary>One run: the real engine and decider over stores in memory, everything decided by the seed, on one thread.</summary>
internal sealed class World : IHook
{
    private const int Events = 70;
    private const int StepsMax = 400_000;

    private readonly ulong seed;
    private readonly Dice dice;
    private readonly Faults faults;
    private readonly Laws laws = new();
    private readonly SteppedClock clock;
    private readonly MemoryStore disk;
    private readonly Outside outside;
    private readonly Traffic traffic;
    private readonly List<Addressed> undelivered = [];
    private readonly List<(Addressed Input, Task<Receipt> Answer)> delivering = [];
    private SteppedScheduler scheduler;
    private InProcessEngine engine = null!;
    private RulesBook rules = null!;
    private Faults now;
    private int names;
    private int crashes;
    private int steps;

    private World(ulong seed)
    {
        this.seed = seed;
        dice = new Dice(seed);
        faults = Faults.Draw(dice);
        now = Faults.None;
        clock = new SteppedClock(new DateTimeOffset(2026, 3, 2, 9, 0, 0, TimeSpan.Zero));
        disk = new MemoryStore(this) { Wrote = laws.Wrote };
        outside = new Outside(dice, laws, () => clock.Now, undelivered.Add);
        traffic = new Traffic(dice, () => clock.Now);
        scheduler = new SteppedScheduler(dice.Below);
    }

    public static Outcome Run(ulong seed)
    {
        var world = new World(seed);
        try
        {
            world.Live();
        }
        catch (Exception error)
        {
            world.laws.Break("the simulation itself", error.ToString());
        }

        return new Outcome(seed, world.laws.Broken, world.Digest(), world.laws.Turns, world.laws.Calls, world.laws.MarketingClaims, world.crashes);
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

    private void Live()
    {
        Start();
        for (var person = 1; person <= 3; person++)
        {
            undelivered.Add(traffic.Consent(person));
        }

        now = outside.Faults = faults;
        for (var happened = 0; happened < Events && laws.Broken is null; happened++)
        {
            Happen();
            Work(dice.Hits(0.5) ? dice.Below(40) : int.MaxValue);
            Pass();
        }

        now = outside.Faults = Faults.None;
        Quieten();
        FinalLaws.Check(disk, laws, clock.Now, rules);
    }

    private void Happen()
    {
        if (dice.Hits(0.85))
        {
            undelivered.Add(traffic.Next());
        }
        else if (dice.Hits(0.5))
        {
            var news = traffic.News();
            Begin(() => engine.Announce(Traffic.Store, "events", news, CancellationToken.None));
        }
        else if (disk.All() is { Count: > 0 } all)
        {
            var customer = all[dice.Below(all.Count)];
            Begin(() => engine.Tell(customer.Key, traffic.Operator(Written.Read<Customer>(customer.Snapshot).Thread.Epoch), CancellationToken.None));
        }

        Deliver(dice.Hits(0.7) ? 1 : undelivered.Count);
        if (dice.Hits(now.Crash))
        {
            Crash();
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
        }

        foreach (var (input, answer) in delivering.Where(entry => entry.Answer.IsCompleted).ToList())
        {
            delivering.Remove((input, answer));
            if (!answer.IsCompletedSuccessfully)
            {
                undelivered.Add(input);
            }
            else if (!disk.Received(input.Store, input.Input.Source, input.Input.Id))
            {
                laws.Break("L1 an acknowledged input is durable", $"{input.Input.GetType().Name} {input.Input.Id}");
            }
        }
    }

    /// <summary>Time goes on, mostly a little, sometimes by days, and seldom back.</summary>
    private void Pass()
    {
        if (dice.Hits(now.ClockBack))
        {
            clock.Now -= TimeSpan.FromSeconds(dice.Below(120));
        }

        var until = clock.Now + dice.Below(6) switch
        {
            0 or 1 => TimeSpan.FromSeconds(dice.Below(10)),
            2 or 3 => TimeSpan.FromMinutes(dice.Below(60)),
            4 => TimeSpan.FromHours(dice.Below(12)),
            _ => TimeSpan.FromHours(dice.Below(60)),
        };
        while (laws.Broken is null && clock.FireNext(until))
        {
            Work(dice.Hits(0.2) ? dice.Below(30) : int.MaxValue);
            if (dice.Hits(now.Crash / 10))
            {
                Crash();
            }
        }
    }

    /// <summary>No faults any more: everything is delivered and comes to rest in bounded time.</summary>
    private void Quieten()
    {
        for (var hour = 0; hour < 72 && laws.Broken is null; hour++)
        {
            Deliver(undelivered.Count);
            Work(int.MaxValue);
            var until = clock.Now + TimeSpan.FromHours(1);
            while (laws.Broken is null && clock.FireNext(until))
            {
                Work(int.MaxValue);
            }

            foreach (var late in disk.All().Where(customer => hour > 0 && customer.DueAt < clock.Now - TimeSpan.FromMinutes(2)))
            {
                laws.Break("L5 no wake-up is lost", $"{late.Key} was due at {late.DueAt:O}, it is {clock.Now:O}");
            }
        }

        Deliver(undelivered.Count);
        Work(int.MaxValue);
        var rest = clock.Now + TimeSpan.FromMinutes(16);
        while (laws.Broken is null && clock.FireNext(rest))
        {
            Work(int.MaxValue);
        }

        if (undelivered.Count + delivering.Count > 0)
        {
            laws.Break("L1 every input is taken in the end", string.Join(", ", undelivered.Concat(delivering.Select(entry => entry.Input)).Select(input => input.Input.Id)));
        }
    }

    private void Crash()
    {
        crashes++;
        scheduler.Drop();
        clock.Drop();
        undelivered.AddRange(delivering.Select(entry => entry.Input));
        delivering.Clear();
        var meant = now;
        now = outside.Faults = Faults.None;
        Start();
        now = outside.Faults = meant;
    }

    private void Start()
    {
        scheduler = new SteppedScheduler(dice.Below);
        rules = new RulesBook(disk);
        var agenda = new Agenda(clock, new InFlight(), NullLogger<Agenda>.Instance, scheduler);
        var options = new EngineOptions { SuppressionKey = new byte[32], ActiveMax = 1 + dice.Below(5), NewCustomer = () => new CustomerId(string.Create(CultureInfo.InvariantCulture, $"c_{++names:000}")) };
        engine = new InProcessEngine(new EnginePorts(disk, disk, disk, disk, outside, outside, outside), rules, options, agenda, NullLoggerFactory.Instance, Decide);
        Begin(async () =>
        {
            await rules.Publish(Traffic.Store, Rulebook.Rules, CancellationToken.None);
            await engine.StartAsync(CancellationToken.None);
            return true;
        });
        Work(int.MaxValue);
    }

    private Decision Decide(Customer customer, CustomerInput input, Rules with)
    {
        try
        {
            return Decider.Decide(customer, input, with);
        }
        catch (Exception error)
        {
            laws.Break("the decider never throws", $"{input.GetType().Name}: {error}");
            throw;
        }
    }

    private Task<T> Begin<T>(Func<Task<T>> work) =>
        Task.Factory.StartNew(work, CancellationToken.None, TaskCreationOptions.None, scheduler).Unwrap();

    private string Digest()
    {
        var all = string.Join('\n', disk.All().Select(customer => customer.Snapshot));
        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(FormattableString.Invariant($"{seed}\n{all}\n{laws.Turns}\n{laws.Broken}"))));
    }
}
