using System.Globalization;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Conversations.Api.Tests.Drivers;
using Shouldly;
using Xunit;
using Xunit.Abstractions;

namespace Conversations.Api.Tests;

/// <summary>
/// Captured bodies, broken and signed anew, at every way in: the answer is 200 or 400, never a fault of ours, and what is good in the same body
/// or comes after it is taken. The captured bodies lie beside the repository (<c>../shared/fixtures</c>); where they are missing, those are not thrown.
/// </summary>
public sealed partial class FuzzTests(DemoDriver demo, ITestOutputHelper output) : IClassFixture<DemoDriver>
{
    private const int EachTimes = 2;
    private static readonly DateTimeOffset Now = DateTimeOffset.Parse(DemoDriver.Monday, CultureInfo.InvariantCulture);

    private static readonly string[] ShopifyTopics =
    [
        "orders/create", "orders/updated", "orders/paid", "orders/cancelled", "orders/fulfilled", "orders/edited", "checkouts/create", "checkouts/update", "checkouts/delete", "carts/create", "carts/update",
        "refunds/create", "fulfillments/create", "fulfillments/update", "fulfillment_events/create", "products/create", "products/update", "inventory_levels/update", "order_transactions/create", "draft_orders/create",
        "customers/create", "customers/update", "customers/delete", "customers/redact", "customers/data_request", "customers_marketing_consent/update", "customers_email_marketing_consent/update", "nonsense",
    ];

    private static readonly string[] WooTopics =
        ["order.created", "order.updated", "order.deleted", "order.restored", "customer.created", "customer.updated", "customer.deleted", "product.created", "product.updated", "product.deleted", "coupon.created", "action.nonsense", ""];

    [Fact]
    public async Task Broken_WhatsApp_webhooks_hold_up_nothing()
    {
        await demo.Reset();
        var phones = new List<string>();
        var bodies = new Dictionary<string, string>();
        foreach (var (fixture, text) in Fixtures("whatsapp"))
        {
            var ours = JsonNode.Parse(Seconds().Replace(Number().Replace(text, "\"phone_number_id\":\"100000000000001\""), $"${{1}}{Now.ToUnixTimeSeconds()}${{2}}"))!;
            foreach (var entry in ours["entry"] as JsonArray ?? [])
            {
                entry!["id"] = "200000000000001";
            }

            for (var time = 0; time < EachTimes; time++)
            {
                var mutation = new Mutation(Seed(fixture, time));
                phones.Add($"33612{400000 + phones.Count}");
                var good = Signed.Entry(phones[^1], $"wamid.good{phones.Count}", "Merci");
                if (mutation.Tree(ours) is JsonObject broken && broken["entry"] is JsonArray entries && time > 0)
                {
                    broken["object"] = "whatsapp_business_account";
                    entries.Insert(mutation.Below(entries.Count + 1), JsonSerializer.SerializeToNode(good));
                    bodies[phones[^1]] = broken.ToJsonString();
                    await Throw(fixture, Mutation.Written(broken), bytes => demo.WhatsApp(bytes), 200);
                }
                else
                {
                    await Throw(fixture, mutation.Bytes(Mutation.Written(ours)), bytes => demo.WhatsApp(bytes), 200, 400);
                    await Throw(fixture, Signed.Bytes(new { @object = "whatsapp_business_account", entry = new[] { good } }), bytes => demo.WhatsApp(bytes), 200);
                }
            }
        }

        foreach (var phone in phones)
        {
            (await demo.Get($"{DemoDriver.Store}/customers?phone=%2B{phone}")).GetProperty("customers").GetArrayLength().ShouldBe(1, $"{phone} {bodies.GetValueOrDefault(phone)}");
        }

        await StillWell(phones.Count);
    }

