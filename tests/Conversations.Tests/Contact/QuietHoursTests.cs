using System.Globalization;
using Conversations.Contact;
using Conversations.Identity;
using Conversations.Messages;
using Shouldly;
using Xunit;

namespace Conversations.Tests.Contact;

public sealed class QuietHoursTests
{
    private static readonly DayWindow Marketing = new(new(8, 0), new(21, 0));
    private static readonly DayWindow Utility = new(new(8, 0), new(22, 0));

    private static DateTimeOffset At(string text) => DateTimeOffset.Parse(text, CultureInfo.InvariantCulture);

    private static Opening Next(string at, Purpose purpose = Purpose.Marketing, string? zone = null, string? phone = null, string? country = null, string store = "Europe/Berlin") =>
        QuietHours.NextOpening(At(at), purpose, zone, phone is null ? null : new PhoneNumber(phone), country, store, Marketing, Utility);

    [Theory]
    [InlineData("2026-11-19T12:00:00+01:00", "Europe/Berlin")]
    [InlineData("2026-11-19T08:00:00+01:00", "Europe/Berlin")]
    [InlineData("2026-11-19T20:59:59+01:00", "Europe/Berlin")]
    [InlineData("2026-11-22T12:00:00+01:00", "Europe/Berlin")]
    [InlineData("2026-11-19T19:59:59+01:00", "Europe/Paris")]
    public void Open_hours_pass_at_the_same_instant(string at, string zone)
    {
        var opening = Next(at, zone: zone);
        opening.At.ShouldBe(At(at));
        opening.Rule.ShouldBeNull();
    }

    [Theory]
    [InlineData("2026-11-19T21:00:00+01:00", "Europe/Berlin", "2026-11-20T08:00:00+01:00", "quiet hours Europe/Berlin 08:00–21:00")]
    [InlineData("2026-11-19T07:59:59+01:00", "Europe/Berlin", "2026-11-19T08:00:00+01:00", "quiet hours Europe/Berlin 08:00–21:00")]
    [InlineData("2026-11-19T15:00:00Z", "Asia/Tokyo", "2026-11-20T08:00:00+09:00", "quiet hours Asia/Tokyo 08:00–21:00")]
    [InlineData("2026-11-19T20:00:00+01:00", "Europe/Paris", "2026-11-20T08:00:00+01:00", "quiet hours Europe/Paris 08:00–20:00")]
    [InlineData("2026-11-20T08:30:00+05:30", "Asia/Kolkata", "2026-11-20T09:00:00+05:30", "quiet hours Asia/Kolkata 09:00–21:00")]
    // A Saturday evening waits past the Sunday; the rule named is the one that closed it.
    [InlineData("2026-11-21T20:30:00+01:00", "Europe/Paris", "2026-11-23T08:00:00+01:00", "quiet hours Europe/Paris 08:00–20:00")]
    [InlineData("2026-11-22T12:00:00+01:00", "Europe/Paris", "2026-11-23T08:00:00+01:00", "France: no marketing on Sundays")]
    // Armistice Day 2026 is a Wednesday.
    [InlineData("2026-11-11T12:00:00+01:00", "Europe/Paris", "2026-11-12T08:00:00+01:00", "France: no marketing on public holidays")]
    // Christmas 2026 is a Friday: Saturday is open again.
    [InlineData("2026-12-25T12:00:00+01:00", "Europe/Paris", "2026-12-26T08:00:00+01:00", "France: no marketing on public holidays")]
    // Easter: Sunday 5 and Monday 6 April 2026.
    [InlineData("2026-04-05T12:00:00+02:00", "Europe/Paris", "2026-04-07T08:00:00+02:00", "France: no marketing on Sundays")]
    public void Closed_hours_wait_for_the_opening_edge(string at, string zone, string opens, string rule)
    {
        var opening = Next(at, zone: zone);
        opening.At.ShouldBe(At(opens));
        opening.Rule.ShouldBe(rule);
    }

