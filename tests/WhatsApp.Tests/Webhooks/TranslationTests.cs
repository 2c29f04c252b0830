using System.Text;
using Conversations.Customers;
using Conversations.Identity;
using Conversations.Messages;
using Conversations.WhatsApp.Webhooks;
using Shouldly;
using Xunit;

namespace Conversations.WhatsApp.Tests.Webhooks;

public sealed class TranslationTests
{
    private const string Metadata = """ "messaging_product":"whatsapp","metadata":{"display_phone_number":"+250 788 123 200","phone_number_id":"100"} """;

    private static readonly DateTimeOffset Now = new(2026, 11, 21, 3, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData("")]
    [InlineData("{")]
    [InlineData("webhook_id=7")]
    [InlineData("[]")]
    [InlineData("null")]
    public void What_is_no_JSON_object_is_refused(string body) => Read(body).Problem.ShouldNotBeNull();

    [Fact]
    public void All_four_levels_of_a_batch_are_read_and_messages_stand_before_statuses()
    {
        var change = $$"""{"field":"messages","value":{ {{Metadata}},"statuses":[{{Status("s1")}},{{Status("s2")}}],"messages":[{{Text("m1")}},{{Text("m2")}}]} }""";
        var entry = $$"""{"id":"W","changes":[{{change}},{{change}}]}""";
        var translation = Read($$"""{"object":"whatsapp_business_account","entry":[{{entry}},{{entry}}]}""");
        translation.Inputs.Length.ShouldBe(16);
        translation.Inputs.Select(input => input.Input is CustomerInput.MessageReceived).ShouldBe([.. Enumerable.Repeat(true, 8), .. Enumerable.Repeat(false, 8)]);
        translation.Inputs.Select(input => input.Input.Id).Distinct().Count().ShouldBe(4);
        translation.Unread.ShouldBeEmpty();
    }

    [Fact]
    public void A_bad_item_is_kept_and_fails_nothing_else()
    {
        var translation = Messages($$"""7,{"from":"33612345678"},{"id":"m0","type":"text","text":{"body":"from nobody"},"timestamp":"1"},{{Text("m1")}}""");
        translation.Inputs.ShouldHaveSingleItem().Input.ShouldBeOfType<CustomerInput.MessageReceived>().Message.Wamid.ShouldBe("m1");
        translation.Unread.Length.ShouldBe(3);
        translation.Unread.ShouldAllBe(part => !part.Known && part.Number == new NumberId("100") && part.BusinessAccount == "W");
        translation.Unread[2].Json.ShouldContain("from nobody");
        translation.Unread.ShouldAllBe(part => !part.Reason.Contains("33612345678"));
    }

    [Fact]
    public void A_user_without_a_phone_is_known_by_the_user_id()
    {
        var translation = Read(Body($$"""{"field":"messages","value":{ {{Metadata}}, "contacts":[{"profile":{"name":"Ana","username":"ana.b"},"user_id":"US.1","parent_user_id":"US.ENT.9"}], "messages":[{"id":"m1","from_user_id":"US.1","timestamp":1763690000,"type":"text","text":{"body":"Hi"} }], "statuses":[{"id":"s1","status":"read","timestamp":"1763690000","recipient_user_id":"US.1"}]} }"""));
        foreach (var input in translation.Inputs)
        {
            input.Input.Aliases.ShouldBe([new Alias(AliasKind.Bsuid, "US.1")]);
            input.Input.OccurredAt.ShouldBe(DateTimeOffset.FromUnixTimeSeconds(1763690000));
        }

        var received = translation.Inputs[0].Input.ShouldBeOfType<CustomerInput.MessageReceived>();
        received.Profile.ShouldBe(new Profile { FirstName = "Ana" });
        received.Message.Detail["username"].ShouldBe("ana.b");
    }

    [Fact]
    public void Two_spellings_of_a_phone_are_one_alias()
    {
        var long9 = Messages(Text("m1", from: "5511987654321")).Inputs[0].Input;
        var short8 = Messages(Text("m2", from: "551187654321")).Inputs[0].Input;
        short8.Aliases.ShouldBe(long9.Aliases);
        long9.Profile!.Phone.ShouldBe("+5511987654321");
        short8.Profile!.Phone.ShouldBe("+551187654321");
    }

    [Fact]
    public void Contacts_belong_to_messages_by_phone_by_id_or_by_place()
    {
        var translation = Read(Body($$"""{"field":"messages","value":{ {{Metadata}}, "contacts":[{"profile":{"name":"Two"},"wa_id":"33600000002"},{"profile":{"name":"One"},"wa_id":"33600000001"}], "messages":[{{Text("m1", from: "33600000001")}},{{Text("m2", from: "33600000002")}}]} }"""));
        translation.Inputs.Select(input => input.Input.Profile!.FirstName).ShouldBe(["One", "Two"]);
    }

