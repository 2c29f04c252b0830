using System.Text.Json;
using Conversations.Configuration;
using Conversations.Contact;
using Conversations.Customers;
using Conversations.Identity;
using Conversations.Messages;
using Shouldly;
using Xunit;

namespace Conversations.Tests.Configuration;

public sealed class DocumentReadingTests
{
    private const string SoundPolicy = """
        {
          "storeName": "Demo Shop", "storeUrl": "https://demo-shop.example", "timeZone": "Europe/Paris",
          "numbers": [{ "id": "1000", "countries": ["FR"], "default": true }],
          "marketingHours": { "open": "09:00", "close": "20:00" }, "minimumCartTotal": { "EUR": "25.00" }, "dailyBudget": 50
        }
        """;

    [Fact]
    public void Policy_takes_what_is_said_and_keeps_the_defaults()
    {
        var policy = PolicyReading.Read(SoundPolicy).Value.ShouldNotBeNull();
        policy.Numbers.ShouldHaveSingleItem().Countries.ShouldBe(["FR"]);
        policy.MarketingHours.Open.ShouldBe(new TimeOnly(9, 0));
        policy.MinimumCartTotal["EUR"].ShouldBe(25m);
        policy.DailyBudget.ShouldBe(50m);
        policy.HoldoutPercent.ShouldBe(10);
        policy.ReadTogether.ShouldBe(TimeSpan.FromSeconds(3));
    }

    [Fact]
    public void Policy_that_was_shown_is_read_back_the_same()
    {
        var shown = RulesJson.Of(PolicyReading.Read(SoundPolicy).Value);
        RulesJson.Of(PolicyReading.Read(shown).Value.ShouldNotBeNull()).ShouldBe(shown);
    }

    [Fact]
    public void Numbers_of_a_changed_policy_are_those_that_the_store_has()
    {
        var running = PolicyReading.Read(SoundPolicy).Value.ShouldNotBeNull();
        NumberId[] numbers = [new("1000"), new("2000")];

        var changed = PolicyReading.Read(SoundPolicy, running, numbers).Value.ShouldNotBeNull();
        var foreign = PolicyReading.Read(SoundPolicy.Replace("1000", "3000"), running, numbers);

        changed.Numbers.Select(number => number.Id).ShouldBe(numbers);
        changed.Numbers[0].Countries.ShouldBe(["FR"]);
        foreign.Problems.ShouldHaveSingleItem().ToString().ShouldBe("numbers[0].id: \"3000\" is none of the store's numbers, 1000, 2000");
    }

    [Fact]
    public void Numbers_that_a_changed_policy_leaves_out_stay_as_they_are()
    {
        var running = PolicyReading.Read(SoundPolicy).Value.ShouldNotBeNull();

        var changed = PolicyReading.Read("""{ "storeName": "Other", "storeUrl": "https://other.example", "timeZone": "UTC" }""", running, [new NumberId("1000")]).Value.ShouldNotBeNull();

        changed.Numbers.ShouldBe(running.Numbers);
    }

    [Fact]
    public void Number_that_is_replaced_leaves_its_successor_the_default()
    {
        var running = PolicyReading.Read(SoundPolicy).Value.ShouldNotBeNull();
        var customer = new Customer { Store = new StoreId("s"), Id = new CustomerId("c"), Thread = new() { LastNumber = new NumberId("1000") } };

        var replaced = running.WithNumbers([new NumberId("2000")]);

        Window.NumberFor(customer, replaced).Id.ShouldBe(new NumberId("2000"));
    }

    [Theory]
    [InlineData("Europe/Paris", "Europe/Lyon", "timeZone: \"Europe/Lyon\" is not an IANA time zone such as Europe/Paris")]
    [InlineData("\"dailyBudget\": 50", "\"dailyBudget\": -1", "dailyBudget: -1 is not a number from 0 to 1000000000")]
    [InlineData("\"dailyBudget\": 50", "\"holdoutPercent\": 101", "holdoutPercent: 101 is not a whole number from 0 to 100")]
    [InlineData("\"dailyBudget\": 50", "\"confidenceMin\": 1.1", "confidenceMin: 1.1 is not a number from 0 to 1")]
    [InlineData("\"dailyBudget\": 50", "\"marketingPerDay\": 4", "marketingPerWeek: 3 is less than marketingPerDay, which is 4")]
    [InlineData("\"dailyBudget\": 50", "\"serviceLevel\": \"PT1S\"", "serviceLevel: \"PT1S\" is not between PT1M and P7D")]
    [InlineData("\"dailyBudget\": 50", "\"fallbackLanguages\": [\"en\", \"English\"]", "fallbackLanguages[1]: \"English\" is not a language")]
    [InlineData("\"dailyBudget\": 50", "\"openingHours\": { \"days\": [\"Funday\"] }", "openingHours.days[0]: \"Funday\" is unknown; allowed are sunday, ")]
    [InlineData("\"dailyBudget\": 50", "\"openingHours\": { \"from\": \"19:00\" }", "openingHours.from: \"19:00\" is not before to")]
    [InlineData("\"close\": \"20:00\"", "\"close\": \"08:00\"", "marketingHours.open: open and close are both needed")]
    [InlineData("\"EUR\"", "\"euro\"", "minimumCartTotal.euro: is not an ISO 4217 code")]
    [InlineData("25.00", "25,00", "minimumCartTotal.EUR: \"25,00\" is not a number from 0")]
    [InlineData("\"FR\"", "\"France\"", "numbers[0].countries[0]: \"France\" is not an ISO 3166 code")]
    [InlineData("\"default\": true }", "\"default\": true }, { \"id\": \"1000\" }", "numbers[1].id: \"1000\" is there twice")]
    [InlineData("\"default\"", "\"defualt\"", "numbers[0].defualt: is not a known field; known are coexistence, countries, default, id")]
    public void Fault_of_a_policy_gives_its_path(string sound, string faulty, string problem)
    {
        var json = SoundPolicy.Replace(sound, faulty);
        json.ShouldNotBe(SoundPolicy);
        PolicyReading.Read(json).Problems.ShouldHaveSingleItem().ToString().ShouldStartWith(problem);
    }

