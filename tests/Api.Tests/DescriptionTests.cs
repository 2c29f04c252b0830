using System.Text.Json;
using Conversations.Api.Tests.Drivers;
using Conversations.Storefronts.Events;
using Shouldly;
using Xunit;

namespace Conversations.Api.Tests;

public sealed class DescriptionTests(DescriptionTests.Described demo) : IClassFixture<DescriptionTests.Described>
{
    [Theory]
    [InlineData("post", "/v1/stores/{store}/events", "200 400 401 403 413 503")]
    [InlineData("get", "/v1/stores/{store}/customers", "200 401 403")]
    [InlineData("get", "/v1/stores/{store}/customers/{customerId}", "200 401 403 404")]
    [InlineData("delete", "/v1/stores/{store}/customers/{customerId}", "204 401 403 404")]
    [InlineData("get", "/v1/stores/{store}/customers/{customerId}/timeline", "200 400 401 403 404")]
    [InlineData("get", "/v1/stores/{store}/customers/{customerId}/forecast", "200 400 401 403 404")]
    [InlineData("post", "/v1/stores/{store}/customers/{customerId}/what-if", "200 400 401 403 404")]
    [InlineData("get", "/v1/stores/{store}/customers/{customerId}/export", "200 401 403 404")]
    [InlineData("get", "/v1/stores/{store}/threads", "200 400 401 403")]
    [InlineData("get", "/v1/stores/{store}/threads/{customerId}", "200 401 403 404")]
    [InlineData("post", "/v1/stores/{store}/threads/{customerId}/messages", "200 400 401 403 404 409")]
    [InlineData("get", "/v1/stores/{store}/journeys/{name}", "200 401 403 404")]
    [InlineData("put", "/v1/stores/{store}/journeys/{name}", "200 400 401 403 413")]
    [InlineData("put", "/v1/stores/{store}/policy", "200 400 401 403 413")]
    [InlineData("put", "/v1/stores/{store}/knowledge", "200 400 401 403 413")]
    [InlineData("put", "/v1/stores/{store}/knowledge/{id}", "200 400 401 403 413")]
    [InlineData("post", "/v1/stores/{store}/policy/backtest", "200 400 401 403 413")]
    [InlineData("post", "/v1/stores/{store}/journeys/{name}/backtest", "200 400 401 403 413")]
    [InlineData("post", "/v1/stores/{store}/templates/sync", "200 401 403 502")]
    [InlineData("post", "/v1/stores/{store}/assistant/try", "200 400 401 403")]
    [InlineData("get", "/webhooks/whatsapp", "200 403")]
    [InlineData("post", "/webhooks/whatsapp", "200 400 401 413 503")]
    [InlineData("post", "/webhooks/shopify/{store}", "200 400 401 404 413 503")]
    [InlineData("post", "/webhooks/woocommerce/{store}", "200 400 401 404 413 503")]
    [InlineData("get", "/simulator/clock", "200")]
    [InlineData("post", "/simulator/clock", "200 400")]
    [InlineData("get", "/simulator/phones/{phone}/messages", "200 400")]
    [InlineData("post", "/simulator/phones/{phone}/messages", "200 400")]
    [InlineData("put", "/simulator/faults", "200 400")]
    [InlineData("post", "/simulator/reset", "200 400")]
    [InlineData("get", "/health/live", "200")]
    [InlineData("get", "/health/ready", "200 503")]
    public async Task Every_address_of_the_contract_is_described_with_its_answers(string method, string path, string statuses)
    {
        var operation = (await demo.Document).GetProperty("paths").GetProperty(path).GetProperty(method);

        operation.GetProperty("responses").EnumerateObject().Select(static answer => answer.Name).Order().ShouldBe(statuses.Split(' '));
    }

    [Fact]
    public async Task Every_operation_says_what_it_does_and_what_it_takes()
    {
        foreach (var path in (await demo.Document).GetProperty("paths").EnumerateObject())
        {
            foreach (var operation in path.Value.EnumerateObject())
            {
                operation.Value.TryGetProperty("summary", out var summary).ShouldBeTrue($"{operation.Name} {path.Name} has no summary");
                summary.GetString().ShouldNotBeNullOrWhiteSpace();
                if (operation.Name == "put" || path.Name.StartsWith("/webhooks", StringComparison.Ordinal) && operation.Name == "post")
                {
                    operation.Value.TryGetProperty("requestBody", out _).ShouldBeTrue($"{operation.Name} {path.Name} describes no body");
                }
            }
        }
    }

