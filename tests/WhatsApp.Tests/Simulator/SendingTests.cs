using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Shouldly;
using Xunit;
using static Conversations.WhatsApp.Tests.Simulator.SimulatorDriver;

namespace Conversations.WhatsApp.Tests.Simulator;

public sealed class SendingTests : IAsyncLifetime
{
    private const string Paris = "33612345678";
    private SimulatorDriver driver = null!;

    public async Task InitializeAsync() => driver = await Begin();

    public async Task DisposeAsync() => await driver.DisposeAsync();

    [Fact]
    public async Task A_template_is_shown_filled_in_and_its_statuses_come_signed_in_order()
    {
        using var answer = await driver.Send(TemplateTo($"+{Paris}", "cart", "en", "Ana", "kettle"));
        await driver.Advance();

        var accepted = await Json(answer);
        accepted["contacts"]![0]!["wa_id"]!.GetValue<string>().ShouldBe(Paris);
        accepted["messages"]![0]!["message_status"]!.GetValue<string>().ShouldBe("accepted");
        var shown = (await driver.Phone("%2B33%20612345678")).ShouldHaveSingleItem()!;
        shown["text"]!.GetValue<string>().ShouldBe("Hi Ana, your kettle waits.");
        shown["footer"]!.GetValue<string>().ShouldBe("Reply STOP");
        shown["parameters"]!["item"]!.GetValue<string>().ShouldBe("kettle");
        shown["buttons"]![0]!["payload"]!.GetValue<string>().ShouldBe("question");
        shown["status"]!.GetValue<string>().ShouldBe("delivered");
        shown["direction"]!.GetValue<string>().ShouldBe("out");
        driver.Unsigned.ShouldBe(0);
        driver.Statuses.Select(status => status["status"]!.GetValue<string>()).ShouldBe(["sent", "delivered"]);
        driver.Statuses.ShouldAllBe(status => status["biz_opaque_callback_data"]!.GetValue<string>() == "demo/c1/t1/1");
        driver.Statuses[0]["pricing"]!["category"]!.GetValue<string>().ShouldBe("marketing");
        driver.Statuses[0]["recipient_id"]!.GetValue<string>().ShouldBe(Paris);
    }

    [Fact]
    public async Task Free_text_goes_only_within_24_hours_of_the_customers_last_message()
    {
        (await driver.ErrorOf(Text(Paris, "hello"))).ShouldBe(131047);
        await driver.Post($"phones/{Paris}/messages", new { text = "hi" });
        await driver.Advance("PT23H59M59S");
        using var inside = await driver.Send(Text(Paris, "hello"));
        inside.StatusCode.ShouldBe(HttpStatusCode.OK);
        await driver.Advance("PT1S");
        (await driver.ErrorOf(Text(Paris, "again"))).ShouldBe(131047);
        (await driver.Phone(Paris)).Count.ShouldBe(2);
    }

    [Fact]
    public async Task What_Meta_refuses_is_refused()
    {
        (await driver.ErrorOf(TemplateTo(Paris, "cart", "en", "Ana"))).ShouldBe(132000);
        (await driver.ErrorOf(TemplateTo(Paris, "cart", "de", "Ana", "kettle"))).ShouldBe(132001);
        (await driver.ErrorOf(TemplateTo(Paris, "paused", "en", "Ana", "kettle"))).ShouldBe(132015);
        (await driver.ErrorOf(TemplateTo(Paris, "order", "en", "Ana", "kettle"), "marketing_messages")).ShouldBe(134100);
        (await driver.ErrorOf(TemplateTo(Paris, "cart", "en", "Ana", "a\nkettle"))).ShouldBe(132018);
        (await driver.ErrorOf(Text(Paris, new string('x', 4097)))).ShouldBe(100);
        var nobody = Text(Paris, "x");
        nobody.Remove("to");
        (await driver.ErrorOf(nobody)).ShouldBe(100);
        var poll = Text(Paris, "x");
        poll["type"] = "poll";
        (await driver.ErrorOf(poll)).ShouldBe(100);
        driver.Http.DefaultRequestHeaders.Authorization = null;
        (await driver.ErrorOf(Text(Paris, "x"))).ShouldBe(190);
        (await driver.Phone(Paris, "?all=true")).ShouldBeEmpty();
    }

    [Fact]
    public async Task Marketing_to_the_United_States_is_accepted_and_fails_later()
    {
        using var answer = await driver.Send(TemplateTo("+12125550123", "cart", "en", "Ana", "kettle"));
        await driver.Advance();

        answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        var failed = driver.Statuses.ShouldHaveSingleItem();
        failed["status"]!.GetValue<string>().ShouldBe("failed");
        failed["errors"]![0]!["code"]!.GetValue<int>().ShouldBe(131049);
        (await driver.Phone("12125550123")).ShouldBeEmpty();
        (await driver.Phone("12125550123", "?all=true")).ShouldHaveSingleItem()!["status"]!.GetValue<string>().ShouldBe("failed");
    }

    [Fact]
    public async Task The_46th_message_to_one_person_at_once_is_too_fast()
    {
        await driver.Post($"phones/{Paris}/messages", new { text = "hi" });
        for (var sent = 0; sent < 45; sent++)
        {
            using var answer = await driver.Send(Text(Paris, "hello"));
            answer.StatusCode.ShouldBe(HttpStatusCode.OK);
        }

        (await driver.ErrorOf(Text(Paris, "hello"))).ShouldBe(131056);
        await driver.Advance("PT6S");
        using var later = await driver.Send(Text(Paris, "hello"));
        later.StatusCode.ShouldBe(HttpStatusCode.OK);
    }

    [Fact]
    public async Task Templates_come_page_by_page()
    {
        var names = new List<string>();
        var next = $"/simulator/graph/v25.0/{Account}/message_templates?limit=3";
        while (next is not null)
        {
            var page = (await driver.Http.GetFromJsonAsync<JsonObject>(next))!;
            names.AddRange(page["data"]!.AsArray().Select(template => $"{template!["name"]} {template["language"]} {template["status"]}"));
            next = page["paging"]!["next"]?.GetValue<string>();
        }

        names.ShouldBe(["cart en APPROVED", "cart fr APPROVED", "order en APPROVED", "paused en PAUSED"]);
    }
}
