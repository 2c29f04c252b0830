using Conversations.Configuration;
using Conversations.Journeys;
using Conversations.Tests.Configuration;
using Shouldly;
using Xunit;

namespace Conversations.Tests.Journeys;

/// <summary>Each fault of a definition is told with its path, what was found and what is allowed.</summary>
public sealed class JourneyReadingTests
{
    private const string Sound = """
        {
          "name": "cart-recovery", "purpose": "marketing", "priority": 80,
          "starts": [{ "on": "cartIdle", "after": "PT30M" }],
          "ends": ["newOrder"], "expiry": "P7D", "reentry": "P7D", "recovery": true,
          "steps": [{ "name": "reminder", "template": "cart_reminder" }, { "name": "second", "after": "P1D", "template": "cart_second" }]
        }
        """;

    [Fact]
    public void Sound_definition_has_no_problems() => Problems(Sound).ShouldBeEmpty();

    [Theory]
    [InlineData("\"P1D\"", "\"P1X\"", "steps[1].after: \"P1X\" is not an ISO 8601 duration such as PT30M")]
    [InlineData("\"P1D\"", "\"P1M\"", "steps[1].after: \"P1M\" is not an ISO 8601 duration such as PT30M")]
    [InlineData("\"P1D\"", "\"-P1D\"", "steps[1].after: \"-P1D\" is not an ISO 8601 duration such as PT30M")]
    [InlineData("\"P1D\"", "30", "steps[1].after: 30 is not an ISO 8601 duration such as PT30M")]
    [InlineData("\"cartIdle\"", "\"cartLazy\"", "starts[0].on: \"cartLazy\" is unknown; allowed are cartIdle, checkoutIdle, ")]
    [InlineData("[\"newOrder\"]", "[\"ordered\"]", "ends[0]: \"ordered\" is unknown; allowed are newOrder, paid, ")]
    [InlineData("\"PT30M\"", "\"PT9M59S\"", "starts[0].after: \"PT9M59S\" is not between PT10M and P365D")]
    [InlineData("\"cartIdle\", \"after\": \"PT30M\"", "\"checkoutIdle\", \"after\": \"PT9M\"", "starts[0].after: \"PT9M\" is not between PT10M and P365D")]
    [InlineData(", \"after\": \"PT30M\"", "", "starts[0].after: is missing; a cart or checkout must be idle for PT10M at least")]
    [InlineData("\"priority\": 80", "\"priority\": 101", "priority: 101 is not a whole number from 0 to 100")]
    [InlineData("\"priority\": 80,", "", "priority: is missing; a whole number from 0 to 100 is needed")]
    [InlineData("\"expiry\": \"P7D\"", "\"expiry\": \"PT59M\"", "expiry: \"PT59M\" is not between PT1H and P365D")]
    [InlineData("\"reentry\": \"P7D\"", "\"reentry\": \"PT23H\"", "reentry: \"PT23H\" is not between P1D and P365D")]
    [InlineData("\"marketing\"", "\"service\"", "purpose: \"service\" is unknown; allowed are marketing, utility")]
    [InlineData("\"name\": \"second\"", "\"name\": \"reminder\"", "steps[1].name: \"reminder\" is there twice")]
    [InlineData("\"name\": \"second\"", "\"name\": \"The 2nd\"", "steps[1].name: \"The 2nd\" is not 1 to 64 of a-z, 0-9, _ and -")]
    [InlineData("\"PT30M\" }", "\"PT30M\", \"step\": \"third\" }", "starts[0].step: \"third\" is no step; steps are reminder, second")]
    [InlineData("\"PT30M\" }", "\"PT30M\", \"atLocal\": \"25:00\" }", "starts[0].atLocal: \"25:00\" is not a time of day such as \"10:00\"")]
    [InlineData("\"cartIdle\"", "\"paymentMissing\", \"byMethod\": { \"cheque\": null }", "starts[0].byMethod.cheque: is not a payment method; allowed are card, wallet, ")]
    [InlineData("\"PT30M\" }", "\"PT30M\", \"afterFailure\": \"PT5M\" }", "starts[0].afterFailure: is for checkoutIdle only")]
    [InlineData("\"template\": \"cart_reminder\"", "\"template\": \"cart_reminder\", \"templateByKind\": { \"mood\": \"cart_second\" }", "steps[0].templateByKind.mood: is not a kind; allowed are payment, ")]
    [InlineData("\"template\": \"cart_reminder\"", "\"template\": \"cart_reminder\", \"after\": \"PT1H\"", "steps[0].after: \"PT1H\" is not allowed; the start says")]
    [InlineData("\"recovery\": true", "\"recovry\": true", "recovry: is not a known field; known are enabled, ends, ")]
    [InlineData("\"recovery\": true", "\"recovery\": \"yes\"", "recovery: \"yes\" is neither true nor false")]
    [InlineData("\"recovery\": true", "\"name\": \"twice\"", "not JSON: ")]
    [InlineData("\"cart_second\"", "\"cart_third\"", "steps[1].template: \"cart_third\" is not among the templates; there are back_in_stock, ")]
    [InlineData("\"cart_second\"", "\"order_paid\"", "steps[1].template: \"order_paid\" is utility in ")]
    public void Fault_gives_its_path_what_was_found_and_what_is_allowed(string sound, string faulty, string problem)
    {
        var json = Sound.Replace(sound, faulty);
        json.ShouldNotBe(Sound);
        Problems(json).ShouldHaveSingleItem().ShouldStartWith(problem);
    }

