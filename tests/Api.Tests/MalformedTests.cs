using System.Text;
using System.Text.Json;
using Conversations.Api.Tests.Drivers;
using Shouldly;
using Xunit;

namespace Conversations.Api.Tests;

/// <summary>Whatever is sent, the answer says what is wrong with it.</summary>
public sealed class MalformedTests(DemoDriver demo) : IClassFixture<DemoDriver>
{
    private const string Store = DemoDriver.Store;

    [Theory]
    [InlineData("", "not JSON")]
    [InlineData("[", "not JSON")]
    [InlineData("{\"a\":1}", "an object")]
    [InlineData("\"text\"", "'text'")]
    [InlineData("null", "nothing")]
    [InlineData("[]", "holds 0 events")]
    public async Task Events_come_as_an_array_of_1_to_500(string body, string said)
    {
        var answer = await demo.Send("POST", $"{Store}/events", body);

        (answer.Status, answer.MediaType).ShouldBe((400, "application/problem+json"));
        answer.Detail!.ShouldContain(said);
    }

    [Fact]
    public async Task More_than_500_events_or_5_MB_are_refused()
    {
        (await demo.Send("POST", $"{Store}/events", $"[{string.Join(',', Enumerable.Repeat("{}", 501))}]")).Status.ShouldBe(400);
        (await demo.Send("POST", $"{Store}/events", new byte[(5 * 1024 * 1024) + 1])).Status.ShouldBe(413);
        (await demo.Send("POST", $"{Store}/events", $"[{{}}{new string(' ', (5 * 1024 * 1024) - 4)}]")).Status.ShouldBe(200);
        (await demo.Send("POST", $"{Store}/events", $"[{string.Join(',', Enumerable.Repeat("{}", 500))}]")).Body.GetProperty("results").GetArrayLength().ShouldBe(500);
    }

