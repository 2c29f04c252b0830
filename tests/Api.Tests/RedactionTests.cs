using System.Text;
using Conversations.Api.Tests.Drivers;
using Shouldly;
using Xunit;

namespace Conversations.Api.Tests;

/// <summary>Erasures that the database or a customer's stored state stands in the way of.</summary>
public sealed class RedactionTests(DemoDriver demo) : IClassFixture<DemoDriver>
{
    private const string Store = DemoDriver.Store;
    private static readonly byte[] Shop = Encoding.UTF8.GetBytes("""{"id":1,"shop_id":1,"shop_domain":"demo.myshopify.com"}""");

    [Fact]
    public async Task Customers_whose_state_cannot_be_read_are_erased_all_the_same()
    {
        await demo.Reset();
        var (asked, told) = (await demo.Take(Drivers.Shop.Cart("+33612345505")), await demo.Take(Drivers.Shop.Cart("+33612345506")));
        await demo.Take(Drivers.Shop.Cart("+33612345507"));
        await demo.Stop();
        (await demo.Sql("update snapshots set snapshot = '{'")).ShouldBe(3);
        await demo.Start();

        (await demo.Send("DELETE", $"{Store}/customers/{asked}")).Status.ShouldBe(204);
        (await demo.Send("GET", $"{Store}/customers/{asked}")).Status.ShouldBe(404);
        (await demo.Events(new { id = Drivers.Shop.NewId(), type = "customer.redacted", occurredAt = DemoDriver.Monday, customer = new { phone = "+33612345506" } }))[0].GetProperty("status").GetString().ShouldBe("accepted");
        (await demo.Send("GET", $"{Store}/customers/{told}")).Status.ShouldBe(404);
        (await demo.Shopify("shop/redact", "bye-3", Shop)).Status.ShouldBe(200);
        await demo.Advance("PT1S");
        (await demo.Get($"{Store}/customers")).GetProperty("customers").GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task A_redaction_that_the_database_did_not_carry_out_is_carried_out_when_it_comes_again()
    {
        await demo.Reset();
        var customer = await demo.Take(Drivers.Shop.Cart("+33612345511"));
        var redaction = new[] { new { id = Drivers.Shop.NewId(), type = "customer.redacted", occurredAt = DemoDriver.Monday, customer = new { phone = "+33612345511" } } };
        await demo.Sql($"create trigger stays before delete on snapshots when old.customer = '{customer}' begin select raise(abort, 'not now'); end");

        (await demo.Send("POST", $"{Store}/events", redaction)).Status.ShouldBe(503);
        await demo.Sql("drop trigger stays");

        (await demo.Send("POST", $"{Store}/events", redaction)).Body.GetProperty("results")[0].GetProperty("status").GetString().ShouldBe("accepted");
        (await demo.Send("GET", $"{Store}/customers/{customer}")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task A_redaction_of_a_shop_that_a_stop_interrupted_goes_on_after_the_next_start()
    {
        await demo.Reset();
        var customer = await demo.Take(Drivers.Shop.Cart("+33612345512"));
        await demo.Sql($"create trigger stays before delete on snapshots when old.customer = '{customer}' begin select raise(abort, 'not now'); end");
        (await demo.Shopify("shop/redact", "bye-5", Shop)).Status.ShouldBe(200);
        await demo.Advance("PT1S");
        (await demo.Send("GET", $"{Store}/customers/{customer}")).Status.ShouldBe(200, "it could not be erased");
        await demo.Stop();
        await demo.Sql("drop trigger stays");

        await demo.Start();
        await demo.Advance("PT1S");

        (await demo.Send("GET", $"{Store}/customers/{customer}")).Status.ShouldBe(404);
    }

    [Fact]
    public async Task A_customer_that_cannot_be_erased_at_once_keeps_no_other_of_a_redacted_shop_and_goes_later()
    {
        await demo.Reset();
        await demo.Take(Drivers.Shop.Cart("+33612345508"));
        var customer = await demo.Take(Drivers.Shop.Cart("+33612345509"));
        await demo.Take(Drivers.Shop.Cart("+33612345510"));
        await demo.Sql($"create trigger stays before delete on snapshots when old.customer = '{customer}' begin select raise(abort, 'not now'); end");

        (await demo.Shopify("shop/redact", "bye-4", Shop)).Status.ShouldBe(200);
        await demo.Advance("PT1S");
        (await demo.Get($"{Store}/customers")).GetProperty("customers").EnumerateArray().ShouldHaveSingleItem().GetProperty("customerId").GetString().ShouldBe(customer);

        await demo.Sql("drop trigger stays");
        await demo.Advance("PT2M");
        (await demo.Get($"{Store}/customers")).GetProperty("customers").GetArrayLength().ShouldBe(0);
    }
}
