using Conversations.Customers;
using Conversations.Messages;

namespace Conversations.Journeys;

/// <summary>How runs end, at once, with what was under way for them.</summary>
internal static class Endings
{
    public static void End(Deciding deciding, Run run, string reason)
    {
        deciding.Customer = deciding.Customer with { Runs = deciding.Customer.Runs.RemoveAll(other => other.Id == run.Id) };
        if (deciding.Touch(run.TouchId) is { State: TouchState.SlotWanted or TouchState.Retrying } touch)
        {
            Sending.Withdraw(deciding, touch, reason);
        }

        deciding.Note(
            "run.ended",
            $"Ended {run.Journey} for {run.Subject}: {reason}.",
            ("journey", run.Journey),
            ("run", run.Id),
            ("subject", run.Subject),
            ("reason", reason));
    }

    /// <summary>Ends the runs whose definition names this end.</summary>
    public static void End(Deciding deciding, End journeyEnd, string reason, Func<Run, bool> concerns)
    {
        foreach (var run in deciding.Customer.Runs)
        {
            if (deciding.Rules.JourneyOf(run) is { } journey && journey.Ends.Contains(journeyEnd) && concerns(run))
            {
                End(deciding, run, reason);
            }
        }
    }

    /// <summary>An opt-out ends all marketing at once.</summary>
    public static void EndMarketing(Deciding deciding, string reason)
    {
        foreach (var run in deciding.Customer.Runs)
        {
            if (deciding.Rules.JourneyOf(run) is not { } journey || journey.Purpose == Purpose.Marketing)
            {
                End(deciding, run, reason);
            }
        }
    }
}