    [Fact]
    public void A_contact_never_lends_its_user_id_to_another_user()
    {
        var translation = Read(Body($$"""{"field":"messages","value":{ {{Metadata}}, "contacts":[{"profile":{"name":"Other"},"user_id":"US.2"}], "messages":[{"id":"m1","from":"33600000001","from_user_id":"US.1","timestamp":"1","type":"text","text":{"body":"x"} }]} }"""));
        translation.Inputs[0].Input.Aliases.ShouldBe([new Alias(AliasKind.Phone, "+33600000001"), new Alias(AliasKind.Bsuid, "US.1")]);
        translation.Inputs[0].Input.Profile!.FirstName.ShouldBeNull();
    }

    [Fact]
    public void A_changed_user_id_names_the_former_and_the_new_one()
    {
        var changed = Messages("""{"id":"m1","timestamp":"1","type":"system","system":{"type":"user_changed_user_id","previous_user_id":"US.1","user_id":"US.2"}}""")
            .Inputs.ShouldHaveSingleItem().Input.ShouldBeOfType<CustomerInput.IdentityChanged>();
        (changed.Phone, changed.Bsuid).ShouldBe((null, "US.2"));
        changed.Aliases.ShouldBe([new Alias(AliasKind.Bsuid, "US.1")]);
    }

    [Fact]
    public void A_changed_number_keeps_the_old_identity_as_the_way_to_the_customer()
    {
        var changed = Messages("""{"id":"m1","from":"33600000001","timestamp":"1","type":"system","system":{"body":"x","type":"user_changed_number","wa_id":"33600000002","user_id":"FR.2","previous_user_id":"FR.1"}}""")
            .Inputs.ShouldHaveSingleItem().Input.ShouldBeOfType<CustomerInput.IdentityChanged>();
        (changed.Phone, changed.Bsuid).ShouldBe(("+33600000002", "FR.2"));
        changed.Aliases.ShouldBe([new Alias(AliasKind.Phone, "+33600000001"), new Alias(AliasKind.Bsuid, "FR.1")]);
    }

    [Theory]
    [InlineData("stop", true)]
    [InlineData("resume", false)]
    public void Preferences_are_told_by_whom_and_when(string value, bool stop)
    {
        var body = Body($$"""{"field":"user_preferences","value":{ {{Metadata}},"user_preferences":[{"wa_id":"33612345678","user_id":"FR.1","category":"marketing_messages","value":"{{value}}","timestamp":1731705721}]} }""");
        var reported = Read(body).Inputs.ShouldHaveSingleItem().Input.ShouldBeOfType<CustomerInput.PreferenceReported>();
        reported.Stop.ShouldBe(stop);
        reported.OccurredAt.ShouldBe(DateTimeOffset.FromUnixTimeSeconds(1731705721));
        reported.Id.ShouldBe(Read(body.Replace("\"value\":\"", "\"value\" : \"", StringComparison.Ordinal)).Inputs[0].Input.Id);
        reported.Id.ShouldNotBe(Read(body.Replace("1731705721", "1731705722", StringComparison.Ordinal)).Inputs[0].Input.Id);
    }

    [Fact]
    public void A_failed_status_counts_once_per_error_and_carries_our_key()
    {
        static string Failed(int code) => $$"""{"id":"s1","status":"failed","timestamp":"1","recipient_id":"33612345678","biz_opaque_callback_data":"demo/c1/t1/1","errors":[{"code":{{code}},"title":"t","error_data":{"details":"d"} }]}""";
        var inputs = Read(Body($$"""{"field":"messages","value":{ {{Metadata}},"statuses":[{{Failed(131049)}},{{Failed(131026)}},{{Failed(131049)}}]} }""")).Inputs;
        var reported = inputs[0].Input.ShouldBeOfType<CustomerInput.DeliveryReported>();
        (reported.TouchKey, reported.Status, reported.ErrorCode, reported.ErrorDetail).ShouldBe(("demo/c1/t1/1", DeliveryStatus.Failed, 131049, "d"));
        inputs[2].Input.Id.ShouldBe(inputs[0].Input.Id);
        inputs[1].Input.Id.ShouldNotBe(inputs[0].Input.Id);
    }

