using System.Net;
using System.Text;
using Conversations.Messages;
using Conversations.WhatsApp.Templates;
using Conversations.WhatsApp.Tests.Sending;
using Conversations.WhatsApp.Webhooks;
using Shouldly;
using Xunit;

namespace Conversations.WhatsApp.Tests.Templates;

public sealed class TemplateCatalogueTests
{
    private const string FirstPage = """
        {"data":[
          {"id":"11","name":"cart_reminder","language":"pt_BR","status":"APPROVED","category":"MARKETING","parameter_format":"NAMED",
           "quality_score":{"score":"GREEN","date":1700000000},"message_send_ttl_seconds":43200,
           "components":[{"type":"HEADER","format":"IMAGE","example":{}},{"type":"BODY","text":"Oi {{first_name}}, sua {{item}}"},{"type":"FOOTER","text":"PARAR para sair"},
             {"type":"BUTTONS","buttons":[{"type":"URL","text":"Ver","url":"https://s.example/{{1}}"},{"type":"QUICK_REPLY","text":"Parar"},{"type":"COPY_CODE","text":"Copy"}]}]},
          {"id":"12","name":"order_paid","language":"en","status":"PAUSED","category":"UTILITY",
           "components":[{"type":"HEADER","format":"TEXT","text":"Order {{1}}"},{"type":"BODY","text":"{{2}} of {{1}}, {{10}}"}]},
          {"name":"broken"}, 7],
         "paging":{"cursors":{"before":"A","after":"B"},"next":"https://evil.example/next"}}
        """;

    private const string LastPage = """{"data":[{"id":"13","name":"otp","language":"en","status":"SOMETHING_NEW","category":"AUTHENTICATION","components":[]}],"paging":{"cursors":{"after":"C"}}}""";

    [Fact]
    public async Task All_pages_are_fetched_from_our_own_address()
    {
        var graph = new GraphPlayer(GraphPlayer.Json(HttpStatusCode.OK, FirstPage), GraphPlayer.Json(HttpStatusCode.OK, LastPage));
        var catalogue = await new TemplateDownload(new HttpClient(graph), Calls.Options()).Fetch(Calls.Store, CancellationToken.None);

        catalogue.Templates.Keys.ShouldBe(["cart_reminder|pt_BR", "order_paid|en", "otp|en"]);
        graph.Asked[0].Url.ShouldStartWith("http://127.0.0.1:1/graph/v24.0/200000000000001/message_templates?");
        graph.Asked[1].Url.ShouldBe(graph.Asked[0].Url + "&after=B");
        graph.Asked.ShouldAllBe(call => call.Token == "token-1" && call.Method == HttpMethod.Get);
    }

    [Fact]
    public async Task A_template_is_read_with_all_that_sending_needs()
    {
        var catalogue = await Fetched();
        var (template, id, status, quality, stale) = catalogue.Find("cart_reminder", "pt_BR").ShouldNotBeNull();
        (id, status, quality, stale).ShouldBe(("11", TemplateStatus.Approved, "GREEN", false));
        (template.Category, template.NamedParameters, template.Header, template.Footer).ShouldBe((TemplateCategory.Marketing, true, null, "PARAR para sair"));
        template.TimeToLive.ShouldBe(TimeSpan.FromHours(12));
        template.Positions.ShouldBeEmpty();
        template.Buttons.ShouldBe([new(ButtonKind.Url, "Ver", Url: "https://s.example/{{1}}"), new(ButtonKind.QuickReply, "Parar"), new(ButtonKind.CopyCode, "Copy")]);
    }

    [Fact]
    public async Task A_positional_template_knows_its_places_in_order()
    {
        var paid = (await Fetched()).Find("order_paid", "en").ShouldNotBeNull();
        paid.Template.NamedParameters.ShouldBeFalse();
        paid.Template.Positions.ShouldBe(["1", "2", "10"]);
        paid.Status.ShouldBe(TemplateStatus.Paused);
    }

    [Fact]
    public async Task A_status_not_known_here_is_not_sendable() =>
        (await Fetched()).Find("otp", "en").ShouldNotBeNull().Status.ShouldBe(TemplateStatus.Disabled);

    [Theory]
    [InlineData("PAUSED", TemplateStatus.Paused)]
    [InlineData("REINSTATED", TemplateStatus.Approved)]
    [InlineData("REJECTED", TemplateStatus.Rejected)]
    [InlineData("DISABLED", TemplateStatus.Disabled)]
    [InlineData("IN_APPEAL", TemplateStatus.Pending)]
    [InlineData("FLAGGED", TemplateStatus.Approved)]
    [InlineData("SOMETHING_NEW", TemplateStatus.Approved)]
    public async Task A_status_webhook_moves_only_its_template(string word, TemplateStatus status)
    {
        var before = await Fetched();
        var after = before.Apply(Event("message_template_status_update", $$"""{"event":"{{word}}","message_template_id":11,"message_template_name":"cart_reminder","message_template_language":"pt_BR","reason":null}"""));
        after.Find("cart_reminder", "pt_BR")!.Status.ShouldBe(status);
        after.Find("order_paid", "en").ShouldBe(before.Find("order_paid", "en"));
        after.Templates.Count.ShouldBe(3);
    }

    [Fact]
    public async Task Category_quality_and_content_follow_the_webhooks()
    {
        const string Key = "\"message_template_id\":12,\"message_template_name\":\"order_paid\",\"message_template_language\":\"en\"";
        var catalogue = await Fetched();
        CatalogueTemplate After(string field, string rest) => catalogue.Apply(Event(field, $"{{{Key},{rest}}}")).Find("order_paid", "en")!;

        After("template_category_update", "\"previous_category\":\"UTILITY\",\"new_category\":\"MARKETING\"").Template.Category.ShouldBe(TemplateCategory.Marketing);
        After("template_category_update", "\"new_category\":\"UTILITY\",\"correct_category\":\"MARKETING\",\"category_update_timestamp\":1746169200").Template.Category.ShouldBe(TemplateCategory.Utility);
        After("message_template_quality_update", "\"previous_quality_score\":\"GREEN\",\"new_quality_score\":\"RED\"").Quality.ShouldBe("RED");
        After("message_template_components_update", "\"message_template_element\":\"Hi {{1}}\"").Stale.ShouldBeTrue();
    }

    [Fact]
    public async Task A_refused_page_gives_no_half_catalogue()
    {
        var graph = new GraphPlayer(GraphPlayer.Json(HttpStatusCode.OK, FirstPage), GraphPlayer.Refuses(190, HttpStatusCode.Unauthorized));
        await Should.ThrowAsync<HttpRequestException>(() => new TemplateDownload(new HttpClient(graph), Calls.Options()).Fetch(Calls.Store, CancellationToken.None));
    }

    private static AccountEvent Event(string field, string value) => WebhookTranslation.Read(
        Encoding.UTF8.GetBytes($$"""{"object":"whatsapp_business_account","entry":[{"id":"2","time":1,"changes":[{"field":"{{field}}","value":{{value}} }]}]}"""),
        DateTimeOffset.UnixEpoch).Events.ShouldHaveSingleItem();

    private static Task<TemplateCatalogue> Fetched() => new TemplateDownload(
        new HttpClient(new GraphPlayer(GraphPlayer.Json(HttpStatusCode.OK, FirstPage), GraphPlayer.Json(HttpStatusCode.OK, LastPage))),
        Calls.Options()).Fetch(Calls.Store, CancellationToken.None);
}
