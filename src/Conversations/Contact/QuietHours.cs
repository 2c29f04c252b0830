using System.Globalization;
using Conversations.Identity;
using Conversations.Messages;

namespace Conversations.Contact;

/// <param name="At">When the touch may go: the asked instant itself, or the opening edge (the spread is the caller's).</param>
/// <param name="Rule">Null when open; else the rule that holds it, for people to read.</param>
public readonly record struct Opening(DateTimeOffset At, string? Rule);

/// <summary>
/// Gate 10: marketing and utility go out in the customer's own daytime. The rules of the phone's country, of the zone's and
/// of the customer's address hold together; where the zone is one of several, the hours in which all of them are open.
/// </summary>
public static class QuietHours
{
    private const int DaysAheadMax = 31;

    /// <summary>The first instant not before <paramref name="at"/> at which a message of this purpose may go. Never throws for a bad zone or country.</summary>
    public static Opening NextOpening(
        DateTimeOffset at,
        Purpose purpose,
        string? customerZone,
        PhoneNumber? phone,
        string? customerCountry,
        string storeZone,
        DayWindow marketing,
        DayWindow utility)
    {
        if (purpose == Purpose.Service)
        {
            return new(at, null);
        }

        var zones = CustomerZones.Of(customerZone, phone, customerCountry, storeZone);
        var rules = purpose == Purpose.Marketing
            ? CountryHours.Of(Places(zones, phone, customerCountry), phone)
            : [];
        var clocks = zones.Select(zone => new Clock(zone, purpose == Purpose.Marketing ? marketing : utility, rules)).ToArray();

        var rule = clocks.Select(clock => clock.ClosedBy(at)).FirstOrDefault(reason => reason is not null);
        if (rule is null)
        {
            return new(at, null);
        }

        // Zones so far apart that they are never open together: the one in which most people live decides.
        var opening = CommonOpening(at, clocks) ?? CommonOpening(at, clocks[..1]);
        return opening is { } edge
            ? new(TimeZoneInfo.ConvertTime(edge, zones[0]), rule)
            : new(at.AddDays(DaysAheadMax), $"{rule}; no open hour within {DaysAheadMax} days");
    }

    /// <summary>
    /// The first instant not before <paramref name="notBefore"/> at which the customer's clock shows <paramref name="time"/>;
    /// where the zone is one of several, the clock of most people there. A time skipped by summer time is the end of the gap.
    /// </summary>
    public static DateTimeOffset NextLocal(
        DateTimeOffset notBefore, TimeOnly time, string? customerZone, PhoneNumber? phone, string? customerCountry, string storeZone)
    {
        var zone = CustomerZones.Of(customerZone, phone, customerCountry, storeZone)[0];
        var date = DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(notBefore, zone).DateTime);
        DateTimeOffset instant;
        do
        {
            instant = CustomerZones.Instant(zone, date, time.ToTimeSpan(), first: true);
            date = date.AddDays(1);
        }
        while (instant < notBefore);

        return instant;
    }

    private static DateTimeOffset? CommonOpening(DateTimeOffset at, Clock[] clocks)
    {
        var candidate = at;
        while (candidate < at.AddDays(DaysAheadMax))
        {
            var latest = candidate;
            foreach (var clock in clocks)
            {
                if (clock.OpensAt(candidate) is not { } opens)
                {
                    return null;
                }

                latest = opens > latest ? opens : latest;
            }

            if (latest == candidate)
            {
                return candidate;
            }

            candidate = latest;
        }

        return null;
    }

    private static HashSet<string> Places(IReadOnlyList<TimeZoneInfo> zones, PhoneNumber? phone, string? customerCountry) =>
        [.. zones.Select(zone => Countries.OfZone(zone.Id)).Append(phone?.Country).Append(Countries.Find(customerCountry)?.Code).OfType<string>()];

    /// <summary>One zone's open hours.</summary>
    private sealed record Clock(TimeZoneInfo Zone, DayWindow Window, IReadOnlyList<CountryHours> Rules)
    {
        /// <summary>The rule by which it is closed at that instant, or null when open.</summary>
        public string? ClosedBy(DateTimeOffset at)
        {
            var date = LocalDate(at);
            if (Hours(date, out var closed) is not { } day)
            {
                return closed;
            }

            return at >= Opens(date, day.Open) && at < Closes(date, day.Close)
                ? null
                : $"quiet hours {Zone.Id} {Format(day.Open)}–{Format(day.Close)}";
        }

        /// <summary>The instant itself when open, else the next opening edge; null if there is none in sight.</summary>
        public DateTimeOffset? OpensAt(DateTimeOffset at)
        {
            var date = LocalDate(at);
            for (var day = date; day <= date.AddDays(DaysAheadMax); day = day.AddDays(1))
            {
                if (Hours(day, out _) is { } hours && at < Closes(day, hours.Close))
                {
                    var opens = Opens(day, hours.Open);
                    return opens > at ? opens : at;
                }
            }

            return null;
        }

        private (TimeSpan Open, TimeSpan Close)? Hours(DateOnly date, out string? closed)
        {
            closed = null;
            var (open, close) = (Window.Open.ToTimeSpan(), CountryHours.EndOfDay(Window.Close));
            foreach (var rule in Rules)
            {
                if (rule.On(date, out closed) is not { } hours)
                {
                    return null;
                }

                open = hours.Open > open ? hours.Open : open;
                close = hours.Close < close ? hours.Close : close;
            }

            closed = open < close ? null : $"quiet hours {Zone.Id}: no hour is open";
            return open < close ? (open, close) : null;
        }

        private DateOnly LocalDate(DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, Zone).DateTime);

        // Of a time that comes twice the later opens and the earlier closes: never in the quiet hours of either reading.
        private DateTimeOffset Opens(DateOnly date, TimeSpan time) => CustomerZones.Instant(Zone, date, time, first: false);

        private DateTimeOffset Closes(DateOnly date, TimeSpan time) => CustomerZones.Instant(Zone, date, time, first: true);

        private static string Format(TimeSpan time) => string.Create(CultureInfo.InvariantCulture, $"{(int)time.TotalHours:00}:{time.Minutes:00}");
    }
}