    [Fact]
    public async Task Journeys_are_described_with_the_words_they_are_sent_in()
    {
        var schemas = (await demo.Document).GetProperty("components").GetProperty("schemas");
        var journeys = (await demo.Get($"{DemoDriver.Store}/journeys")).GetProperty("journeys").EnumerateArray().ToList();

        Words("Trigger").ShouldBeSubsetOf(Described("Trigger"));
        Words("End").ShouldBeSubsetOf(Described("End"));

        IEnumerable<string?> Words(string schema) => schema == "End"
            ? journeys.SelectMany(static journey => journey.GetProperty("ends").EnumerateArray().Select(static end => end.GetString()))
            : journeys.SelectMany(static journey => journey.GetProperty("starts").EnumerateArray().Select(static start => start.GetProperty("on").GetString()));

        List<string?> Described(string schema) => [.. schemas.GetProperty(schema).GetProperty("enum").EnumerateArray().Select(static word => word.GetString())];
    }

    [Fact]
    public async Task An_event_needs_its_id_its_type_and_its_time()
    {
        var schemas = (await demo.Document).GetProperty("components").GetProperty("schemas");

        schemas.GetProperty("StorefrontEvent").GetProperty("required").EnumerateArray().Select(static name => name.GetString()).ShouldBe(["id", "type", "occurredAt"]);
        schemas.GetProperty("EventCustomerFields").TryGetProperty("required", out _).ShouldBeFalse();
    }

    [Fact]
    public async Task Events_are_described_with_all_that_each_type_carries()
    {
        var schemas = (await demo.Document).GetProperty("components").GetProperty("schemas");

        schemas.GetProperty("StorefrontEvent").GetProperty("properties").GetProperty("type").GetProperty("enum").EnumerateArray().Select(static word => word.GetString()).ShouldBe(EventTranslation.KnownTypes);
        Fields("EventProduct").ShouldBe("id name url price currency imageUrl category");
        Fields("EventCart").ShouldBe("id url currency total items");
        Fields("EventCheckout").ShouldBe("id cartId url currency total items discountCodes");
        Fields("EventFailure").ShouldBe("kind code detail");
        Fields("EventOrder").ShouldBe("id number cartId checkoutId currency total items discountCodes paymentStatus paymentMethod payUrl trackingUrl carrier");
        Fields("EventItem").ShouldBe("productId variantId name quantity price url imageUrl consumable cycleDays");
        Fields("EventConsent").ShouldBe("channel category source wording");

        string Fields(string schema) => string.Join(' ', schemas.GetProperty(schema).GetProperty("properties").EnumerateObject().Select(static field => field.Name));
    }

    [Theory]
    [InlineData("Reply", "epoch")]
    [InlineData("QuickReply", "name category texts")]
    [InlineData("BacktestRequest", "from to")]
    [InlineData("Policy", "storeName storeUrl timeZone")]
    [InlineData("EventOrder", "id")]
    public async Task What_may_be_left_out_is_not_required(string schema, string required)
    {
        var described = (await demo.Document).GetProperty("components").GetProperty("schemas").GetProperty(schema);

        described.GetProperty("required").EnumerateArray().Select(static name => name.GetString()).ShouldBe(required.Split(' '));
    }

    [Fact]
    public async Task Every_place_of_an_address_is_described()
    {
        foreach (var (path, operation) in Operations(await demo.Document))
        {
            var places = path.Split('/').Where(static step => step.StartsWith('{')).Select(static step => step.Trim('{', '}'));

            Parameters(operation, "path").ShouldBe(places, ignoreOrder: true, path);
        }
    }

    [Theory]
    [InlineData("post", "/simulator/clock", "advance to run", "now running")]
    [InlineData("put", "/simulator/faults", "duplicateWebhooks reorderWebhooks dropResponses errors latency", "duplicateWebhooks reorderWebhooks dropResponses errors latency")]
    [InlineData("post", "/simulator/reset", "now", "now running")]
    [InlineData("post", "/simulator/phones/{phone}/messages", "text button type caption filename latitude longitude address contact messageId emoji replyTo name number", null)]
    [InlineData("post", "/simulator/phones/{phone}/read", null, "read")]
    public async Task The_simulator_is_described_with_what_it_takes_and_answers(string method, string path, string? takes, string? answers)
    {
        var description = await demo.Document;
        var operation = description.GetProperty("paths").GetProperty(path).GetProperty(method);

        (takes is null ? null : Fields(operation.GetProperty("requestBody"))).ShouldBe(takes);
        (answers is null ? null : Fields(operation.GetProperty("responses").GetProperty("200"))).ShouldBe(answers);

        string Fields(JsonElement holder)
        {
            var name = holder.GetProperty("content").GetProperty("application/json").GetProperty("schema").GetProperty("$ref").GetString()!.Split('/')[^1];
            return string.Join(' ', description.GetProperty("components").GetProperty("schemas").GetProperty(name).GetProperty("properties").EnumerateObject().Select(static field => field.Name));
        }
    }