    [Theory]
    [InlineData("5", "The event is 5")]
    [InlineData("{}", "id: missing")]
    [InlineData("""{"id":"m","type":"cart.updated"}""", "occurredAt: missing")]
    [InlineData("""{"id":"","type":"cart.updated","occurredAt":"2026-11-23T10:00:00Z"}""", "id: ")]
    [InlineData("""{"id":"m","occurredAt":"2026-11-23T10:00:00Z","customer":{"id":"u"}}""", "type: missing")]
    [InlineData("""{"id":"m","type":"cart.stolen","occurredAt":"2026-11-23T10:00:00Z","customer":{"id":"u"}}""", "type: 'cart.stolen' is not known")]
    [InlineData("""{"id":"m","type":"cart.updated","occurredAt":"yesterday","customer":{"id":"u"},"cart":{"id":"c"}}""", "occurredAt: 'yesterday'")]
    [InlineData("""{"id":"m","type":"cart.updated","occurredAt":"2026-11-23T10:00:00","customer":{"id":"u"},"cart":{"id":"c"}}""", "occurredAt: ")]
    [InlineData("""{"id":"m","type":"cart.updated","occurredAt":"2026-11-23T10:00:00Z","cart":{"id":"c"}}""", "customer: no identity")]
    [InlineData("""{"id":"m","type":"cart.updated","occurredAt":"2026-11-23T10:00:00Z","customer":{"phone":"abc"},"cart":{"id":"c"}}""", "customer.phone: cannot be read")]
    [InlineData("""{"id":"m","type":"cart.updated","occurredAt":"2026-11-23T10:00:00Z","customer":"Ana","cart":{"id":"c"}}""", "customer: 'Ana' is not an object")]
    [InlineData("""{"id":"m","type":"cart.updated","occurredAt":"2026-11-23T10:00:00Z","customer":{"id":"u"}}""", "cart: missing")]
    [InlineData("""{"id":"m","type":"cart.updated","occurredAt":"2026-11-23T10:00:00Z","customer":{"id":"u"},"cart":{}}""", "cart.id: missing")]
    [InlineData("""{"id":"m","type":"cart.updated","occurredAt":"2026-11-23T10:00:00Z","customer":{"id":"u"},"cart":{"id":"c","total":"many"}}""", "cart.total: 'many'")]
    [InlineData("""{"id":"m","type":"cart.updated","occurredAt":"2026-11-23T10:00:00Z","customer":{"id":"u"},"cart":{"id":"c","total":-1}}""", "cart.total: -1")]
    [InlineData("""{"id":"m","type":"cart.updated","occurredAt":"2026-11-23T10:00:00Z","customer":{"id":"u"},"cart":{"id":"c","currency":"euros"}}""", "cart.currency: 'euros'")]
    [InlineData("""{"id":"m","type":"cart.updated","occurredAt":"2026-11-23T10:00:00Z","customer":{"id":"u"},"cart":{"id":"c","items":{}}}""", "cart.items: an object")]
    [InlineData("""{"id":"m","type":"cart.updated","occurredAt":"2026-11-23T10:00:00Z","customer":{"id":"u"},"cart":{"id":"c","items":[{"quantity":1}]}}""", "cart.items[0].productId: missing")]
    [InlineData("""{"id":"m","type":"checkout.failed","occurredAt":"2026-11-23T10:00:00Z","customer":{"id":"u"},"checkout":{"id":"c"}}""", "failure: missing")]
    [InlineData("""{"id":"m","type":"checkout.failed","occurredAt":"2026-11-23T10:00:00Z","customer":{"id":"u"},"checkout":{"id":"c"},"failure":{"kind":"mood"}}""", "failure.kind: 'mood'")]
    [InlineData("""{"id":"m","type":"order.placed","occurredAt":"2026-11-23T10:00:00Z","customer":{"id":"u"},"order":{"id":"o","paymentStatus":"maybe"}}""", "order.paymentStatus: 'maybe'")]
    [InlineData("""{"id":"m","type":"order.placed","occurredAt":"2026-11-23T10:00:00Z","customer":{"id":"u"},"order":{"id":"o","paymentMethod":"shells"}}""", "order.paymentMethod: 'shells'")]
    [InlineData("""{"id":"m","type":"consent.granted","occurredAt":"2026-11-23T10:00:00Z","customer":{"id":"u"},"consent":{"channel":"fax","category":"marketing"}}""", "consent.channel: 'fax'")]
    [InlineData("""{"id":"m","type":"consent.granted","occurredAt":"2026-11-23T10:00:00Z","customer":{"id":"u"}}""", "consent: missing")]
    [InlineData("""{"id":"m","type":"product.restocked","occurredAt":"2026-11-23T10:00:00Z"}""", "product: missing")]
    [InlineData("""{"id":"m","type":"product.price_changed","occurredAt":"2026-11-23T10:00:00Z","product":{"id":"p"}}""", "product.price: missing")]
    public async Task A_bad_event_is_rejected_with_its_problem_and_the_next_is_taken(string bad, string said)
    {
        var good = $$$"""{"id":"{{{Guid.NewGuid()}}}","type":"cart.updated","occurredAt":"{{{DemoDriver.Monday}}}","customer":{"id":"u-good"},"cart":{"id":"c-good","total":1}}""";

        var results = (await demo.Send("POST", $"{Store}/events", $"[{bad},{good}]")).Body.GetProperty("results");

        results[0].GetProperty("status").GetString().ShouldBe("rejected");
        results[0].GetProperty("problem").GetString()!.ShouldContain(said);
        results[1].GetProperty("status").GetString().ShouldBe("accepted");
    }

    [Fact]
    public async Task A_decoration_that_cannot_be_read_is_put_aside_and_said()
    {
        var result = (await demo.Events(new
        {
            id = "aside",
            type = "cart.updated",
            occurredAt = DemoDriver.Monday,
            customer = new { id = "u-aside", phone = "not one", locale = "klingon!", timeZone = "Mars/Olympus" },
            cart = new { id = "c-aside", url = "javascript:alert(1)", total = 5, surprise = true },
        }))[0];

        result.GetProperty("status").GetString().ShouldBe("accepted");
        foreach (var path in new[] { "customer.phone", "customer.locale", "customer.timeZone", "cart.url" })
        {
            result.GetProperty("problem").GetString()!.ShouldContain(path);
        }
    }

    [Fact]
    public async Task A_national_number_is_read_with_its_country()
    {
        var customer = await demo.Take(new { id = "national", type = "customer.updated", occurredAt = DemoDriver.Monday, customer = new { phone = "06 12 34 51 05", country = "FR" } });

        (await demo.Get($"{Store}/customers/{customer}")).GetProperty("phone").GetString().ShouldBe("+33612345105");
        foreach (var asked in new[] { "phone=%2B33612345105", "phone=+33612345105", "phone=33612345105", "phone=0612345105&country=FR" })
        {
            (await demo.Get($"{Store}/customers?{asked}")).GetProperty("customers")[0].GetProperty("customerId").GetString().ShouldBe(customer, asked);
        }
    }

