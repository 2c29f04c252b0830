namespace Conversations.Simulation;

/// <summary>Time, and how it all comes to rest.</summary>
internal sealed partial class World
{
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
        foreach (var lifted in Lifted)
        {
            Begin(() => Notice(lifted));
        }

        laws.MessagingLimit = null;
        for (var hour = 0; hour < QuietHours && laws.Broken is null; hour++)
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

        var rest = clock.Now + TimeSpan.FromMinutes(16);
        do
        {
            // What goes out at the very end is reported on too.
            for (var round = 0; round < RoundsMax && undelivered.Count + delivering.Count > 0; round++)
            {
                Deliver(undelivered.Count);
                Work(int.MaxValue);
            }
        }
        while (laws.Broken is null && Fired(rest));

        if (undelivered.Count + delivering.Count > 0)
        {
            laws.Break("L1 every input is taken in the end", string.Join(", ", undelivered.Concat(delivering.Select(entry => entry.Input)).Select(input => input.Input.Id)));
        }
    }

    private bool Fired(DateTimeOffset until)
    {
        var fired = clock.FireNext(until);
        Work(int.MaxValue);
        return fired;
    }
}