    [Fact]
    public async Task Broken_shop_webhooks_hold_up_nothing()
    {
        await demo.Reset();
        var thrown = 0;
        foreach (var (fixture, text) in Fixtures("shopify").Concat(Fixtures("woocommerce")))
        {
            var tree = JsonNode.Parse(text)!;
            for (var time = 0; time < EachTimes; time++)
            {
                var mutation = new Mutation(Seed(fixture, time));
                var body = time == 0 ? mutation.Bytes(Encoding.UTF8.GetBytes(text)) : Mutation.Written(mutation.Tree(tree));
                await Throw(fixture, body, broken => demo.Shopify(ShopifyTopics[mutation.Below(ShopifyTopics.Length)], $"fuzz-{thrown}", broken), 200, 400);
                await Throw(fixture, body, broken => demo.WooCommerce(WooTopics[mutation.Below(WooTopics.Length)], broken), 200, 400);
                thrown += 2;
            }
        }

        var order = Encoding.UTF8.GetBytes("""{"id":77001,"name":"#77001","token":"t77001","created_at":"2026-11-23T10:00:00Z","financial_status":"paid","total_price":"10.00","currency":"EUR","phone":"+33612499999","line_items":[]}""");
        (await demo.Shopify("orders/create", "good", order)).Status.ShouldBe(200);
        (await demo.Get($"{DemoDriver.Store}/customers?phone=%2B33612499999")).GetProperty("customers").GetArrayLength().ShouldBe(1);
        await StillWell(thrown);
    }

    [Fact]
    public async Task Broken_events_hold_up_nothing()
    {
        await demo.Reset();
        foreach (var (type, place) in Storefronts.Events.EventTranslation.KnownTypes.Select(static (type, place) => (type, place)))
        {
            var whole = Event(type, place);
            for (var time = 0; time < EachTimes; time++)
            {
                var mutation = new Mutation(Seed(type, time));
                var batch = new JsonArray([.. Enumerable.Range(0, 12).Select(_ => mutation.Tree(whole))]);
                batch.Add(JsonSerializer.SerializeToNode(new { id = $"good-{type}-{time}", type = "customer.updated", occurredAt = DemoDriver.Monday, customer = new { id = $"good-{place}-{time}" } }));

                var answer = await Throw(type, Mutation.Written(batch), body => demo.Send("POST", $"{DemoDriver.Store}/events", body), 200);

                answer.Body.GetProperty("results")[12].GetProperty("status").GetString().ShouldBe("accepted", answer.Text);
                await Throw(type, mutation.Bytes(Mutation.Written(batch)), body => demo.Send("POST", $"{DemoDriver.Store}/events", body), 200, 400);
            }
        }

        await StillWell(Storefronts.Events.EventTranslation.KnownTypes.Count * EachTimes);
    }

    [Fact]
    public async Task Broken_rules_are_refused_or_can_be_lived_with()
    {
        foreach (var address in new[] { "policy", "journeys/cart-recovery", "journeys/payment-recovery", "journeys/win-back", "knowledge", "quick-replies" })
        {
            await demo.Reset();
            var read = JsonNode.Parse((await demo.Get($"{DemoDriver.Store}/{address}")).GetRawText())!;
            var whole = address switch { "knowledge" => Few(read["articles"]!), "quick-replies" => Few(read["quickReplies"]!), _ => read };
            for (var time = 0; time < 4 * EachTimes; time++)
            {
                var mutation = new Mutation(Seed(address, time));

                var answer = await Throw(address, Mutation.Written(mutation.Tree(whole)), body => demo.Send("PUT", $"{DemoDriver.Store}/{address}", body), 200, 400);

                if (answer.Status == 200)
                {
                    await Lived($"+33612{480000 + mutation.Below(9999)}");
                }
            }

            await StillWell(4 * EachTimes);
        }

        await demo.Reset();
    }

    /// <summary>A customer's day under whatever the rules are now.</summary>
    private async Task Lived(string phone)
    {
        await demo.Take(Shop.Consent(phone));
        await demo.Take(Shop.Cart(phone));
        await demo.Take(Shop.Order(phone, phone, "failed"));
        await demo.Says(phone, "How long does delivery to France take?");
        await demo.Advance("PT1H");
    }

