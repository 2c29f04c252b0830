using System.Collections.Immutable;
using System.Net.WebSockets;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Conversations.Api.Hosting;
using Conversations.Api.Settings;
using Conversations.Api.Tests.Drivers;
using Conversations.Customers;
using Conversations.Identity;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace Conversations.Api.Tests;

/// <summary>What the engine tells others: the store's own server, and consoles that listen.</summary>
public sealed class TellingTests(TellingTests.Telling demo) : IClassFixture<TellingTests.Telling>
{
    private const string Secret = "told-secret";

    [Fact]
    public async Task The_store_is_told_signed_and_again_until_it_takes_it()
    {
        const string phone = "+33612345801";
        await demo.Reset();
        await demo.Take(Shop.Consent(phone));
        demo.Shop.Refuse(2);

        await demo.Says(phone, "STOP");
        await demo.Advance("PT10M");

        var told = demo.Shop.Next().ShouldNotBeNull();
        told.Type.ShouldBe("consent.revoked");
        var parts = told.Signature.Split(',');
        var signed = Encoding.UTF8.GetBytes($"{parts[0]["t=".Length..]}.").Concat(told.Bytes.ToArray()).ToArray();
        parts[1].ShouldBe("v1=" + Convert.ToHexStringLower(HMACSHA256.HashData(Encoding.UTF8.GetBytes(Secret), signed)));
        demo.Shop.Next().ShouldBeNull();
    }

    [Fact]
    public async Task An_address_that_sends_on_to_another_has_heard_nothing_and_is_not_followed()
    {
        await demo.Reset();
        var moved = new StoreWebhookSettings { Url = demo.Shop.Url.Replace("/told", "/moved", StringComparison.Ordinal), Secret = Secret };
        using var webhook = new StoreWebhook(new StoresSettings { Stores = new() { ["demo"] = new StoreSettings { Webhook = moved } } }, TimeProvider.System, NullLogger<StoreWebhook>.Instance);

        var heard = await webhook.Tell(new StoreId("demo"), "key", new Effect.TellStore("thread.waiting", ImmutableSortedDictionary<string, string>.Empty), CancellationToken.None);

        heard.ShouldBeFalse();
        demo.Shop.Next().ShouldBeNull();
    }

    [Fact]
    public async Task A_waiting_thread_is_told()
    {
        await demo.Reset();

        await demo.Says("+33612345802", "I want to talk to a person");

        demo.Shop.Next().ShouldNotBeNull().Type.ShouldBe("thread.waiting");
    }

    [Fact]
    public async Task Two_that_turn_out_to_be_one_are_told()
    {
        await demo.Reset();
        await demo.Take(new { id = Shop.NewId(), type = "customer.updated", occurredAt = DemoDriver.Monday, customer = new { id = "two-1" } });
        await demo.Take(new { id = Shop.NewId(), type = "customer.updated", occurredAt = DemoDriver.Monday, customer = new { phone = "+33612345803" } });

        await demo.Take(new { id = Shop.NewId(), type = "customer.updated", occurredAt = DemoDriver.Monday, customer = new { id = "two-1", phone = "+33612345803" } });
        await demo.Advance("PT1S");

        demo.Shop.Next().ShouldNotBeNull().Type.ShouldBe("customer.merged");
    }

    [Fact]
    public async Task A_console_hears_over_SignalR_what_changed()
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        using var socket = new ClientWebSocket();
        await socket.ConnectAsync(new Uri($"ws://{demo.Http.BaseAddress!.Authority}/live?access_token=demo-key"), patience.Token);
        await socket.SendAsync(Encoding.UTF8.GetBytes("{\"protocol\":\"json\",\"version\":1}\u001e"), WebSocketMessageType.Text, true, patience.Token);
        await using var records = Records(socket, patience.Token).GetAsyncEnumerator();
        (await Next()).ShouldBe("{}");
        (await Next()).ShouldContain("\"target\":\"listening\"");

        var customer = await demo.Take(Shop.Cart("+33612345804"));

        var heard = await Next();
        while (heard == "{\"type\":6}")
        {
            heard = await Next();
        }

        heard.ShouldContain("\"target\":\"changed\"");
        heard.ShouldContain(customer);
        heard.ShouldNotContain("33612345804");

        async Task<string> Next() => await records.MoveNextAsync() ? records.Current : throw new InvalidOperationException("It was closed.");
    }

    /// <summary>SignalR ends each record with a separator; one may come in pieces, or several at once.</summary>
    private static async IAsyncEnumerable<string> Records(ClientWebSocket socket, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var buffer = new byte[4096];
        var text = "";
        while (await socket.ReceiveAsync(buffer.AsMemory(), cancellationToken) is { MessageType: WebSocketMessageType.Text } received)
        {
            var records = (text + Encoding.UTF8.GetString(buffer, 0, received.Count)).Split('\u001e');
            text = records[^1];
            foreach (var record in records[..^1])
            {
                yield return record;
            }
        }
    }

    /// <summary>The demo whose store wants to be told.</summary>
    public sealed class Telling : DemoDriver
    {
        public FakeShop Shop { get; private set; } = null!;

        protected override IEnumerable<string> Settings => ["--Stores:demo:Webhook:Url", Shop.Url, "--Stores:demo:Webhook:Secret", Secret];

        public override async Task InitializeAsync()
        {
            Shop = await FakeShop.Start();
            await base.InitializeAsync();
        }

        public override async Task DisposeAsync()
        {
            await base.DisposeAsync();
            await Shop.DisposeAsync();
        }
    }
}
