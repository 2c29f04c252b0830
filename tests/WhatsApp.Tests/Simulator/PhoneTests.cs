using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Xunit;
using static Conversations.WhatsApp.Tests.Simulator.SimulatorDriver;

namespace Conversations.WhatsApp.Tests.Simulator;

public sealed class PhoneTests : IAsyncLifetime
{
    private const string Paris = "33612345678";
    private SimulatorDriver driver = null!;

    public async Task InitializeAsync() => driver = await Begin();

    public async Task DisposeAsync() => await driver.DisposeAsync();

    [Fact]
    public async Task A_message_has_arrived_when_the_request_is_answered()
    {
        var written = await driver.Post($"phones/{Paris}/messages", new { text = "Où est ma commande ? 📦", name = "Ana" });

        var inbound = driver.Inbound.ShouldHaveSingleItem();
        inbound["id"]!.GetValue<string>().ShouldBe(written["id"]!.GetValue<string>());
        inbound["from"]!.GetValue<string>().ShouldBe(Paris);
        inbound["text"]!["body"]!.GetValue<string>().ShouldBe("Où est ma commande ? 📦");
        inbound["timestamp"]!.GetValue<string>().ShouldBe("1772442000");
        Value(driver.Received[0])["contacts"]![0]!["profile"]!["name"]!.GetValue<string>().ShouldBe("Ana");
        driver.Unsigned.ShouldBe(0);
    }

    [Fact]
    public async Task A_tap_on_a_templates_button_names_the_template()
    {
        using var answer = await driver.Send(TemplateTo(Paris, "cart", "en", "Ana", "kettle"));
        var problem = await driver.Post($"phones/{Paris}/messages", new { button = "nothing" }, HttpStatusCode.BadRequest);
        await driver.Post($"phones/{Paris}/messages", new { button = "question" });

        problem["errors"]!["button"]![0]!.GetValue<string>().ShouldContain("question");
        var tap = driver.Inbound.ShouldHaveSingleItem();
        tap["type"]!.GetValue<string>().ShouldBe("button");
        tap["button"]!["payload"]!.GetValue<string>().ShouldBe("question");
        tap["context"]!["id"]!.GetValue<string>().ShouldBe((await driver.Phone(Paris))[0]!["id"]!.GetValue<string>());
    }

    [Fact]
    public async Task A_tap_on_an_interactive_button_is_a_button_reply()
    {
        await driver.Post($"phones/{Paris}/messages", new { text = "hi" });
        var interactive = JsonNode.Parse("""{"type":"button","body":{"text":"Help?"},"action":{"buttons":[{"type":"reply","reply":{"id":"yes-1","title":"Yes"}}]}}""");
        using var answer = await driver.Send(new JsonObject { ["messaging_product"] = "whatsapp", ["to"] = Paris, ["type"] = "interactive", ["interactive"] = interactive });
        await driver.Post($"phones/{Paris}/messages", new { button = "yes-1" });

        driver.Inbound[1]["interactive"]!["button_reply"]!["id"]!.GetValue<string>().ShouldBe("yes-1");
    }

    [Theory]
    [InlineData("image")]
    [InlineData("audio")]
    [InlineData("sticker")]
    [InlineData("document")]
    [InlineData("location")]
    [InlineData("contacts")]
    public async Task Every_type_carries_its_own_content(string type)
    {
        await driver.Post($"phones/{Paris}/messages", new { type, caption = "broken" });
        driver.Inbound.ShouldHaveSingleItem()[type].ShouldNotBeNull();
    }

    [Fact]
    public async Task Read_tells_of_every_delivered_message_once()
    {
        using var answer = await driver.Send(TemplateTo(Paris, "cart", "en", "Ana", "kettle"));
        await driver.Advance();
        (await driver.Post($"phones/{Paris}/read", new { }))["read"]!.GetValue<int>().ShouldBe(1);
        (await driver.Post($"phones/{Paris}/read", new { }))["read"]!.GetValue<int>().ShouldBe(0);

        driver.Statuses.Select(status => status["status"]!.GetValue<string>()).ShouldBe(["sent", "delivered", "read"]);
    }

