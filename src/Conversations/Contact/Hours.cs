using Conversations.Messages;

namespace Conversations.Contact;

/// <summary>Gate 10: quiet hours.</summary>
internal static class Hours
{
    private const int SpreadMinutes = 20;
    private static readonly TimeSpan Active = TimeSpan.FromMinutes(30);

    public static Verdict? Quiet(Candidate candidate)
    {
        var (customer, policy, now) = (candidate.Customer, candidate.Deciding.Policy, candidate.Now);
        if (candidate.Purpose == Purpose.Service)
        {
            return null;
        }

        if (candidate.Purpose == Purpose.Utility && customer.LastActedAt is { } acted && now - acted <= Active)
        {
            return Gates.Pass(Gate.QuietHours, "the customer acted within the last 30 min");
        }

        var opening = QuietHours.NextOpening(
            now,
            candidate.Purpose,
            customer.Profile.TimeZone,
            customer.Phone,
            customer.Profile.Country,
            policy.TimeZone,
            policy.MarketingHours,
            policy.UtilityHours);
        if (opening.At <= now)
        {
            return Gates.Pass(Gate.QuietHours, "open");
        }

        var spread = TimeSpan.FromSeconds(Permission.Bucket($"{customer.Store}|{customer.Id}|{opening.At.UtcTicks}", (SpreadMinutes * 60) + 1));
        return Gates.Hold(Gate.QuietHours, opening.At + spread, opening.Rule ?? "quiet hours");
    }
}
