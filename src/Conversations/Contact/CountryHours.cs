using System.Globalization;
using Conversations.Identity;

namespace Conversations.Contact;

/// <summary>One country's (or state's) hours for marketing, as law or the operators' charter named in <see cref="Source"/> has them.</summary>
internal sealed record CountryHours
{
    private static readonly CountryHours[] Table = EmbeddedJson.Read<CountryHours[]>("Contact.quiet-hours.json");

    public required string Country { get; init; }
    public required string Name { get; init; }
    public required DateOnly Since { get; init; }
    public DateOnly? Until { get; init; }
    public required string Source { get; init; }

    /// <summary>The part of the country for which it holds, by beginning of the national number; empty = all of it.</summary>
    public IReadOnlyList<string> AreaCodes { get; init; } = [];

    /// <summary>Open and close, or null for a day without marketing.</summary>
    public IReadOnlyList<TimeOnly>? Weekdays { get; init; }
    public IReadOnlyList<TimeOnly>? Saturday { get; init; }
    public IReadOnlyList<TimeOnly>? Sunday { get; init; }

    /// <summary>Whether public holidays are days like others.</summary>
    public required bool PublicHolidays { get; init; }

    /// <summary>"MM-dd", or "easter+N" with N days after Easter Sunday (western).</summary>
    public IReadOnlyList<string> Holidays { get; init; } = [];

    /// <summary>The rules of these countries; those of a state only for a number of that state.</summary>
    public static IReadOnlyList<CountryHours> Of(IReadOnlySet<string> countries, PhoneNumber? phone) =>
        [.. Table.Where(rule => countries.Contains(rule.Country) && (rule.AreaCodes.Count == 0 || rule.HasArea(phone)))];

    /// <summary>The hours of one local day. Null when the day is closed, with the reason.</summary>
    public (TimeSpan Open, TimeSpan Close)? On(DateOnly date, out string? closed)
    {
        closed = null;
        if (date < Since || date > Until)
        {
            return (TimeSpan.Zero, TimeSpan.FromDays(1));
        }

        if (!PublicHolidays && IsHoliday(date))
        {
            closed = $"{Name}: no marketing on public holidays";
            return null;
        }

        var hours = date.DayOfWeek switch
        {
            DayOfWeek.Sunday => Sunday,
            DayOfWeek.Saturday => Saturday,
            _ => Weekdays,
        };
        if (hours is null)
        {
            closed = $"{Name}: no marketing on {date.DayOfWeek}s";
            return null;
        }

        return (hours[0].ToTimeSpan(), EndOfDay(hours[1]));
    }

    /// <summary>A close of 00:00 is the end of the day.</summary>
    public static TimeSpan EndOfDay(TimeOnly close) => close == TimeOnly.MinValue ? TimeSpan.FromDays(1) : close.ToTimeSpan();

    private bool HasArea(PhoneNumber? phone) =>
        phone is { } number && number.Country == Country
        && AreaCodes.Any(area => number.WaId.AsSpan(Countries.Find(Country)!.Calling.Length).StartsWith(area));

    private bool IsHoliday(DateOnly date) => Holidays.Any(holiday => holiday.StartsWith("easter+", StringComparison.Ordinal)
        ? Easter(date.Year).AddDays(int.Parse(holiday.AsSpan("easter+".Length), CultureInfo.InvariantCulture)) == date
        : holiday == date.ToString("MM-dd", CultureInfo.InvariantCulture));

    // Easter Sunday of the Gregorian calendar, by the method of Meeus, Jones and Butcher.
    private static DateOnly Easter(int year)
    {
        var (century, inCentury, golden) = (year / 100, year % 100, year % 19);
        var moonShift = (century - ((century + 8) / 25) + 1) / 3;
        var epact = ((19 * golden) + century - (century / 4) - moonShift + 15) % 30;
        var weekday = (32 + (2 * (century % 4)) + (2 * (inCentury / 4)) - epact - (inCentury % 4)) % 7;
        var late = (golden + (11 * epact) + (22 * weekday)) / 451;
        var days = epact + weekday - (7 * late) + 114;
        return new DateOnly(year, days / 31, (days % 31) + 1);
    }
}
