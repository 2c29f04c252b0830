using System.Text.Json;
using Conversations.Api.Tests.Drivers;
using Shouldly;
using Xunit;

namespace Conversations.Api.Tests;

public sealed class ThreadsTests(DemoDriver demo) : IClassFixture<DemoDriver>
{
    private const string Store = DemoDriver.Store;

    [Fact]
    public async Task A_thread_is_read_with_its_messages_oldest_first()
    {
        const string phone = "+33612345301";
        var customer = await Asked(phone, "How long does delivery to France take?");
        await demo.Advance("PT5S");

        var thread = await demo.Get($"{Store}/threads/{customer}");

        thread.GetProperty("state").GetString().ShouldBe("assistant");
        thread.GetProperty("epoch").GetInt32().ShouldBe(0);
        thread.GetProperty("window").GetProperty("open").GetBoolean().ShouldBeTrue();
        var messages = thread.GetProperty("messages").EnumerateArray().ToList();
        messages.Select(static message => message.GetProperty("direction").GetString()).ShouldBe(["in", "out"]);
        messages[0].GetProperty("text").GetString().ShouldBe("How long does delivery to France take?");
        messages[0].GetProperty("status").ValueKind.ShouldBe(JsonValueKind.Null);
        messages[1].GetProperty("text").GetString()!.ShouldContain("France");
        messages[1].GetProperty("status").GetString().ShouldBe("delivered");
        messages[1].GetProperty("by").GetString().ShouldBe("assistant");
        messages[1].GetProperty("type").GetString().ShouldBe("text");
    }

    [Fact]
    public async Task Threads_are_listed_by_state_by_words_and_page_by_page()
    {
        await demo.Reset();
        for (var place = 0; place < 5; place++)
        {
            await demo.Says($"+3361234531{place}", $"I want to talk to a person about teapot {place}");
            await demo.Advance("PT1M");
        }

        await demo.Says("+33612345319", "How long does delivery to France take?");
        await demo.Advance("PT5S");

        (await Listed("")).Count.ShouldBe(6);
        (await Listed("state=&assigned=&q=&cursor=")).Count.ShouldBe(6);
        (await Listed("state=waiting")).Count.ShouldBe(5);
        (await Listed("state=assistant")).Count.ShouldBe(1);
        (await Listed("state=human")).ShouldBeEmpty();
        (await Listed("q=teapot%203")).Single().GetProperty("lastMessage").GetString().ShouldNotBeNull();
        (await Listed("q=nowhere")).ShouldBeEmpty();

        var pages = new List<string>();
        string? cursor = null;
        do
        {
            var page = await demo.Get($"{Store}/threads?limit=2{(cursor is null ? "" : $"&cursor={Uri.EscapeDataString(cursor)}")}");
            page.GetProperty("threads").GetArrayLength().ShouldBeLessThanOrEqualTo(2);
            pages.AddRange(page.GetProperty("threads").EnumerateArray().Select(static thread => thread.GetProperty("customerId").GetString()!));
            cursor = page.GetProperty("cursor").GetString();
        }
        while (cursor is not null);

        pages.Count.ShouldBe(6);
        pages.Distinct().Count().ShouldBe(6);
        pages.ShouldBe((await Listed("")).Select(static thread => thread.GetProperty("customerId").GetString()!));
    }

    [Fact]
    public async Task A_reply_for_an_older_epoch_is_a_conflict()
    {
        const string phone = "+33612345321";
        var customer = await Asked(phone, "I want to talk to a person");
        var epoch = (await demo.Get($"{Store}/threads/{customer}")).GetProperty("epoch").GetInt32();
        (await demo.Send("POST", $"{Store}/threads/{customer}/takeover")).Body.GetProperty("epoch").GetInt32().ShouldBe(epoch + 1);

        var late = await Reply(customer, new { text = "Hello, this is Eva.", epoch });

        (late.Status, late.MediaType).ShouldBe((409, "application/problem+json"));
        late.Detail!.ShouldContain($"epoch {epoch + 1}");
        (await Reply(customer, new { text = "Hello, this is Eva.", epoch = epoch + 1 })).Status.ShouldBe(200);
        await demo.Advance("PT10S");
        (await demo.Received(phone))[^1].GetProperty("text").GetString().ShouldBe("Hello, this is Eva.");
    }

