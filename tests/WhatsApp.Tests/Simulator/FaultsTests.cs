using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Xunit;
using static Conversations.WhatsApp.Tests.Simulator.SimulatorDriver;

namespace Conversations.WhatsApp.Tests.Simulator;

public sealed class FaultsTests : IAsyncLifetime
{
    private const string Paris = "33612345678";
    private SimulatorDriver driver = null!;

    public async Task InitializeAsync() => driver = await Begin();

    public async Task DisposeAsync() => await driver.DisposeAsync();

    [Fact]
    public async Task Duplicated_webhooks_come_twice_within_a_minute()
    {
        await driver.Faults(new { duplicateWebhooks = 1.0 });
        await driver.Post($"phones/{Paris}/messages", new { text = "hi" });
        await driver.Advance("PT2M");

        driver.Inbound.Select(message => message["id"]!.GetValue<string>()).Distinct().ShouldHaveSingleItem();
        driver.Inbound.Count.ShouldBe(2);
    }

    [Fact]
    public async Task Reordered_webhooks_let_later_ones_pass_and_all_arrive()
    {
        await driver.Faults(new { reorderWebhooks = 0.5 });
        for (var sent = 0; sent < 20; sent++)
        {
            using var answer = await driver.Send(TemplateTo(Paris, "order", "en", "Ana", "kettle"));
        }

        await driver.Advance("PT1M");
        var statuses = driver.Statuses.Select(status => status["status"]!.GetValue<string>()).ToList();
        statuses.Count.ShouldBe(40);
        driver.Statuses.GroupBy(status => status["id"]!.GetValue<string>()).ShouldContain(ofOne => ofOne.First()["status"]!.GetValue<string>() == "delivered");
    }

    [Fact]
    public async Task A_dropped_answer_leaves_one_message_on_the_phone()
    {
        using var first = await driver.Send(TemplateTo(Paris, "order", "en", "Ana", "kettle"));
        await driver.Faults(new { dropResponses = 1.0 });
        await Should.ThrowAsync<HttpRequestException>(() => driver.Send(TemplateTo(Paris, "order", "en", "Ana", "lamp")));
        await driver.Advance();

        (await driver.Phone(Paris)).Count.ShouldBe(2);
        driver.Statuses.Count.ShouldBe(4);
    }

    [Fact]
    public async Task Errors_come_half_at_once_and_half_as_a_failed_status()
    {
        await driver.Faults(new { errors = new Dictionary<string, double> { ["131026"] = 1 } });
        var atOnce = 0;
        for (var sent = 0; sent < 20; sent++)
        {
            using var answer = await driver.Send(TemplateTo(Paris, "order", "en", "Ana", "kettle"));
            atOnce += answer.IsSuccessStatusCode ? 0 : 1;
        }

        await driver.Advance();
        atOnce.ShouldBeInRange(4, 16);
        driver.Statuses.Count.ShouldBe(20 - atOnce);
        driver.Statuses.ShouldAllBe(status => status["status"]!.GetValue<string>() == "failed" && status["errors"]![0]!["code"]!.GetValue<int>() == 131026);
        (await driver.Phone(Paris)).ShouldBeEmpty();
    }

    [Fact]
    public async Task Latency_passes_in_the_engines_clock()
    {
        await driver.Faults(new { latency = "PT0.2S" });
        await driver.Post($"phones/{Paris}/messages", new { text = "hi" });
        driver.Inbound.ShouldBeEmpty();
        await driver.Advance("PT0.2S");
        driver.Inbound.Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_refused_webhook_is_tried_again_after_1_4_and_16_seconds()
    {
        var tries = 0;
        driver.Answer = () => ++tries <= 3 ? 503 : 200;
        await driver.Post($"phones/{Paris}/messages", new { text = "hi" });
        tries.ShouldBe(1);
        await driver.Advance("PT1S");
        tries.ShouldBe(2);
        await driver.Advance("PT3S");
        tries.ShouldBe(2);
        await driver.Advance("PT1S");
        tries.ShouldBe(3);
        await driver.Advance("PT16S");
        tries.ShouldBe(4);
        driver.Inbound.Count.ShouldBe(1);
    }

    [Fact]
    public async Task Wrong_faults_are_named_and_change_nothing()
    {
        using var answer = await driver.Http.PutAsJsonAsync("/simulator/faults", new { duplicateWebhooks = 2, latency = "soon", errors = new { x = 1 } });
        answer.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await Json(answer))["errors"]!.AsObject().Select(error => error.Key).Order().ShouldBe(["duplicateWebhooks", "errors.x", "latency"]);
    }

    [Fact]
    public async Task The_clock_goes_forward_only_and_by_durations_of_fixed_length()
    {
        foreach (var wrong in (string[])["""{"advance":"P1M"}""", """{"advance":"31 minutes"}""", """{"advance":"-PT1M"}""", """{"advance":"P2900000D"}""", """{"to":"2026-03-02T08:59:59Z"}""", """{"to":"now"}""", "{}"])
        {
            await driver.Post("clock", JsonNode.Parse(wrong)!, HttpStatusCode.BadRequest);
        }

        (await driver.Post("clock", new { advance = "P1DT30M" }))["now"]!.GetValue<DateTimeOffset>().ShouldBe(Start.AddDays(1).AddMinutes(30));
        (await driver.Post("clock", new { run = true }))["running"]!.GetValue<bool>().ShouldBeTrue();
        (await driver.Post("clock", new { to = "2026-03-04T00:00:00Z" }))["running"]!.GetValue<bool>().ShouldBeFalse();
    }

    [Theory]
    [InlineData("2026-03-05T09:00:00")]
    [InlineData("2026-03-05")]
    [InlineData("10:00")]
    [InlineData("05/06/2026")]
    [InlineData("March 2027")]
    [InlineData("9999-12-31T23:59:59Z")]
    [InlineData("9000-01-01T00:00:00Z")]
    [InlineData("1969-12-31T23:59:59Z")]
    public async Task A_time_without_its_offset_or_out_of_reach_moves_no_clock(string time)
    {
        await driver.Post("clock", new { to = time }, HttpStatusCode.BadRequest);
        await driver.Post("reset", new { now = time }, HttpStatusCode.BadRequest);

        (await driver.Http.GetFromJsonAsync<JsonObject>("/simulator/clock"))!["now"]!.GetValue<DateTimeOffset>().ShouldBe(Start);
        driver.Resets.ShouldBe(0);
    }

    [Fact]
    public async Task A_reset_forgets_phones_faults_and_waiting_webhooks_and_may_go_back()
    {
        driver.Answer = () => 503;
        await driver.Post($"phones/{Paris}/messages", new { text = "hi" });
        driver.Answer = () => 200;
        await driver.Faults(new { dropResponses = 1.0 });
        await driver.Post("reset", new { now = "2026-01-05T10:00:00Z" });

        (await driver.Http.GetFromJsonAsync<JsonObject>("/simulator/clock"))!["now"]!.GetValue<DateTimeOffset>().ShouldBe(new DateTimeOffset(2026, 1, 5, 10, 0, 0, TimeSpan.Zero));
        driver.Resets.ShouldBe(1);
        (await driver.Http.GetFromJsonAsync<JsonArray>("/simulator/phones")).ShouldBeEmpty();
        await driver.Advance("P100D");
        driver.Received.ShouldBeEmpty();
        using var answer = await driver.Send(TemplateTo(Paris, "order", "en", "Ana", "kettle"));
        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
    }
}
