using System.Net;
using System.Text;
using Conversations.Api.Tests.Drivers;
using Shouldly;
using Xunit;

namespace Conversations.Api.Tests;

public sealed class ContractTests(DemoDriver demo) : IClassFixture<DemoDriver>
{
    private static object Cart(string id, string phone) => new
    {
        id,
        type = "cart.updated",
        occurredAt = DemoDriver.Monday,
        customer = new { phone },
        cart = new { id = $"cart-{phone}", currency = "EUR", total = "59.90", items = new[] { new { productId = "linen-shirt", name = "Linen shirt", quantity = 1, price = "59.90" } } },
    };

    [Fact]
    public async Task Events_are_answered_in_order_and_the_same_id_again_is_a_duplicate()
    {
        var results = await demo.Events(Cart("a1", "+33612345001"), new { id = "a2", type = "nonsense" }, Cart("a1", "+33612345001"));

        results.EnumerateArray().Select(result => result.GetProperty("status").GetString()).ShouldBe(["accepted", "rejected", "duplicate"]);
    }

    [Fact]
    public async Task An_erased_customer_is_not_found()
    {
        var customer = (await demo.Events(Cart("b1", "+33612345002")))[0].GetProperty("customerId").GetString();

        (await demo.Http.DeleteAsync(new Uri($"/v1/stores/demo/customers/{customer}", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.NoContent);
        (await demo.Http.GetAsync(new Uri($"/v1/stores/demo/customers/{customer}", UriKind.Relative))).StatusCode.ShouldBe(HttpStatusCode.NotFound);
    }

    [Theory]
    [InlineData("/health/live", 200)]
    [InlineData("/openapi/v1.json", 200)]
    [InlineData("/v1/stores/demo/customers", 200)]
    [InlineData("/v1/stores/demo/customers/nobody", 404)]
    [InlineData("/v1/stores/demo/changes", 200)]
    [InlineData("/v1/stores/demo/events", 405)]
    [InlineData("/v1/stores/other/threads", 403)]
    public async Task The_head_of_an_address_is_that_of_what_can_be_read_there(string path, int status)
    {
        var answer = await demo.Send("HEAD", path);

        (answer.Status, answer.Text).ShouldBe((status, ""));
    }

    [Theory]
    [InlineData("events")]
    [InlineData("assistant/try")]
    [InlineData("knowledge")]
    public async Task A_body_that_nobody_reads_to_its_end_is_said_to_be_too_large(string path)
    {
        var answer = await demo.Send(path == "knowledge" ? "PUT" : "POST", $"{DemoDriver.Store}/{path}", new byte[34 * 1024 * 1024], headers: ("Expect", "100-continue"));

        (answer.Status, answer.MediaType, answer.Detail).ShouldBe((413, "application/problem+json", "The body is too large."));
    }

    [Theory]
    [InlineData("GET", "/nowhere", null, 404)]
    [InlineData("GET", "/openapi/v2.json", null, 404)]
    [InlineData("DELETE", "/health/live", null, 405)]
    [InlineData("POST", "/v1/stores/demo/events", "{", 400)]
    [InlineData("POST", "/v1/stores/demo/events", "{}", 400)]
    [InlineData("POST", "/v1/stores/other/events", "[]", 403)]
    [InlineData("PUT", "/v1/stores/demo/policy", "{\"holdoutPercent\":400}", 400)]
    [InlineData("PUT", "/v1/stores/demo/journeys/cart-recovery", "{}", 400)]
    [InlineData("POST", "/v1/stores/demo/assistant/try", "nonsense", 400)]
    [InlineData("POST", "/webhooks/whatsapp", "{}", 401)]
    [InlineData("POST", "/webhooks/shopify/demo", "{}", 401)]
    [InlineData("POST", "/webhooks/woocommerce/demo", "{}", 401)]
    [InlineData("POST", "/webhooks/woocommerce/demo", "webhook_id=7", 200)]
    public async Task Every_error_is_a_problem(string method, string path, string? body, int status)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), path);
        request.Content = body is null ? null : new StringContent(body, Encoding.UTF8, "application/json");

        using var answer = await demo.Http.SendAsync(request);

        ((int)answer.StatusCode).ShouldBe(status);
        if (status >= 400)
        {
            answer.Content.Headers.ContentType!.MediaType.ShouldBe("application/problem+json");
        }
    }
}
