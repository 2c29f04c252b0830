using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Conversations.Storefronts.Events;
using Shouldly;
using Xunit;

namespace Conversations.Storefronts.Tests.Events;

public class BadEventTests
{
    private static readonly DateTimeOffset At = new(2026, 3, 1, 11, 1, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("cart.updated", "occurredAt", "\"yesterday\"", "occurredAt: 'yesterday' is not an RFC 3339 time with offset, for instance 2026-03-01T12:00:00+01:00.")]
    [InlineData("cart.updated", "occurredAt", "\"2026-03-01T12:00:00\"", "occurredAt: '2026-03-01T12:00:00' is not an RFC 3339 time with offset, for instance 2026-03-01T12:00:00+01:00.")]
    [InlineData("cart.updated", "occurredAt", "\"2026-02-30T12:00:00Z\"", "occurredAt: '2026-02-30T12:00:00Z' is not an RFC 3339 time with offset, for instance 2026-03-01T12:00:00+01:00.")]
    [InlineData("cart.updated", "occurredAt", "1772362800", "occurredAt: 1772362800 is not an RFC 3339 time with offset, for instance 2026-03-01T12:00:00+01:00.")]
    [InlineData("cart.updated", "occurredAt", "null", "occurredAt: missing; an RFC 3339 time with offset is needed, for instance 2026-03-01T12:00:00+01:00.")]
    [InlineData("cart.updated", "id", "null", "id: missing; a text of 1–200 characters is needed.")]
    [InlineData("cart.updated", "id", "\"\"", "id: an empty text is not an id; a text of 1–200 whole characters without control characters (or a whole number) is allowed.")]
    [InlineData("cart.updated", "id", "1.5", "id: 1.5 is not an id; a text of 1–200 whole characters without control characters (or a whole number) is allowed.")]
    [InlineData("cart.updated", "customer", "{}", "customer: no identity; at least one of id, phone, email, cartToken is needed.")]
    [InlineData("cart.updated", "customer", "null", "customer: no identity; at least one of id, phone, email, cartToken is needed.")]
    [InlineData("cart.updated", "customer", "[]", "customer: an array is not an object. customer: no identity; at least one of id, phone, email, cartToken is needed.")]
    [InlineData("cart.updated", "customer", """{"email":"nobody"}""", "customer.email: is not an e-mail address; name@domain is allowed. customer: no identity; at least one of id, phone, email, cartToken is needed.")]
    [InlineData("cart.updated", "cart", "null", "cart: missing; this type of event needs it.")]
    [InlineData("cart.updated", "cart", "\"c1\"", "cart: 'c1' is not an object.")]
    [InlineData("cart.updated", "cart", "{}", "cart.id: missing; a text of 1–200 characters is needed.")]
    [InlineData("cart.updated", "cart", """{"id":"c1","total":"59,90"}""", "cart.total: '59,90' is not an amount; a number or text of 0 or more with a decimal point is allowed, for instance \"59.90\".")]
    [InlineData("cart.updated", "cart", """{"id":"c1","total":-1}""", "cart.total: -1 is not an amount; a number or text of 0 or more with a decimal point is allowed, for instance \"59.90\".")]
    [InlineData("cart.updated", "cart", """{"id":"c1","total":1e40}""", "cart.total: 1e40 is not an amount; a number or text of 0 or more with a decimal point is allowed, for instance \"59.90\".")]
    [InlineData("cart.updated", "cart", """{"id":"c1","currency":"euro"}""", "cart.currency: 'euro' is not a currency; three letters of ISO 4217 are allowed, for instance EUR.")]
    [InlineData("cart.updated", "cart", """{"id":"c1","items":{}}""", "cart.items: an object is not an array.")]
    [InlineData("cart.updated", "cart", """{"id":"c1","items":[1]}""", "cart.items[0]: 1 is not an object.")]
    [InlineData("cart.updated", "cart", """{"id":"c1","items":[{"productId":"p"},{"name":"x"}]}""", "cart.items[1].productId: missing; a text of 1–200 characters is needed.")]
    [InlineData("cart.updated", "cart", """{"id":"c1","items":[{"productId":"p","quantity":"two"}]}""", "cart.items[0].quantity: 'two' is not an amount; a number or text of 0 or more with a decimal point is allowed, for instance \"59.90\".")]
    [InlineData("cart.updated", "cart", """{"id":"c1","items":[{"productId":"p","quantity":1000001}]}""", "cart.items[0].quantity: 1000001 is too many; at most 1,000,000 is allowed.")]
    [InlineData("cart.updated", "cart", """{"id":"c1","items":[{"productId":"p","consumable":"yes","cycleDays":0.5}]}""", "cart.items[0].consumable: 'yes' is not true or false. cart.items[0].cycleDays: 0.5 is not a number of days; whole numbers from 1 to 3650 are allowed.")]
    [InlineData("checkout.failed", "failure", "null", "failure: missing; this type of event needs it.")]
    [InlineData("checkout.failed", "failure", """{"kind":"mood"}""", "failure.kind: 'mood' is not known; one of payment, payment_method, promo, address, delivery, technical is allowed.")]
    [InlineData("order.placed", "order", """{"id":"o1","paymentMethod":"barter","paymentStatus":1}""", "order.paymentStatus: 1 is not known; one of paid, pending, failed, refunded is allowed. order.paymentMethod: 'barter' is not known; one of card, wallet, instant_transfer, bank_transfer, instalments, cash_on_delivery, other is allowed.")]
    [InlineData("product.price_changed", "product", """{"id":"p1"}""", "product.price: missing; this type of event needs it.")]
    [InlineData("stock.subscribed", "product", "{}", "product.id: missing; a text of 1–200 characters is needed.")]
    [InlineData("consent.granted", "consent", "null", "consent: missing; this type of event needs it.")]
    [InlineData("consent.granted", "consent", """{"channel":"sms","category":"marketing","source":"s","wording":"w"}""", "consent.channel: 'sms' is not known; 'whatsapp' is allowed.")]
    public void A_rejection_names_the_field_what_was_found_and_what_is_allowed(string type, string field, string value, string problem) =>
        Rejected(SampleEvent.Of(type, at => at[field] = JsonNode.Parse(value))).Problem.ShouldBe(problem);

