using Conversations.Api.Keys;
using Conversations.Api.Settings;
using Conversations.Api.Tests.Drivers;
using Microsoft.AspNetCore.Routing;
using Microsoft.Extensions.DependencyInjection;
using Shouldly;
using Xunit;

namespace Conversations.Api.Tests;

public sealed class RolesTests(RolesTests.Staffed demo) : IClassFixture<RolesTests.Staffed>
{
    /// <summary>Every address of a store with the roles that may use it; admin may use all.</summary>
    internal static readonly Dictionary<string, string> Expected = new()
    {
        ["POST events"] = "storefront",
        ["GET customers"] = "operator",
        ["GET customers/{customerId}"] = "operator",
        ["DELETE customers/{customerId}"] = "operator",
        ["GET customers/{customerId}/timeline"] = "operator",
        ["GET customers/{customerId}/forecast"] = "operator",
        ["POST customers/{customerId}/what-if"] = "operator",
        ["GET customers/{customerId}/export"] = "operator",
        ["GET threads"] = "operator",
        ["GET threads/{customerId}"] = "operator",
        ["POST threads/{customerId}/messages"] = "operator",
        ["POST threads/{customerId}/takeover"] = "operator",
        ["POST threads/{customerId}/handback"] = "operator",
        ["POST threads/{customerId}/assign"] = "operator",
        ["POST threads/{customerId}/close"] = "operator",
        ["POST threads/{customerId}/notes"] = "operator",
        ["POST threads/{customerId}/labels"] = "operator",
        ["POST threads/{customerId}/draft"] = "operator",
        ["GET changes"] = "operator",
        ["GET unread"] = "operator",
        ["GET parked"] = "operator",
        ["POST parked/{customerId}/retry"] = "operator",
        ["GET journeys"] = "operator marketer",
        ["GET journeys/{name}"] = "operator marketer",
        ["PUT journeys/{name}"] = "marketer",
        ["POST journeys/{name}/backtest"] = "marketer",
        ["GET policy"] = "operator marketer",
        ["PUT policy"] = "marketer",
        ["POST policy/backtest"] = "marketer",
        ["GET templates"] = "operator marketer",
        ["POST templates/sync"] = "marketer",
        ["GET quick-replies"] = "operator marketer",
        ["PUT quick-replies"] = "operator marketer",
        ["GET knowledge"] = "operator marketer",
        ["PUT knowledge"] = "operator marketer",
        ["GET knowledge/{id}"] = "operator marketer",
        ["PUT knowledge/{id}"] = "operator marketer",
        ["DELETE knowledge/{id}"] = "operator marketer",
        ["POST assistant/try"] = "operator marketer",
        ["GET numbers"] = "operator marketer",
        ["POST numbers/resume"] = "",
    };

    private static readonly string[] Roles = ["storefront", "operator", "marketer", "admin"];

    [Fact]
    public void No_address_of_a_store_is_forgotten() => Addresses().ShouldBe(Expected.Keys, ignoreOrder: true);

    [Fact]
    public async Task Every_address_opens_to_its_roles_only()
    {
        foreach (var (address, allowed) in Expected)
        {
            foreach (var role in Roles)
            {
                var status = (await Ask(address, $"{role}-key")).Status;
                var opens = role == "admin" || allowed.Split(' ').Contains(role);

                (status is 401 or 403).ShouldBe(!opens, $"{address} with a key of {role}: {status}");
                status.ShouldBeLessThan(500);
            }
        }
    }

    [Fact]
    public async Task Without_a_key_every_address_asks_for_one()
    {
        foreach (var address in Expected.Keys)
        {
            foreach (var key in new[] { null, "", "unknown", KeyRing.HashOf("admin-key") })
            {
                var answer = await Ask(address, key);

                (answer.Status, answer.MediaType).ShouldBe((401, "application/problem+json"), address);
                answer.Headers.WwwAuthenticate.ShouldContain(way => way.Scheme == "Bearer");
            }
        }
    }