    [Theory]
    [InlineData("text/plain")]
    [InlineData("application/x-www-form-urlencoded")]
    [InlineData("")]
    public async Task Bodies_are_JSON_whatever_their_content_type_says(string type)
    {
        var journey = await demo.Get($"{Store}/journeys/cart-recovery");
        var policy = await demo.Get($"{Store}/policy");

        (await demo.Send("POST", $"{Store}/events", "[{}]", contentType: type)).Status.ShouldBe(200);
        (await demo.Send("PUT", $"{Store}/journeys/cart-recovery", journey.GetRawText(), contentType: type)).Status.ShouldBe(200);
        (await demo.Send("PUT", $"{Store}/policy", policy.GetRawText(), contentType: type)).Status.ShouldBe(200);
        (await demo.Send("POST", $"{Store}/assistant/try", """{"text":"Hello"}""", contentType: type)).Status.ShouldBe(200);
        (await demo.Send("POST", $"{Store.ToUpperInvariant().Replace("DEMO", "demo", StringComparison.Ordinal)}/assistant/try", """{"text":"Hello"}""", contentType: type)).Status.ShouldBe(200);
        (await demo.Send("POST", "/simulator/clock", """{"advance":"PT1S"}""", contentType: type)).Status.ShouldBe(200);
    }

    [Theory]
    [InlineData("POST", "/v1/stores/demo/events", "[{}]")]
    [InlineData("POST", "/v1/stores/demo/assistant/try", """{"text":"Hello"}""")]
    [InlineData("PUT", "/v1/stores/demo/knowledge/mark", """{"title":"T","body":"B","locale":"en"}""")]
    [InlineData("POST", "/simulator/clock", """{"advance":"PT1S"}""")]
    [InlineData("PUT", "/simulator/faults", "{}")]
    [InlineData("POST", "/simulator/phones/33612345197/messages", """{"text":"Hello"}""")]
    public async Task A_byte_order_mark_spoils_no_body(string method, string path, string body)
    {
        var answer = await demo.Send(method, path, Encoding.UTF8.GetBytes("\uFEFF" + body));

        answer.Status.ShouldBe(200, answer.Text);
    }

    [Theory]
    [InlineData("/simulator/phones/33612345196/messages?all=maybe", "all")]
    [InlineData("/simulator/phones/33612345196/messages?all=", "all")]
    [InlineData("/simulator/graph/v25.0/200000000000001/message_templates?limit=many", "limit")]
    public async Task A_word_of_the_address_that_cannot_be_read_is_named(string path, string name)
    {
        var answer = await demo.Send("GET", path);

        (answer.Status, answer.MediaType).ShouldBe((400, "application/problem+json"));
        answer.Faults.ShouldBe([name]);
        answer.Detail!.ShouldNotContain("Nullable");
    }

    [Theory]
    [InlineData("labels", 101, 400)]
    [InlineData("labels", 100, 200)]
    [InlineData("assign", 101, 400)]
    [InlineData("assign", 100, 200)]
    public async Task Labels_and_names_of_operators_are_short(string action, int length, int status)
    {
        var customer = await demo.Take(new { id = "short", type = "customer.updated", occurredAt = DemoDriver.Monday, customer = new { id = "u-short" } });
        var text = new string('x', length);

        var answer = await demo.Send("POST", $"{Store}/threads/{customer}/{action}", action == "labels" ? new { labels = new[] { text } } : new { to = text });

        answer.Status.ShouldBe(status, answer.Text);
    }