    [Theory]
    [InlineData("2026-01-01")]
    [InlineData("2026-04-06")]
    [InlineData("2026-05-01")]
    [InlineData("2026-05-08")]
    [InlineData("2026-05-14")]
    [InlineData("2026-05-25")]
    [InlineData("2026-07-14")]
    [InlineData("2026-08-15")]
    [InlineData("2025-11-01")]
    [InlineData("2026-11-11")]
    [InlineData("2026-12-25")]
    [InlineData("2027-03-29")]
    [InlineData("2027-05-06")]
    [InlineData("2028-06-05")]
    public void France_keeps_eleven_holidays(string date) =>
        Next($"{date}T12:00:00Z", zone: "Europe/Paris").Rule.ShouldBe("France: no marketing on public holidays");

    [Fact]
    public void Utility_has_longer_hours_and_no_country_rules_and_service_has_none()
    {
        Next("2026-11-22T21:30:00+01:00", Purpose.Utility, "Europe/Paris").Rule.ShouldBeNull();
        Next("2026-11-22T22:00:00+01:00", Purpose.Utility, "Europe/Paris").At.ShouldBe(At("2026-11-23T08:00:00+01:00"));
        Next("2026-11-22T03:00:00+01:00", Purpose.Service, "Europe/Paris").ShouldBe(new Opening(At("2026-11-22T03:00:00+01:00"), null));
    }

    [Fact]
    public void The_zone_comes_from_the_customer_then_the_phone_then_the_country_then_the_store()
    {
        const string evening = "2026-11-19T20:30:00Z";
        Next(evening, zone: "America/New_York", phone: "+4915112345678").Rule.ShouldBeNull();
        Next(evening, phone: "+4915112345678").Rule.ShouldBe("quiet hours Europe/Berlin 08:00–21:00");
        Next(evening, country: "JP").Rule.ShouldBe("quiet hours Asia/Tokyo 08:00–21:00");
        Next(evening, store: "Asia/Tokyo").Rule.ShouldBe("quiet hours Asia/Tokyo 08:00–21:00");
    }

    [Theory]
    [InlineData("Mars/Olympus")]
    [InlineData("")]
    [InlineData("../../etc/passwd")]
    public void A_zone_that_does_not_exist_is_passed_over(string zone) =>
        Next("2026-11-19T15:00:00Z", zone: zone, phone: "+819012345678", store: zone).Rule.ShouldBe("quiet hours Asia/Tokyo 08:00–21:00");

    [Fact]
    public void Without_any_zone_the_clock_is_UTC() =>
        Next("2026-11-19T22:00:00Z", store: "nowhere").At.ShouldBe(At("2026-11-20T08:00:00Z"));

    [Fact]
    public void The_rules_of_the_phone_and_of_the_zone_both_hold()
    {
        Next("2026-11-22T12:00:00-05:00", zone: "America/New_York", phone: "+33612345678").Rule.ShouldBe("France: no marketing on Sundays");
        Next("2026-11-22T12:00:00+01:00", zone: "Europe/Paris", phone: "+4915112345678").Rule.ShouldBe("France: no marketing on Sundays");
        // India opens at nine, France closes at eight: both in the customer's own time.
        var both = Next("2026-11-20T08:30:00+01:00", zone: "Europe/Paris", phone: "+919876543210");
        both.ShouldBe(new Opening(At("2026-11-20T09:00:00+01:00"), "quiet hours Europe/Paris 09:00–20:00"));
    }

    [Theory]
    // 08:00 in Honolulu is 13:00 in New York; 21:00 in New York is 16:00 in Honolulu.
    [InlineData("2026-11-19T12:59:59-05:00", "2026-11-19T13:00:00-05:00")]
    [InlineData("2026-11-19T21:00:00-05:00", "2026-11-20T13:00:00-05:00")]
    [InlineData("2026-11-19T20:59:59-05:00", "2026-11-19T20:59:59-05:00")]
    public void A_country_of_several_zones_is_open_when_all_of_them_are(string at, string opens) =>
        Next(at, phone: "+12125550123").At.ShouldBe(At(opens));

    [Fact]
    public void Russia_from_Kaliningrad_to_Kamchatka_has_three_hours() =>
        Next("2026-11-19T09:00:00Z", phone: "+79161234567").At.ShouldBe(At("2026-11-20T06:00:00Z"));

