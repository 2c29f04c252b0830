using System.Text;
using Conversations.Api.Keys;
using Conversations.Api.Settings;
using Conversations.Api.Tests.Drivers;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Console;
using Microsoft.Extensions.Options;
using Shouldly;
using Xunit;

namespace Conversations.Api.Tests;

/// <summary>Outside Development: nothing of the demo is there, and nothing starts half configured.</summary>
public sealed class ProductionTests(ProductionTests.RealStore store) : IClassFixture<ProductionTests.RealStore>
{
    private const string Key = "a-real-key";

    [Fact]
    public async Task With_nothing_configured_it_does_not_start_and_lists_what_is_missing()
    {
        var refused = await Should.ThrowAsync<SettingsException>(() => Program.Build(["--environment", "Production"]));

        refused.Faults.Select(static fault => fault[..fault.IndexOf(": ", StringComparison.Ordinal)]).ShouldBe(
        [
            "Storage:ConnectionString", "Privacy:HashKey", "Stores", "Stores:<store>:Name", "Stores:<store>:Url", "Stores:<store>:TimeZone", "Stores:<store>:Keys", "Stores:<store>:WhatsApp:AppSecrets:0",
            "Stores:<store>:WhatsApp:VerifyToken", "Stores:<store>:WhatsApp:AccessToken", "Stores:<store>:WhatsApp:BusinessAccountId", "Stores:<store>:WhatsApp:PhoneNumberIds:0",
        ]);
        (await Program.Main(["--environment", "Production"])).ShouldBe(1);
    }