    [Theory]
    [InlineData("POST", "/assistant/try", "", "")]
    [InlineData("POST", "/assistant/try", "{}", "text")]
    [InlineData("POST", "/assistant/try", """{"text":5}""", "text")]
    [InlineData("POST", "/assistant/try", "[]", "$")]
    [InlineData("POST", "/assistant/try", """{"text":"a","text":"b"}""", "text")]
    [InlineData("POST", "/customers/{c}/what-if", "", "")]
    [InlineData("POST", "/customers/{c}/what-if", """{"events":1}""", "events")]
    [InlineData("POST", "/customers/{c}/what-if", """{"events":[1]}""", "events[0]")]
    [InlineData("POST", "/customers/{c}/what-if", """{"events":[{"type":"nope"}]}""", "events[0]")]
    [InlineData("POST", "/customers/{c}/what-if", """{"events":[{"type":"product.restocked","product":{"id":"p"}}]}""", "events[0]")]
    [InlineData("POST", "/customers/{c}/what-if", """{"events":[{"type":"cart.updated","occurredAt":5,"cart":{"id":"k","items":[]}}]}""", "events[0]")]
    [InlineData("POST", "/customers/{c}/what-if", """{"events":[{"type":"cart.emptied","type":"x","cart":{"id":"k"}}]}""", "events[0]")]
    [InlineData("POST", "/customers/{c}/what-if", """{"events":[{"type":"cart.emptied","cart":{"id":"k","id":"l"}}]}""", "events[0]")]
    [InlineData("POST", "/customers/{c}/what-if", """{"events":[{"type":"cart.emptied","occurredAt":"9999-12-31T23:59:59Z","cart":{"id":"k"}}]}""", "events[0].occurredAt")]
    [InlineData("POST", "/customers/{c}/what-if", """{"events":[{"type":"cart.emptied","occurredAt":"2026-12-10T10:00:00Z","cart":{"id":"k"}}],"days":14}""", "events[0].occurredAt")]
    [InlineData("POST", "/customers/{c}/what-if", """{"days":367}""", "days")]
    [InlineData("GET", "/customers/{c}/forecast?days=0", null, "days")]
    [InlineData("GET", "/customers/{c}/forecast?days=soon", null, "days")]
    [InlineData("GET", "/customers/{c}/timeline?limit=0", null, "limit")]
    [InlineData("GET", "/customers/{c}/timeline?limit=1001", null, "limit")]
    [InlineData("GET", "/customers/{c}/timeline?after=first", null, "after")]
    [InlineData("GET", "/threads?state=angry", null, "state")]
    [InlineData("GET", "/threads?limit=201", null, "limit")]
    [InlineData("GET", "/threads?cursor=x", null, "cursor")]
    [InlineData("POST", "/threads/{c}/messages", "", "")]
    [InlineData("POST", "/threads/{c}/messages", "{}", "text")]
    [InlineData("POST", "/threads/{c}/messages", """{"text":"a","template":"b","epoch":0}""", "text")]
    [InlineData("POST", "/threads/{c}/messages", """{"text":"a"}""", "epoch")]
    [InlineData("POST", "/threads/{c}/messages", """{"text":"a","epoch":"x"}""", "epoch")]
    [InlineData("POST", "/threads/{c}/messages", """{"template":"nowhere","epoch":0}""", "template")]
    [InlineData("POST", "/threads/{c}/messages", """{"template":"cart_reminder","epoch":0}""", "template")]
    [InlineData("POST", "/threads/{c}/messages", """{"quickReply":"nowhere","epoch":0}""", "quickReply")]
    [InlineData("POST", "/threads/{c}/assign", "{}", "to")]
    [InlineData("POST", "/threads/{c}/notes", """{"text":" "}""", "text")]
    [InlineData("POST", "/threads/{c}/labels", """{"labels":[null]}""", "labels")]
    [InlineData("PUT", "/quick-replies", """[{"name":"a","category":"care","texts":{"english":"Thanks"}}]""", "[0].texts.english")]
    public async Task Every_bad_request_names_its_field(string method, string path, string? body, string field)
    {
        var customer = await demo.Take(new { id = "bad-request", type = "customer.updated", occurredAt = DemoDriver.Monday, customer = new { id = "u-bad-request" } });

        var answer = await demo.Send(method, Store + path.Replace("{c}", customer, StringComparison.Ordinal), body);

        (answer.Status, answer.MediaType).ShouldBe((400, "application/problem+json"), answer.Text);
        answer.Body.GetProperty("title").GetString().ShouldBe("Bad Request");
        answer.Body.GetProperty("status").GetInt32().ShouldBe(400);
        answer.Detail.ShouldNotBeNullOrEmpty();
        answer.Faults.ShouldBe(field.Length == 0 ? [] : [field]);
    }

    [Theory]
    [InlineData("GET", "/customers/nobody")]
    [InlineData("DELETE", "/customers/nobody")]
    [InlineData("GET", "/customers/nobody/timeline")]
    [InlineData("GET", "/customers/nobody/forecast")]
    [InlineData("GET", "/customers/nobody/export")]
    [InlineData("POST", "/customers/nobody/what-if")]
    [InlineData("GET", "/threads/nobody")]
    [InlineData("POST", "/threads/nobody/takeover")]
    [InlineData("POST", "/threads/nobody/draft")]
    [InlineData("GET", "/journeys/nowhere")]
    [InlineData("GET", "/knowledge/nowhere")]
    [InlineData("DELETE", "/knowledge/nowhere")]
    public async Task What_does_not_exist_is_not_found(string method, string path)
    {
        var answer = await demo.Send(method, Store + path, method == "POST" ? "{}" : null);

        (answer.Status, answer.MediaType).ShouldBe((404, "application/problem+json"));
    }