    [Fact]
    public void An_unknown_type_is_rejected_with_the_list_of_the_known_ones()
    {
        var rejected = Rejected(SampleEvent.Of("cart.updated", at => at["type"] = "cart.juggled"));

        rejected.Id.ShouldBe("e1");
        rejected.Problem.ShouldStartWith("type: 'cart.juggled' is not known; one of product.viewed, cart.updated,");
        rejected.Problem.ShouldEndWith("customer.redacted is allowed.");
    }

    [Fact]
    public void An_id_of_201_characters_is_rejected() =>
        Rejected(SampleEvent.Of("cart.updated", at => at["id"] = new string('x', 201))).Id.ShouldBeNull();

    [Theory]
    [InlineData("\"e1\"")]
    [InlineData("\"u1\"")]
    [InlineData("\"c1\"")]
    public void An_id_with_half_a_letter_is_none(string id)
    {
        var text = SampleEvent.Of("cart.updated", at => (at["customer"], at["cart"]) = (new JsonObject { ["id"] = "u1" }, new JsonObject { ["id"] = "c1" })).ToJsonString();

        EventTranslation.Read(JsonElement.Parse(text.Replace(id, $"{id[..^1]}\\ud800\"", StringComparison.Ordinal)), At, null).ShouldBeOfType<EventOutcome.Rejected>()
            .Problem.ShouldContain($"id: '{id[1..^1]}\uFFFD' is not an id", customMessage: "mended, it would be the same as others");
    }

    [Fact]
    public void A_problem_never_repeats_what_a_shopper_typed() =>
        Rejected(SampleEvent.Of("cart.updated", at => at["customer"] = JsonNode.Parse("""{"phone":"12345 secret","email":"secret"}"""))).Problem.ShouldNotContain("secret");

    [Theory]
    [InlineData("locale", "\"french please\"")]
    [InlineData("timeZone", "\"Mars/Olympus\"")]
    [InlineData("timeZone", "\"../../etc/passwd\"")]
    [InlineData("country", "\"France\"")]
    [InlineData("firstName", "[]")]
    public void What_only_describes_the_customer_is_put_aside_with_a_note(string field, string value)
    {
        var outcome = Read(SampleEvent.Of("order.placed", at =>
        {
            at["customer"]!["phone"] = "+33612345678";
            at["customer"]![field] = JsonNode.Parse(value);
        }));

        outcome.ShouldBeOfType<EventOutcome.Translated>();
        outcome.Note.ShouldNotBeNull().ShouldStartWith($"customer.{field}: ");
        outcome.Note.ShouldEndWith("left out.", Case.Insensitive);
    }

    [Theory]
    [InlineData("\"/cart/c1\"")]
    [InlineData("\"javascript:alert(1)\"")]
    [InlineData("\"file:///etc/passwd\"")]
    public void A_link_that_is_none_is_left_out(string url)
    {
        var outcome = Read(SampleEvent.Of("cart.updated", at => at["cart"]!["url"] = JsonNode.Parse(url)));

        outcome.ShouldBeOfType<EventOutcome.Translated>();
        outcome.Note.ShouldNotBeNull().ShouldStartWith("cart.url: ");
    }

    [Theory]
    [InlineData("", "The body is not JSON: line 1, byte 1.")]
    [InlineData("[{]", "The body is not JSON: line 1, byte 3.")]
    [InlineData("{}", "The body is an object; an array of 1–500 events is allowed.")]
    [InlineData("[]", "The array holds 0 events; 1–500 are allowed.")]
    public void A_body_that_is_no_batch_is_refused(string body, string problem) =>
        EventTranslation.ReadBatch(Encoding.UTF8.GetBytes(body), At, null).ShouldBe(new BatchOutcome.Refused(problem));

    [Fact]
    public void Five_hundred_events_are_a_batch_and_one_more_is_not()
    {
        Batch(500).ShouldBeOfType<BatchOutcome.Events>().Items.Length.ShouldBe(500);
        Batch(501).ShouldBe(new BatchOutcome.Refused("The array holds 501 events; 1–500 are allowed."));
    }

    [Fact]
    public void One_bad_event_does_not_fail_its_neighbours()
    {
        var body = Encoding.UTF8.GetBytes($"\uFEFF[7,{SampleEvent.Of("cart.updated").ToJsonString()}]");
        var outcomes = EventTranslation.ReadBatch(body, At, null).ShouldBeOfType<BatchOutcome.Events>().Items;

        outcomes[0].ShouldBe(new EventOutcome.Rejected(null, "The event is 7; an object is allowed."));
        outcomes[1].ShouldBeOfType<EventOutcome.Translated>();
    }

    private static BatchOutcome Batch(int count) =>
        EventTranslation.ReadBatch(Encoding.UTF8.GetBytes($"[{string.Join(',', Enumerable.Repeat("{}", count))}]"), At, null);

    private static EventOutcome.Rejected Rejected(JsonObject happened) => Read(happened).ShouldBeOfType<EventOutcome.Rejected>();

    private static EventOutcome Read(JsonObject happened) =>
        EventTranslation.Read(JsonElement.Parse(Encoding.UTF8.GetBytes(happened.ToJsonString())), At, null);
}
