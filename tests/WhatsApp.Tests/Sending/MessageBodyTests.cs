using System.Text.Json.Nodes;
using Conversations.Customers;
using Conversations.Messages;
using Conversations.WhatsApp.Sending;
using Conversations.WhatsApp.Tests.Webhooks;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Conversations.WhatsApp.Tests.Sending;

public sealed class MessageBodyTests(ITestOutputHelper output)
{
    [Fact]
    public void Text_is_addressed_by_phone_with_its_plus() => Same(
        Calls.Send(new OutboundMessage.Text("Hi", PreviewUrl: true), phone: "33612345678", replyTo: "wamid.Q"),
        """
        {"messaging_product":"whatsapp","recipient_type":"individual","to":"+33612345678","context":{"message_id":"wamid.Q"},
         "type":"text","text":{"preview_url":true,"body":"Hi"},"biz_opaque_callback_data":"demo/c1/t1/1"}
        """);

    [Fact]
    public void Without_a_phone_the_user_id_is_the_recipient() => Same(
        Calls.Send(new OutboundMessage.Reaction("wamid.Q", ""), phone: null, bsuid: "US.13491208655302741918", replyTo: "wamid.Q"),
        """
        {"messaging_product":"whatsapp","recipient_type":"individual","recipient":"US.13491208655302741918",
         "type":"reaction","reaction":{"message_id":"wamid.Q","emoji":""},"biz_opaque_callback_data":"demo/c1/t1/1"}
        """);

    [Fact]
    public void A_template_has_named_values_media_and_every_kind_of_button()
    {
        var template = Calls.Template(
            TemplateCategory.Marketing,
            new TemplateComponent { Type = "header", Parameters = [new() { Type = "image", Link = "https://s.example/1.jpg" }] },
            Calls.Body(Calls.Text("Ana", "first_name"), new() { Type = "currency", Text = "59,90 €", Name = "amount" }, new() { Type = "date_time", Text = "Tuesday" }),
            new TemplateComponent { Type = "limited_time_offer", Parameters = [new() { Type = "limited_time_offer", Text = "1794000000000" }] },
            Calls.Button("copy_code", 0, new() { Type = "coupon_code", Text = "WELCOME10" }),
            Calls.Button("url", 1, Calls.Text("c/abc")),
            Calls.Button("quick_reply", 2, Calls.Payload("stop")),
            Calls.Button("catalog", 3, new() { Type = "action", Text = "sku-1" }),
            Calls.Button("flow", 4, new() { Type = "action", Text = "flow-token" }),
            new TemplateComponent { Type = "button", SubType = "quick_reply", Index = 5 });
        Same(MessageBody.Of(Calls.Send(template))["template"]!, """
        {"name":"cart_reminder","language":{"code":"fr"},"components":[
          {"type":"header","parameters":[{"type":"image","image":{"link":"https://s.example/1.jpg"}}]},
          {"type":"body","parameters":[{"type":"text","parameter_name":"first_name","text":"Ana"},{"type":"text","parameter_name":"amount","text":"59,90 €"},
            {"type":"date_time","date_time":{"fallback_value":"Tuesday"}}]},
          {"type":"limited_time_offer","parameters":[{"type":"limited_time_offer","limited_time_offer":{"expiration_time_ms":1794000000000}}]},
          {"type":"button","sub_type":"copy_code","index":0,"parameters":[{"type":"coupon_code","coupon_code":"WELCOME10"}]},
          {"type":"button","sub_type":"url","index":1,"parameters":[{"type":"text","text":"c/abc"}]},
          {"type":"button","sub_type":"quick_reply","index":2,"parameters":[{"type":"payload","payload":"stop"}]},
          {"type":"button","sub_type":"catalog","index":3,"parameters":[{"type":"action","action":{"thumbnail_product_retailer_id":"sku-1"}}]},
          {"type":"button","sub_type":"flow","index":4,"parameters":[{"type":"action","action":{"flow_token":"flow-token"}}]}]}
        """);
    }

    [Fact]
    public void A_template_without_values_has_no_components() =>
        Same(MessageBody.Of(Calls.Send(Calls.Template(TemplateCategory.Utility)))["template"]!, """{"name":"cart_reminder","language":{"code":"fr"}}""");

    [Fact]
    public void A_link_stands_behind_a_button() => Same(
        MessageBody.Of(Calls.Send(new OutboundMessage.LinkButton("Your cart", "Reply STOP", "Open", "https://s.example/c")))["interactive"]!,
        """
        {"type":"cta_url","body":{"text":"Your cart"},"footer":{"text":"Reply STOP"},
         "action":{"name":"cta_url","parameters":{"display_text":"Open","url":"https://s.example/c"}}}
        """);

    [Fact]
    public void A_row_or_section_without_words_leaves_them_out() => Same(
        MessageBody.Of(Calls.Send(new OutboundMessage.Choices("Which?", null, "Choose", [new ListSection(null, [new ListRow("1", "One", null)])])))["interactive"]!,
        """{"type":"list","body":{"text":"Which?"},"action":{"button":"Choose","sections":[{"rows":[{"id":"1","title":"One"}]}]}}""");

    [Theory]
    [InlineData("image", """{"link":"https://s.example/f","caption":"Look"}""")]
    [InlineData("video", """{"link":"https://s.example/f","caption":"Look"}""")]
    [InlineData("document", """{"link":"https://s.example/f","caption":"Look","filename":"f.pdf"}""")]
    [InlineData("audio", """{"link":"https://s.example/f"}""")]
    [InlineData("sticker", """{"link":"https://s.example/f"}""")]
    public void Media_go_by_link_with_what_their_kind_may_carry(string kind, string expected) =>
        Same(MessageBody.Of(Calls.Send(new OutboundMessage.Media(kind, "https://s.example/f", "Look", "f.pdf")))[kind]!, expected);

    [Fact]
    public void Reading_may_show_that_an_answer_is_typed()
    {
        Same(MessageBody.Of(new Effect.MarkRead(Calls.Number, "wamid.1", true)), """{"messaging_product":"whatsapp","status":"read","message_id":"wamid.1","typing_indicator":{"type":"text"}}""");
        Same(MessageBody.Of(new Effect.MarkRead(Calls.Number, "wamid.1", false)), """{"messaging_product":"whatsapp","status":"read","message_id":"wamid.1"}""");
    }

    /// <summary>The recorded calls of another client, made anew by ours; what ours never makes stands with its reason.</summary>
    [RecordedFact]
    public void Recorded_calls_are_made_the_same_way()
    {
        var rows = FixtureFolder.Rows("outbound");
        rows.ShouldNotBeEmpty();
        foreach (var (file, _, _) in rows)
        {
            var name = Path.GetFileNameWithoutExtension(file);
            if (RecordedCalls.NotOurs.TryGetValue(name, out var reason))
            {
                output.WriteLine($"{name}: not made, {reason}");
                continue;
            }

            var recorded = RecordedCalls.Comparable(JsonNode.Parse(File.ReadAllText(file))!.AsObject());
            RecordedCalls.Ours.Keys.ShouldContain(name);
            JsonNode.DeepEquals(RecordedCalls.Comparable(RecordedCalls.Ours[name]()), recorded).ShouldBeTrue($"{name}: {RecordedCalls.Comparable(RecordedCalls.Ours[name]()).ToJsonString()}");
        }
    }

    private static void Same(Effect.Send send, string expected) => Same(MessageBody.Of(send), expected);

    private static void Same(JsonNode written, string expected) =>
        JsonNode.DeepEquals(written, JsonNode.Parse(expected)).ShouldBeTrue(written.ToJsonString());
}
