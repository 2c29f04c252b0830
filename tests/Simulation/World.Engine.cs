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
using Microsoft.Extensions.Logging.Abstractions;

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
                Begin(async () =>
                {
                    await engine.Erase(customer.Key, CancellationToken.None);
                    return true;
                });
                break;
            case 1:
                published++;
                Begin(Publish);
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

    /// <summary>Between the claim and the answer of the call: the power fails, or the customer opts out.</summary>
    private void Interrupt(Effect.Send send)
    {
        if (dice.Hits(0.3))
        {
            dying = true;
            return;
        }

        var stop = traffic.StopFrom(send.Phone, send.Bsuid);
        delivering.Add((stop, Begin(() => engine.Take(stop, CancellationToken.None))));
    }

    private async Task<bool> Notice(PlatformNotice notice)
    {
        await engine.Senders.Notice(Traffic.Store, notice, CancellationToken.None);
        return true;
    }

    private Task<Rules> Publish() => rules.Publish(Traffic.Store, published == 0 ? Rulebook.Rules : Rulebook.Changed(published), CancellationToken.None);

    private void Crash()
    {
        crashes++;
        dying = false;
        laws.Tell("crash");
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
        var agenda = new Agenda(clock, new InFlight(), NullLogger<Agenda>.Instance, scheduler);
        var options = new EngineOptions { SuppressionKey = new byte[32], ActiveMax = 1 + dice.Below(5), MessagingLimit = laws.MessagingLimit, NewCustomer = () => new CustomerId(string.Create(CultureInfo.InvariantCulture, $"c_{++names:000}")) };
        engine = new InProcessEngine(new EnginePorts(disk, disk, disk, disk, outside, outside, outside), rules, options, agenda, NullLoggerFactory.Instance, Decide);
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
