using Conversations.Api.Replay;
using Conversations.Api.Tests.Drivers;
using Shouldly;
using Xunit;

namespace Conversations.Api.Tests;

public sealed class ReplayTests(DemoDriver demo) : IClassFixture<DemoDriver>
{
    private const string Phone = "+33612345301";

    [Fact]
    public async Task A_running_engines_customers_are_verified_and_a_tampered_one_is_found()
    {
        var customer = await Lived();
        var (code, said) = await Replay("--all", "--verify");
        code.ShouldBe(0, said);
        said.ShouldContain("0 differ");

        await demo.Tamper(customer, "\"firstName\":\"Ana\"", "\"firstName\":\"Mallory\"");
        (code, said) = await Replay("--customer", customer, "--verify");

        code.ShouldBe(1);
        said.ShouldContain($"differs: demo/{customer} at $.profile.firstName");
        said.ShouldNotContain("Mallory");
    }

    [Theory]
    [InlineData("--all")]
    [InlineData("--verify")]
    [InlineData("--all", "--customer", "c", "--verify")]
    [InlineData("--all", "--verify", "--store")]
    [InlineData("--all", "--verify", "demo")]
    [InlineData("--all", "--verify", "--stor", "demo")]
    public async Task A_request_that_is_none_is_told_how_it_is_made(params string[] args)
    {
        var (code, said) = await Replay(args);

        code.ShouldBe(2);
        said.ShouldStartWith("usage: replay");
    }

    [Theory]
    [InlineData("garbage")]
    [InlineData("Data Source=")]
    [InlineData("Host=127.0.0.1;Foo=1")]
    [InlineData("Data Source=x;Foo=1")]
    public async Task A_database_that_cannot_be_asked_is_said_to_be_none(string connectionString)
    {
        await using var said = new StringWriter();

        var code = await ReplayVerb.Run(["--all", "--verify", "--Storage:ConnectionString", connectionString], said, CancellationToken.None);

        code.ShouldBe(2);
        said.ToString().ShouldStartWith("The database cannot be read: ");
    }

    [Fact]
    public async Task An_unknown_customer_is_said_to_be_unknown() => (await Replay("--customer", "c_nobody", "--verify")).Code.ShouldBe(2);

    [Fact]
    public async Task An_unknown_store_is_said_to_be_unknown()
    {
        var (code, said) = await Replay("--all", "--verify", "--store", "dmeo");

        code.ShouldBe(2);
        said.ShouldContain("There is no such store.");
    }

    private async Task<string> Lived()
    {
        var person = new { phone = Phone, firstName = "Ana", locale = "en" };
        var results = await demo.Events(
            new { id = "rp1", type = "consent.granted", occurredAt = DemoDriver.Monday, customer = person, consent = new { channel = "whatsapp", category = "marketing", source = "checkout", wording = "Yes" } },
            new { id = "rp2", type = "cart.updated", occurredAt = DemoDriver.Monday, customer = person, cart = new { id = "rp-cart", currency = "EUR", total = "59.90", items = new[] { new { productId = "linen-shirt", name = "Linen shirt", quantity = 1, price = "59.90" } } } });
        await demo.Advance("PT31M");
        await demo.Post($"/simulator/phones/{Phone}/messages", new { text = "How long is delivery to Spain?" });
        await demo.Advance("PT26H");
        return results[0].GetProperty("customerId").GetString()!;
    }

    private async Task<(int Code, string Said)> Replay(params string[] args)
    {
        await using var said = new StringWriter();
        var code = await ReplayVerb.Run(["--Storage:ConnectionString", demo.ConnectionString, .. args], said, CancellationToken.None);
        return (code, said.ToString());
    }
}
