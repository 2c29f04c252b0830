using System.Collections.Immutable;
using System.Text;
using Conversations.Actors.Sending;
using Conversations.Contact;
using Conversations.Identity;
using Conversations.Messages;
using Conversations.WhatsApp.Templates;
using Conversations.WhatsApp.Webhooks;
using Shouldly;
using Xunit;

namespace Conversations.WhatsApp.Tests.Webhooks;

public sealed class NoticesTests
{
    [Fact]
    public void Only_news_that_change_sending_reach_the_senders()
    {
        Notice("message_template_status_update", """{"event":"PAUSED","message_template_name":"cart","message_template_language":"fr"}""")
            .ShouldBe(new PlatformNotice.TemplateChanged("cart", "fr", TemplateStatus.Paused));
        Notice("message_template_status_update", """{"event":"FLAGGED","message_template_name":"cart","message_template_language":"fr"}""").ShouldBeNull();
        Notice("phone_number_quality_update", """{"event":"FLAGGED"}""").ShouldBe(new PlatformNotice.NumberRated(null, NumberQuality.Red));
        Notice("phone_number_quality_update", """{"event":"THROUGHPUT_UPGRADE","max_daily_conversations_per_business":"TIER_10K"}""").ShouldBe(new PlatformNotice.LimitChanged(10000));
        Notice("business_capability_update", """{"max_daily_conversations_per_business":"TIER_UNLIMITED"}""").ShouldBe(new PlatformNotice.LimitChanged(null));
        Notice("account_update", """{"event":"ACCOUNT_DELETED"}""").ShouldBe(new PlatformNotice.AccountBlocked("ACCOUNT_DELETED"));
        Notice("account_update", """{"event":"ACCOUNT_RECONNECTED"}""").ShouldBe(new PlatformNotice.AccountUnblocked());
        Notice("account_update", """{"event":"PARTNER_ADDED"}""").ShouldBeNull();
        Notice("security", """{"event":"PIN_CHANGED"}""").ShouldBeNull();
    }

    /// <summary>M:policy-enforcement: for 1 or 3 days no templates of any category, for 5, 7 or 30 days no message at all.</summary>
    [Fact]
    public void A_restriction_stops_templates_and_only_one_of_answers_stops_everything()
    {
        Restricted("""{"restriction_type":"RESTRICTED_BIZ_INITIATED_MESSAGING","expiration":3600},{"restriction_type":"RESTRICTED_ADD_PHONE_NUMBER_ACTION","expiration":7200}""")
            .ShouldBe([new PlatformNotice.TemplatesBlocked(TemplatesOnly, Second(3600))]);
        Restricted("""{"restriction_type":"RESTRICTED_BIZ_INITIATED_MESSAGING"}""").ShouldBe([new PlatformNotice.TemplatesBlocked(TemplatesOnly)]);
        Restricted("""{"restriction_type":"RESTRICTED_CUSTOMER_INITIATED_MESSAGING","expiration":3600},{"restriction_type":"RESTRICTED_BIZ_INITIATED_MESSAGING","expiration":7200}""")
            .ShouldBe([new PlatformNotice.AccountBlocked("ACCOUNT_RESTRICTION", Second(3600)), new PlatformNotice.TemplatesBlocked(TemplatesOnly, Second(7200))]);
    }

    [Theory]
    [InlineData("RESTRICTED_ADD_PHONE_NUMBER_ACTION")]
    [InlineData("RESTRICTED_BUSINESS_INITIATED_CALLING")]
    [InlineData("RESTRICTED_BIZ_INITIATED_AND_USER_INITIATED_CALLING")]
    [InlineData("RESTRICTED_USER_INITIATED_CALLING")]
    [InlineData("RESTRICTED_USER_INITIATED_CALLING_CALL_BUTTON_HIDDEN")]
    [InlineData("RESTRICTED_DIRECT_SEND_UTILITY_TEMPLATES")]
    [InlineData("RESTRICTED_UTILITY_TEMPLATES")]
    [InlineData("RESTRICTED_SOMETHING_NEW")]
    public void A_restriction_of_anything_else_stops_no_message(string type) =>
        Restricted($$"""{"restriction_type":"{{type}}","expiration":3600}""").ShouldBeEmpty();

