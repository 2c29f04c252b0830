using System.Net;
using System.Net.Http.Json;
using System.Text.Json;
using System.Text.Json.Nodes;
using Conversations.Api.Tests.Drivers;
using Shouldly;
using Xunit;

namespace Conversations.Api.Tests;

public sealed class BacktestTests(DemoDriver demo) : IClassFixture<DemoDriver>
{
    private const string Address = "/v1/stores/demo/journeys/cart-recovery/backtest";

    [Fact]
    public async Task A_switched_off_step_is_a_message_less_and_money_saved()
    {
        await Abandoned();
        var journey = JsonNode.Parse((await demo.Get("/v1/stores/demo/journeys/cart-recovery")).GetRawText())!;
        journey["steps"]![1]!["enabled"] = false;

        var report = await demo.Post(Address, new { journey, from = "2026-11-23T00:00:00Z", to = "2026-11-28T00:00:00Z" });

        var covered = report.GetProperty("covered");
        covered.GetProperty("complete").GetBoolean().ShouldBeTrue();
        covered.GetProperty("differing").GetInt32().ShouldBe(1);
        report.GetProperty("before").GetProperty("all").GetProperty("sent").GetInt32().ShouldBe(2, report.GetRawText());
        report.GetProperty("after").GetProperty("all").GetProperty("sent").GetInt32().ShouldBe(1);
        report.GetProperty("difference").GetProperty("sent").GetInt32().ShouldBe(-1);
        report.GetProperty("difference").GetProperty("cost").GetProperty("amount").GetString()!.ShouldStartWith("-0.1");
        report.GetProperty("examples")[0].GetProperty("customerId").GetString()!.ShouldStartWith("c_");
        report.GetProperty("limits").EnumerateArray().Select(limit => limit.GetString()!).ShouldContain(limit => limit.Contains("never sent", StringComparison.Ordinal));
        (await demo.Get("/v1/stores/demo/journeys/cart-recovery")).GetProperty("steps")[1].GetProperty("enabled").GetBoolean().ShouldBeTrue();
    }

    [Theory]
    [InlineData(Address, "{}", "journey", "from", "to")]
    [InlineData(Address, """{"journey":{"name":"cart-recovery","priority":900},"from":"2026-11-23T00:00:00Z","to":"2026-11-24T00:00:00Z"}""", "journey.priority")]
    [InlineData(Address, """{"policy":{"holdoutPercent":400},"from":"2026-11-23T00:00:00Z","to":"2026-11-24T00:00:00Z"}""", "policy.holdoutPercent")]
    [InlineData(Address, """{"journey":{"name":"cart-recovery","priority":900},"from":"2026-11-23T00:00:00","to":"2026-11-24"}""", "from", "to")]
    [InlineData("/v1/stores/demo/policy/backtest", """{"journey":{},"from":"2026-11-23T00:00:00Z","to":"2026-11-22T00:00:00Z"}""", "policy")]
    [InlineData("/v1/stores/demo/policy/backtest", """{"policy":{"holdoutPercent":400},"from":"2026-08-01T00:00:00Z","to":"2026-11-01T00:00:01Z"}""", "policy.holdoutPercent", "to")]
    [InlineData("/v1/stores/demo/policy/backtest", """{"policy":{"holdoutPercent":400},"from":"2999-11-23T10:00:00Z","to":"2999-11-24T00:00:00Z"}""", "policy.holdoutPercent", "from")]
    [InlineData("/v1/stores/demo/policy/backtest", """{"policy":{"holdoutPercent":400},"from":"2026-11-22T10:00:00Z","to":"2026-11-22T10:00:00Z"}""", "policy.holdoutPercent", "to")]
    public async Task Every_fault_is_named_by_its_path(string address, string body, params string[] paths)
    {
        using var content = new StringContent(body, System.Text.Encoding.UTF8, "application/json");
        using var answer = await demo.Http.PostAsync(new Uri(address, UriKind.Relative), content);

        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        var errors = (await answer.Content.ReadFromJsonAsync<JsonElement>()).GetProperty("errors");
        errors.EnumerateObject().Select(error => error.Name).Intersect(paths).ShouldBe(paths, ignoreOrder: true);
    }

    private async Task Abandoned()
    {
        var person = new { phone = "+33612345401", firstName = "Ana", locale = "fr" };
        await demo.Events(
            new { id = "bt1", type = "consent.granted", occurredAt = DemoDriver.Monday, customer = person, consent = new { channel = "whatsapp", category = "marketing", source = "checkout", wording = "Oui" } },
            new { id = "bt2", type = "cart.updated", occurredAt = DemoDriver.Monday, customer = person, cart = new { id = "bt-cart", currency = "EUR", total = "59.90", items = new[] { new { productId = "linen-shirt", name = "Linen shirt", quantity = 1, price = "59.90" } } } });
        await demo.Advance("P5D");
    }
}
