using System.Text.Json;
using Conversations.Api.Tests.Drivers;
using Shouldly;
using Xunit;

namespace Conversations.Api.Tests;

public sealed class CustomersTests(DemoDriver demo) : IClassFixture<DemoDriver>
{
    private const string Store = DemoDriver.Store;

    [Fact]
    public async Task A_customer_is_shown_with_all_that_is_known()
    {
        const string phone = "+33612345201";
        await demo.Reset();
        await demo.Take(Shop.Order(phone, "1201"));
        await demo.Take(Shop.Consent(phone));
        await demo.Advance("PT1M");
        var customer = await demo.Take(Shop.Cart(phone, "2026-11-23T10:01:00Z", "another"));
        await demo.Advance("PT31M");
        await demo.Says(phone, "Is it linen?");

        var shown = await demo.Get($"{Store}/customers/{customer}");

        shown.GetProperty("cart").ValueKind.ShouldBe(JsonValueKind.Object, shown.GetRawText());
        shown.GetProperty("name").GetString().ShouldBe("Ana");
        shown.GetProperty("phone").GetString().ShouldBe(phone);
        shown.GetProperty("aliases").EnumerateArray().Select(static alias => alias.GetProperty("kind").GetString()).ShouldContain("phone");
        shown.GetProperty("consent").GetProperty("marketing").GetString().ShouldBe("granted");
        shown.GetProperty("consent").GetProperty("wording").GetString().ShouldBe("Yes, write to me on WhatsApp");
        shown.GetProperty("cart").GetProperty("total").GetRawText().ShouldBe("""{"amount":"59.90","currency":"EUR"}""");
        shown.GetProperty("orders")[0].GetProperty("number").GetString().ShouldBe("#1201");
        shown.GetProperty("runs").EnumerateArray().Select(static run => run.GetProperty("journey").GetString()).ShouldContain("cart-recovery");
        shown.GetProperty("thread").GetProperty("state").GetString().ShouldBe("assistant");
        shown.GetProperty("window").GetProperty("open").GetBoolean().ShouldBeTrue();
        shown.GetProperty("caps").GetProperty("marketingLast24Hours").GetInt32().ShouldBe(1);
        shown.GetProperty("caps").GetProperty("marketingPerDay").GetInt32().ShouldBe(1);
        shown.GetProperty("nextWakeUp").GetDateTimeOffset().ShouldBeGreaterThan(shown.GetProperty("bornAt").GetDateTimeOffset());
    }

    [Fact]
    public async Task A_customer_is_found_by_our_own_id_too()
    {
        var customer = await demo.Take(Shop.Cart("+33612345209"));

        (await demo.Get($"{Store}/customers?id={customer}")).GetProperty("customers").EnumerateArray().ShouldHaveSingleItem().GetProperty("customerId").GetString().ShouldBe(customer);
    }

    [Fact]
    public async Task A_consent_given_again_after_a_stop_or_a_wish_for_silence_is_shown_as_granted()
    {
        const string phone = "+33612345211";
        await demo.Reset();
        await demo.Take(Shop.Consent(phone));
        await demo.Advance("PT1M");
        var customer = await demo.Take(new { id = Shop.NewId(), type = "consent.revoked", occurredAt = "2026-11-23T10:00:01Z", customer = Shop.Person(phone), consent = new { channel = "whatsapp", category = "marketing" } });
        (await Shown()).ShouldBe("stopped");

        await demo.Take(Shop.Consent(phone, "2026-11-23T10:00:02Z"));
        (await Shown()).ShouldBe("granted");

        await demo.Says(phone, "please don't text me anymore");
        (await Shown()).ShouldBe("suspended");

        await demo.Advance("PT1M");
        await demo.Take(Shop.Consent(phone, "2026-11-23T10:02:00Z"));
        (await Shown()).ShouldBe("granted");

        async Task<string?> Shown() => (await demo.Get($"{Store}/customers/{customer}")).GetProperty("consent").GetProperty("marketing").GetString();
    }

