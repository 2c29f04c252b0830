using System.Globalization;
using Conversations.Actors;
using Conversations.Actors.InProcess;
using Conversations.Actors.Sending;
using Conversations.Actors.Time;
using Conversations.Contact;
using Conversations.Customers;
using Conversations.Identity;
using Conversations.Messages;
using Conversations.Simulation.Loop;
using Microsoft.Extensions.Logging;

namespace Conversations.Simulation;

/// <summary>The engine, its crashes, and what is done to it by hand.</summary>
internal sealed partial class World
{
    private static readonly PlatformNotice[] Lifted =
    [
        new PlatformNotice.NumberRestored(null), new PlatformNotice.NumberRated(null, NumberQuality.Green), new PlatformNotice.AccountRestored(), new PlatformNotice.LimitChanged(null),
        new PlatformNotice.TemplateChanged("cart_reminder", null, TemplateStatus.Approved),
    ];

    private int published;
    private bool dying;

    /// <summary>An operator, a marketer, somebody who wants to be forgotten, or the platform.</summary>
    private void Console((CustomerKey Key, long Version, string Snapshot, DateTimeOffset? DueAt) customer)
    {
        switch (dice.Below(8))
        {
            case 0:
                Erase(customer.Key, customer.Snapshot);
                break;
            case 1:
                published++;
                Begin(Publish);
                undelivered.AddRange(wide && published == 1 ? traffic.Regulars() : []);
                break;
            case 2:
                var notice = dice.Of<PlatformNotice>(
                    new PlatformNotice.NumberRated(dice.Of(Rulebook.Numbers), dice.Of(NumberQuality.Yellow, NumberQuality.Red, NumberQuality.Green)),
                    new PlatformNotice.NumberBlocked(dice.Of(Rulebook.Numbers), "told so"),
                    new PlatformNotice.NumberRestored(null),
                    new PlatformNotice.TemplateChanged("cart_reminder", null, dice.Of(TemplateStatus.Paused, TemplateStatus.Approved, TemplateStatus.Disabled)));
                Begin(() => Notice(notice));
                break;
            default:
                Begin(() => engine.Tell(customer.Key, traffic.Operator(Written.Read<Customer>(customer.Snapshot).Thread.Epoch), CancellationToken.None));
                break;
        }
    }

    /// <summary>The shop still has on file what it was told before, and the same person comes by again.</summary>
    private void Erase(CustomerKey key, string snapshot)
    {
        Begin(async () =>
        {
            await engine.Erase(key, CancellationToken.None);
            return true;
        });
        if (wide)
        {
            foreach (var phone in Written.Read<Customer>(snapshot).Aliases.Where(alias => alias.Kind == AliasKind.Phone))
            {
                undelivered.AddRange(traffic.OnFile(phone));
            }
        }
    }

    /// <summary>Somebody who wants no more messages wants to be forgotten, too.</summary>
    private void Forget()
    {
        var silent = disk.All().Where(stored => Written.Read<Customer>(stored.Snapshot).Consent is not { StoppedAt: null, PlatformStoppedAt: null, SuspendedAt: null }).ToList();
        if (silent.Count > 0)
        {
            var (key, _, snapshot, _) = silent[dice.Below(silent.Count)];
            Erase(key, snapshot);
        }
    }

    /// <summary>Between the claim and the answer of the call: the power fails, or the customer opts out.</summary>
    private void Interrupt(Effect.Send? send)
    {
        if (dice.Hits(0.3))
        {
            dying = true;
        }
        else if (send is not null && !(wide && dice.Hits(0.5)))
        {
            Now(traffic.StopFrom(send.Phone, send.Bsuid));
        }
        else if (dice.Hits(0.5))
        {
            Now(traffic.Both(1 + dice.Below(traffic.People)));
        }
        else if (disk.All() is { Count: > 0 } all)
        {
            Console(all[dice.Below(all.Count)]);
        }

        void Now(Addressed input) => delivering.Add((input, Begin(() => engine.Take(input, CancellationToken.None))));
    }

    private async Task<bool> Notice(PlatformNotice notice)
    {
        await engine.Senders.Notice(Traffic.Store, notice, CancellationToken.None);
        return true;
    }

    private Task<Rules> Publish() => rules.Publish(Traffic.Store, published == 0 ? Rulebook.Rules : Rulebook.Changed(published), CancellationToken.None);

    /// <summary>In order: what is under way is waited for, as far as it comes.</summary>
    private void Stop()
    {
        laws.Tell("stop");
        var stopped = Begin(async () =>
        {
            await engine.StopAsync(CancellationToken.None);
            return true;
        });
        while (!stopped.IsCompleted && scheduler.Step())
        {
        }

        Restart();
    }

    private void Crash()
    {
        crashes++;
        laws.Tell("crash");
        Restart();
    }

    private void Restart()
    {
        dying = false;
        scheduler.Drop();
        clock.Drop();
        undelivered.AddRange(delivering.Select(entry => entry.Input));
        delivering.Clear();
        var meant = now;
        now = outside.Faults = Faults.None;
        Start();
        now = outside.Faults = meant;
        foreach (var late in disk.All().Where(customer => customer.DueAt <= clock.Now))
        {
            laws.Break("L5 after a crash every due customer is woken", $"{late.Key} was due at {late.DueAt:O}, it is {clock.Now:O}");
        }
    }

    private void Start()
    {
        scheduler = new SteppedScheduler(dice.Below);
        rules = new RulesBook(disk);
        var agenda = new Agenda(clock, new InFlight(), ears.CreateLogger<Agenda>(), scheduler);
        var options = new EngineOptions { SuppressionKey = new byte[32], ActiveMax = 1 + dice.Below(5), MessagingLimit = laws.MessagingLimit, NewCustomer = () => new CustomerId(string.Create(CultureInfo.InvariantCulture, $"c_{++names:000}")) };
        engine = new InProcessEngine(new EnginePorts(disk, disk, disk, disk, outside, outside, outside), rules, options, agenda, ears, Decide);
        Begin(async () =>
        {
            await Publish();
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
}
