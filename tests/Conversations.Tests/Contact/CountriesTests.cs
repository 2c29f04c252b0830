using Conversations.Contact;
using Shouldly;
using Xunit;

namespace Conversations.Tests.Contact;

public sealed class CountriesTests
{
    [Fact]
    public void Every_country_is_complete_and_its_zones_exist()
    {
        foreach (var country in Countries.All)
        {
            country.Length.Count.ShouldBe(2, country.Code);
            country.Length[0].ShouldBeLessThanOrEqualTo(country.Length[1], country.Code);
            country.Languages.ShouldNotBeEmpty(country.Code);
            country.Currency.Length.ShouldBe(3, country.Code);
            country.Zones.ShouldNotBeEmpty(country.Code);
            country.Zones.ShouldAllBe(zone => Exists(zone), country.Code);
        }
    }

    [Fact]
    public void Calling_codes_are_prefix_free()
    {
        var codes = Countries.All.Select(country => country.Calling).Distinct().ToArray();
        foreach (var code in codes)
        {
            codes.ShouldNotContain(other => other != code && other.StartsWith(code, StringComparison.Ordinal), code);
        }
    }

    [Fact]
    public void Of_the_countries_that_share_a_calling_code_one_has_the_rest()
    {
        foreach (var group in Countries.All.GroupBy(country => country.Calling))
        {
            group.Count(country => country.Prefixes.Count == 0).ShouldBeGreaterThan(0, group.Key);
        }
    }

    [Theory]
    [InlineData("Europe/Paris", "FR")]
    [InlineData("Asia/Kolkata", "IN")]
    [InlineData("Asia/Calcutta", "IN")]
    [InlineData("US/Eastern", "US")]
    [InlineData("america/new_york", "US")]
    [InlineData("Europe/Amsterdam", "NL")]
    [InlineData("UTC", null)]
    [InlineData("Mars/Olympus", null)]
    [InlineData(null, null)]
    public void A_zone_lies_in_a_country(string? zone, string? country) => Countries.OfZone(zone).ShouldBe(country);

    [Fact]
    public void The_EU_has_France_and_its_overseas_but_not_Switzerland()
    {
        Countries.InEu("fr").ShouldBeTrue();
        Countries.InEu("RE").ShouldBeTrue();
        Countries.InEu("CH").ShouldBeFalse();
        Countries.InEu("GB").ShouldBeFalse();
        Countries.InEu(null).ShouldBeFalse();
        Countries.All.Count(country => country.Eu).ShouldBe(27 + 7);
    }

    [Fact]
    public void A_small_cart_is_small_in_its_own_currency()
    {
        Countries.MinimumCartTotal("EUR").ShouldBe(10);
        Countries.MinimumCartTotal("usd").ShouldBe(15);
        Countries.MinimumCartTotal("JPY").ShouldBe(1500);
        Countries.MinimumCartTotal("XXX").ShouldBe(15);
    }

    [Fact]
    public void Unknown_countries_are_null()
    {
        Countries.Find("uk")?.Code.ShouldBe("GB");
        Countries.Find(" fr ")?.Code.ShouldBe("FR");
        Countries.Find("ZZ").ShouldBeNull();
        Countries.Find("").ShouldBeNull();
        Countries.Find(null).ShouldBeNull();
    }

    private static bool Exists(string zone) => TimeZoneInfo.TryFindSystemTimeZoneById(zone, out _);
}
