using System.Text.Json.Nodes;
using Conversations.Api.Tests.Drivers;
using Shouldly;
using Xunit;

namespace Conversations.Api.Tests;

public sealed class RulebookTests(DemoDriver demo) : IClassFixture<DemoDriver>
{
    private const string Store = DemoDriver.Store;

    [Theory]
    [InlineData("priority", "900", "priority")]
    [InlineData("priority", "null", "priority")]
    [InlineData("purpose", "\"fun\"", "purpose")]
    [InlineData("starts", "[]", "starts")]
    [InlineData("starts", "[{\"on\":\"moonrise\"}]", "starts[0].on")]
    [InlineData("steps", "[]", "steps")]
    [InlineData("steps", "[{\"name\":\"a\",\"after\":\"soon\",\"template\":\"cart_reminder\"}]", "steps[0].after")]
    [InlineData("steps", "[{\"name\":\"a\",\"after\":\"PT0S\",\"template\":\"nowhere\"}]", "steps[0].template")]
    [InlineData("expiry", "\"7 days\"", "expiry")]
    [InlineData("enabled", "\"yes\"", "enabled")]
    [InlineData("name", "\"other\"", "name")]
    public async Task A_faulty_journey_is_refused_by_path_and_the_running_one_stays(string field, string value, string path)
    {
        var before = await demo.Get($"{Store}/journeys/cart-recovery");
        var journey = JsonNode.Parse(before.GetRawText())!;
        journey[field] = JsonNode.Parse(value);

        var answer = await demo.Send("PUT", $"{Store}/journeys/cart-recovery", journey.ToJsonString());

        answer.Status.ShouldBe(400, answer.Text);
        answer.Faults.ShouldContain(path);
        (await demo.Get($"{Store}/journeys/cart-recovery")).GetRawText().ShouldBe(before.GetRawText());
    }