    [Theory]
    [InlineData("in_orbit")]
    [InlineData("deleted")]
    [InlineData("warning")]
    public void A_status_not_known_here_is_kept_without_consequence(string status) =>
        Read(Body($$"""{"field":"messages","value":{ {{Metadata}},"statuses":[{"id":"s1","status":"{{status}}","timestamp":"1","recipient_id":"33612345678"}]} }"""))
            .Inputs.ShouldHaveSingleItem().Input.ShouldBeOfType<CustomerInput.DeliveryReported>().Status.ShouldBe(DeliveryStatus.Other);

    [Fact]
    public void Errors_without_messages_are_the_numbers()
    {
        var happened = Read(Body($$"""{"field":"messages","value":{ {{Metadata}},"errors":[{"code":130429,"title":"Rate limit hit","error_data":{"details":"slow down"} }]} }"""))
            .Events.ShouldHaveSingleItem().ShouldBeOfType<AccountEvent.NumberFailed>();
        (happened.Number, happened.Code, happened.Detail).ShouldBe((new NumberId("100"), 130429, "slow down"));
    }

    [Theory]
    [InlineData("""{"field":"calls","value":{"calls":[]}}""")]
    [InlineData("""{"field":"history","value":{"history":[{"metadata":{"phase":0}}]}}""")]
    [InlineData("""{"field":"group_lifecycle_update","value":{"groups":[]}}""")]
    [InlineData("""{"field":"flows","value":{"event":"FLOW_STATUS_CHANGE"}}""")]
    public void Fields_that_are_not_served_are_recorded_as_known(string change) =>
        Read(Body(change)).Unread.ShouldHaveSingleItem().Known.ShouldBeTrue();

    [Fact]
    public void An_unknown_field_is_recorded_as_unread() =>
        Read(Body("""{"field":"unknown_field_xyz","value":{"a":1}}""")).Unread.ShouldHaveSingleItem().Known.ShouldBeFalse();

    [Fact]
    public void A_groups_message_is_never_answered()
    {
        var translation = Messages("""{"id":"m1","from":"33612345678","group_id":"g","timestamp":"1","type":"text","text":{"body":"x"}}""");
        translation.Inputs.ShouldBeEmpty();
        translation.Unread.ShouldHaveSingleItem().Known.ShouldBeTrue();
    }

    [Fact]
    public void A_type_not_known_here_becomes_one_unsupported_message()
    {
        var message = Messages("""{"id":"m1","from":"33612345678","timestamp":"1","type":"hologram","hologram":{"x":[1]}}""").Inputs[0].Input.ShouldBeOfType<CustomerInput.MessageReceived>().Message;
        message.Kind.ShouldBe(InboundKind.Unsupported);
        message.Detail["type"].ShouldBe("hologram");
    }

    [Theory]
    [InlineData("\"not a time\"")]
    [InlineData("-5")]
    [InlineData("99999999999999999999")]
    [InlineData("null")]
    [InlineData("{}")]
    public void Without_a_readable_time_it_happened_now(string timestamp) =>
        Messages($$"""{"id":"m1","from":"33612345678","timestamp":{{timestamp}},"type":"text","text":{"body":"x"} }""").Inputs[0].Input.OccurredAt.ShouldBe(Now);

    [Fact]
    public void Half_an_emoji_and_broken_bytes_lose_no_message()
    {
        var half = Messages("""{"id":"m1","from":"33612345678","timestamp":"1","type":"text","text":{"body":"cut \ud83d off \\ud83d \ud83d\udc4d"}}""");
        half.Inputs[0].Input.ShouldBeOfType<CustomerInput.MessageReceived>().Message.Text.ShouldBe("cut \ufffd off \\ud83d 👍");

        byte[] broken = [.. Encoding.UTF8.GetBytes(Body(Change(Text("m1", text: "QQ"))))];
        broken[broken.AsSpan().IndexOf("QQ"u8)] = 0xC3;
        WebhookTranslation.Read(broken, Now).Inputs[0].Input.ShouldBeOfType<CustomerInput.MessageReceived>().Message.Text.ShouldBe("\ufffdQ");
        WebhookTranslation.Read((byte[])[.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(Body(Change(Text("m1"))))], Now).Inputs.ShouldHaveSingleItem();
    }

