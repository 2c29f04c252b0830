using System.Net.WebSockets;
using System.Text;
using System.Text.Json;
using Conversations.Api.Tests.Drivers;
using Shouldly;
using Xunit;

namespace Conversations.Api.Tests;

/// <summary>Another store's secrets and keys do nothing to this one, and show nothing of it.</summary>
public sealed class StrangersTests(RolesTests.Staffed demo) : IClassFixture<RolesTests.Staffed>
{
    private const string OthersSecret = "s";

    [Fact]
    public async Task A_message_for_our_number_that_another_store_signed_is_not_taken_and_shown_to_that_store()
    {
        await demo.Reset();
        var theirs = (await Unread("other", "other-key")).Count;

        (await demo.WhatsApp(Signed.Message("33612347101", "wamid.stranger", "STOP"), OthersSecret)).Status.ShouldBe(200);

        (await demo.Get($"{DemoDriver.Store}/customers")).GetProperty("customers").GetArrayLength().ShouldBe(0);
        (await Unread("demo", "demo-key")).ShouldBeEmpty();
        (await Unread("other", "other-key")).Count.ShouldBe(theirs + 1);
    }

    [Fact]
    public async Task News_of_our_account_that_another_store_signed_stop_nothing_and_are_shown_to_that_store()
    {
        await demo.Reset();
        var theirs = (await Unread("other", "other-key")).Count;
        const string News = """{"entry":[{"id":"200000000000001","time":1795600000,"changes":[{"field":"account_update","value":{"event":"ACCOUNT_DELETED"}},{"field":"surprise","value":{}}]}]}""";

        (await demo.WhatsApp(Encoding.UTF8.GetBytes(News), OthersSecret)).Status.ShouldBe(200);

        (await demo.Get($"{DemoDriver.Store}/numbers")).GetProperty("numbers")[0].GetProperty("blocked").ValueKind.ShouldBe(JsonValueKind.Null);
        (await Unread("demo", "demo-key")).ShouldBeEmpty();
        (await Unread("other", "other-key")).Count.ShouldBe(theirs + 2);
    }

    [Fact]
    public async Task A_backtest_plays_no_customer_of_another_store()
    {
        await demo.Reset();
        await BothChange("+33612347104");
        await demo.Advance("PT1M");

        var report = await demo.Post($"{DemoDriver.Store}/policy/backtest", new { policy = await demo.Get($"{DemoDriver.Store}/policy"), from = "2026-11-23T00:00:00Z", to = "2026-11-24T00:00:00Z" });

        var covered = report.GetProperty("covered");
        (covered.GetProperty("customers").GetInt32(), covered.GetProperty("skipped").GetInt32()).ShouldBe((1, 0));
    }

    [Fact]
    public async Task A_page_hears_nothing_of_another_store()
    {
        await demo.Reset();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/stores/other/changes") { Headers = { Authorization = new("Bearer", "other-key") } };
        using var answer = await demo.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var feed = new StreamReader(await answer.Content.ReadAsStreamAsync());
        (await feed.ReadLineAsync(patience.Token)).ShouldBe("event: listening");

        var (ours, theirs) = await BothChange("+33612347102");

        (await HeardUntil(theirs, async () => await feed.ReadLineAsync(patience.Token) ?? throw new InvalidOperationException("It ended."))).ShouldNotContain(ours);
    }

    [Fact]
    public async Task A_console_hears_nothing_of_another_store()
    {
        await demo.Reset();
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var socket = new ClientWebSocket();
        var buffer = new byte[4096];
        await socket.ConnectAsync(new Uri($"ws://{demo.Http.BaseAddress!.Authority}/live?access_token=other-key"), patience.Token);
        await socket.SendAsync(Encoding.UTF8.GetBytes("{\"protocol\":\"json\",\"version\":1}\u001e"), WebSocketMessageType.Text, true, patience.Token);
        await HeardUntil("listening", Next);

        var (ours, theirs) = await BothChange("+33612347103");

        (await HeardUntil(theirs, Next)).ShouldNotContain(ours);

        async Task<string> Next() => Encoding.UTF8.GetString(buffer, 0, (await socket.ReceiveAsync(buffer, patience.Token)).Count);
    }

    /// <summary>First a customer of ours, then one of the other store's.</summary>
    private async Task<(string Ours, string Theirs)> BothChange(string phone)
    {
        var ours = await demo.Take(Shop.Cart(phone));
        var theirs = await demo.Send("POST", "/v1/stores/other/events", new[] { Shop.Cart(phone) }, key: "other-key");
        return (ours, theirs.Body.GetProperty("results")[0].GetProperty("customerId").GetString()!);
    }

    private static async Task<string> HeardUntil(string word, Func<Task<string>> next)
    {
        var heard = "";
        while (!heard.Contains(word, StringComparison.Ordinal))
        {
            heard += await next();
        }

        return heard;
    }

    private async Task<IReadOnlyList<JsonElement>> Unread(string store, string key) =>
        [.. (await demo.Send("GET", $"/v1/stores/{store}/unread", key: key)).Body.GetProperty("items").EnumerateArray()];
}