    [Fact]
    public void An_empty_catalogue_is_a_catalogue() =>
        Notices.Of(TemplateCatalogue.Empty, []).ShouldBeOfType<PlatformNotice.Catalogue>().Templates.ShouldBeEmpty();

    [Fact]
    public void A_template_that_WhatsApp_does_not_have_is_not_approved()
    {
        var own = new MessageTemplate { Name = "cart", Language = "fr", Category = TemplateCategory.Marketing, Body = "Bonjour" };

        Notices.Of(TemplateCatalogue.Empty, [own]).ShouldBeOfType<PlatformNotice.Catalogue>().Templates.ShouldBe([("cart", "fr", TemplateStatus.Pending)]);
    }

    [Fact]
    public void A_rating_that_comes_with_a_limit_is_both() =>
        All("phone_number_quality_update", """{"event":"FLAGGED","current_limit":"TIER_1K"}""")
            .ShouldBe([new PlatformNotice.NumberRated(null, NumberQuality.Red), new PlatformNotice.LimitChanged(1000)]);

    [Theory]
    [InlineData("15550783881")]
    [InlineData("+1 555-078-3881")]
    [InlineData("\u202a+1 (555) 078 38 81\u202c")]
    public void What_comes_over_a_number_tells_how_it_is_displayed(string displayed)
    {
        const string Calls = """{"field":"calls","value":{"metadata":{"display_phone_number":"15550783881","phone_number_id":"7"}}}""";
        var messages = $$$"""{"field":"messages","value":{"metadata":{"display_phone_number":"{{{displayed}}}","phone_number_id":"7"},"statuses":[]}}""";

        var body = $$"""{"entry":[{"id":"2","changes":[{{Calls}},{{messages}}]}]}""";

        WebhookTranslation.Read(Encoding.UTF8.GetBytes(body), DateTimeOffset.UnixEpoch).Displayed.ShouldBe([new DisplayedNumber(new NumberId("7"), "15550783881")]);
    }

    [Theory]
    [InlineData("""{"phone_number_id":"7"}""")]
    [InlineData("""{"display_phone_number":"","phone_number_id":"7"}""")]
    [InlineData("""{"display_phone_number":"15550783881"}""")]
    public void A_number_without_a_display_number_or_the_other_way_round_tells_nothing(string metadata) =>
        WebhookTranslation.Read(Encoding.UTF8.GetBytes($$$"""{"entry":[{"id":"2","changes":[{"field":"calls","value":{"metadata":{{{metadata}}}}}]}]}"""), DateTimeOffset.UnixEpoch).Displayed.ShouldBeEmpty();

    [Fact]
    public void A_rating_of_a_number_whose_display_is_known_is_that_ones() =>
        Notices.Of(new AccountEvent.NumberQualityChanged("+1 555-078-3881", "FLAGGED", null, null), new NumberId("7")).ShouldBe([new PlatformNotice.NumberRated(new NumberId("7"), NumberQuality.Red)]);

    private const string TemplatesOnly = "no templates, only answers (ACCOUNT_RESTRICTION)";

    private static DateTimeOffset Second(long second) => DateTimeOffset.FromUnixTimeSeconds(second);

    private static ImmutableArray<PlatformNotice> Restricted(string restrictions) => All("account_update", $$"""{"event":"ACCOUNT_RESTRICTION","restriction_info":[{{restrictions}}]}""");

    private static PlatformNotice? Notice(string field, string value) => All(field, value).SingleOrDefault();

    private static ImmutableArray<PlatformNotice> All(string field, string value) => Notices.Of(WebhookTranslation.Read(
        Encoding.UTF8.GetBytes($$"""{"entry":[{"id":"2","time":1,"changes":[{"field":"{{field}}","value":{{value}} }]}]}"""),
        DateTimeOffset.UnixEpoch).Events.ShouldHaveSingleItem());
}
