using System.Text.Json;
using Conversations.Api.Tests.Drivers;
using Shouldly;
using Xunit;

namespace Conversations.Api.Tests;

/// <summary>What is shown of a customer is what the rules go by.</summary>
public sealed class CustomerViewTests(DemoDriver demo) : IClassFixture<DemoDriver>
{
    private const string Store = DemoDriver.Store;

    [Theory]
    [InlineData("ana.203@example.com")]
    [InlineData("%20Ana.203@EXAMPLE.com")]
    public async Task A_customer_is_found_by_the_email_however_it_is_written(string email)
    {
        var customer = await demo.Take(new { id = Shop.NewId(), type = "customer.updated", occurredAt = DemoDriver.Monday, customer = new { email = "Ana.203@example.com" } });

        (await demo.Get($"{Store}/customers?email={email}")).GetProperty("customers").EnumerateArray().ShouldHaveSingleItem().GetProperty("customerId").GetString().ShouldBe(customer);
    }

    [Fact]
    public async Task A_stop_and_a_consent_of_the_same_moment_are_shown_as_a_stop()
    {
        const string phone = "+33612347001";
        await demo.Reset();
        await demo.Events(Revoked(phone), Shop.Consent(phone));

        (await Consent(phone)).ShouldBe("stopped");
    }

    [Fact]
    public async Task What_is_stopped_at_WhatsApp_stays_stopped_whatever_is_consented_to_later()
    {
        const string phone = "+33612347002";
        await demo.Reset();
        await demo.Take(Shop.Consent(phone));
        await demo.Says(phone, "Hello");
        await demo.Post($"/simulator/phones/{Uri.EscapeDataString(phone)}/preferences", new { marketing = "stop" });
        await demo.Advance("PT1M");
        await demo.Take(Shop.Consent(phone, "2026-11-23T10:01:00Z"));

        (await Consent(phone)).ShouldBe("stopped");
    }

    [Fact]
    public async Task Who_asked_for_no_more_is_shown_as_suspended_until_a_later_consent()
    {
        const string phone = "+33612347003";
        await demo.Reset();
        await demo.Take(Shop.Consent(phone));
        await demo.Says(phone, "please don't text me anymore");
        (await Consent(phone)).ShouldBe("suspended");
        await demo.Advance("PT1M");

        await demo.Take(Shop.Consent(phone, "2026-11-23T10:01:00Z"));

        (await Consent(phone)).ShouldBe("granted");
    }

    [Fact]
    public async Task A_message_that_never_left_does_not_count_against_the_caps()
    {
        const string phone = "+33612347004";
        await demo.Reset();
        using var faults = await demo.Http.PutAsync(new Uri("/simulator/faults", UriKind.Relative), new StringContent("""{"errors":{"131026":1.0}}"""));
        await demo.Events(Shop.Consent(phone), Shop.Cart(phone));

        await demo.Advance("PT31M");

        var customer = await Shown(phone);
        var facts = (await demo.Get($"{Store}/customers/{customer.GetProperty("customerId").GetString()}/timeline")).GetProperty("facts").EnumerateArray();
        facts.Select(static fact => fact.GetProperty("kind").GetString()).ShouldContain("touch.failed");
        customer.GetProperty("caps").GetProperty("marketingLast24Hours").GetInt32().ShouldBe(0);
    }

    [Fact]
    public async Task The_window_is_closed_24_hours_after_the_last_word_to_the_second()
    {
        const string phone = "+33612347005";
        await demo.Reset();
        await demo.Says(phone, "Hello");

        await demo.Advance("PT23H59M59S");
        (await Shown(phone)).GetProperty("window").GetProperty("open").GetBoolean().ShouldBeTrue();
        await demo.Advance("PT1S");

        var window = (await Shown(phone)).GetProperty("window");
        window.GetProperty("until").GetDateTimeOffset().ToString("s").ShouldBe("2026-11-24T10:00:00");
        window.GetProperty("open").GetBoolean().ShouldBeFalse();
    }

    [Fact]
    public async Task Of_several_open_carts_the_one_that_changed_last_is_shown()
    {
        const string phone = "+33612347006";
        await demo.Reset();
        await demo.Events(Shop.Cart(phone, "2026-11-23T09:58:00Z", "old"), Shop.Cart(phone, "2026-11-23T09:59:00Z", "new"));

        (await Shown(phone)).GetProperty("cart").GetProperty("id").GetString().ShouldBe("new");
    }

    [Fact]
    public async Task What_one_request_tells_of_a_customer_is_taken_in_its_order()
    {
        const string phone = "+33612347007";
        await demo.Reset();
        var changes = Enumerable.Range(1, 40).Select(total => (object)new
        {
            id = Shop.NewId(),
            type = "cart.updated",
            occurredAt = DemoDriver.Monday,
            customer = total % 2 == 0 ? (object)new { phone } : new { phone, id = "u-in-order" },
            cart = new { id = "in-order", currency = "EUR", total, items = new[] { new { productId = "p" } } },
        });

        await demo.Events([.. changes]);

        (await Shown(phone)).GetProperty("cart").GetProperty("total").GetProperty("amount").GetString().ShouldBe("40.00");
    }

    [Fact]
    public async Task What_is_imagined_for_a_later_day_is_looked_at_from_that_day_on()
    {
        const string phone = "+33612347008";
        await demo.Reset();
        var customer = await demo.Take(Shop.Consent(phone));
        var cart = new { type = "cart.updated", occurredAt = "2026-11-25T10:00:00Z", cart = new { id = "later", url = "https://demo-shop.example/cart", currency = "EUR", total = "59.90", items = new[] { new { productId = "linen-shirt", name = "Linen shirt" } } } };

        var touches = (await demo.Post($"{Store}/customers/{customer}/what-if", new { events = new[] { cart } })).GetProperty("touches").EnumerateArray().ToList();

        touches[0].GetProperty("at").GetDateTimeOffset().ToString("s").ShouldBe("2026-11-25T10:30:00");
    }

    private static object Revoked(string phone) => new
    {
        id = Shop.NewId(),
        type = "consent.revoked",
        occurredAt = DemoDriver.Monday,
        customer = Shop.Person(phone),
        consent = new { channel = "whatsapp", category = "marketing" },
    };

    private async Task<string?> Consent(string phone) => (await Shown(phone)).GetProperty("consent").GetProperty("marketing").GetString();

    private async Task<JsonElement> Shown(string phone)
    {
        var found = (await demo.Get($"{Store}/customers?phone={Uri.EscapeDataString(phone)}")).GetProperty("customers").EnumerateArray().ShouldHaveSingleItem();
        return await demo.Get($"{Store}/customers/{found.GetProperty("customerId").GetString()}");
    }
}
