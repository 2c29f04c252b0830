using Conversations.Identity;
using Shouldly;
using Xunit;

namespace Conversations.Tests.Identity;

public sealed class PhoneNumberTests
{
    [Theory]
    [InlineData("+33612345678", null, "+33612345678")]
    [InlineData("33612345678", null, "+33612345678")]
    [InlineData("0033 6 12 34 56 78", null, "+33612345678")]
    [InlineData(" +33 (0)6-12.34/56 78 ", null, "+33612345678")]
    [InlineData("+330612345678", null, "+33612345678")]
    [InlineData("tel:+33-6-12-34-56-78", null, "+33612345678")]
    [InlineData("\u202a+33 6 12 34 56 78\u202c", null, "+33612345678")]
    [InlineData("+٣٣٦١٢٣٤٥٦٧٨", null, "+33612345678")]
    [InlineData("06 12 34 56 78", "FR", "+33612345678")]
    [InlineData("612345678", "fr", "+33612345678")]
    [InlineData("33612345678", "FR", "+33612345678")]
    [InlineData("+44 7911 123456", "FR", "+447911123456")]
    [InlineData("07911 123456", "UK", "+447911123456")]
    [InlineData("+44 (0) 20 7946 0958", null, "+442079460958")]
    [InlineData("0151 12345678", "DE", "+4915112345678")]
    [InlineData("4915112345678", "DE", "+4915112345678")]
    [InlineData("333 123 4567", "IT", "+393331234567")]
    [InlineData("391 234 5678", "IT", "+393912345678")]
    [InlineData("06 6982 1234", "IT", "+390669821234")]
    [InlineData("+39 06 6982 1234", null, "+390669821234")]
    [InlineData("06 30 123 4567", "HU", "+36301234567")]
    [InlineData("8 (916) 123-45-67", "RU", "+79161234567")]
    [InlineData("79161234567", "RU", "+79161234567")]
    [InlineData("80 29 123 45 67", "BY", "+375291234567")]
    [InlineData("(415) 555-2671", "US", "+14155552671")]
    [InlineData("1 415 555 2671", "US", "+14155552671")]
    [InlineData("011 44 7911 123456", "US", "+447911123456")]
    [InlineData("09876543210", "IN", "+919876543210")]
    [InlineData("(11) 98765-4321", "BR", "+5511987654321")]
    [InlineData("011 98765-4321", "BR", "+5511987654321")]
    [InlineData("5511987654321", "BR", "+5511987654321")]
    [InlineData("55 1234 5678", "MX", "+525512345678")]
    [InlineData("5215512345678", null, "+5215512345678")]
    [InlineData("+54 9 11 1234 5678", null, "+5491112345678")]
    [InlineData("011 1234 5678", "AR", "+541112345678")]
    [InlineData("11 15-2345-6789", "AR", "+5491123456789")]
    [InlineData("(011) 15 2345-6789", "AR", "+5491123456789")]
    [InlineData("0351 15 234-5678", "AR", "+5493512345678")]
    [InlineData("3715 15 123456", "AR", "+5493715123456")]
    [InlineData("+54 11 15 2345 6789", null, "+5491123456789")]
    [InlineData("+54 9 11 15 2345 6789", "AR", "+5491123456789")]
    [InlineData("54 3515 234567", "AR", "+543515234567")]
    [InlineData("044 55 1234 5678", "MX", "+525512345678")]
    [InlineData("045 33 1234 5678", "MX", "+523312345678")]
    [InlineData("09 8765 4321", "CL", "+56987654321")]
    [InlineData("03 310 123 4567", "CO", "+573101234567")]
    [InlineData("8 (050) 123-45-67", "UA", "+380501234567")]
    [InlineData("0612345678", "NL", "+31612345678")]
    [InlineData("612 34 56 78", "ES", "+34612345678")]
    [InlineData("0501234567", "AE", "+971501234567")]
    [InlineData("090-1234-5678", "JP", "+819012345678")]
    public void Known_shapes_become_E164(string text, string? country, string expected)
    {
        (PhoneNumber.Parse(text, country, out var problem)?.E164).ShouldBe(expected);
        problem.ShouldBeNull();
    }