    [Fact]
    public void All_faults_are_told_at_once() =>
        Problems("""{ "name": "Cart", "purpose": "marketing", "priority": -1, "starts": [], "steps": [{ "name": "a" }] }""")
            .Select(problem => problem.Split(':')[0]).ShouldBe(["name", "priority", "starts", "steps[0].template"], ignoreOrder: true);

    [Theory]
    [InlineData("holdout")]
    [InlineData("recovery")]
    [InlineData("withinWindow")]
    public void Utility_has_nothing_of_marketing(string field)
    {
        var json = """{ "name": "x", "purpose": "utility", "priority": 1, "starts": [{ "on": "orderPaid" }], "steps": [{ "name": "a", "template": "order_paid" }], "FIELD": true }"""
            .Replace("FIELD", field);
        JourneyReading.Read(json).Problems.ShouldHaveSingleItem().ToString().ShouldBe($"{field}: true is for marketing only");
    }

    [Fact]
    public void Utility_journey_must_not_use_a_marketing_template() =>
        Problems("""{ "name": "x", "purpose": "utility", "priority": 1, "starts": [{ "on": "orderPaid" }], "steps": [{ "name": "a", "template": "cart_offer" }] }""")
            .ShouldHaveSingleItem().ShouldStartWith("steps[0].template: \"cart_offer\" is marketing in en; a utility journey needs utility");

    [Theory]
    [InlineData("Hi, your cart waits.", "Reply STOP", "in en does not name the store; {{store}} is needed")]
    [InlineData("Hi, your cart at {{store}} waits.", "See you", "in en offers no way to stop")]
    [InlineData("Hi, your cart at {{store}} waits.", "Reply STOP", null)]
    [InlineData("Hi, your cart at Demo Shop waits.", "Responde BAJA", null)]
    public void Marketing_template_names_the_store_and_offers_a_way_to_stop(string body, string footer, string? problem)
    {
        var template = TemplatesReading.Read($$"""[{ "name": "t", "language": "en", "category": "MARKETING", "body": "{{body}}", "footer": "{{footer}}" }]""").Value.ShouldNotBeNull();
        var json = """{ "name": "x", "purpose": "marketing", "priority": 1, "starts": [{ "on": "lapse" }], "steps": [{ "name": "a", "template": "t" }] }""";
        var problems = JourneyReading.Read(json, template, "Demo Shop").Problems;
        if (problem is null)
        {
            problems.ShouldBeEmpty();
        }
        else
        {
            problems.ShouldHaveSingleItem().ToString().ShouldContain(problem);
        }
    }

    [Fact]
    public void Free_text_within_the_window_goes_before_the_window_closes() =>
        Problems("""{ "name": "x", "purpose": "marketing", "priority": 1, "withinWindow": true, "starts": [{ "on": "productAsked", "after": "PT24H" }], "steps": [{ "name": "a", "template": "pre_sale_follow_up" }] }""")
            .ShouldHaveSingleItem().ShouldStartWith("starts[0].after: \"P1D\" is not below PT24H");

    private static List<string> Problems(string json) =>
        [.. JourneyReading.Read(json, TemplatesReading.Read(DemoFiles.Read("templates.json")).Value).Problems.Select(problem => problem.ToString())];
}
