using System.Text;
using Conversations.Customers;
using Conversations.Identity;
using Conversations.Messages;
using Conversations.WhatsApp.Webhooks;
using Shouldly;
using Xunit;

namespace Conversations.WhatsApp.Tests.Webhooks;

/// <summary>What each kind of message, echo and preference says, wherever the recorded webhooks are not at hand.</summary>
public sealed class KindsTests
{
    private static readonly DateTimeOffset Now = new(2026, 11, 21, 3, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(InboundKind.Text, """ "type":"text","text":{"body":"Hi"} """, "Hi", null, null)]
    [InlineData(InboundKind.Image, """ "type":"image","image":{"id":"9","mime_type":"image/jpeg","caption":"This one"} """, "This one", null, null)]
    [InlineData(InboundKind.Video, """ "type":"video","video":{"id":"9","mime_type":"video/mp4"} """, null, null, null)]
    [InlineData(InboundKind.Audio, """ "type":"audio","audio":{"id":"9","mime_type":"audio/ogg","voice":true} """, null, null, null)]
    [InlineData(InboundKind.Document, """ "type":"document","document":{"id":"9","mime_type":"application/pdf","filename":"a.pdf"} """, null, null, null)]
    [InlineData(InboundKind.Sticker, """ "type":"sticker","sticker":{"id":"9","mime_type":"image/webp"} """, null, null, null)]
    [InlineData(InboundKind.Location, """ "type":"location","location":{"latitude":48.85,"longitude":2.35,"name":"Home","address":"Paris"} """, "Home", null, null)]
    [InlineData(InboundKind.Location, """ "type":"location","location":{"latitude":48.85,"longitude":2.35,"address":"Paris"} """, "Paris", null, null)]
    [InlineData(InboundKind.Contacts, """ "type":"contacts","contacts":[{"name":{"formatted_name":"Ana"} },{"name":{"formatted_name":"Bo"} }] """, "Ana, Bo", null, null)]
    [InlineData(InboundKind.Button, """ "type":"button","button":{"text":"Stop","payload":"opt-out"},"context":{"id":"wamid.t"} """, "Stop", "opt-out", "wamid.t")]
    [InlineData(InboundKind.Button, """ "type":"interactive","interactive":{"type":"button_reply","button_reply":{"id":"question","title":"Ask"} } """, "Ask", "question", null)]
    [InlineData(InboundKind.ListChoice, """ "type":"interactive","interactive":{"type":"list_reply","list_reply":{"id":"l1","title":"One"} } """, "One", "l1", null)]
    [InlineData(InboundKind.Button, """ "type":"interactive","interactive":{"button_reply":{"id":"question","title":"Ask"} } """, "Ask", "question", null)]
    [InlineData(InboundKind.Form, """ "type":"interactive","interactive":{"type":"nfm_reply","nfm_reply":{"name":"flow","body":"Sent","response_json":"{}"} } """, "Sent", null, null)]
    [InlineData(InboundKind.CatalogueOrder, """ "type":"order","order":{"catalog_id":"c","text":"Please","product_items":[{"product_retailer_id":"p1","quantity":1}]} """, "Please", null, null)]
    [InlineData(InboundKind.Reaction, """ "type":"reaction","reaction":{"message_id":"wamid.t","emoji":"x"} """, "x", null, "wamid.t")]
    [InlineData(InboundKind.Reaction, """ "type":"reaction","reaction":{"message_id":"wamid.t"} """, "", null, "wamid.t")]
    [InlineData(InboundKind.Edit, """ "type":"edit","edit":{"original_message_id":"wamid.o","message":{"type":"text","text":{"body":"STOP"} } } """, "STOP", null, "wamid.o")]
    [InlineData(InboundKind.Revocation, """ "type":"revoke","revoke":{"original_message_id":"wamid.o"} """, null, null, "wamid.o")]
    [InlineData(InboundKind.Unsupported, """ "type":"unsupported","errors":[{"code":131051}] """, null, null, null)]
    public void Each_kind_of_message_is_read_with_its_words(InboundKind kind, string item, string? text, string? payload, string? replyTo)
    {
        var message = Received(item).Message;

        (message.Kind, message.Text, message.Payload, message.ReplyTo).ShouldBe((kind, text, payload, replyTo));
    }

    [Fact]
    public void What_stands_beside_the_words_is_kept()
    {
        var document = Received(""" "type":"document","document":{"id":"9","mime_type":"application/pdf","filename":"a.pdf"} """).Message;
        (document.MediaId, document.MediaType, document.FileName).ShouldBe(("9", "application/pdf", "a.pdf"));

        var place = Received(""" "type":"location","location":{"latitude":48.85,"longitude":2.35} """).Message;
        (place.Latitude, place.Longitude).ShouldBe((48.85, 2.35));

        Received(""" "type":"order","order":{"product_items":[{"product_retailer_id":"p1","quantity":1}]} """).Message.ProductId.ShouldBe("p1");
        Received(""" "type":"text","text":{"body":"Hi"},"context":{"referred_product":{"product_retailer_id":"p2"} },"referral":{"ctwa_clid":"click"} """).Message
            .ShouldSatisfyAllConditions(message => message.ProductId.ShouldBe("p2"), message => message.AdClickId.ShouldBe("click"));
        Received(""" "type":"image","image":{"id":"9"},"errors":[{"code":131052}] """).Message.ErrorCode.ShouldBe(131052);
    }

    [Theory]
    [InlineData(""" "type":"interactive","interactive":{"type":"call_permission_reply"} """)]
    [InlineData(""" "type":"interactive","interactive":{"type":"payment_method"} """)]
    [InlineData(""" "type":"request_welcome" """)]
    public void What_asks_nothing_of_anybody_is_recorded_and_not_answered(string item)
    {
        var translation = Messages(item);

        translation.Inputs.ShouldBeEmpty();
        translation.Unread.ShouldHaveSingleItem().Known.ShouldBeTrue();
    }