    [Fact]
    public async Task What_counts_against_the_caps_is_of_the_last_24_hours_and_7_days()
    {
        const string phone = "+33612345210";
        await demo.Reset();
        await demo.Take(Shop.Consent(phone));
        var customer = await demo.Take(Shop.Cart(phone));

        await demo.Advance("P1DT12H");
        (await Counted()).ShouldBe((1, 2), "the second reminder is of today");
        await demo.Advance("P1D");
        (await Counted()).ShouldBe((0, 2));
        await demo.Advance("P7D");
        (await Counted()).ShouldBe((0, 0));

        async Task<(int, int)> Counted()
        {
            var caps = (await demo.Get($"{Store}/customers/{customer}")).GetProperty("caps");
            return (caps.GetProperty("marketingLast24Hours").GetInt32(), caps.GetProperty("marketingLast7Days").GetInt32());
        }
    }

    [Fact]
    public async Task The_timeline_is_read_page_by_page_without_a_gap()
    {
        const string phone = "+33612345202";
        await demo.Reset();
        await demo.Take(Shop.Consent(phone));
        var customer = await demo.Take(Shop.Cart(phone));
        await demo.Advance("P2D");
        var whole = await Facts(customer, "limit=1000");
        whole.Count.ShouldBeGreaterThan(10);

        var paged = new List<JsonElement>();
        for (long after = 0; await Facts(customer, $"after={after}&limit=3") is { Count: > 0 } page; after = page[^1].GetProperty("version").GetInt64())
        {
            paged.AddRange(page);
        }

        paged.Select(static fact => fact.GetRawText()).ShouldBe(whole.Select(static fact => fact.GetRawText()));
        whole.Select(static fact => fact.GetProperty("at").GetDateTimeOffset()).ShouldBeInOrder();
        whole.ShouldAllBe(fact => fact.GetProperty("summary").GetString()!.EndsWith('.') && fact.GetProperty("kind").GetString()!.Length > 0 && fact.GetProperty("data").ValueKind == JsonValueKind.Object);
        (await Facts(customer, "after=999999")).ShouldBeEmpty();
    }

    [Fact]
    public async Task A_hold_names_its_rule_and_its_numbers()
    {
        const string phone = "+819012345203";
        await demo.Reset("2026-03-03T13:00:00Z");
        await demo.Take(Shop.Consent(phone, "2026-03-03T13:00:00Z"));
        var customer = await demo.Take(Shop.Cart(phone, "2026-03-03T13:00:00Z"));

        var forecast = (await demo.Get($"{Store}/customers/{customer}/forecast")).GetProperty("touches")[0];
        await demo.Advance("PT31M");

        var held = (await Facts(customer, "")).Single(static fact => fact.GetProperty("kind").GetString() == "touch.held").GetProperty("summary").GetString()!;
        held.ShouldContain("quiet hours Asia/Tokyo 08:00–21:00");
        held.ShouldContain("until Wed 2026-03-04 08:");
        forecast.GetProperty("verdict").GetString().ShouldBe("pass");
        forecast.GetProperty("reasons").EnumerateArray().Select(static reason => reason.GetString()!).ShouldContain(held);
        await demo.Advance("PT12H");
        (await demo.Received(phone)).Single().GetProperty("at").GetDateTimeOffset().ShouldBe(forecast.GetProperty("at").GetDateTimeOffset(), TimeSpan.FromMinutes(1));
    }

    [Fact]
    public async Task The_forecast_is_what_then_happens()
    {
        const string phone = "+33612345204";
        await demo.Reset();
        await demo.Take(Shop.Consent(phone));
        var customer = await demo.Take(Shop.Cart(phone));

        var touches = (await demo.Get($"{Store}/customers/{customer}/forecast?days=14")).GetProperty("touches").EnumerateArray().ToList();
        await demo.Advance("P14D");

        touches.Select(static touch => touch.GetProperty("step").GetString()).ShouldBe(["reminder", "second"]);
        touches.ShouldAllBe(static touch => touch.GetProperty("journey").GetString() == "cart-recovery" && touch.GetProperty("verdict").GetString() == "pass");
        var received = await demo.Received(phone);
        received.Select(static message => message.GetProperty("at").GetDateTimeOffset()).ShouldBe(touches.Select(static touch => touch.GetProperty("at").GetDateTimeOffset()));
    }

