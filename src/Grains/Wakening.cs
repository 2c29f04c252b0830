using Conversations.Actors.Time;

namespace Conversations.Grains;

/// <summary>
/// How a customer comes to its DueAt: a grain timer while it is in memory; a reminder, registered a minute after the turn or when it leaves memory, so that a
/// lively customer does not write one at every turn; and, whatever is lost with a silo, the sweep. A reminder is registered anew only when it must come earlier:
/// one that comes too early finds nothing due and sets the next. Under a virtual clock only the sweep wakes.
/// </summary>
internal sealed class Wakening(Grain grain, Agenda agenda, Func<DateTimeOffset?> dueAt, Func<Task> wake)
{
    private const string Name = "due";

    private static readonly TimeSpan RemindAfter = TimeSpan.FromMinutes(1);

    /// <summary>The least that reminders have: a tick that fell due while no silo ran is lost until the next (dotnet/orleans #4989, #9718).</summary>
    private static readonly TimeSpan Period = TimeSpan.FromMinutes(1);

    /// <summary>Longer due times go in steps (dotnet/orleans #10249).</summary>
    private static readonly TimeSpan StepMax = TimeSpan.FromDays(30);

    private IGrainTimer? timer;
    private DateTimeOffset? armed;
    private DateTimeOffset? reminded;

    private bool RealTime => agenda.Time == TimeProvider.System;

    /// <summary>After every turn.</summary>
    public void Arm()
    {
        var due = dueAt();
        if (!RealTime || due == armed)
        {
            return;
        }

        armed = due;
        timer?.Dispose();
        timer = null;
        if (due is { } at)
        {
            var wait = at - agenda.Now;
            Tick(Covered(at) || wait < RemindAfter ? wait : RemindAfter);
        }
    }

    /// <summary>The customer leaves memory.</summary>
    public async Task Leave()
    {
        timer?.Dispose();
        if (RealTime && dueAt() is { } due && !Covered(due))
        {
            await Remind(due);
        }
    }

    /// <summary>A tick of the reminder: early, late, or in vain.</summary>
    public async Task Reminded()
    {
        await wake();
        var due = dueAt();
        if (due is null || !RealTime)
        {
            reminded = null;
            if (await grain.GetReminder(Name) is { } reminder)
            {
                await grain.UnregisterReminder(reminder);
            }
        }
        else if (due > agenda.Now + Period)
        {
            await Remind(due.Value);
        }
    }

    private bool Covered(DateTimeOffset due) => reminded is { } at && at <= due && at > agenda.Now;

    private void Tick(TimeSpan wait) => timer = grain.RegisterGrainTimer(Fallen, new GrainTimerCreationOptions
    {
        DueTime = wait < TimeSpan.Zero ? TimeSpan.Zero : wait > StepMax ? StepMax : wait,
        Period = Timeout.InfiniteTimeSpan,
        Interleave = true,
    });

    private async Task Fallen(CancellationToken cancellationToken)
    {
        if (dueAt() is not { } due)
        {
            return;
        }

        if (due <= agenda.Now)
        {
            armed = null;
            await wake();
            return;
        }

        if (!Covered(due))
        {
            await Remind(due);
        }

        timer?.Dispose();
        Tick(due - agenda.Now);
    }

    private async Task Remind(DateTimeOffset due)
    {
        var wait = due - agenda.Now;
        await grain.RegisterOrUpdateReminder(Name, wait < TimeSpan.Zero ? TimeSpan.Zero : wait > StepMax ? StepMax : wait, Period);
        reminded = due;
    }
}
