using System.Diagnostics.Metrics;
using System.Net;
using Conversations.Actors;
using Conversations.Customers;
using Conversations.Identity;
using Conversations.Messages;
using Conversations.WhatsApp.Sending;
using Conversations.WhatsApp.Webhooks;
using Microsoft.Extensions.Logging.Abstractions;
using Shouldly;
using Xunit;

namespace Conversations.WhatsApp.Tests.Sending;

public sealed class CloudApiTests
{
    private static readonly OutboundMessage.Text Hello = new("Hello");

    [Fact]
    public async Task An_accepted_message_comes_back_with_its_id_and_the_canonical_phone()
    {
        var graph = new GraphPlayer(GraphPlayer.Accepts("wamid.A"));
        var result = await Api(graph).Send(Calls.Store, Calls.Send(Hello), CancellationToken.None);

        result.ShouldBe(new SendResult.Accepted("wamid.A", "33612345678"));
        var (method, url, token, _) = graph.Asked.ShouldHaveSingleItem();
        (method, url, token).ShouldBe((HttpMethod.Post, "http://127.0.0.1:1/graph/v24.0/100000000000001/messages", "token-1"));
    }

    [Theory]
    [InlineData(400, 131047)]
    [InlineData(403, 368)]
    [InlineData(500, 131000)]
    [InlineData(503, 2)]
    [InlineData(200, 100)]
    public async Task An_error_body_is_a_refusal_whatever_the_status(int status, int code)
    {
        var graph = new GraphPlayer(GraphPlayer.Refuses(code, (HttpStatusCode)status));
        (await Api(graph).Send(Calls.Store, Calls.Send(Hello), CancellationToken.None)).ShouldBe(new SendResult.Rejected(code, "because"));
    }

    [Theory]
    [InlineData(400, "", 100)]
    [InlineData(401, "no", 190)]
    [InlineData(403, "{}", 10)]
    [InlineData(429, "[]", 130429)]
    [InlineData(302, "", 100)]
    [InlineData(404, "null", 100)]
    public async Task A_refusal_without_a_reason_is_read_from_its_status(int status, string body, int code) =>
        (await Api(new GraphPlayer(GraphPlayer.Json((HttpStatusCode)status, body))).Send(Calls.Store, Calls.Send(Hello), CancellationToken.None))
            .ShouldBeOfType<SendResult.Rejected>().Code.ShouldBe(code);

    [Theory]
    [InlineData(500, "")]
    [InlineData(502, "<html>Bad gateway</html>")]
    [InlineData(503, "{}")]
    [InlineData(200, "")]
    [InlineData(200, """{"messages":[]}""")]
    [InlineData(200, """{"messages":[{"id":null}]}""")]
    [InlineData(408, "")]
    public async Task An_answer_that_tells_nothing_leaves_the_outcome_unknown(int status, string body) =>
        (await Api(new GraphPlayer(GraphPlayer.Json((HttpStatusCode)status, body))).Send(Calls.Store, Calls.Send(Hello), CancellationToken.None))
            .ShouldBeOfType<SendResult.Unknown>();

    [Fact]
    public async Task A_connection_cut_after_the_request_leaves_the_outcome_unknown()
    {
        var graph = new GraphPlayer(() => throw new HttpRequestException(HttpRequestError.ResponseEnded), () => throw new IOException("reset"));
        var api = Api(graph);
        (await api.Send(Calls.Store, Calls.Send(Hello), CancellationToken.None)).ShouldBeOfType<SendResult.Unknown>();
        (await api.Send(Calls.Store, Calls.Send(Hello), CancellationToken.None)).ShouldBeOfType<SendResult.Unknown>();
    }