    [Fact]
    public async Task What_if_imagines_and_changes_nothing()
    {
        const string phone = "+33612345205";
        await demo.Reset();
        await demo.Take(Shop.Consent(phone));
        var customer = await demo.Take(Shop.Cart(phone));
        var before = (await demo.Get($"{Store}/customers/{customer}")).GetRawText();

        var bought = await Imagine(customer, new { type = "order.placed", occurredAt = "2026-11-23T10:20:00Z", order = new { id = "o1", cartId = $"cart-{phone}", currency = "EUR", total = 59.9, paymentStatus = "paid", items = Array.Empty<object>() } });
        var stopped = await Imagine(customer, new { type = "consent.revoked", consent = new { channel = "whatsapp", category = "marketing" } });
        var emptied = await Imagine(customer, new { type = "cart.emptied", cart = new { id = $"cart-{phone}" } });

        bought.ShouldBe(["order-updates pass"]);
        stopped.ShouldNotContain("cart-recovery pass");
        emptied.ShouldNotContain("cart-recovery pass");
        (await demo.Get($"{Store}/customers/{customer}")).GetRawText().ShouldBe(before);
    }

    [Fact]
    public async Task The_export_holds_everything()
    {
        const string phone = "+33612345206";
        await demo.Reset();
        await demo.Take(Shop.Consent(phone));
        var customer = await demo.Take(Shop.Cart(phone));
        await demo.Advance("PT31M");
        await demo.Says(phone, "Is it linen?");

        var export = await demo.Get($"{Store}/customers/{customer}/export");

        export.GetProperty("customer").GetProperty("phone").GetString().ShouldBe(phone);
        export.GetProperty("facts").GetArrayLength().ShouldBe((await Facts(customer, "limit=1000")).Count);
        export.GetProperty("messages").EnumerateArray().Select(static message => message.GetProperty("text").GetString()).ShouldContain("Is it linen?");
        export.GetProperty("inputs").GetArrayLength().ShouldBeGreaterThan(4);
    }

    [Fact]
    public async Task The_export_holds_what_was_stored_of_whoever_turned_out_to_be_the_customer()
    {
        const string phone = "+33612345207";
        await demo.Reset();
        await demo.Says(phone, "Is it linen?");
        await demo.Advance("PT1M");
        foreach (var id in new[] { "u-207", "v-207" })
        {
            await demo.Take(new { id = Shop.NewId(), type = "consent.granted", occurredAt = "2026-11-23T10:00:00Z", customer = new { id }, consent = new { channel = "whatsapp", category = "marketing", source = $"box of {id}", wording = "Yes" } });
            await demo.Advance("PT1M");
        }

        await demo.Take(new { id = Shop.NewId(), type = "customer.updated", occurredAt = "2026-11-23T10:03:00Z", customer = new { id = "u-207", phone } });
        await demo.Take(new { id = Shop.NewId(), type = "customer.updated", occurredAt = "2026-11-23T10:03:00Z", customer = new { id = "v-207", phone } });
        await demo.Advance("PT1M");

        var customer = (await demo.Get($"{Store}/customers?id=u-207")).GetProperty("customers")[0].GetProperty("customerId").GetString();
        var export = await demo.Get($"{Store}/customers/{customer}/export");

        var facts = export.GetProperty("facts").EnumerateArray().ToList();
        facts.Where(static fact => fact.GetProperty("kind").GetString() == "consent.granted").Select(static fact => fact.GetProperty("data").GetProperty("source").GetString()).ShouldBe(["box of u-207", "box of v-207"]);
        facts.Select(static fact => fact.GetProperty("at").GetDateTimeOffset()).ShouldBeInOrder();
        export.GetProperty("inputs").EnumerateArray().Count(static input => input.GetRawText().Contains("consent_reported", StringComparison.Ordinal)).ShouldBe(2);
        export.GetProperty("messages").EnumerateArray().Select(static message => message.GetProperty("text").GetString()).Count(static text => text == "Is it linen?").ShouldBe(1);
    }

