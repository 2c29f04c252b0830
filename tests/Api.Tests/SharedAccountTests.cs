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

    /// <summary>News of a rating name the number as it is displayed, and no two webhooks need display it alike.</summary>
    [Fact]
    public async Task A_rating_counts_for_all_numbers_until_it_is_known_which_one_is_displayed_so()
    {
        await Rate("FLAGGED", "+44 7700 900 222");
        (await Qualities()).ShouldBe(["red", "red", "red"]);
        await Rate("UNFLAGGED", "+44 7700 900 222");
        (await Qualities()).ShouldBe(["green", "green", "green"]);

        const string Inbound = """{"entry":[{"id":"200000000000001","changes":[{"field":"messages","value":{"metadata":{"display_phone_number":"447700900222","phone_number_id":"2"},"statuses":[{"id":"wamid.x","status":"sent","timestamp":"1795600000","recipient_id":"33612345199"}]}}]}]}""";
        (await demo.WhatsApp(Encoding.UTF8.GetBytes(Inbound))).Status.ShouldBe(200);
        await Rate("FLAGGED", "+44 7700-900222");
        (await Qualities()).ShouldBe(["green", "red", "green"]);
        await Rate("UNFLAGGED", "+44 7700-900222");
        (await Qualities()).ShouldBe(["green", "green", "green"]);
    }

    private async Task Rate(string happened, string displayed)
    {
        var news = $$$"""{"entry":[{"id":"200000000000001","time":1795600000,"changes":[{"field":"phone_number_quality_update","value":{"display_phone_number":"{{{displayed}}}","event":"{{{happened}}}"}}]}]}""";
        (await demo.WhatsApp(Encoding.UTF8.GetBytes(news))).Status.ShouldBe(200);
    }

    private async Task<string[]> Qualities()
    {
        var qualities = new List<string>();
        foreach (var (store, key) in new[] { ("demo", "demo-key"), ("other", "other-key") })
        {
            var numbers = (await demo.Send("GET", $"/v1/stores/{store}/numbers", key: key)).Body.GetProperty("numbers").EnumerateArray();
            qualities.AddRange(numbers.Select(static number => number.GetProperty("quality").GetString()!));
        }

        return [.. qualities];
    }

    public sealed class Sharing : DemoDriver
    {
        protected override IEnumerable<string> Settings =>
        [
            "--Stores:other:Name", "Other", "--Stores:other:Url", "https://other.example", "--Stores:other:TimeZone", "UTC",
            "--Stores:other:Keys:0:Name", "other", "--Stores:other:Keys:0:Role", "admin", "--Stores:other:Keys:0:Sha256", KeyRing.HashOf("other-key"),
            "--Stores:other:WhatsApp:AppSecrets:0", "demo-app-secret", "--Stores:other:WhatsApp:VerifyToken", "v", "--Stores:other:WhatsApp:AccessToken", "a",
            "--Stores:other:WhatsApp:BusinessAccountId", "200000000000001", "--Stores:other:WhatsApp:PhoneNumberIds:0", "2", "--Stores:other:WhatsApp:PhoneNumberIds:1", "3",
        ];
    }
}