    [Theory]
    [InlineData("PUT", "/v1/stores/demo/policy", """{"storeName":HALF}""")]
    [InlineData("PUT", "/v1/stores/demo/policy", "{HALF:1}")]
    [InlineData("PUT", "/v1/stores/demo/journeys/cart-recovery", """{"name":HALF}""")]
    [InlineData("PUT", "/v1/stores/demo/knowledge", "[{HALF:1}]")]
    [InlineData("POST", "/v1/stores/demo/policy/backtest", "{HALF:1}")]
    [InlineData("POST", "/v1/stores/demo/assistant/try", """{"text":HALF}""")]
    [InlineData("POST", "/v1/stores/demo/customers/{c}/what-if", """{"events":[{HALF:1,"type":"cart.updated"}]}""")]
    [InlineData("POST", "/v1/stores/demo/threads/{c}/notes", """{"text":HALF}""")]
    [InlineData("POST", "/simulator/clock", """{"advance":HALF}""")]
    public async Task Half_a_letter_is_a_bad_request(string method, string path, string body)
    {
        var customer = await demo.Take(new { id = "half", type = "customer.updated", occurredAt = DemoDriver.Monday, customer = new { id = "u-half" } });

        var answer = await demo.Send(method, path.Replace("{c}", customer, StringComparison.Ordinal), body.Replace("HALF", "\"\\ud83d\"", StringComparison.Ordinal));

        (answer.Status, answer.MediaType).ShouldBe((400, "application/problem+json"), answer.Text);
    }

    [Theory]
    [InlineData("POST", "/simulator/clock", """{"advance":"PT1M","advance":"PT2M"}""")]
    [InlineData("POST", "/simulator/phones/33612345198/messages", """{"text":"a","text":"b"}""")]
    [InlineData("PUT", "/simulator/faults", """{"duplicateWebhooks":0.3,"duplicateWebhooks":0.4}""")]
    [InlineData("PUT", "/simulator/faults", """{"errors":{"131049":0.2,"131049":0.3}}""")]
    [InlineData("POST", "/simulator/webhooks", """{"entry":[{"id":1,"id":2}]}""")]
    public async Task A_name_twice_is_a_bad_request_to_the_simulator(string method, string path, string body)
    {
        var answer = await demo.Send(method, path, body);

        (answer.Status, answer.MediaType).ShouldBe((400, "application/problem+json"), answer.Text);
        answer.Detail!.ShouldContain("twice");
    }

    [Fact]
    public async Task Letters_that_are_none_break_nothing()
    {
        foreach (var strange in new[] { "\"\\ud800\"", "\"a\\u0000b\"", "1e999", new string('[', 200) })
        {
            var body = $$$"""[{"id":{{{strange}}},"type":"cart.updated","occurredAt":"{{{DemoDriver.Monday}}}","customer":{"id":{{{strange}}},"firstName":{{{strange}}}},"cart":{"id":{{{strange}}},"total":{{{strange}}}}}]""";

            (await demo.Send("POST", $"{Store}/events", body)).Status.ShouldBeInRange(200, 400);
        }

        var message = Encoding.UTF8.GetString(Signed.Message("33612345199", "wamid.strange", "nul"))
            .Replace("\"wa_id\"", "\"a\\ud800\":1,\"user_id\":\"\\u0000\",\"wa_id\"", StringComparison.Ordinal)
            .Replace("\"nul\"", "\"a\\u0000b\"", StringComparison.Ordinal);
        (await demo.WhatsApp(Encoding.UTF8.GetBytes(message))).Status.ShouldBe(200);
        (await demo.Get($"{Store}/customers?phone=33612345199")).GetProperty("customers").GetArrayLength().ShouldBe(1);

        byte[] latin = [.. "[{\"id\":\""u8, 0xE9, 0xFF, .. "\"}]"u8];
        (await demo.Send("POST", $"{Store}/events", latin)).Status.ShouldBeInRange(200, 400);
        (await demo.Get("/health/ready")).ValueKind.ShouldBe(JsonValueKind.Object);
    }
}