    [Fact]
    public async Task An_erased_customer_is_gone_under_every_alias()
    {
        const string phone = "+33612345207";
        await demo.Reset();
        var customer = await demo.Take(Shop.Cart(phone));
        await demo.Take(new { id = Shop.NewId(), type = "customer.updated", occurredAt = DemoDriver.Monday, customer = new { phone, email = "ana@example.com" } });
        await demo.Says(phone, "Is the teapot blue?");

        (await demo.Send("DELETE", $"{Store}/customers/{customer}")).Status.ShouldBe(204);

        foreach (var address in new[] { $"customers/{customer}", $"customers/{customer}/timeline", $"customers/{customer}/export", $"threads/{customer}" })
        {
            (await demo.Send("GET", $"{Store}/{address}")).Status.ShouldBe(404, address);
        }

        foreach (var asked in new[] { "phone=%2B33612345207", "email=ana@example.com", "id=u5207", $"id={customer}" })
        {
            (await demo.Get($"{Store}/customers?{asked}")).GetProperty("customers").GetArrayLength().ShouldBe(0, asked);
        }

        (await demo.Get($"{Store}/threads?q=teapot")).GetProperty("threads").GetArrayLength().ShouldBe(0);
        (await demo.Send("DELETE", $"{Store}/customers/{customer}")).Status.ShouldBe(404);
        (await demo.Take(Shop.Cart(phone))).ShouldNotBe(customer);
    }

    [Fact]
    public async Task An_opt_out_outlives_the_erasure()
    {
        const string phone = "+33612345208";
        await demo.Reset();
        var customer = await demo.Take(Shop.Consent(phone));
        await demo.Says(phone, "STOP");
        (await demo.Send("DELETE", $"{Store}/customers/{customer}")).Status.ShouldBe(204);

        await demo.Take(Shop.Cart(phone));
        var anew = await demo.Take(Shop.Consent(phone, "2026-11-20T10:00:00Z"));
        await demo.Advance("P2D");

        (await demo.Received(phone)).ShouldNotContain(static message => message.GetProperty("type").GetString() == "template");
        (await demo.Get($"{Store}/customers/{anew}")).GetProperty("consent").GetProperty("marketing").GetString().ShouldBe("stopped");
    }

    [Fact]
    public async Task A_redaction_among_the_events_erases()
    {
        const string phone = "+33612345209";
        var customer = await demo.Take(Shop.Cart(phone));
        var redaction = new { id = "redact-1", type = "customer.redacted", occurredAt = DemoDriver.Monday, customer = new { phone } };

        (await demo.Events(redaction, redaction)).EnumerateArray().Select(static result => result.GetProperty("status").GetString()).ShouldBe(["accepted", "duplicate"]);

        (await demo.Send("GET", $"{Store}/customers/{customer}")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task A_redaction_takes_what_came_before_it_and_not_what_comes_after_it()
    {
        const string phone = "+33612345210";
        var redaction = new { id = "redact-2", type = "customer.redacted", occurredAt = DemoDriver.Monday, customer = new { phone } };

        var results = await demo.Events(Shop.Cart(phone), redaction, Shop.Cart(phone));

        var (before, after) = (results[0].GetProperty("customerId").GetString(), results[2].GetProperty("customerId").GetString());
        (await demo.Send("GET", $"{Store}/customers/{before}")).Status.ShouldBe(404);
        (await demo.Send("GET", $"{Store}/customers/{after}")).Status.ShouldBe(200);
    }

    private async Task<IReadOnlyList<JsonElement>> Facts(string customer, string query) => [.. (await demo.Get($"{Store}/customers/{customer}/timeline?{query}")).GetProperty("facts").EnumerateArray()];

    private async Task<IReadOnlyList<string>> Imagine(string customer, object happened) =>
    [
        .. (await demo.Post($"{Store}/customers/{customer}/what-if", new { events = new[] { happened }, days = 14 })).GetProperty("touches").EnumerateArray()
            .Select(static touch => $"{touch.GetProperty("journey").GetString()} {touch.GetProperty("verdict").GetString()}"),
    ];
}