    [Fact]
    public async Task A_reset_needs_no_body() =>
        (await demo.Document).GetProperty("paths").GetProperty("/simulator/reset").GetProperty("post").GetProperty("requestBody").TryGetProperty("required", out _).ShouldBeFalse();

    [Fact]
    public async Task Every_problem_is_described_with_its_fields()
    {
        var description = await demo.Document;

        foreach (var (path, operation) in Operations(description))
        {
            foreach (var answer in operation.GetProperty("responses").EnumerateObject().Where(static answer => answer.Name[0] is '4' or '5' && !answer.Value.GetProperty("content").TryGetProperty("application/json", out _)))
            {
                References(answer.Value).ShouldHaveSingleItem($"{path} {answer.Name}");
            }
        }

        description.GetProperty("components").GetProperty("schemas").GetProperty("Problem").GetProperty("properties").EnumerateObject().Select(static field => field.Name)
            .ShouldBe(["type", "title", "status", "detail", "errors"]);
    }

    [Fact]
    public async Task Ids_are_texts_and_numbers_are_numbers()
    {
        var schemas = (await demo.Document).GetProperty("components").GetProperty("schemas");

        schemas.GetProperty("CustomerId").GetProperty("type").GetString().ShouldBe("string");
        schemas.GetProperty("NumberId").GetProperty("type").GetString().ShouldBe("string");
        schemas.GetProperty("TimelineEntry").GetProperty("properties").GetProperty("version").GetProperty("type").GetString().ShouldBe("integer");
        schemas.GetProperty("TryAnswer").GetProperty("properties").GetProperty("confidence").GetProperty("type").GetString().ShouldBe("number");
    }

    [Fact]
    public async Task What_an_operator_does_takes_a_key_of_the_callers_own()
    {
        foreach (var (path, operation) in Operations(await demo.Document).Where(static operation => operation.Path.Contains("/threads/{customerId}/", StringComparison.Ordinal)))
        {
            Parameters(operation, "header").ShouldBe(path.EndsWith("/draft", StringComparison.Ordinal) ? [] : ["Idempotency-Key"], path);
        }
    }

    [Fact]
    public async Task All_that_the_description_refers_to_is_in_it()
    {
        var description = await demo.Document;

        var references = References(description).Distinct().ToList();

        references.Count.ShouldBeGreaterThan(20);
        foreach (var reference in references)
        {
            var at = description;
            foreach (var step in reference.Split('/').Skip(1))
            {
                at.TryGetProperty(step, out at).ShouldBeTrue(reference);
            }
        }
    }

    [Fact]
    public async Task There_is_a_page_to_try_it()
    {
        var page = await demo.Send("GET", "/swagger/index.html", key: null);

        (page.Status, page.MediaType).ShouldBe((200, "text/html"));
        (await demo.Send("GET", "/", key: null)).Text.ShouldContain("/swagger");
    }

    private static IEnumerable<(string Path, JsonElement Operation)> Operations(JsonElement description) =>
        description.GetProperty("paths").EnumerateObject().SelectMany(static path => path.Value.EnumerateObject().Select(operation => (path.Name, operation.Value)));

    private static IEnumerable<string> Parameters(JsonElement operation, string place) => operation.TryGetProperty("parameters", out var parameters)
        ? parameters.EnumerateArray().Where(parameter => parameter.GetProperty("in").GetString() == place).Select(static parameter => parameter.GetProperty("name").GetString()!)
        : [];

    private static IEnumerable<string> References(JsonElement element) => element.ValueKind switch
    {
        JsonValueKind.Object => element.EnumerateObject().SelectMany(static field => field is { Name: "$ref", Value.ValueKind: JsonValueKind.String } ? [field.Value.GetString()!] : References(field.Value)),
        JsonValueKind.Array => element.EnumerateArray().SelectMany(References),
        _ => [],
    };

    /// <summary>The demo with its description, which takes a moment to write.</summary>
    public sealed class Described : DemoDriver
    {
        private Task<JsonElement>? document;

        public Task<JsonElement> Document => document ??= Get("/openapi/v1.json");
    }
}
