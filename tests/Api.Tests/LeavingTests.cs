using System.Text;
using System.Text.Json;
using Conversations.Api.Tests.Drivers;
using Shouldly;
using Xunit;

namespace Conversations.Api.Tests;

/// <summary>A store that takes the app away.</summary>
public sealed class LeavingTests(RolesTests.Staffed demo) : IClassFixture<RolesTests.Staffed>
{
    private const string Store = DemoDriver.Store;
    private static readonly byte[] Shop = Encoding.UTF8.GetBytes("""{"id":1,"shop_id":1,"shop_domain":"demo.myshopify.com"}""");

    [Fact]
    public async Task An_uninstalled_app_sends_nothing_until_somebody_says_so()
    {
        const string phone = "+33612345501";
        await demo.Reset();
        await demo.Events(Drivers.Shop.Consent(phone), Drivers.Shop.Cart(phone));

        (await demo.Shopify("app/uninstalled", "bye-1", Shop)).Status.ShouldBe(200);
        await demo.Advance("P1D");

        (await demo.Received(phone)).ShouldBeEmpty();
        (await Number()).GetProperty("blocked").GetString()!.ShouldContain("took the app away");
        (await demo.Send("POST", $"{Store}/numbers/resume")).Status.ShouldBe(200);
        (await Number()).GetProperty("blocked").ValueKind.ShouldBe(JsonValueKind.Null);
        await demo.Advance("PT1H");
        (await demo.Received(phone)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task A_redacted_shop_has_no_customers_any_more_and_another_keeps_its_own()
    {
        await demo.Reset();
        var customer = await demo.Take(Drivers.Shop.Cart("+33612345502"));
        await demo.Take(Drivers.Shop.Cart("+33612345503"));
        (await demo.Send("POST", "/v1/stores/other/events", new[] { Drivers.Shop.Cart("+33612345502") }, key: "other-key")).Status.ShouldBe(200);

        (await demo.Shopify("shop/redact", "bye-2", Shop)).Status.ShouldBe(200);
        await demo.Advance("PT1S");

        (await demo.Get($"{Store}/customers")).GetProperty("customers").GetArrayLength().ShouldBe(0);
        (await demo.Send("GET", "/v1/stores/other/customers", key: "other-key")).Body.GetProperty("customers").GetArrayLength().ShouldBe(1);
        (await demo.Send("GET", $"{Store}/customers/{customer}")).Status.ShouldBe(404);
        (await demo.Get($"{Store}/unread")).GetProperty("items")[0].GetProperty("reason").GetString()!.ShouldContain("erased");
    }

    [Fact]
    public async Task A_customer_that_Shopify_redacts_is_erased_and_one_that_asks_is_shown_to_an_operator()
    {
        await demo.Reset();
        var customer = await demo.Take(new { id = Drivers.Shop.NewId(), type = "customer.updated", occurredAt = DemoDriver.Monday, customer = new { id = "706405506930370084", phone = "+33612345504" } });
        var body = Encoding.UTF8.GetBytes("""{"shop_id":1,"shop_domain":"demo.myshopify.com","customer":{"id":706405506930370084,"email":"ana@example.com","phone":"+33612345504"},"orders_to_redact":[]}""");

        (await demo.Shopify("customers/data_request", "ask-1", body)).Status.ShouldBe(200);
        (await demo.Get($"{Store}/unread")).GetProperty("items")[0].GetProperty("reason").GetString()!.ShouldContain("export");
        (await demo.Send("GET", $"{Store}/customers/{customer}")).Status.ShouldBe(200);

        (await demo.Shopify("customers/redact", "redact-1", body)).Status.ShouldBe(200);
        (await demo.Send("GET", $"{Store}/customers/{customer}")).Status.ShouldBe(404);
    }

    private async Task<JsonElement> Number() => (await demo.Get($"{Store}/numbers")).GetProperty("numbers")[0];
}