    [Fact]
    public async Task Outside_the_window_free_text_is_a_conflict_and_a_template_goes()
    {
        const string phone = "+33612345322";
        await demo.Take(Shop.Order(phone, "1322"));
        var customer = await Asked(phone, "I want to talk to a person");
        await demo.Advance("P1DT1M");
        var epoch = (await demo.Get($"{Store}/threads/{customer}")).GetProperty("epoch").GetInt32();

        var text = await Reply(customer, new { text = "Are you still there?", epoch });
        text.Status.ShouldBe(409);
        text.Detail!.ShouldContain("template");
        (await Reply(await demo.Take(Shop.Cart("+33612345333")), new { text = "Hello", epoch = 0 })).Detail.ShouldNotBeNull().ShouldStartWith("The customer has not written within the last 24 hours", customMessage: "nor ever");
        (await Reply(customer, new { template = "order_shipped", epoch, parameters = new { order_number = "#1322", carrier = "DHL", tracking_url = "https://t.example/1" } })).Status.ShouldBe(200);
        await demo.Advance("PT10S");

        (await demo.Received(phone))[^1].GetProperty("template").GetString().ShouldBe("order_shipped");
    }

    [Theory]
    [InlineData("cart_reminder", "marketing")]
    [InlineData("approved_offer", "marketing")]
    [InlineData("looking_into_it", "No template says the same")]
    public async Task Outside_the_window_a_quick_reply_offers_no_template_that_would_be_refused(string name, string why)
    {
        await demo.Reset();
        const string phone = "+33612345332";
        var customer = await Asked(phone, "I want to talk to a person");
        await demo.Advance("P1DT1M");

        var refused = await Reply(customer, new { quickReply = name, epoch = 1, parameters = new { first_name = "Ana", offer = "10 %" } });

        refused.Status.ShouldBe(409);
        refused.Detail!.ShouldContain(why);
        refused.Detail!.ShouldNotContain("The template '");
    }

    [Theory]
    [InlineData("+33612345323", 7)]
    [InlineData("+33612345332", 201)]
    public async Task A_click_sent_twice_counts_once(string phone, int keyLength)
    {
        var customer = await Asked(phone, "I want to talk to a person");
        var epoch = (await demo.Send("POST", $"{Store}/threads/{customer}/takeover")).Body.GetProperty("epoch").GetInt32();
        for (var click = 0; click < 2; click++)
        {
            (await demo.Send("POST", $"{Store}/threads/{customer}/messages", new { text = "Just once", epoch }, headers: ("Idempotency-Key", new string('k', keyLength)))).Status.ShouldBe(200);
        }

        await demo.Advance("PT10S");
        (await demo.Received(phone)).Count(static message => message.GetProperty("text").GetString() == "Just once").ShouldBe(1);
    }

    [Fact]
    public async Task Of_replies_made_for_the_same_epoch_at_once_one_goes_and_the_others_are_conflicts()
    {
        for (var round = 0; round < 4; round++)
        {
            var phone = $"+3361234534{round}";
            var customer = await Asked(phone, "I want to talk to a person");
            var epoch = (await demo.Get($"{Store}/threads/{customer}")).GetProperty("epoch").GetInt32();

            var answers = await Task.WhenAll(Enumerable.Range(0, 16).Select(place => Reply(customer, new { text = $"Reply {place}", epoch })));
            await demo.Advance("PT2M");

            answers.Select(static answer => answer.Status).Order().ShouldBe([200, .. Enumerable.Repeat(409, 15)]);
            var taken = Array.FindIndex(answers, static answer => answer.Status == 200);
            (await demo.Received(phone)).Select(static message => message.GetProperty("text").GetString()!)
                .Where(static text => text.StartsWith("Reply ", StringComparison.Ordinal)).ShouldBe([$"Reply {taken}"]);
        }
    }

