using Conversations.Journeys;
using Conversations.Messages;

namespace Conversations.Contact;

/// <summary>Gates 6 and 7: how much contact a customer gets, and which touch goes first.</summary>
internal static class Pressure
{
    private static readonly TimeSpan Ahead = TimeSpan.FromHours(24);

    public static Verdict? Priority(Candidate candidate)
    {
        if (candidate is not { Run: { } run, Journey: { } journey, Purpose: not Purpose.Service })
        {
            return null;
        }

        foreach (var other in candidate.Customer.Runs)
        {
            if (other.Id == run.Id || candidate.Deciding.Rules.JourneyOf(other) is not { } higher || higher.Priority <= journey.Priority
                || other.State is RunState.Watching or RunState.Paused || other.Step >= higher.Steps.Length)
            {
                continue;
            }

            // One that is due goes next: its slot is asked for, or its wake-up has yet to come.
            var planned = other.State == RunState.Touching || other.LooksAt <= candidate.Now ? candidate.Now + TimeSpan.FromMinutes(5) : other.LooksAt;
            if (planned > candidate.Now + Ahead)
            {
                continue;
            }

            var rival = candidate with { Run = other with { DueAt = candidate.Now }, Journey = higher, Purpose = higher.Purpose, Step = higher.Steps[other.Step] };
            if (Gates.PassesFirstFive(rival))
            {
                return Gates.Hold(Gate.Priority, planned, $"{other.Journey} (priority {higher.Priority} over {journey.Priority}) is planned for {candidate.Deciding.Say(planned)}");
            }
        }

        return Gates.Pass(Gate.Priority, "nothing of higher priority within 24 h");
    }

    public static Verdict? Frequency(Candidate candidate)
    {
        if (candidate.Purpose != Purpose.Marketing)
        {
            return null;
        }

        var (customer, policy, now) = (candidate.Customer, candidate.Deciding.Policy, candidate.Now);
        if (customer.Unnoticed >= policy.UnnoticedMax)
        {
            return Gates.Drop(Gate.Frequency, $"the last {customer.Unnoticed} marketing messages were neither read nor answered");
        }

        if (policy.MarketingPerDay == 0 || policy.MarketingPerWeek == 0)
        {
            return Gates.Drop(Gate.Frequency, "the store's limit of marketing messages is 0");
        }

        var sent = Counted(candidate);
        if (Limit(sent, policy.MarketingPerDay, TimeSpan.FromHours(24), now) is { } day)
        {
            return Gates.Hold(Gate.Frequency, day, $"at most {policy.MarketingPerDay} marketing message in 24 h");
        }

        if (Limit(sent, policy.MarketingPerWeek, TimeSpan.FromDays(7), now) is { } week)
        {
            return Gates.Hold(Gate.Frequency, week, $"at most {policy.MarketingPerWeek} marketing messages in 7 days");
        }

        if (candidate is { Journey.Recovery: true, Run: { } run } && customer.LastSequence is { } last && last != run.Sequence
            && customer.LastSequenceAt + policy.RecoveryEvery is { } next && next > now)
        {
            return Gates.Hold(Gate.Frequency, next, $"at most one recovery sequence in {policy.RecoveryEvery.TotalDays:0.#} days");
        }

        return Gates.Pass(Gate.Frequency, $"{sent.Count} marketing messages in 7 days");
    }

    /// <summary>Times of the marketing messages that count: all that went out or may have, of every number and journey.</summary>
    private static List<DateTimeOffset> Counted(Candidate candidate) =>
    [
        .. candidate.Customer.Touches
            .Where(touch => touch.Purpose == Purpose.Marketing && touch.ClaimedAt is not null
                && touch.State is not (TouchState.Failed or TouchState.Dropped or TouchState.Retrying or TouchState.SlotWanted))
            .Select(touch => touch.ClaimedAt!.Value)
            .Where(at => at > candidate.Now - TimeSpan.FromDays(7))
            .Order(),
    ];

    /// <summary>Half-open: exactly the period later passes. Null: within the limit; else when it will be.</summary>
    private static DateTimeOffset? Limit(List<DateTimeOffset> sent, int max, TimeSpan period, DateTimeOffset now)
    {
        var within = sent.Where(at => at + period > now).ToList();
        return within.Count < max ? null : within[within.Count - max] + period;
    }
}
