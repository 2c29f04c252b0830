using Conversations.Api.Tests.Drivers;
using Shouldly;
using Xunit;

namespace Conversations.Api.Tests;

/// <summary>A customer whose stored state cannot be read stands still, and goes on once that is mended.</summary>
public sealed class ParkedTests : IAsyncLifetime
{
    private const string Phone = "+33612346001";
    private const string Readable = "{";

    private readonly RolesTests.Staffed demo = new();

    public Task InitializeAsync() => demo.InitializeAsync();

    public Task DisposeAsync() => demo.DisposeAsync();

    [Fact]
    public async Task What_was_kept_is_taken_in_its_order_once_the_fault_is_mended()
    {
        var customer = await demo.Take(Shop.Cart(Phone, id: "before"));
        await Spoil(customer);

        foreach (var cart in new[] { "first", "second" })
        {
            var result = (await demo.Events(Shop.Cart(Phone, id: cart)))[0];
            result.GetProperty("status").GetString().ShouldBe("rejected");
            result.GetProperty("problem").GetString()!.ShouldContain("kept");
            await demo.Advance("PT1M");
        }

        (await demo.Shopify("customers/data_request", "asks", Signed.Bytes(new { customer = new { id = 1 } }))).Status.ShouldBe(200);
        (await demo.Sql("with recursive n (i) as (select 1 union all select i + 1 from n where i < 1000) insert into unread (store, source, at, reason, body) select 'demo', 'whatsapp', 0, 'strange', '{}' from n")).ShouldBe(1000);
        (await demo.Send("GET", "/v1/stores/other/parked", key: "other-key")).Text.ShouldBe("""{"customers":[]}""");
        var parked = (await demo.Get($"{DemoDriver.Store}/parked")).GetProperty("customers").EnumerateArray().ShouldHaveSingleItem();
        parked.GetProperty("customerId").GetString().ShouldBe(customer);
        parked.GetProperty("standsStill").GetBoolean().ShouldBeTrue();
        parked.GetProperty("inputs").GetInt32().ShouldBe(2);
        parked.GetProperty("since").GetDateTimeOffset().ToString("s").ShouldBe(DemoDriver.Monday[..^1]);

        (await Retry(customer)).Text.ShouldBe("""{"taken":0,"left":2}""", "nothing is mended yet");
        await Mend(customer);
        (await Retry(customer)).Text.ShouldBe("""{"taken":2,"left":0}""");

        (await demo.Get($"{DemoDriver.Store}/parked")).GetProperty("customers").GetArrayLength().ShouldBe(0);
        var baskets = (await demo.Get($"{DemoDriver.Store}/customers/{customer}")).GetProperty("baskets").EnumerateArray();
        baskets.Select(static basket => basket.GetProperty("id").GetString()).ShouldBe(["before", "first", "second"], ignoreOrder: true);
        (await Retry(customer)).Status.ShouldBe(404, "it is not parked any more");
    }

    [Fact]
    public async Task What_a_shop_tells_of_a_customer_who_stands_still_is_kept_once_and_is_no_unread_item()
    {
        var customer = await demo.Take(new { id = Shop.NewId(), type = "customer.updated", occurredAt = DemoDriver.Monday, customer = new { id = "77", phone = Phone } });
        await Spoil(customer);

        (await demo.Shopify("customers/update", "told", Signed.Bytes(new { id = 77, first_name = "Ana", phone = Phone, updated_at = DemoDriver.Monday }))).Status.ShouldBe(200);

        (await demo.Get($"{DemoDriver.Store}/parked")).GetProperty("customers").EnumerateArray().ShouldHaveSingleItem().GetProperty("inputs").GetInt32().ShouldBe(1);
        (await demo.Get($"{DemoDriver.Store}/unread")).GetProperty("items").EnumerateArray().Count(static item => item.GetProperty("source").GetString() == "shopify").ShouldBe(0);
    }

    [Fact]
    public async Task Who_only_stands_still_is_let_go_on_too()
    {
        var customer = await demo.Take(Shop.Cart(Phone));
        await Spoil(customer);
        (await demo.Send("GET", $"{DemoDriver.Store}/customers/{customer}")).Status.ShouldBe(503);
        (await demo.Send("GET", $"{DemoDriver.Store}/parked")).Text.ShouldBe($$"""{"customers":[{"customerId":"{{customer}}","standsStill":true,"since":null,"inputs":0}]}""");
        await Mend(customer);

        (await Retry(customer)).Text.ShouldBe("""{"taken":0,"left":0}""");

        (await demo.Send("GET", $"{DemoDriver.Store}/customers/{customer}")).Status.ShouldBe(200);
    }

    [Fact]
    public async Task Nobody_else_is_let_go_on()
    {
        var customer = await demo.Take(Shop.Cart(Phone));

        foreach (var other in new[] { customer, "nobody" })
        {
            var answer = await Retry(other);
            (answer.Status, answer.MediaType).ShouldBe((404, "application/problem+json"), other);
        }
    }

    private Task<Answer> Retry(string customer) => demo.Send("POST", $"{DemoDriver.Store}/parked/{customer}/retry");

    /// <summary>While the program is away: in memory it would go on with what it knows.</summary>
    private async Task Spoil(string customer)
    {
        await demo.Stop();
        await demo.Tamper(customer, Readable, "!");
        await demo.Start();
    }

    private Task Mend(string customer) => demo.Tamper(customer, "!", Readable);
}