    /// <summary>WhatsApp writes the phone number into it, and repeats are known for longer than an erased customer may be.</summary>
    [Fact]
    public void The_id_by_which_repeats_are_known_holds_nothing_of_the_wamid()
    {
        const string wamid = "wamid.HBgLMzM2MTIzNDU2NzgVAgARGBI=";
        CustomerInput[] inputs =
        [
            .. Messages(Text(wamid)).Inputs.Select(input => input.Input),
            .. Read(Body($$"""{"field":"messages","value":{ {{Metadata}},"statuses":[{{Status(wamid)}}]} }""")).Inputs.Select(input => input.Input),
            .. Messages($$"""{"id":"{{wamid}}","timestamp":"1","type":"system","system":{"type":"user_changed_user_id","previous_user_id":"US.1","user_id":"US.2"} }""").Inputs.Select(input => input.Input),
            .. Read(Body($$"""{"field":"smb_message_echoes","value":{ {{Metadata}},"message_echoes":[{"from":"250788123200","to":"33612345678","id":"{{wamid}}","timestamp":"1","type":"text","text":{"body":"Hi"} }]} }""")).Inputs.Select(input => input.Input),
        ];

        inputs.Select(input => input.GetType()).ShouldBe([typeof(CustomerInput.MessageReceived), typeof(CustomerInput.DeliveryReported), typeof(CustomerInput.IdentityChanged), typeof(CustomerInput.MessageEchoed)]);
        inputs.ShouldAllBe(input => !input.Id.Contains("HBgL", StringComparison.Ordinal));
    }

    [Fact]
    public void A_very_long_id_stays_a_usable_key()
    {
        var (first, second) = (new string('a', 5000) + "1", new string('a', 5000) + "2");
        var ids = Messages($"{Text(first)},{Text(second)},{Text(first)}").Inputs.Select(input => input.Input.Id).ToList();
        ids.ShouldAllBe(id => id.Length < 100);
        ids[0].ShouldBe(ids[2]);
        ids[0].ShouldNotBe(ids[1]);
    }

    [Theory]
    [InlineData("TIER_250", 250)]
    [InlineData("TIER_2K", 2000)]
    [InlineData("TIER_100K", 100000)]
    [InlineData("TIER_UNLIMITED", int.MaxValue)]
    [InlineData("-1", int.MaxValue)]
    [InlineData("TIER_ODD", null)]
    public void Limits_are_numbers_in_old_and_new_words(string tier, int? recipients) =>
        Read(Body($$"""{"field":"business_capability_update","value":{"max_daily_conversations_per_business":"{{tier}}","max_phone_numbers_per_business":25} }"""))
            .Events.ShouldHaveSingleItem().ShouldBeOfType<AccountEvent.CapabilityChanged>().DailyRecipients.ShouldBe(recipients);

    [Theory]
    [InlineData("""{"event":"DISABLED_UPDATE","ban_info":{"waba_ban_state":"DISABLE"}}""", true)]
    [InlineData("""{"event":"DISABLED_UPDATE","ban_info":{"waba_ban_state":"REINSTATE"}}""", false)]
    [InlineData("""{"event":"DISABLED_UPDATE","ban_info":{"waba_ban_state":"SCHEDULE_FOR_DISABLE"}}""", null)]
    [InlineData("""{"event":"ACCOUNT_RESTRICTION","restriction_info":[{"restriction_type":"RESTRICTED_CUSTOMER_INITIATED_MESSAGING","expiration":1641330498}]}""", true)]
    [InlineData("""{"event":"ACCOUNT_RESTRICTION","restriction_info":[{"restriction_type":"RESTRICTED_BIZ_INITIATED_MESSAGING","expiration":1641330498}]}""", null)]
    [InlineData("""{"event":"ACCOUNT_RESTRICTION","restriction_info":[{"restriction_type":"RESTRICTED_ADD_PHONE_NUMBER_ACTION"}]}""", null)]
    [InlineData("""{"event":"ACCOUNT_RECONNECTED"}""", false)]
    [InlineData("""{"event":"PARTNER_ADDED"}""", null)]
    public void An_account_event_says_whether_it_blocks(string value, bool? blocks) =>
        Read(Body($$"""{"field":"account_update","value":{{value}} }""")).Events.ShouldHaveSingleItem().ShouldBeOfType<AccountEvent.AccountChanged>().Blocks.ShouldBe(blocks);

    private static Translation Read(string body) => WebhookTranslation.Read(Encoding.UTF8.GetBytes(body), Now);

    private static Translation Messages(string messages) => Read(Body(Change(messages)));

    private static string Change(string messages) => $$"""{"field":"messages","value":{ {{Metadata}},"messages":[{{messages}}]} }""";

    private static string Body(string change) => $$"""{"object":"whatsapp_business_account","entry":[{"id":"W","time":1763690000,"changes":[{{change}}]}]}""";

    private static string Text(string id, string from = "33612345678", string text = "Hi") =>
        $$"""{"id":"{{id}}","from":"{{from}}","timestamp":"1763690000","type":"text","text":{"body":"{{text}}"} }""";

    private static string Status(string id) => $$"""{"id":"{{id}}","status":"sent","timestamp":"1763690000","recipient_id":"33612345678"}""";
}
