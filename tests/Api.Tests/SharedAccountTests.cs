using System.Text;
using Conversations.Api.Keys;
using Conversations.Api.Tests.Drivers;
using Shouldly;
using Xunit;

namespace Conversations.Api.Tests;

/// <summary>Two stores with numbers of their own in one WhatsApp business account.</summary>
public sealed class SharedAccountTests(SharedAccountTests.Sharing demo) : IClassFixture<SharedAccountTests.Sharing>
{
    [Fact]
    public async Task News_of_the_account_reach_every_store_that_has_it()
    {
        const string News = """{"entry":[{"id":"200000000000001","time":1795600000,"changes":[{"field":"account_update","value":{"event":"ACCOUNT_DELETED"}},{"field":"surprise","value":{}}]}]}""";

        (await demo.WhatsApp(Encoding.UTF8.GetBytes(News))).Status.ShouldBe(200);

        foreach (var (store, key) in new[] { ("demo", "demo-key"), ("other", "other-key") })
        {
            var number = (await demo.Send("GET", $"/v1/stores/{store}/numbers", key: key)).Body.GetProperty("numbers")[0];
            number.GetProperty("blocked").GetString().ShouldBe("ACCOUNT_DELETED", store);
            (await demo.Send("GET", $"/v1/stores/{store}/unread", key: key)).Body.GetProperty("items").GetArrayLength().ShouldBe(1, store);
        }
    }

    public sealed class Sharing : DemoDriver
    {
        protected override IEnumerable<string> Settings =>
        [
            "--Stores:other:Name", "Other", "--Stores:other:Url", "https://other.example", "--Stores:other:TimeZone", "UTC",
            "--Stores:other:Keys:0:Name", "other", "--Stores:other:Keys:0:Role", "admin", "--Stores:other:Keys:0:Sha256", KeyRing.HashOf("other-key"),
            "--Stores:other:WhatsApp:AppSecrets:0", "demo-app-secret", "--Stores:other:WhatsApp:VerifyToken", "v", "--Stores:other:WhatsApp:AccessToken", "a",
            "--Stores:other:WhatsApp:BusinessAccountId", "200000000000001", "--Stores:other:WhatsApp:PhoneNumberIds:0", "2",
        ];
    }
}