    [Theory]
    [InlineData("--Privacy:HashKey", "short", "Privacy:HashKey")]
    [InlineData("--Stores:shop:TimeZone", "Mars/Olympus", "Stores:shop:TimeZone")]
    [InlineData("--Stores:shop:Keys:0:Sha256", "a-real-key", "Stores:shop:Keys:0:Sha256")]
    [InlineData("--Stores:shop:Keys:0:Role", "5", "Stores:shop:Keys:0:Role")]
    [InlineData("--OTEL_EXPORTER_OTLP_ENDPOINT", "garbage", "OTEL_EXPORTER_OTLP_ENDPOINT")]
    [InlineData("--urls", "http://+:5080;garbage", "urls")]
    [InlineData("--Stores:shop:Url", "not a url", "Stores:shop:Url")]
    [InlineData("--Stores:shop:WhatsApp:PhoneNumberIds:0", "", "Stores:shop:WhatsApp:PhoneNumberIds:0")]
    [InlineData("--Stores:shop:WhatsApp:AppSecrets:1", "", "Stores:shop:WhatsApp:AppSecrets:1")]
    [InlineData("--Stores:Shop!:Name", "Shop", "Stores:Shop!")]
    [InlineData("--Stores:shop:WooCommerce:Country", "FR", "Stores:shop:WooCommerce:Secret")]
    [InlineData("--Stores:shop:WooCommerce:Country", "France", "Stores:shop:WooCommerce:Country: 'France' is not an ISO 3166 country such as FR")]
    [InlineData("--Stores:shop:Webhook:Url", "not an address", "Stores:shop:Webhook:Url")]
    [InlineData("--Stores:shop:TemplatesFile", "/nowhere.json", "Stores:shop:TemplatesFile")]
    [InlineData("--Storage:ConnectionString", "Host=127.0.0.1;Port=1;Timeout=1", "Storage:ConnectionString")]
    [InlineData("--Storage:ConnectionString", "Data Source=", "Storage:ConnectionString: the database cannot be opened: neither a SQLite file (Data Source=…) nor a PostgreSQL host (Host=…) is named")]
    [InlineData("--Storage:ConnectionString", "Username=me", "Storage:ConnectionString: the database cannot be opened: neither a SQLite file (Data Source=…) nor a PostgreSQL host (Host=…) is named")]
    [InlineData("--Storage:ConnectionString", "conversations.db", "Storage:ConnectionString: the database cannot be opened: neither a SQLite file (Data Source=…) nor a PostgreSQL host (Host=…) is named")]
    public async Task A_wrong_setting_is_named(string setting, string value, string path)
    {
        var refused = await Should.ThrowAsync<SettingsException>(() => Program.Build(["--environment", "Production", .. store.All, setting, value]));

        refused.Faults.ShouldContain(fault => fault.StartsWith(path, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Stores:shop:WhatsApp:MarketingMessages", "yes", "'yes' is neither true nor false")]
    [InlineData("Stores:shop:Keys:1:Role", "operater", "'operater' is none of storefront, operator, marketer, admin")]
    [InlineData("Stores:shop:Shopfy:Secrets:0", "secret", "there is no such setting", "Stores:shop:Shopfy")]
    [InlineData("Stores:shop:Name:0", "secret", "there is no such setting")]
    [InlineData("Stores:shop:WhatsApp", "secret", "has no value itself, only settings below it")]
    public async Task What_cannot_be_read_is_the_one_fault_of_its_store(string setting, string value, string fault, string? path = null)
    {
        string[] second = ["--Stores:shop:Keys:1:Name", "other", "--Stores:shop:Keys:1:Sha256", KeyRing.HashOf("other")];
        var refused = await Should.ThrowAsync<SettingsException>(() => Program.Build(["--environment", "Production", .. store.All, .. second, $"--{setting}", value]));

        refused.Faults.ShouldBe([$"{path ?? setting}: {fault}"]);
    }

    [Fact]
    public async Task A_key_that_stands_twice_is_refused_where_it_stands_again()
    {
        string[] second = ["--Stores:shop:Keys:1:Role", "operator", "--Stores:shop:Keys:1:Sha256", KeyRing.HashOf(Key).ToUpperInvariant()];
        var refused = await Should.ThrowAsync<SettingsException>(() => Program.Build(["--environment", "Production", .. store.All, .. second]));

        refused.Faults.ShouldBe(["Stores:shop:Keys:1:Sha256: is the key of Stores:shop:Keys:0 already; a key belongs to one store and has one role"]);
    }

    [Fact]
    public async Task An_address_that_is_taken_ends_the_start_with_a_word_and_a_code()
    {
        var taken = store.App.Services.GetRequiredService<Hosting.OwnAddress>().Url.GetLeftPart(UriPartial.Authority);

        (await Program.Main(["--environment", "Production", .. store.All, "--Storage:ConnectionString", $"{store.ConnectionString}.taken", "--urls", taken])).ShouldBe(1);
    }

    [Theory]
    [InlineData("Logging:LogLevel:Default")]
    [InlineData("Logging:LogLevel:Microsoft.AspNetCore.Routing")]
    [InlineData("Logging:Console:LogLevel:Default")]
    [InlineData("Logging:Console:LogLevel:Microsoft.AspNetCore")]
    public async Task No_setting_makes_the_framework_log_the_paths_of_requests(string setting)
    {
        await using var app = await Program.Build(["--environment", "Production", .. store.All, "--Storage:ConnectionString", store.ConnectionString + setting.Replace(':', '-'), $"--{setting}", "Trace", "--Logging:Console:FormatterOptions:IncludeScopes", "true"]);
        var loggers = app.Services.GetRequiredService<ILoggerFactory>();

        loggers.CreateLogger("Microsoft.AspNetCore.Hosting.Diagnostics").IsEnabled(LogLevel.Information).ShouldBeFalse();
        loggers.CreateLogger("Microsoft.AspNetCore.Routing.Matching.DfaMatcher").IsEnabled(LogLevel.Information).ShouldBeFalse();
        loggers.CreateLogger("Microsoft.AspNetCore.Routing.Matching.DfaMatcher").IsEnabled(LogLevel.Warning).ShouldBeTrue();
        app.Services.GetRequiredService<IOptions<JsonConsoleFormatterOptions>>().Value.IncludeScopes.ShouldBeFalse();
    }

    [Fact]
    public void An_address_to_listen_on_may_name_every_host_or_a_socket() =>
        SettingsCheck.Faults(new ConfigurationBuilder().AddInMemoryCollection([new("urls", "http://+:5080;https://*:5443; http://[::]:5081;http://unix:/run/c.sock;")]).Build(), new StoresSettings())
            .ShouldNotContain(static fault => fault.StartsWith("urls", StringComparison.Ordinal));

    [Fact]
    public void A_templates_file_without_a_name_is_none() =>
        SettingsCheck.Faults(new ConfigurationBuilder().Build(), new StoresSettings { Stores = { ["shop"] = new StoreSettings { TemplatesFile = "" } } })
            .ShouldNotContain(static fault => fault.Contains("TemplatesFile", StringComparison.Ordinal));

    [Fact]
    public async Task Nothing_of_the_demo_is_there()
    {
        foreach (var address in new[] { "/", "/index.html", "/app.js", "/demo/products", "/simulator/clock", "/simulator/phones", "/v1/stores/demo/customers" })
        {
            (await store.Send("GET", address, key: "demo-key")).Status.ShouldBeOneOf([401, 404], address);
        }

        (await store.Send("GET", "/v1/stores/shop/customers", key: "demo-key")).Status.ShouldBe(401);
        (await store.WhatsApp(Signed.Message("33612345701", "wamid.p1", "Hello"))).Status.ShouldBe(401);
        (await store.Get("/openapi/v1.json")).GetProperty("paths").EnumerateObject().ShouldNotContain(static path => path.Name.StartsWith("/simulator", StringComparison.Ordinal));
        (await store.Send("GET", "/health/ready", key: null)).Status.ShouldBe(200);
    }

    [Fact]
    public async Task The_templates_are_those_that_WhatsApp_has_now()
    {
        store.Graph.Templates = [FakeGraph.Template("order_paid", "Thank you, {{first_name}}!"), FakeGraph.Template("our_own", "Hello {{first_name}}")];
        var synced = await store.Send("POST", "/v1/stores/shop/templates/sync", key: Key);
        synced.Status.ShouldBe(200);
        Names(synced).ShouldBe(["order_paid", "our_own"], ignoreOrder: true);
        synced.Body.GetProperty("templates").EnumerateArray().Single(static template => template.GetProperty("name").GetString() == "order_paid").GetProperty("defaults").TryGetProperty("first_name", out _).ShouldBeTrue();

        store.Graph.Templates = null;
        var failed = await store.Send("POST", "/v1/stores/shop/templates/sync", key: Key);
        (failed.Status, failed.MediaType).ShouldBe((502, "application/problem+json"));
        Names(await store.Send("GET", "/v1/stores/shop/templates", key: Key)).ShouldBe(["order_paid", "our_own"], ignoreOrder: true);
    }

    [Fact]
    public async Task A_customer_who_writes_is_heard_and_answered_through_the_Graph_API()
    {
        (await store.WhatsApp(Stop("33612345702"), RealStore.AppSecret)).Status.ShouldBe(200);

        var sent = await store.Graph.Sent();

        sent["to"]!.GetValue<string>().ShouldEndWith("33612345702");
        sent["text"]!["body"]!.GetValue<string>().ShouldContain("Real Shop");
        var customer = (await store.Send("GET", "/v1/stores/shop/customers?phone=%2B33612345702", key: Key)).Body.GetProperty("customers")[0].GetProperty("customerId").GetString();
        (await store.Send("GET", $"/v1/stores/shop/customers/{customer}", key: Key)).Body.GetProperty("consent").GetProperty("marketing").GetString().ShouldBe("stopped");
    }

    [Theory]
    [InlineData("GET", "threads?limit=many", null, "limit")]
    [InlineData("POST", "customers/c_x/what-if", "{\"days\":\"many\"}", "days")]
    [InlineData("POST", "threads/c_x/assign", "{", "$")]
    public async Task What_is_wrong_with_a_request_is_said_here_as_in_the_demo(string method, string path, string? body, string field)
    {
        var answer = await store.Send(method, $"/v1/stores/shop/{path}", body is null ? null : Encoding.UTF8.GetBytes(body), key: Key);

        answer.Status.ShouldBe(400);
        answer.Body.GetProperty("errors").TryGetProperty(field, out _).ShouldBeTrue(answer.Body.ToString());
    }

    private static IEnumerable<string> Names(Answer answer) => answer.Body.GetProperty("templates").EnumerateArray().Select(static template => template.GetProperty("name").GetString()!);

    /// <summary>A message of this moment: outside Development the clock is the world's.</summary>
    private static byte[] Stop(string phone) => Encoding.UTF8.GetBytes(Encoding.UTF8.GetString(Signed.Message(phone, $"wamid.{phone}", "STOP"))
        .Replace("100000000000001", RealStore.Number, StringComparison.Ordinal)
        .Replace(DateTimeOffset.Parse(DemoDriver.Monday, System.Globalization.CultureInfo.InvariantCulture).ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture), TimeProvider.System.GetUtcNow().ToUnixTimeSeconds().ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal));

    /// <summary>One store, configured as an operator would, in front of a Graph API of our own.</summary>
    public class RealStore : DemoDriver
    {
        public const string AppSecret = "a-real-app-secret";
        public const string Number = "555000000000001";

        public FakeGraph Graph { get; private set; } = null!;

        public IEnumerable<string> All => [.. Settings, "--Storage:ConnectionString", ConnectionString + ".other"];

        protected override string EnvironmentName => "Production";

        protected override IEnumerable<string> Settings =>
        [
            "--WhatsApp:GraphUrl", Graph.Url,
            "--Privacy:HashKey", "a-secret-of-some-length",
            "--Stores:shop:Name", "Real Shop", "--Stores:shop:Url", "https://real-shop.example", "--Stores:shop:TimeZone", "Europe/Paris",
            "--Stores:shop:Keys:0:Name", "me", "--Stores:shop:Keys:0:Role", "admin", "--Stores:shop:Keys:0:Sha256", KeyRing.HashOf(Key),
            "--Stores:shop:WhatsApp:AppSecrets:0", AppSecret, "--Stores:shop:WhatsApp:VerifyToken", "v", "--Stores:shop:WhatsApp:AccessToken", "a",
            "--Stores:shop:WhatsApp:BusinessAccountId", "555000000000002", "--Stores:shop:WhatsApp:PhoneNumberIds:0", Number,
        ];

        public override async Task InitializeAsync()
        {
            Graph = await FakeGraph.Start();
            await Start();
        }

        public override async Task DisposeAsync()
        {
            await base.DisposeAsync();
            await Graph.DisposeAsync();
        }
    }
}