    private static JsonArray Few(JsonNode list) => [.. list.AsArray().Take(5).Select(static item => item?.DeepClone())];

    private static JsonNode Event(string type, int place) => JsonSerializer.SerializeToNode(new
    {
        id = $"fuzz-{type}",
        type,
        occurredAt = DemoDriver.Monday,
        customer = new { id = $"u{place}", phone = $"+3361246{place:0000}", email = $"u{place}@example.com", firstName = "Ana", lastName = "Lima", locale = "fr-FR", timeZone = "Europe/Paris", country = "FR", cartToken = $"t{place}" },
        product = new { id = "p1", name = "Linen shirt", url = "https://demo-shop.example/p1", price = "59.90", currency = "EUR", imageUrl = "https://demo-shop.example/p1.jpg", category = "shirts" },
        cart = new { id = $"t{place}", url = "https://demo-shop.example/c", currency = "EUR", total = "119.80", items = new[] { new { productId = "p1", variantId = "v1", name = "Linen shirt", quantity = 2, price = "59.90" } } },
        checkout = new { id = $"k{place}", cartId = $"t{place}", currency = "EUR", total = 119.8, items = new[] { new { productId = "p1", quantity = 2, price = 59.9 } }, discountCodes = new[] { "TEN" } },
        failure = new { kind = "payment", code = "do_not_honor", detail = "The bank refused." },
        order = new { id = $"o{place}", number = "#1", cartId = $"t{place}", checkoutId = $"k{place}", currency = "EUR", total = "119.80", items = new[] { new { productId = "p1", quantity = 2, price = "59.90", consumable = true, cycleDays = 30 } }, paymentStatus = "failed", paymentMethod = "card", payUrl = "https://demo-shop.example/pay" },
        consent = new { channel = "whatsapp", category = "marketing", source = "checkout", wording = "Yes" },
    })!;

    private static async Task<Answer> Throw(string what, byte[] body, Func<byte[], Task<Answer>> send, params int[] expected)
    {
        var answer = await send(body);
        expected.ShouldContain(answer.Status, $"{what} answered {answer.Text} to{Environment.NewLine}{Encoding.UTF8.GetString(body)}");
        return answer;
    }

    /// <summary>Nobody stands still, and two days go by without a fault.</summary>
    private async Task StillWell(int thrown)
    {
        await demo.Advance("P2D");
        (await demo.Get($"{DemoDriver.Store}/parked")).GetProperty("customers").GetArrayLength().ShouldBe(0);
        (await demo.Get($"{DemoDriver.Store}/unread")).GetProperty("items").ValueKind.ShouldBe(JsonValueKind.Array);
        (await demo.Send("GET", "/health/ready")).Status.ShouldBe(200);
        output.WriteLine($"{thrown} broken bodies were thrown.");
    }

    private static ulong Seed(string what, int time) => what.Aggregate(1469598103934665603UL + (ulong)time, static (hash, letter) => (hash ^ letter) * 1099511628211UL);

    private static IEnumerable<(string Name, string Text)> Fixtures(string platform, [CallerFilePath] string here = "")
    {
        var folder = Path.Combine(Path.GetDirectoryName(here)!, "..", "..", "..", "shared", "fixtures", platform);
        return Directory.Exists(folder)
            ? Directory.EnumerateFiles(folder, "*.json").Order(StringComparer.Ordinal).Select(static file => (Path.GetFileName(file), File.ReadAllText(file)))
            : [];
    }

    [GeneratedRegex("\"phone_number_id\"\\s*:\\s*\"[^\"]*\"")]
    private static partial Regex Number();

    [GeneratedRegex("(\"timestamp\"\\s*:\\s*\"?)[0-9]{9,}(\"?)")]
    private static partial Regex Seconds();
}