    [Fact]
    public async Task A_key_opens_no_other_store()
    {
        foreach (var address in Expected.Keys)
        {
            (await Ask(address, "other-key")).Status.ShouldBe(403, address);
            (await Ask(address, "admin-key", "other")).Status.ShouldBe(403, address);
        }

        (await Ask("GET customers", "other-key", "other")).Status.ShouldBe(200);
        (await Ask("GET customers", "admin-key", "nowhere")).Status.ShouldBe(403);
    }

    [Fact]
    public void The_hash_of_a_key_may_be_written_in_capitals()
    {
        var keys = new KeyRing(new StoresSettings { Stores = new() { ["shop"] = new StoreSettings { Keys = [new() { Role = Role.Operator, Sha256 = KeyRing.HashOf("a key").ToUpperInvariant() }] } } });

        keys.Find("a key").ShouldNotBeNull().Role.ShouldBe(Role.Operator);
        keys.Find("A key").ShouldBeNull();
    }

    [Fact]
    public async Task A_key_in_the_address_counts_for_the_live_feed_only()
    {
        (await demo.Send("GET", "/v1/stores/demo/customers?access_token=admin-key", key: null)).Status.ShouldBe(401);
        (await demo.Send("POST", "/live/negotiate?negotiateVersion=1&access_token=operator-key", key: null)).Status.ShouldBe(200);
        (await demo.Send("POST", "/Live/negotiate?negotiateVersion=1&access_token=operator-key", key: null)).Status.ShouldBe(200);
        (await demo.Send("POST", "/live/negotiate?negotiateVersion=1&access_token=storefront-key", key: null)).Status.ShouldBe(403);
        (await demo.Send("POST", "/live/negotiate?negotiateVersion=1", key: null)).Status.ShouldBe(401);
    }

    /// <summary>Nothing that a request does here changes anything: it names nobody, or nothing.</summary>
    private Task<Answer> Ask(string address, string? key, string store = "demo")
    {
        var (method, path) = (address.Split(' ')[0], address.Split(' ')[1]);
        if (path == "changes" && key is "operator-key" or "admin-key" && store == "demo")
        {
            path = "unread";
        }

        return demo.Send(method, $"/v1/stores/{store}/{path.Replace("{customerId}", "nobody", StringComparison.Ordinal).Replace("{name}", "nothing", StringComparison.Ordinal).Replace("{id}", "nothing", StringComparison.Ordinal)}", method is "POST" or "PUT" ? "5" : null, key);
    }

    private IEnumerable<string> Addresses() => demo.App.Services.GetRequiredService<EndpointDataSource>().Endpoints
        .OfType<RouteEndpoint>()
        .Where(static endpoint => endpoint.RoutePattern.RawText!.StartsWith("/v1/", StringComparison.Ordinal))
        .SelectMany(static endpoint => endpoint.Metadata.GetRequiredMetadata<HttpMethodMetadata>().HttpMethods
            .Select(method => $"{method} {endpoint.RoutePattern.RawText!["/v1/stores/{store}/".Length..].TrimEnd('/')}"));

    /// <summary>The demo with a key of each role, and a second store.</summary>
    public sealed class Staffed : DemoDriver
    {
        protected override IEnumerable<string> Settings =>
        [
            .. Roles.SelectMany(static (role, place) => Key("demo", place + 1, role, $"{role}-key")),
            .. Key("other", 0, "admin", "other-key"),
            .. Set("other:Name", "Other"), .. Set("other:Url", "https://other.example"), .. Set("other:TimeZone", "UTC"),
            .. Set("other:WhatsApp:AppSecrets:0", "s"), .. Set("other:WhatsApp:VerifyToken", "v"), .. Set("other:WhatsApp:AccessToken", "a"),
            .. Set("other:WhatsApp:BusinessAccountId", "2"), .. Set("other:WhatsApp:PhoneNumberIds:0", "2"),
        ];

        private static IEnumerable<string> Key(string store, int place, string role, string key) =>
            [.. Set($"{store}:Keys:{place}:Name", key), .. Set($"{store}:Keys:{place}:Role", role), .. Set($"{store}:Keys:{place}:Sha256", KeyRing.HashOf(key))];

        private static string[] Set(string path, string value) => [$"--Stores:{path}", value];
    }
}
