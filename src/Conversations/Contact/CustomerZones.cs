using Conversations.Identity;

namespace Conversations.Contact;

/// <summary>Where a customer's clock is, from the best source there is.</summary>
internal static class CustomerZones
{
    /// <summary>
    /// The customer's own zone, else those of the phone's country, else those of the customer's country, else the store's,
    /// else UTC. A name that is no zone is passed over. Several zones mean that it is not known which of them.
    /// </summary>
    public static IReadOnlyList<TimeZoneInfo> Of(string? customerZone, PhoneNumber? phone, string? customerCountry, string? storeZone) =>
        Named(customerZone) ?? OfCountry(phone?.Country) ?? OfCountry(customerCountry) ?? Named(storeZone) ?? [TimeZoneInfo.Utc];

    /// <summary>The instant at which a local clock shows this: the end of a gap, the first or last of two.</summary>
    public static DateTimeOffset Instant(TimeZoneInfo zone, DateOnly date, TimeSpan time, bool first)
    {
        var local = date.ToDateTime(TimeOnly.MinValue) + time;
        while (zone.IsInvalidTime(local))
        {
            // Gaps begin and end on whole minutes; the clock jumps, and the next minute it shows is the one meant.
            local = local.AddMinutes(1);
        }

        var offset = zone.IsAmbiguousTime(local)
            ? first ? zone.GetAmbiguousTimeOffsets(local).Max() : zone.GetAmbiguousTimeOffsets(local).Min()
            : zone.GetUtcOffset(local);
        return new DateTimeOffset(local, offset);
    }

    private static TimeZoneInfo[]? Named(string? name) => Find(name) is { } zone ? [zone] : null;

    private static TimeZoneInfo[]? OfCountry(string? country) =>
        Countries.Find(country)?.Zones.Select(Find).OfType<TimeZoneInfo>().ToArray() is { Length: > 0 } zones ? zones : null;

    private static TimeZoneInfo? Find(string? name) =>
        !string.IsNullOrWhiteSpace(name) && TimeZoneInfo.TryFindSystemTimeZoneById(name.Trim(), out var zone) ? zone : null;
}