    [Fact]
    public async Task An_idempotency_key_counts_for_one_customer_and_one_action()
    {
        const string phone = "+33612345330", other = "+33612345331";
        var customer = await Asked(phone, "I want to talk to a person");
        var second = await Asked(other, "I want to talk to a person");
        foreach (var (who, said) in new[] { (customer, "For the one"), (customer, "For the one"), (second, "For the other") })
        {
            (await demo.Send("POST", $"{Store}/threads/{who}/messages", new { text = said, epoch = 1 }, headers: ("Idempotency-Key", "k1"))).Status.ShouldBe(200);
            await demo.Advance("PT10S");
        }

        (await demo.Send("POST", $"{Store}/threads/{customer}/notes", new { text = "Called" }, headers: ("Idempotency-Key", "k1"))).Status.ShouldBe(200);

        (await demo.Received(phone)).Count(static message => message.GetProperty("text").GetString() == "For the one").ShouldBe(1);
        (await demo.Received(other))[^1].GetProperty("text").GetString().ShouldBe("For the other");
        (await demo.Get($"{Store}/threads/{customer}")).GetProperty("notes").GetArrayLength().ShouldBe(1);
    }

    [Fact]
    public async Task What_a_human_answered_is_not_asked_of_the_assistant_after_the_handback()
    {
        const string phone = "+33612345324";
        var customer = await Asked(phone, "How long does delivery to France take? I want to talk to a person");
        var epoch = (await demo.Send("POST", $"{Store}/threads/{customer}/takeover")).Body.GetProperty("epoch").GetInt32();
        (await Reply(customer, new { text = "Two to three working days.", epoch })).Status.ShouldBe(200);
        (await demo.Send("POST", $"{Store}/threads/{customer}/handback")).Body.GetProperty("state").GetString().ShouldBe("assistant");
        await demo.Advance("PT1M");

        (await demo.Received(phone))[^1].GetProperty("text").GetString().ShouldBe("Two to three working days.");
    }

    [Fact]
    public async Task Notes_labels_and_the_operator_stand_in_the_thread()
    {
        const string phone = "+33612345325";
        var customer = await Asked(phone, "I want to talk to a person");
        (await demo.Send("POST", $"{Store}/threads/{customer}/assign", new { to = "Eva" })).Status.ShouldBe(200);
        (await demo.Send("POST", $"{Store}/threads/{customer}/notes", new { text = "Called twice" })).Status.ShouldBe(200);
        (await demo.Send("POST", $"{Store}/threads/{customer}/labels", new { labels = new[] { "vip", "late", "vip" } })).Status.ShouldBe(200);

        var thread = await demo.Get($"{Store}/threads/{customer}");

        thread.GetProperty("labels").EnumerateArray().Select(static label => label.GetString()).ShouldBe(["late", "vip"]);
        thread.GetProperty("notes")[0].GetProperty("text").GetString().ShouldBe("Called twice");
        (await Listed("assigned=Eva")).Single().GetProperty("customerId").GetString().ShouldBe(customer);
        (await demo.Send("POST", $"{Store}/threads/{customer}/close")).Body.GetProperty("state").GetString().ShouldBe("closed");
    }

