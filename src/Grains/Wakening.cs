using Conversations.Actors.Time;

namespace Conversations.Grains;

/// <summary>
/// How a customer comes to its DueAt: a grain timer while it is in memory; an ADO.NET reminder from when it leaves memory, so that a lively customer does not write
/// one at every turn; and for whoever has neither, since it was lost with a silo or left by the embedded host, the waker of the silo that leads. A reminder is registered anew only when it must come earlier: one that comes too early finds
/// nothing due and sets the next. Under a virtual clock only the scan wakes.
/// </summary>
/// <param name="grain">The customer's.</param>
/// <param name="agenda">The engine's clock.</param>
/// <param name="registering">Bounds the registrations under way: thousands may leave memory at once.</param>
/// <param name="dueAt">The customer's.</param>
/// <param name="wake">Hands the waking in.</param>
internal sealed class Wakening(Grain grain, Agenda agenda, SemaphoreSlim registering, Func<DateTimeOffset?> dueAt, Func<Task> wake)
{
    private const string Name = "due";

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
        // One that comes too early finds nothing due and is armed again: cheaper than another timer at every turn.
        if (RealTime && dueAt() is { } due && !(armed <= due))
        {
            armed = due;
            timer?.Dispose();
            timer = grain.RegisterGrainTimer(Fallen, new GrainTimerCreationOptions { DueTime = Until(due), Period = Timeout.InfiniteTimeSpan, Interleave = true });
        }
    }

    /// <summary>The customer leaves memory.</summary>
    public async Task Leave()
    {
        timer?.Dispose();
        if (RealTime && dueAt() is { } due && !(reminded <= due && reminded > agenda.Now))
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

    private TimeSpan Until(DateTimeOffset due)
    {
        var wait = due - agenda.Now;
        return wait < TimeSpan.Zero ? TimeSpan.Zero : wait > StepMax ? StepMax : wait;
    }

    private Task Fallen(CancellationToken cancellationToken)
    {
        // Armed again after the turn, whatever it brings.
        armed = null;
        return wake();
    }

    private async Task Remind(DateTimeOffset due)
    {
        await registering.WaitAsync();
        try
        {
            await grain.RegisterOrUpdateReminder(Name, Until(due), Period);
            reminded = due;
        }
        finally
        {
            registering.Release();
        }
    }
}