    [Fact]
    public void Zones_that_are_never_open_together_leave_the_decision_to_the_most_populous()
    {
        var narrow = new DayWindow(new(10, 0), new(14, 0));
        var opening = QuietHours.NextOpening(At("2026-11-19T00:00:00Z"), Purpose.Marketing, null, new PhoneNumber("+79161234567"), null, "UTC", narrow, Utility);
        opening.At.ShouldBe(At("2026-11-19T10:00:00+03:00"));
    }

    [Theory]
    [InlineData("+13055550123", "2026-11-19T20:30:00-05:00", false)]
    [InlineData("+12125550123", "2026-11-19T20:30:00-05:00", true)]
    [InlineData("+15125550123", "2026-11-22T11:30:00-05:00", false)]
    [InlineData("+15125550123", "2026-11-22T12:30:00-05:00", true)]
    public void States_with_stricter_hours_are_known_by_area_code(string phone, string at, bool open) =>
        (Next(at, zone: "America/New_York", phone: phone).Rule is null).ShouldBe(open);

    [Theory]
    // Clocks go forward on 29 March 2026 and back on 25 October 2026 in Berlin, on 8 March in New York.
    [InlineData("2026-03-28T22:00:00+01:00", "Europe/Berlin", "2026-03-29T08:00:00+02:00")]
    [InlineData("2026-10-24T22:00:00+02:00", "Europe/Berlin", "2026-10-25T08:00:00+01:00")]
    [InlineData("2026-03-07T22:00:00-05:00", "America/New_York", "2026-03-08T08:00:00-04:00")]
    public void Summer_time_is_honoured(string at, string zone, string opens) => Next(at, zone: zone).At.ShouldBe(At(opens));

    [Fact]
    public void An_opening_inside_the_gap_is_its_end_and_inside_the_repeated_hour_the_later()
    {
        var early = new DayWindow(new(2, 30), new(21, 0));
        Opening From(string at) => QuietHours.NextOpening(At(at), Purpose.Marketing, "Europe/Berlin", null, null, "UTC", early, Utility);
        From("2026-03-29T00:00:00+01:00").At.ShouldBe(At("2026-03-29T03:00:00+02:00"));
        From("2026-10-25T00:00:00+02:00").At.ShouldBe(At("2026-10-25T02:30:00+01:00"));
    }

    [Fact]
    public void The_opening_is_open()
    {
        // Every hour of a year, wherever people are: what is promised as open is open, and never earlier than asked.
        foreach (var phone in (string[])["+33612345678", "+919876543210", "+12125550123", "+5511987654321", "+61412345678"])
        {
            for (var hour = 0; hour < 365 * 24; hour += 7)
            {
                var at = At("2026-01-01T00:00:00Z").AddHours(hour);
                var opening = QuietHours.NextOpening(at, Purpose.Marketing, null, new PhoneNumber(phone), null, "UTC", Marketing, Utility);
                opening.At.ShouldBeGreaterThanOrEqualTo(at);
                QuietHours.NextOpening(opening.At, Purpose.Marketing, null, new PhoneNumber(phone), null, "UTC", Marketing, Utility)
                    .ShouldBe(new Opening(opening.At, null));
            }
        }
    }

    [Theory]
    [InlineData("2026-11-19T09:00:00+01:00", "Europe/Paris", "2026-11-19T10:00:00+01:00")]
    [InlineData("2026-11-19T10:00:00+01:00", "Europe/Paris", "2026-11-19T10:00:00+01:00")]
    [InlineData("2026-11-19T10:00:01+01:00", "Europe/Paris", "2026-11-20T10:00:00+01:00")]
    [InlineData("2026-10-24T10:00:01+02:00", "Europe/Paris", "2026-10-25T10:00:00+01:00")]
    [InlineData("2026-11-19T22:00:00Z", "Pacific/Kiritimati", "2026-11-20T20:00:00Z")]
    public void The_next_ten_o_clock_is_the_customers(string notBefore, string zone, string expected) =>
        QuietHours.NextLocal(At(notBefore), new TimeOnly(10, 0), zone, null, null, "UTC").ShouldBe(At(expected));

    [Fact]
    public void A_time_that_summer_time_skips_is_the_end_of_the_gap() =>
        QuietHours.NextLocal(At("2026-03-29T00:00:00+01:00"), new TimeOnly(2, 30), "Europe/Berlin", null, null, "UTC").ShouldBe(At("2026-03-29T03:00:00+02:00"));
}