    [Fact]
    public async Task Every_fault_of_a_journey_is_named_at_once()
    {
        var journey = JsonNode.Parse((await demo.Get($"{Store}/journeys/cart-recovery")).GetRawText())!;
        journey["priority"] = -1;
        journey["expiry"] = 5;
        journey["steps"]![1]!["after"] = "later";

        (await demo.Send("PUT", $"{Store}/journeys/cart-recovery", journey.ToJsonString())).Faults.ShouldBe(["priority", "expiry", "steps[1].after"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_journey_that_is_replaced_has_the_next_version_and_is_what_runs()
    {
        await demo.Reset();
        var journey = JsonNode.Parse((await demo.Get($"{Store}/journeys/cart-recovery")).GetRawText())!;
        journey["starts"]![0]!["after"] = "PT45M";

        (await demo.Send("PUT", $"{Store}/journeys/cart-recovery", journey.ToJsonString())).Body.GetProperty("version").GetInt32().ShouldBe(2);

        await demo.Events(Shop.Consent("+33612345401"), Shop.Cart("+33612345401"));
        await demo.Advance("PT44M");
        (await demo.Received("+33612345401")).ShouldBeEmpty();
        await demo.Advance("PT2M");
        (await demo.Received("+33612345401")).Count.ShouldBe(1);
        await demo.Reset();
        (await demo.Get($"{Store}/journeys/cart-recovery")).GetProperty("version").GetInt32().ShouldBe(1);
    }

    [Theory]
    [InlineData("holdoutPercent", "400")]
    [InlineData("holdoutPercent", "\"many\"")]
    [InlineData("timeZone", "\"Mars/Olympus\"")]
    [InlineData("marketingPerDay", "-1")]
    [InlineData("storeName", "\"\"")]
    [InlineData("numbers", "[{\"id\":\"\"}]")]
    [InlineData("numbers", "[{\"id\":\"999\"}]")]
    [InlineData("numbers", "[{\"id\":\"100000000000001\"},{\"id\":\"100000000000001\"}]")]
    public async Task A_faulty_policy_is_refused_by_path_and_the_running_one_stays(string field, string value)
    {
        var before = await demo.Get($"{Store}/policy");
        var policy = JsonNode.Parse(before.GetRawText())!;
        policy[field] = JsonNode.Parse(value);

        var answer = await demo.Send("PUT", $"{Store}/policy", policy.ToJsonString());

        answer.Status.ShouldBe(400, answer.Text);
        answer.Faults.Single().ShouldStartWith(field);
        (await demo.Get($"{Store}/policy")).GetRawText().ShouldBe(before.GetRawText());
    }

    [Fact]
    public async Task A_policy_comes_back_as_it_was_put()
    {
        var policy = JsonNode.Parse((await demo.Get($"{Store}/policy")).GetRawText())!;
        policy["marketingPerWeek"] = 2;

        (await demo.Send("PUT", $"{Store}/policy", policy.ToJsonString())).Status.ShouldBe(200);

        JsonNode.DeepEquals(JsonNode.Parse((await demo.Get($"{Store}/policy")).GetRawText()), policy).ShouldBeTrue();
        await demo.Reset();
    }

    [Theory]
    [InlineData("{}", "$")]
    [InlineData("[5]", "[0]")]
    [InlineData("""[{"id":"a","title":"T","body":"B","locale":"en"},{"id":"a","title":"T","body":"B","locale":"en"}]""", "[1].id")]
    [InlineData("""[{"id":"a","title":"T","body":"","locale":"en"}]""", "[0].body")]
    [InlineData("""[{"id":"a","title":"T","body":"B","locale":"the language"}]""", "[0].locale")]
    [InlineData("""[{"id":"a","title":"T","body":"B","locale":"en","questions":"none"}]""", "[0].questions")]
    public async Task Faulty_knowledge_is_refused_by_path_and_the_old_stays(string body, string path)
    {
        var answer = await demo.Send("PUT", $"{Store}/knowledge", body);

        answer.Status.ShouldBe(400, answer.Text);
        answer.Faults.ShouldContain(path);
        (await demo.Get($"{Store}/knowledge")).GetProperty("articles").GetArrayLength().ShouldBeGreaterThan(40);
    }

    [Fact]
    public async Task Knowledge_is_found_when_the_answer_to_its_writing_is_there()
    {
        await demo.Reset();
        var article = new { id = "gift", title = "Gift wrapping", body = "We wrap every present in blue paper for 3.50 EUR.", locale = "en", questions = new[] { "Can you wrap it as a gift?" } };
        (await Try("Can you wrap it as a gift?")).GetProperty("decision").GetString().ShouldBe("handover");

        (await demo.Send("PUT", $"{Store}/knowledge", new[] { article })).Body.GetProperty("articles").GetArrayLength().ShouldBe(1);

        var answer = await Try("Can you wrap it as a gift?");
        answer.GetProperty("decision").GetString().ShouldBe("answer");
        answer.GetProperty("text").GetString()!.ShouldContain("blue paper");
        answer.GetProperty("sources")[0].GetProperty("article").GetString().ShouldBe("gift");
        answer.GetProperty("confidence").GetDouble().ShouldBeGreaterThan(0.7);
        (await Try("How long does delivery to France take?")).GetProperty("decision").GetString().ShouldBe("handover");

        (await demo.Send("DELETE", $"{Store}/knowledge/gift")).Status.ShouldBe(204);
        (await Try("Can you wrap it as a gift?")).GetProperty("decision").GetString().ShouldBe("handover");
        await demo.Reset();
        (await Try("How long does delivery to France take?")).GetProperty("decision").GetString().ShouldBe("answer");
    }

    [Fact]
    public async Task An_article_whose_id_holds_a_slash_is_read_replaced_and_removed_by_it()
    {
        const string Address = $"{Store}/knowledge/returns%2Feu";
        await demo.Send("PUT", $"{Store}/knowledge", new[] { new { id = "returns/eu", title = "Returns", body = "Within 30 days.", locale = "en" } });

        (await demo.Send("GET", Address)).Body.GetProperty("body").GetString().ShouldBe("Within 30 days.");
        (await demo.Send("PUT", Address, new { title = "Returns", body = "Within 60 days.", locale = "en" })).Body.GetProperty("id").GetString().ShouldBe("returns/eu");
        (await demo.Get($"{Store}/knowledge")).GetProperty("articles").EnumerateArray().ShouldHaveSingleItem().GetProperty("body").GetString().ShouldBe("Within 60 days.");
        (await demo.Send("DELETE", Address)).Status.ShouldBe(204);
        await demo.Reset();
    }

    [Fact]
    public async Task Articles_written_and_removed_at_the_same_time_are_all_kept_and_stay_away()
    {
        await demo.Reset();
        var gone = (await demo.Get($"{Store}/knowledge")).GetProperty("articles").EnumerateArray().Select(article => article.GetProperty("id").GetString()!).Take(8).ToArray();
        var added = Enumerable.Range(0, 16).Select(static nth => $"new-{nth}").ToArray();

        var answers = await Task.WhenAll(
        [
            .. added.Select(id => demo.Send("PUT", $"{Store}/knowledge/{id}", new { title = id, body = $"All about {id}.", locale = "en" })),
            .. gone.Select(id => demo.Send("DELETE", $"{Store}/knowledge/{id}")),
        ]);

        answers.ShouldAllBe(answer => answer.Status < 300);
        var after = (await demo.Get($"{Store}/knowledge")).GetProperty("articles").EnumerateArray().Select(article => article.GetProperty("id").GetString()!).ToArray();
        added.Except(after).ShouldBeEmpty();
        gone.Intersect(after).ShouldBeEmpty();
        await demo.Reset();
    }

    [Theory]
    [InlineData("I want a refund", "refund")]
    [InlineData("Can I speak to a person about shipping to France?", "the customer asked for a person")]
    [InlineData("How much is shipping to France? I will sue you", "legal")]
    [InlineData("What is the return policy for my neighbour's order?", "a question about another person's data")]
    [InlineData("STOP", "Opted out of marketing with \"STOP\".")]
    public async Task Trying_a_text_asks_the_rules_before_the_assistant(string text, string reason)
    {
        var answer = await Try(text);

        answer.GetProperty("decision").GetString().ShouldBe("handover");
        answer.GetProperty("reason").GetString().ShouldBe(reason);
    }

    [Fact]
    public async Task What_is_read_can_be_put_back()
    {
        foreach (var address in new[] { "policy", "journeys/cart-recovery", "journeys/win-back" })
        {
            (await demo.Send("PUT", $"{Store}/{address}", (await demo.Get($"{Store}/{address}")).GetRawText())).Status.ShouldBe(200, address);
        }

        (await demo.Send("PUT", $"{Store}/knowledge", (await demo.Get($"{Store}/knowledge")).GetProperty("articles").GetRawText())).Status.ShouldBe(200);
        (await demo.Send("PUT", $"{Store}/quick-replies", (await demo.Get($"{Store}/quick-replies")).GetProperty("quickReplies").GetRawText())).Status.ShouldBe(200);
        await demo.Reset();
    }

    [Fact]
    public async Task A_quick_reply_names_no_template_that_operators_may_not_send()
    {
        object[] Named(string template) => [new { name = "mine", category = "care", texts = new { en = "Hello" }, template }];

        var refused = await demo.Send("PUT", $"{Store}/quick-replies", Named("cart_reminder"));
        refused.Status.ShouldBe(400);
        refused.Body.GetProperty("errors").GetProperty("[0].template")[0].GetString()!.ShouldContain("marketing");
        (await demo.Send("PUT", $"{Store}/quick-replies", Named("order_shipped"))).Status.ShouldBe(200);
        await demo.Reset();
    }

    [Fact]
    public async Task Quick_replies_have_a_name_each_and_fit_into_a_message()
    {
        object Named(string name, int length) => new { name, category = "care", texts = new { en = new string('x', length) } };

        (await demo.Send("PUT", $"{Store}/quick-replies", new[] { Named("a", 1), Named("b", 4097), Named("a", 1) })).Faults.ShouldBe(["[1].texts", "[2].name"]);
        (await demo.Send("PUT", $"{Store}/quick-replies", new[] { Named("a", 1), Named("b", 4096) })).Status.ShouldBe(200);
        await demo.Reset();
    }

    [Fact]
    public async Task How_sure_an_answer_must_be_is_the_stores_to_say()
    {
        await demo.Reset();
        var policy = JsonNode.Parse((await demo.Get($"{Store}/policy")).GetRawText())!;
        policy["confidenceMin"] = 1;
        (await demo.Send("PUT", $"{Store}/policy", policy.ToJsonString())).Status.ShouldBe(200);

        var answer = await Try("How long does delivery to France take?");

        answer.GetProperty("decision").GetString().ShouldBe("handover");
        answer.GetProperty("text").ValueKind.ShouldBe(System.Text.Json.JsonValueKind.Null);
        await demo.Reset();
    }

    private async Task<System.Text.Json.JsonElement> Try(string text) => await demo.Post($"{Store}/assistant/try", new { text, locale = "en" });
}