    [Fact]
    public void Documents_of_the_demo_are_sound()
    {
        PolicyReading.Read(DemoFiles.Read("policy.json")).Problems.ShouldBeEmpty();
        TextsReading.Read(DemoFiles.Read("texts.json")).Problems.ShouldBeEmpty();
        CatalogueReading.Read(DemoFiles.Read("catalogue.json")).Problems.ShouldBeEmpty();
        var templates = TemplatesReading.Read(DemoFiles.Read("templates.json"));
        templates.Problems.ShouldBeEmpty();
        var reminder = templates.Value.ShouldNotBeNull().Single(template => template.Name == "cart_reminder" && template.Language == "en");
        reminder.Buttons.ShouldContain(button => button.Kind == ButtonKind.QuickReply && button.Payload == "opt-out");
    }

    [Theory]
    [InlineData("{store}: come back. Thanks!", "en.pre_sale_follow_up: \"{store}: come back. Thanks!\" offers no way to stop")]
    [InlineData("Come back. Reply STOP to end.", "en.pre_sale_follow_up: \"Come back. Reply STOP to end.\" does not name the store")]
    public void Marketing_text_names_the_store_and_offers_a_way_to_stop(string text, string problem) =>
        TextsReading.Read(JsonSerializer.Serialize(new { en = new { pre_sale_follow_up = text } }))
            .Problems.ShouldHaveSingleItem().ToString().ShouldStartWith(problem);

    [Theory]
    [InlineData("""[{ "name": "Hello", "language": "en", "category": "UTILITY", "body": "a" }]""", "[0].name: \"Hello\" is not 1 to 512 of a-z, 0-9 and _")]
    [InlineData("""[{ "name": "a", "language": "en", "category": "PROMO", "body": "a" }]""", "[0].category: \"PROMO\" is unknown; allowed are marketing, utility, authentication")]
    [InlineData("""[{ "name": "a", "language": "en", "category": "UTILITY", "body": "a {{1}} b" }]""", "[0].body: {{1}} does not fit parameterFormat named")]
    [InlineData("""[{ "name": "a", "language": "en", "category": "UTILITY", "parameterFormat": "positional", "body": "a {{1}} b" }]""", "[0].positions: has no name for {{1}}")]
    [InlineData("""[{ "name": "a", "language": "en", "category": "UTILITY", "body": "a", "buttons": [{ "type": "URL", "text": "Go" }] }]""", "[0].buttons[0].url: is missing")]
    [InlineData("""[{ "name": "a", "language": "en", "category": "UTILITY", "body": "a" }, { "name": "a", "language": "en", "category": "UTILITY", "body": "b" }]""", "[1].name: \"a\" is there twice in en")]
    [InlineData("""{}""", "{} is not an array")]
    public void Fault_of_a_template_gives_its_path(string json, string problem) =>
        TemplatesReading.Read(json).Problems.ShouldHaveSingleItem().ToString().ShouldStartWith(problem);

    [Theory]
    [InlineData("""[{ "id": "a" }, { "id": "a" }]""", "[1].id: \"a\" is there twice")]
    [InlineData("""[{ "id": "a", "related": ["b"] }]""", "[0].related[0]: \"b\" is not a product of the catalogue")]
    [InlineData("""[{ "id": "a", "price": 3 }]""", "[0].currency: is missing; a price needs one")]
    [InlineData("""["a"]""", "[0]: \"a\" is not an object")]
    public void Fault_of_a_catalogue_gives_its_path(string json, string problem) =>
        CatalogueReading.Read(json).Problems.ShouldHaveSingleItem().ToString().ShouldStartWith(problem);

    [Theory]
    [InlineData("PT30M", 1800)]
    [InlineData("P1DT12H", 129_600)]
    [InlineData("P2W", 1_209_600)]
    [InlineData("PT0.2S", 0.2)]
    [InlineData("PT0S", 0)]
    public void Durations_are_iso_8601(string text, double seconds) => IsoDuration.Parse(text).ShouldNotBeNull().TotalSeconds.ShouldBe(seconds);

    [Theory]
    [InlineData("P")]
    [InlineData("PT")]
    [InlineData("P1DT")]
    [InlineData("P1Y")]
    [InlineData("30M")]
    [InlineData("")]
    public void What_is_no_duration_is_refused(string text) => IsoDuration.Parse(text).ShouldBeNull();
}
