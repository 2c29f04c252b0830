using Conversations.Api.Tests.Drivers;
using Shouldly;
using Xunit;

namespace Conversations.Api.Tests;

/// <summary>No database holds a NUL in a text, so it is taken out: what is nothing else is nothing.</summary>
public sealed class NulTests(DemoDriver demo) : IClassFixture<DemoDriver>
{
    [Theory]
    [InlineData("POST", "/threads/{c}/messages", """{"text":"\u0000","epoch":0}""", "text")]
    [InlineData("POST", "/threads/{c}/messages", """{"quickReply":"\u0000","epoch":0}""", "text")]
    [InlineData("POST", "/threads/{c}/notes", """{"text":" \u0000"}""", "text")]
    [InlineData("POST", "/threads/{c}/assign", """{"to":"\u0000"}""", "to")]
    [InlineData("POST", "/threads/{c}/labels", """{"labels":["a","\u0000"]}""", "labels")]
    [InlineData("POST", "/assistant/try", """{"text":"\u0000"}""", "text")]
    [InlineData("PUT", "/quick-replies", """[{"name":"a","category":"care","texts":{"en":"\u0000"}}]""", "[0].texts")]
    [InlineData("PUT", "/quick-replies", """[{"name":"\u0000","category":"care","texts":{"en":"x"}}]""", "[0].name")]
    [InlineData("PUT", "/quick-replies", """[{"name":"a","category":"\u0000","texts":{"en":"x"}}]""", "[0].category")]
    [InlineData("PUT", "/knowledge/a", """{"title":"\u0000","body":"b","locale":"en"}""", "title")]
    [InlineData("PUT", "/knowledge", """[{"id":"a","title":"t","body":"b","locale":"en"},{"id":"a\u0000","title":"t","body":"b","locale":"en"}]""", "[1].id")]
    [InlineData("PUT", "/policy", """{"storeName":"\u0000","storeUrl":"https://shop.example","timeZone":"UTC"}""", "storeName")]
    public async Task A_text_of_nothing_else_is_missing(string method, string path, string body, string field)
    {
        var answer = await demo.Send(method, DemoDriver.Store + path.Replace("{c}", await Customer(), StringComparison.Ordinal), body);

        answer.Status.ShouldBe(400, answer.Text);
        answer.Faults.ShouldBe([field]);
    }

    [Fact]
    public async Task A_customer_is_found_by_an_id_with_one()
    {
        var answer = await demo.Send("POST", $"{DemoDriver.Store}/assistant/try", $$"""{"text":"Hello","customerId":"{{await Customer()}}\u0000"}""");

        answer.Status.ShouldBe(200, answer.Text);
    }

    [Fact]
    public async Task A_quick_reply_is_kept_without()
    {
        var answer = await demo.Send("PUT", $"{DemoDriver.Store}/quick-replies", """[{"name":"a\u0000","category":"ca\u0000re","texts":{"en":"Tha\u0000nks"}}]""");

        answer.Text.ShouldBe("""{"quickReplies":[{"name":"a","category":"care","texts":{"en":"Thanks"},"template":null}]}""");
    }

    private Task<string> Customer() => demo.Take(new { id = "nul", type = "customer.updated", occurredAt = DemoDriver.Monday, customer = new { id = "u-nul" } });
}