    [Theory]
    [InlineData("+33612345326", "Ana", "Merci de nous l'avoir dit, Ana. Je m'en occupe")]
    [InlineData("+33612345298", null, "Merci de nous l'avoir dit. Je m'en occupe")]
    public async Task A_quick_reply_is_sent_with_one_click_in_the_language_of_the_customer(string phone, string? name, string said)
    {
        var customer = await Asked(phone, "Je voudrais parler à une personne, s'il vous plaît");
        var epoch = await TakenOver(customer);
        var replies = (await demo.Get($"{Store}/quick-replies")).GetProperty("quickReplies").EnumerateArray().ToList();
        replies.Select(static reply => reply.GetProperty("category").GetString()).Distinct().ShouldBe(["reminder", "incentive", "care"], ignoreOrder: true);
        var care = replies.First(static reply => reply.GetProperty("category").GetString() == "care").GetProperty("name").GetString();
        object reply = name is null ? new { quickReply = care, epoch } : new { quickReply = care, epoch, parameters = new { first_name = name } };

        (await Reply(customer, reply)).Status.ShouldBe(200);
        await demo.Advance("PT10S");

        (await demo.Received(phone))[^1].GetProperty("text").GetString().ShouldNotBeNull().ShouldStartWith(said);
    }

    [Fact]
    public async Task An_operators_template_is_filled_in_like_a_journeys()
    {
        const string phone = "+33612345327";
        var customer = await Asked(phone, "I want to talk to a person");
        var epoch = await TakenOver(customer);

        (await Reply(customer, new { template = "cod_confirm", epoch, parameters = new { order_number = "#1\n\t  2", total = "59 EUR", amount = "59 EUR", items = "Cup" } })).Status.ShouldBe(200);
        await demo.Advance("PT10S");

        var shown = (await demo.Received(phone))[^1];
        shown.GetProperty("template").GetString().ShouldBe("cod_confirm");
        shown.GetProperty("text").GetString()!.ShouldContain("#1 2");
        shown.GetProperty("buttons").EnumerateArray().Select(static button => button.GetProperty("payload").GetString()).ShouldBe(["cod-confirm", "cod-cancel", "cod-change-address"], ignoreOrder: true);
    }

    [Theory]
    [InlineData("""{"template":"payment_failed","parameters":{"amount":null,"order_number":"#1"}}""", "parameters.amount")]
    [InlineData("""{"template":"payment_failed","parameters":{"amount":" \n","order_number":"#1"}}""", "parameters.amount")]
    [InlineData("""{"template":"payment_failed","parameters":{"amount":"{long}","order_number":"#1"}}""", "parameters")]
    [InlineData("""{"template":"payment_failed","parameters":{"amount":"59 EUR"}}""", "parameters")]
    [InlineData("""{"quickReply":"approved_offer","parameters":{"offer":"{long}"}}""", "parameters")]
    [InlineData("""{"quickReply":"approved_offer","parameters":{"offer":null}}""", "parameters.offer")]
    public async Task A_reply_that_WhatsApp_would_refuse_is_refused_with_its_field(string body, string field)
    {
        var customer = await Asked("+33612345328", "I want to talk to a person");
        var epoch = await TakenOver(customer);

        var refused = await Reply(customer, body.Replace("{long}", new string('x', 5000), StringComparison.Ordinal).Insert(1, $"\"epoch\":{epoch},"));

        refused.Status.ShouldBe(400, refused.Detail);
        refused.Body.GetProperty("errors").TryGetProperty(field, out _).ShouldBeTrue(refused.Detail);
    }

    private async Task<int> TakenOver(string customer) => (await demo.Send("POST", $"{Store}/threads/{customer}/takeover")).Body.GetProperty("epoch").GetInt32();

    private async Task<string> Asked(string phone, string text)
    {
        await demo.Says(phone, text);
        return (await demo.Get($"{Store}/customers?phone={Uri.EscapeDataString(phone)}")).GetProperty("customers")[0].GetProperty("customerId").GetString()!;
    }

    private Task<Answer> Reply(string customer, object body) => demo.Send("POST", $"{Store}/threads/{customer}/messages", body);

    private async Task<IReadOnlyList<JsonElement>> Listed(string query) => [.. (await demo.Get($"{Store}/threads?{query}")).GetProperty("threads").EnumerateArray()];
}