    [Fact]
    public async Task A_hidden_phone_shows_its_user_id_alone()
    {
        using var put = await driver.Http.PutAsJsonAsync($"/simulator/phones/{Paris}", new { bsuid = "FR.1349120865", hidden = true });
        await driver.Post($"phones/{Paris}/messages", new { text = "hi" });
        var byId = Text(Paris, "hello");
        byId.Remove("to");
        byId["recipient"] = "FR.1349120865";
        using var answer = await driver.Send(byId);
        await driver.Advance();

        driver.Received.ShouldAllBe(webhook => !webhook.ToJsonString().Contains(Paris));
        driver.Inbound[0]["from_user_id"]!.GetValue<string>().ShouldBe("FR.1349120865");
        (await driver.Phone(Paris))[1]!["text"]!.GetValue<string>().ShouldBe("hello");
    }

    [Fact]
    public async Task A_hidden_phone_is_found_by_its_user_id()
    {
        using var put = await driver.Http.PutAsJsonAsync($"/simulator/phones/{Paris}", new { bsuid = "FR.1349120865", hidden = true });
        await driver.Post("phones/FR.1349120865/messages", new { text = "hi" });

        driver.Inbound[0].ContainsKey("from").ShouldBeFalse();
        driver.Inbound[0]["from_user_id"]!.GetValue<string>().ShouldBe("FR.1349120865");
        (await driver.Phone(Paris)).ToJsonString().ShouldBe((await driver.Phone("FR.1349120865")).ToJsonString());
        (await driver.Http.GetFromJsonAsync<JsonArray>("/simulator/phones")).ShouldHaveSingleItem();
    }

    [Fact]
    public async Task A_phone_is_hidden_or_shown_by_true_and_false_only()
    {
        using var put = await driver.Http.PutAsJsonAsync($"/simulator/phones/{Paris}", new { bsuid = "FR.1349120865", hidden = true });
        using var wrong = await driver.Http.PutAsJsonAsync($"/simulator/phones/{Paris}", new { hidden = "yes" });

        wrong.StatusCode.ShouldBe(HttpStatusCode.BadRequest);
        (await driver.Http.GetFromJsonAsync<JsonArray>("/simulator/phones")).ShouldHaveSingleItem()!["hidden"]!.GetValue<bool>().ShouldBeTrue();
    }

    [Fact]
    public async Task Who_is_known_by_a_user_id_alone_writes_and_is_answered_under_it()
    {
        await driver.Post("phones/US.77/messages", new { text = "hi" });
        var byId = Text(Paris, "hello");
        byId.Remove("to");
        byId["recipient"] = "US.77";
        using var answer = await driver.Send(byId);

        driver.Inbound[0].ContainsKey("from").ShouldBeFalse();
        driver.Inbound[0]["from_user_id"]!.GetValue<string>().ShouldBe("US.77");
        (await driver.Phone("US.77"))[1]!["text"]!.GetValue<string>().ShouldBe("hello");
    }

    [Fact]
    public async Task A_stop_in_WhatsApps_settings_is_told_and_ends_marketing()
    {
        await driver.Post($"phones/{Paris}/preferences", new { marketing = "stop" });
        using var answer = await driver.Send(TemplateTo(Paris, "cart", "en", "Ana", "kettle"));
        await driver.Advance();

        Value(driver.Received[0])["user_preferences"]![0]!["value"]!.GetValue<string>().ShouldBe("stop");
        driver.Statuses.ShouldHaveSingleItem()["errors"]![0]!["code"]!.GetValue<int>().ShouldBe(131050);
    }

    [Fact]
    public async Task An_echo_is_on_the_phone_and_with_the_store()
    {
        await driver.Post("echoes", new { phone = Paris, text = "Hello from the shop" });

        Value(driver.Received[0])["message_echoes"]![0]!["to"]!.GetValue<string>().ShouldBe(Paris);
        (await driver.Phone(Paris))[0]!["text"]!.GetValue<string>().ShouldBe("Hello from the shop");
    }

    [Fact]
    public async Task Wrong_requests_name_the_field()
    {
        (await driver.Post("phones/12ab/messages", new { text = "x" }, HttpStatusCode.BadRequest))["errors"]!["phone"].ShouldNotBeNull();
        (await driver.Post($"phones/{Paris}/messages", new { type = "telegram" }, HttpStatusCode.BadRequest))["errors"]!["type"].ShouldNotBeNull();
        (await driver.Post($"phones/{Paris}/messages", new { text = "" }, HttpStatusCode.BadRequest))["errors"]!["text"].ShouldNotBeNull();
        (await driver.Post($"phones/{Paris}/messages", new { text = "x", number = "7" }, HttpStatusCode.BadRequest))["errors"]!["number"].ShouldNotBeNull();
        (await driver.Post($"phones/{Paris}/messages", new[] { 1 }, HttpStatusCode.BadRequest))["title"].ShouldNotBeNull();
    }
}
