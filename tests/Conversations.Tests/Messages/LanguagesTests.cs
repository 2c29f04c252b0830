using Conversations.Customers;
using Conversations.Messages;
using Conversations.Tests.Drivers;
using Shouldly;
using Xunit;

namespace Conversations.Tests.Messages;

public sealed class LanguagesTests
{
    [Theory]
    [InlineData("pt", "pt-BR", "+351912345678", "pt_BR")]
    [InlineData("pt", "pt-br", "+351912345678", "pt_BR")]
    [InlineData("pt", null, "+5511987654321", "pt_BR")]
    [InlineData("pt", null, "+351912345678", "pt_PT")]
    [InlineData(null, "pt", "+5511987654321", "pt_BR")]
    [InlineData("pt", "en-US", "+5511987654321", "pt_BR")]
    [InlineData("pt", null, "+33612345678", "pt_PT")]
    [InlineData("en", "pt-BR", "+5511987654321", "en")]
    public void Of_a_language_that_is_offered_for_several_regions_the_customers_own_is_taken(string? spoken, string? locale, string phone, string expected) =>
        Taken(spoken, locale, phone, "pt_PT", "pt_BR", "en").ShouldBe(expected);

    [Fact]
    public void The_language_itself_goes_before_one_of_its_regions() => Taken("pt", null, "+5511987654321", "pt_BR", "pt").ShouldBe("pt");

    private static string? Taken(string? spoken, string? locale, string phone, params string[] offered)
    {
        var story = new Story().With(phone, locale);
        var customer = story.Customer with { Thread = story.Customer.Thread with { Language = spoken } };
        return Languages.Pick(offered, static language => language, Languages.Of(customer, TestRules.Default.Policy));
    }
}