    [Theory]
    [InlineData("", null, "empty")]
    [InlineData(null, null, "empty")]
    [InlineData("0612345678", null, "give the country")]
    [InlineData("15 2345 6789", "AR", "no shape of Argentina")]
    [InlineData("12", "FR", "too short")]
    [InlineData("+999 123 456 789", null, "calling code")]
    [InlineData("+33 6 12 34 56", null, "+33")]
    [InlineData("06 12 34 56 78 90", "FR", "France")]
    [InlineData("447911123456", "FR", "France")]
    [InlineData("call me maybe", "FR", "digits")]
    [InlineData("0612345678 ext 4", "FR", "digits")]
    [InlineData("06+12345678", "FR", "plus")]
    [InlineData("0612345678", "ZZ", "ISO country code")]
    [InlineData("115 555 2671", "US", "United States")]
    [InlineData("+1 415 155 2671", null, "+1")]
    [InlineData("123456789012345678", null, "too long")]
    public void Unknown_shapes_are_refused_with_a_reason(string? text, string? country, string word)
    {
        PhoneNumber.Parse(text, country, out var problem).ShouldBeNull();
        problem.ShouldNotBeNull().ShouldContain(word);
    }

    [Fact]
    public void A_problem_never_repeats_the_number()
    {
        PhoneNumber.Parse("06 12 34 56 78 90", "FR", out var problem);
        problem.ShouldNotBeNull().ShouldNotContain("12 34");
    }

    [Theory]
    [InlineData("+33612345678", "FR")]
    [InlineData("+14155552671", "US")]
    [InlineData("+14165550123", "CA")]
    [InlineData("+18095550123", "DO")]
    [InlineData("+18765550123", "JM")]
    [InlineData("+17875550123", "PR")]
    [InlineData("+18005550123", null)]
    [InlineData("+79161234567", "RU")]
    [InlineData("+77011234567", "KZ")]
    [InlineData("+447911123456", "GG")]
    [InlineData("+447700900123", "GB")]
    [InlineData("+390669812345", "VA")]
    [InlineData("+393331234567", "IT")]
    [InlineData("+262692123456", "RE")]
    [InlineData("+262639123456", "YT")]
    [InlineData("+5511987654321", "BR")]
    [InlineData("+85261234567", "HK")]
    [InlineData("+9991234567", null)]
    public void The_country_is_read_from_calling_code_and_area(string number, string? country) =>
        new PhoneNumber(number).Country.ShouldBe(country);

    [Theory]
    [InlineData("+5511987654321", "+551187654321")]
    [InlineData("+5215512345678", "+525512345678")]
    [InlineData("+5491112345678", "+541112345678")]
    public void Two_spellings_of_one_person_have_one_key_and_name_each_other(string with, string without)
    {
        var (a, b) = (new PhoneNumber(with), new PhoneNumber(without));
        a.Key.ShouldBe(b.Key);
        a.Variants.ShouldBe([with, without]);
        b.Variants.ShouldBe([without, with]);
    }

    [Theory]
    [InlineData("+551132654321")]
    [InlineData("+5511932654321")]
    [InlineData("+33612345678")]
    [InlineData("+14155552671")]
    public void Landlines_of_Brazil_and_ordinary_numbers_have_one_spelling(string number)
    {
        new PhoneNumber(number).Key.ShouldBe(number);
        new PhoneNumber(number).Variants.ShouldBe([number]);
    }

    [Fact]
    public void A_landline_of_Brazil_is_not_the_mobile_with_a_nine_before_it() =>
        new PhoneNumber("+551132654321").Key.ShouldNotBe(new PhoneNumber("+5511932654321").Key);

    [Theory]
    [InlineData("33612345678", "+33612345678")]
    [InlineData("551187654321", "+551187654321")]
    [InlineData("US.13491208655302741918", null)]
    [InlineData("0612345678", null)]
    [InlineData("", null)]
    [InlineData(null, null)]
    public void A_WhatsApp_id_is_taken_as_it_is(string? waId, string? expected) =>
        (PhoneNumber.FromWaId(waId)?.E164).ShouldBe(expected);
}
