using System.Net.Sockets;
using System.Text.Json;
using Conversations.Api.Tests.Drivers;
using Shouldly;
using Xunit;

namespace Conversations.Api.Tests;

public sealed class RestartTests : IAsyncLifetime
{
    private readonly DemoDriver demo = new();

    public Task InitializeAsync() => demo.InitializeAsync();

    public Task DisposeAsync() => demo.DisposeAsync();

    [Fact]
    public async Task A_stopped_clock_stands_where_it_stood_and_what_was_planned_still_comes()
    {
        const string phone = "+33612345601";
        await demo.Events(Shop.Consent(phone), Shop.Cart(phone));
        var before = await demo.Advance("PT10M");

        await demo.Stop();
        await demo.Start();

        var clock = await demo.Get("/simulator/clock");
        clock.GetProperty("now").GetDateTimeOffset().ShouldBe(before.GetProperty("now").GetDateTimeOffset());
        clock.GetProperty("running").GetBoolean().ShouldBeFalse();
        await demo.Advance("PT19M");
        (await demo.Received(phone)).ShouldBeEmpty();
        await demo.Advance("PT2M");
        (await demo.Received(phone)).Count.ShouldBe(1);
    }

    [Fact]
    public async Task The_phones_hold_what_they_held_and_a_human_can_still_answer_within_the_window()
    {
        const string phone = "+33612345605";
        await demo.Events(Shop.Consent(phone), Shop.Cart(phone));
        await demo.Advance("PT31M");
        await demo.Says(phone, "I want to talk to a person");
        await demo.WhatsApp(Signed.Message(phone[1..], "wamid.by-hand", "Hello?"));
        await demo.Advance("PT5S");
        var before = await demo.Phone(phone);
        before.ShouldContain(static message => message.GetProperty("text").GetString() == "Hello?", "a webhook may be signed by hand");
        var thread = (await demo.Get($"{DemoDriver.Store}/threads?state=waiting")).GetProperty("threads")[0].GetProperty("customerId").GetString();
        var taken = await demo.Post($"{DemoDriver.Store}/threads/{thread}/takeover", new { });

        await demo.Stop();
        await demo.Start();

        (await demo.Phone(phone)).Select(static message => message.GetRawText()).ShouldBe(before.Select(static message => message.GetRawText()));
        await demo.Post($"{DemoDriver.Store}/threads/{thread}/messages", new { epoch = taken.GetProperty("epoch").GetInt64(), text = "Hello, Lea here." });
        await demo.Advance("PT10S");
        (await demo.Received(phone))[^1].GetProperty("text").GetString().ShouldBe("Hello, Lea here.");
        (await demo.Post($"/simulator/phones/{phone}/read", new { })).GetProperty("read").GetInt32().ShouldBe(before.Count(static message => message.GetProperty("direction").GetString() == "out") + 1);
    }

    [Fact]
    public async Task A_demo_that_began_anew_has_no_phones_after_a_restart_either()
    {
        await demo.Says("+33612345606", "Hello");
        await demo.Reset();

        await demo.Stop();
        await demo.Start();

        (await demo.Get("/simulator/phones")).GetArrayLength().ShouldBe(0);
    }

    [Fact]
    public async Task A_running_clock_has_run_on()
    {
        await demo.Post("/simulator/clock", new { run = true });
        var before = (await demo.Get("/simulator/clock")).GetProperty("now").GetDateTimeOffset();

        await demo.Stop();
        await demo.Start();

        var clock = await demo.Get("/simulator/clock");
        clock.GetProperty("running").GetBoolean().ShouldBeTrue();
        clock.GetProperty("now").GetDateTimeOffset().ShouldBeInRange(before, before + TimeSpan.FromMinutes(5));
    }

    [Theory]
    [InlineData("""{"to":"2020-01-01T00:00:00Z"}""")]
    [InlineData("""{"advance":"P9999999D"}""")]
    public async Task A_clock_that_is_not_moved_runs_on(string impossible)
    {
        await demo.Post("/simulator/clock", new { run = true });

        (await demo.Send("POST", "/simulator/clock", impossible)).Status.ShouldBe(400);

        (await demo.Get("/simulator/clock")).GetProperty("running").GetBoolean().ShouldBeTrue();
        await demo.Reset();
    }

    [Fact]
    public async Task A_reset_needs_no_body()
    {
        await demo.Post("/simulator/clock", new { run = true });
        using var bare = new HttpRequestMessage(HttpMethod.Post, "/simulator/reset") { Content = new StreamContent(Stream.Null) };
        bare.Headers.TransferEncodingChunked = true;

        using var answer = await demo.Http.SendAsync(bare);

        answer.IsSuccessStatusCode.ShouldBeTrue(await answer.Content.ReadAsStringAsync());
        (await demo.Get("/simulator/clock")).GetProperty("running").GetBoolean().ShouldBeFalse();
        await demo.Reset();
    }