    [Theory]
    [InlineData(HttpRequestError.ConnectionError)]
    [InlineData(HttpRequestError.NameResolutionError)]
    [InlineData(HttpRequestError.SecureConnectionError)]
    public async Task Without_a_connection_nothing_has_left_and_it_may_be_tried_again(HttpRequestError error)
    {
        var result = await Api(new GraphPlayer(() => throw new HttpRequestException(error))).Send(Calls.Store, Calls.Send(Hello), CancellationToken.None);
        ErrorReactions.Of(result.ShouldBeOfType<SendResult.Rejected>().Code).Reaction.ShouldBe(ErrorReaction.Retry);
    }

    [Fact]
    public async Task A_store_or_number_without_a_token_calls_nobody()
    {
        var graph = new GraphPlayer();
        var foreign = Calls.Send(Hello) with { Number = new NumberId("9") };
        (await Api(graph).Send(Calls.Store, foreign, CancellationToken.None)).ShouldBeOfType<SendResult.Rejected>().Code.ShouldBe(190);
        (await Api(graph).Send(new StoreId("other"), Calls.Send(Hello), CancellationToken.None)).ShouldBeOfType<SendResult.Rejected>().Code.ShouldBe(190);
        graph.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task A_template_that_cannot_be_written_calls_nobody()
    {
        var graph = new GraphPlayer();
        var template = Calls.Template(TemplateCategory.Utility, Calls.Body(new TemplateParameter { Type = "hologram", Text = "x" }));
        (await Api(graph).Send(Calls.Store, Calls.Send(template), CancellationToken.None)).ShouldBeOfType<SendResult.Rejected>().Code.ShouldBe(132012);
        graph.Asked.ShouldBeEmpty();
    }

    [Fact]
    public async Task Only_marketing_templates_of_numbers_that_have_it_go_through_the_marketing_api()
    {
        var graph = new GraphPlayer([.. Enumerable.Repeat(GraphPlayer.Accepts(), 4)]);
        var (with, without) = (Api(graph, marketing: true), Api(graph));
        await with.Send(Calls.Store, Calls.Send(Calls.Template(TemplateCategory.Marketing)), CancellationToken.None);
        await with.Send(Calls.Store, Calls.Send(Calls.Template(TemplateCategory.Utility)), CancellationToken.None);
        await with.Send(Calls.Store, Calls.Send(Hello), CancellationToken.None);
        await without.Send(Calls.Store, Calls.Send(Calls.Template(TemplateCategory.Marketing)), CancellationToken.None);
        graph.Asked.Select(call => call.Url.Split('/')[^1]).ShouldBe(["marketing_messages", "messages", "messages", "messages"]);
    }

    [Theory]
    [InlineData(true, 134100, "marketing_messages", "messages")]
    [InlineData(true, 131055, "marketing_messages", "messages")]
    [InlineData(false, 131063, "messages", "marketing_messages")]
    [InlineData(true, 134101, "marketing_messages", "marketing_messages")]
    public async Task After_a_refused_way_the_next_try_takes_the_other(bool marketing, int code, string first, string second)
    {
        var graph = new GraphPlayer(GraphPlayer.Refuses(code), GraphPlayer.Accepts());
        var api = Api(graph, marketing);
        await api.Send(Calls.Store, Calls.Send(Calls.Template(TemplateCategory.Marketing)), CancellationToken.None);
        await api.Send(Calls.Store, Calls.Send(Calls.Template(TemplateCategory.Marketing)) with { Attempt = 2 }, CancellationToken.None);
        graph.Asked.Select(call => call.Url.Split('/')[^1]).ShouldBe([first, second]);
    }

    [Fact]
    public async Task Logs_and_metrics_hold_no_phone_token_text_or_wamid()
    {
        var measured = new List<string>();
        using var listener = new MeterListener();
        listener.InstrumentPublished = (instrument, meters) =>
        {
            if (instrument.Meter.Name == CallMetrics.MeterName)
            {
                meters.EnableMeasurementEvents(instrument);
            }
        };
        listener.SetMeasurementEventCallback<long>((_, value, tags, _) =>
        {
            lock (measured)
            {
                measured.Add($"{value} {string.Join(' ', tags.ToArray().Select(tag => $"{tag.Key}={tag.Value}"))}");
            }
        });
        listener.Start();
        var log = new LogKeeper<CloudApi>();
        var graph = new GraphPlayer(
            GraphPlayer.Accepts("wamid.SECRET"),
            GraphPlayer.Json(HttpStatusCode.BadRequest, """{"error":{"code":131026,"error_data":{"details":"+33612345678 cannot be reached"}}}"""),
            () => throw new HttpRequestException("while talking of +33612345678"),
            () => throw new HttpRequestException("while talking of wamid.SECRET"));
        var api = new CloudApi(new HttpClient(graph), Calls.Options(), log);
        for (var call = 0; call < 3; call++)
        {
            await api.Send(Calls.Store, Calls.Send(Hello, replyTo: "wamid.SECRET"), CancellationToken.None);
        }

        await api.MarkRead(Calls.Store, new Effect.MarkRead(Calls.Number, "wamid.SECRET", true), CancellationToken.None);

        lock (measured)
        {
            measured.ShouldContain(line => line.Contains("outcome=accepted", StringComparison.Ordinal));
            measured.ShouldContain(line => line.Contains("outcome=rejected", StringComparison.Ordinal) && line.Contains("code=131026", StringComparison.Ordinal));
            measured.ShouldContain(line => line.Contains("outcome=unknown", StringComparison.Ordinal));
            log.Lines.Count.ShouldBe(3);
            foreach (var line in log.Lines.Concat(measured))
            {
                line.ShouldNotContain("33612345678");
                line.ShouldNotContain("SECRET");
                line.ShouldNotContain("token-1");
                line.ShouldNotContain("Hello");
            }
        }
    }

    [Fact]
    public async Task Marking_as_read_never_fails()
    {
        var read = new Effect.MarkRead(Calls.Number, "wamid.1", true);
        var graph = new GraphPlayer(GraphPlayer.Json(HttpStatusCode.OK, """{"success":true}"""), GraphPlayer.Refuses(131000), () => throw new HttpRequestException("gone"));
        for (var call = 0; call < 3; call++)
        {
            await Api(graph).MarkRead(Calls.Store, read, CancellationToken.None);
        }

        await Api(graph).MarkRead(new StoreId("other"), read, CancellationToken.None);
        graph.Asked.Count.ShouldBe(3);
    }

    [Fact]
    public void Missing_settings_are_named_by_their_path()
    {
        var options = Calls.Options();
        options.Missing().ShouldBeEmpty();
        options.Stores["bare"] = new WhatsAppStoreOptions();
        options.Missing().ShouldBe(
        [
            "WhatsApp:Stores:bare:AppSecrets:0", "WhatsApp:Stores:bare:VerifyToken", "WhatsApp:Stores:bare:BusinessAccountId", "WhatsApp:Stores:bare:Numbers:0:Id",
        ]);
    }

    [Fact]
    public void A_secret_signs_only_for_its_own_store()
    {
        var options = Calls.Options();
        options.Stores["other"] = new WhatsAppStoreOptions();
        options.Stores["other"].AppSecrets.Add("other-secret");
        options.SignedBy("{}"u8, Signature.Of("{}"u8, "other-secret")).ShouldBe([new StoreId("other")]);
        options.SignedBy("{}"u8, Signature.Of("{}"u8, "nobody")).ShouldBeEmpty();
        options.StoresOf(Calls.Number).ShouldBe([Calls.Store]);
        options.StoresOf("200000000000001").ShouldBe([Calls.Store]);
        options.StoresOf("").ShouldBeEmpty();
    }

    private static CloudApi Api(GraphPlayer graph, bool marketing = false) =>
        new(new HttpClient(graph, disposeHandler: false), Calls.Options(marketing), NullLogger<CloudApi>.Instance);
}