    [Fact]
    public void What_a_human_takes_back_in_the_app_names_the_message() =>
        Read("smb_message_echoes", """ "message_echoes":[{"to":"33612345678","id":"wamid.f","type":"revoke","revoke":{"original_message_id":"wamid.e"} }] """).Inputs.ShouldHaveSingleItem().Input
            .ShouldBeOfType<CustomerInput.MessageEchoed>().ShouldSatisfyAllConditions(echo => echo.Type.ShouldBe("revoke"), echo => echo.About.ShouldBe("wamid.e"));

    [Fact]
    public void What_a_human_typed_in_the_app_is_an_echo_to_the_customer()
    {
        var input = Read("smb_message_echoes", """ "message_echoes":[{"from":"250788123200","to":"33612345678","id":"wamid.e","timestamp":"1763690000","type":"text","text":{"body":"Two days, Ana"} }] """).Inputs.ShouldHaveSingleItem().Input;

        var echo = input.ShouldBeOfType<CustomerInput.MessageEchoed>();
        (echo.Wamid, echo.Type, echo.Text, echo.Number).ShouldBe(("wamid.e", "text", "Two days, Ana", new NumberId("100")));
        (echo.Source, echo.OccurredAt).ShouldBe(("whatsapp", DateTimeOffset.FromUnixTimeSeconds(1763690000)));
        echo.Aliases.ShouldBe([new Alias(AliasKind.Phone, "+33612345678")]);
    }

    [Theory]
    [InlineData(""" "message_echoes":[{"to":"33612345678","id":"wamid.e","type":"text","group_id":"g"}] """, true)]
    [InlineData(""" "message_echoes":[{"to":"33612345678","id":"wamid.e","type":"text","recipient_type":"group"}] """, true)]
    [InlineData(""" "message_echoes":[{"to":"33612345678","type":"text"}] """, false)]
    [InlineData(""" "message_echoes":[{"id":"wamid.e","type":"text"}] """, false)]
    [InlineData(""" "message_echoes":[] """, false)]
    public void An_echo_to_a_group_or_to_nobody_is_recorded(string echoes, bool known)
    {
        var translation = Read("smb_message_echoes", echoes);

        translation.Inputs.ShouldBeEmpty();
        translation.Unread.ShouldHaveSingleItem().Known.ShouldBe(known);
    }

    [Fact]
    public void A_sign_up_link_is_a_consent_with_its_source()
    {
        var consent = Read("user_preferences", """ "user_preferences":[{"wa_id":"33612345678","category":"marketing_messages","value":"signup","signup_id":"77","detail":"Yes, offers","timestamp":1763690000}] """)
            .Inputs.ShouldHaveSingleItem().Input.ShouldBeOfType<CustomerInput.ConsentReported>();

        (consent.Granted, consent.ConsentSource, consent.Wording, consent.OccurredAt).ShouldBe((true, "WhatsApp sign-up link 77", "Yes, offers", DateTimeOffset.FromUnixTimeSeconds(1763690000)));
        consent.Aliases.ShouldBe([new Alias(AliasKind.Phone, "+33612345678")]);
    }

    [Theory]
    [InlineData(""" {"wa_id":"33612345678","category":"something_else","value":"stop"} """)]
    [InlineData(""" {"category":"marketing_messages","value":"stop"} """)]
    [InlineData(""" {"wa_id":"33612345678","value":"perhaps"} """)]
    public void A_preference_of_nobody_or_about_something_else_stops_nothing(string preference)
    {
        var translation = Read("user_preferences", $""" "user_preferences":[{preference}] """);

        translation.Inputs.ShouldBeEmpty();
        translation.Unread.ShouldHaveSingleItem().Known.ShouldBeFalse();
    }

    [Fact]
    public void A_status_of_a_group_or_a_call_is_nobodys_touch() =>
        Read("messages", """ "statuses":[{"id":"s1","status":"sent","recipient_id":"33612345678","recipient_type":"group"},{"id":"s2","status":"sent","recipient_id":"33612345678","type":"call"}] """)
            .ShouldSatisfyAllConditions(read => read.Inputs.ShouldBeEmpty(), read => read.Unread.Select(part => part.Known).ShouldBe([true, true]));

    [Theory]
    [InlineData("sent", DeliveryStatus.Sent)]
    [InlineData("delivered", DeliveryStatus.Delivered)]
    [InlineData("read", DeliveryStatus.Read)]
    [InlineData("played", DeliveryStatus.Played)]
    [InlineData("failed", DeliveryStatus.Failed)]
    public void Each_status_is_read(string word, DeliveryStatus status) =>
        Read("messages", $$""" "statuses":[{"id":"s1","status":"{{word}}","recipient_id":"33612345678","timestamp":"1763690000"}] """)
            .Inputs.ShouldHaveSingleItem().Input.ShouldBeOfType<CustomerInput.DeliveryReported>().Status.ShouldBe(status);

    private static CustomerInput.MessageReceived Received(string item) => Messages(item).Inputs.ShouldHaveSingleItem().Input.ShouldBeOfType<CustomerInput.MessageReceived>();

    private static Translation Messages(string item) => Read("messages", $$""" "messages":[{"from":"33612345678","id":"wamid.m","timestamp":"1763690000",{{item}}}] """);

    private static Translation Read(string field, string value) => WebhookTranslation.Read(
        Encoding.UTF8.GetBytes($$"""{"object":"whatsapp_business_account","entry":[{"id":"W","changes":[{"field":"{{field}}","value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"250788123200","phone_number_id":"100"},{{value}}} }]}]}"""), Now);
}