    [Fact]
    public async Task The_clock_does_not_go_back_and_says_why()
    {
        (await demo.Send("POST", "/simulator/clock", new { to = "2026-11-22T10:00:00Z" })).Status.ShouldBe(400);
        (await demo.Send("POST", "/simulator/clock", new { advance = "-PT1M" })).Status.ShouldBe(400);
        (await demo.Get("/simulator/clock")).GetProperty("now").GetDateTimeOffset().ShouldBe(DateTimeOffset.Parse(DemoDriver.Monday, System.Globalization.CultureInfo.InvariantCulture));
        await demo.Reset("2020-01-01T00:00:00Z");
        (await demo.Get("/simulator/clock")).GetProperty("now").GetDateTimeOffset().Year.ShouldBe(2020);
    }

    [Fact]
    public async Task What_was_answered_while_the_program_stopped_is_there_afterwards()
    {
        var events = Enumerable.Range(0, 200).Select(static place => Shop.Cart($"+3361235{place:0000}")).ToArray();

        await demo.Take(events[0]);
        var sending = events.Skip(1).Select(one => Sent(one)).ToArray();
        await demo.Stop();
        var sent = await Task.WhenAll(sending);
        object[] taken = [events[0], .. events.Skip(1).Zip(sent).Where(static pair => pair.Second).Select(static pair => pair.First)];
        await demo.Start();

        (await demo.Events(taken)).EnumerateArray().ShouldAllBe(static result => result.GetProperty("status").GetString() == "duplicate");
    }

    [Fact]
    public async Task A_listener_is_let_go_when_the_program_stops()
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{DemoDriver.Store}/changes");
        using var answer = await demo.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var feed = new StreamReader(await answer.Content.ReadAsStreamAsync());
        (await feed.ReadLineAsync()).ShouldBe("event: listening");
        (await feed.ReadLineAsync()).ShouldBe("data: ");
        (await feed.ReadLineAsync()).ShouldBe("");
        var customer = await demo.Take(Shop.Cart("+33612345602"));
        (await feed.ReadLineAsync()).ShouldBe("event: changed");
        JsonElement.Parse((await feed.ReadLineAsync())!["data: ".Length..]).GetProperty("customerId").GetString().ShouldBe(customer);

        await demo.Stop();

        (await feed.ReadToEndAsync()).ShouldNotContain(customer);
        await demo.Start();
    }

    [Fact]
    public async Task A_listener_hears_that_a_customer_was_erased()
    {
        var customer = await demo.Take(Shop.Cart("+33612345603"));
        using var request = new HttpRequestMessage(HttpMethod.Get, $"{DemoDriver.Store}/changes");
        using var answer = await demo.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var feed = new StreamReader(await answer.Content.ReadAsStreamAsync());
        (await feed.ReadLineAsync()).ShouldBe("event: listening");
        answer.Headers.GetValues("X-Accel-Buffering").ShouldBe(["no"], "nginx keeps what it passes on until a buffer is full, unless it is told");

        (await demo.Send("DELETE", $"{DemoDriver.Store}/customers/{customer}")).Status.ShouldBe(204);
        await demo.Stop();

        (await feed.ReadToEndAsync()).ShouldContain($$"""{"customerId":"{{customer}}","version":0,"threadState":"closed","thread":true}""");
        await demo.Start();
    }

    [Fact]
    public async Task A_customer_whose_state_cannot_be_read_is_found_and_said_to_stand_still()
    {
        const string phone = "+33612345604";
        var customer = await demo.Take(Shop.Cart(phone));
        await demo.Tamper(customer, "{", "");
        await demo.Stop();
        await demo.Start();

        (await demo.Get($"{DemoDriver.Store}/customers?phone={Uri.EscapeDataString(phone)}")).GetProperty("customers")[0].GetProperty("customerId").GetString().ShouldBe(customer);
        foreach (var (method, path) in new[] { ("GET", $"customers/{customer}"), ("GET", $"threads/{customer}"), ("POST", $"threads/{customer}/takeover") })
        {
            var answer = await demo.Send(method, $"{DemoDriver.Store}/{path}");
            answer.Status.ShouldBe(503, path);
            answer.Detail.ShouldNotBeNull().ShouldContain("/parked");
        }

        (await demo.Send("DELETE", $"{DemoDriver.Store}/customers/{customer}")).Status.ShouldBe(204);
        (await demo.Get($"{DemoDriver.Store}/customers?phone={Uri.EscapeDataString(phone)}")).GetProperty("customers").GetArrayLength().ShouldBe(0);
    }

    /// <summary>True where it was acknowledged; a program that stops may refuse, or be gone.</summary>
    private async Task<bool> Sent(object one)
    {
        try
        {
            var answer = await demo.Send("POST", $"{DemoDriver.Store}/events", new[] { one });
            answer.Status.ShouldBeOneOf(200, 503);
            return answer.Status == 200 && answer.Body.GetProperty("results")[0].GetProperty("status").GetString() == "accepted";
        }
        catch (Exception error) when (error is HttpRequestException or SocketException)
        {
            // The socket's own, where a connection ends in the moment in which it is made.
            return false;
        }
    }
}
