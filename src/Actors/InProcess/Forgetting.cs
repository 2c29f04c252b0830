using Conversations.Actors.Time;

namespace Conversations.Actors.InProcess;

/// <summary>Once a day what is older than it has to be kept is forgotten, a small step at a time, by the process that leads.</summary>
internal sealed class Forgetting(IRetention? retention, Agenda agenda, Func<bool> leads)
{
    private static readonly TimeSpan Day = TimeSpan.FromDays(1);

    /// <summary>Leaves the database to the turns in between.</summary>
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan RetryAfter = TimeSpan.FromHours(1);

    /// <summary>What starts often must forget too, and so must what begins to lead long after it started.</summary>
    private static readonly TimeSpan LookAfter = TimeSpan.FromMinutes(1);

    public void Begin()
    {
        if (retention is not null)
        {
            agenda.At(agenda.Now + LookAfter, Step);
        }
    }

    private async Task Step()
    {
        var wait = RetryAfter;
        try
        {
            wait = !leads() ? LookAfter : await retention!.Forget(agenda.Now, CancellationToken.None) ? Pause : Day;
        }
        finally
        {
            agenda.At(agenda.Now + wait, Step);
        }
    }
}
