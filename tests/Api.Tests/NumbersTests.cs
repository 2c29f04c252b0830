using Conversations.Api.Keys;
using Conversations.Api.Tests.Drivers;
using Shouldly;
using Xunit;

namespace Conversations.Api.Tests;

/// <summary>Which numbers a store has is said by the settings, at every start.</summary>
public sealed class NumbersTests : IAsyncLifetime
{
    private readonly Shopkeeper store = new();

    public Task InitializeAsync() => store.Start();

    public Task DisposeAsync() => store.DisposeAsync();

    [Fact]
    public async Task A_number_that_the_settings_add_or_replace_is_the_stores_from_the_next_start()
    {
        (await Numbers()).ShouldBe(["111"]);

        store.Numbers = ["111", "222"];
        await Restart();
        (await Numbers()).ShouldBe(["111", "222"]);

        store.Numbers = ["222"];
        await Restart();
        (await Numbers()).ShouldBe(["222"]);
    }

    [Fact]
    public async Task A_policy_that_leaves_a_number_out_does_not_take_it_away()
    {
        store.Numbers = ["111", "222"];
        await Restart();

        var put = await store.Send("PUT", "/v1/stores/shop/policy", """{"storeName":"Shop","storeUrl":"https://shop.example","timeZone":"UTC","numbers":[{"id":"222","default":true}]}""");

        put.Status.ShouldBe(200, put.Text);
        (await Numbers()).ShouldBe(["222", "111"]);
    }

    private async Task Restart()
    {
        await store.Stop();
        await store.Start();
    }

    private async Task<string[]> Numbers() =>
        [.. (await store.Get("/v1/stores/shop/numbers")).GetProperty("numbers").EnumerateArray().Select(static number => number.GetProperty("id").GetString()!)];

    private sealed class Shopkeeper : DemoDriver
    {
        public string[] Numbers { get; set; } = ["111"];

        protected override string EnvironmentName => "Production";

        protected override IEnumerable<string> Settings =>
        [
            "--WhatsApp:GraphUrl", "http://127.0.0.1:1",
            "--Privacy:HashKey", "a-secret-of-some-length",
            "--Stores:shop:Name", "Shop", "--Stores:shop:Url", "https://shop.example", "--Stores:shop:TimeZone", "UTC",
            "--Stores:shop:Keys:0:Role", "admin", "--Stores:shop:Keys:0:Sha256", KeyRing.HashOf("demo-key"),
            "--Stores:shop:WhatsApp:AppSecrets:0", "s", "--Stores:shop:WhatsApp:VerifyToken", "v", "--Stores:shop:WhatsApp:AccessToken", "a", "--Stores:shop:WhatsApp:BusinessAccountId", "1",
            .. Numbers.Index().SelectMany(static number => new[] { $"--Stores:shop:WhatsApp:PhoneNumberIds:{number.Index}", number.Item }),
        ];
    }
}
