using System.Text;
using Conversations.Customers;
using Conversations.Storefronts.Events;
using Conversations.Storefronts.Shopify;
using Conversations.Storefronts.Tests.Events;
using Conversations.Storefronts.Tests.Fixtures;
using Conversations.Storefronts.WooCommerce;
using Shouldly;
using Xunit;

namespace Conversations.Storefronts.Tests;

/// <summary>Thousands of damaged bodies, always the same ones: nothing throws, and what comes out can be written down and read again.</summary>
public class MutationTests
{
    private const int PerSeed = 400;

    private static readonly DateTimeOffset At = new(2026, 4, 2, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Put in place of a value, a key or a piece of one.</summary>
    private static readonly string[] Nasty =
    [
        "null", "true", "-1", "1e400", "1e28", "0.0000000000000000000000000001", "79228162514264337593543950335", "\"\"", "\"\\u0000\"", "\"\\ud83d\"", "\"\\udc00x\"", "[]", "{}", "[[]]",
        "\"9999-12-31T23:59:59-14:00\"", "\"0001-01-01T00:00:00+14:00\"", "\"+\"", "\"//\"", "\"https://\"", "\"@\"", "\"\\\\ud800\"", "99999999999999999999999999", "\"\uFFFF\u202E\"",
    ];

    private static readonly string[] ShopifyTopics =
    [
        "carts/update", "checkouts/update", "checkouts/delete", "orders/create", "orders/updated", "orders/fulfilled", "refunds/create", "fulfillments/update", "fulfillment_events/create",
        "customers/update", "customers/redact", "customers/data_request", "variants/in_stock", "products/create", "products/update", "",
    ];

    private static readonly string[] WooTopics = ["order.updated", "order.deleted", "customer.updated", "product.created", "product.updated", "product.deleted", "", "."];

    [Theory]
    [InlineData(1u)]
    [InlineData(2u)]
    [InlineData(3u)]
    [InlineData(4u)]
    [InlineData(5u)]
    public void Damaged_bodies_never_throw(uint seed)
    {
        var bodies = Bodies();
        var chance = new Chance(seed);
        for (var i = 0; i < PerSeed; i++)
        {
            var body = Damaged(bodies[chance.Below(bodies.Count)], chance);
            var shown = $"seed {seed}, body {i}: {Encoding.UTF8.GetString(body)}";
            Should.NotThrow(() => Walk(body, chance), shown);
        }
    }

    private static void Walk(byte[] body, Chance chance)
    {
        foreach (var outcome in ShopifyTranslation.Read(ShopifyTopics[chance.Below(ShopifyTopics.Length)], "w", null, body, At, "FR"))
        {
            Keeps(outcome);
        }

        foreach (var outcome in WooCommerceTranslation.Read(WooTopics[chance.Below(WooTopics.Length)], "https://shop.example", body, At, "FR"))
        {
            Keeps(outcome);
        }

        if (EventTranslation.ReadBatch(body, At, "FR") is BatchOutcome.Events batch)
        {
            foreach (var translated in batch.Items.OfType<EventOutcome.Translated>())
            {
                Keeps(translated.Input);
            }
        }
    }

    private static void Keeps(WebhookOutcome outcome)
    {
        if (outcome is WebhookOutcome.Translated translated)
        {
            Keeps(translated.Input);
        }
        else if (outcome is WebhookOutcome.News news)
        {
            Keeps(news.Input);
        }
    }

    private static void Keeps(CustomerInput input)
    {
        var written = Written.Of(input);
        Written.Of(Written.Read<CustomerInput>(written)).ShouldBe(written);
        written.ShouldNotContain("\\u0000");
        input.Id.Length.ShouldBeInRange(1, 220);
        input.OccurredAt.ShouldBeLessThanOrEqualTo(At + EventTranslation.ClockAheadMax);
        input.Aliases.ShouldAllBe(alias => alias.Value.Length > 0 && alias.Value.Length <= 254);
        input.Aliases.ShouldBe(input.Aliases.Distinct().Order());
    }

    private static List<string> Bodies() =>
    [
        .. EventTranslation.KnownTypes.Select(type => $"[{SampleEvent.Of(type).ToJsonString()}]"),
        .. Fixture.All("shopify").Concat(Fixture.All("woocommerce")).Select(fixture => Encoding.UTF8.GetString(fixture.Body())),
    ];

    private static byte[] Damaged(string body, Chance chance)
    {
        for (var times = chance.Below(4); times >= 0; times--)
        {
            var colon = NextOf(body, ':', chance.Below(Math.Max(1, body.Length)));
            body = chance.Below(8) switch
            {
                < 5 => ValueAt(body, colon, Nasty[chance.Below(Nasty.Length)]),
                5 => body[..chance.Below(body.Length + 1)],
                6 => body.Insert(chance.Below(body.Length + 1), Nasty[chance.Below(Nasty.Length)]),
                _ => body.Replace($"\"{chance.Below(10)}", "\"\\ud800", StringComparison.Ordinal),
            };
        }

        var bytes = Encoding.UTF8.GetBytes(body);
        if (chance.Below(10) == 0 && bytes.Length > 0)
        {
            bytes[chance.Below(bytes.Length)] = (byte)chance.Below(256);
        }

        return bytes;
    }

    /// <summary>Replaces the simple value behind a colon, so that the body stays JSON and reaches the readers.</summary>
    private static string ValueAt(string body, int colon, string value)
    {
        if (colon < 0)
        {
            return body;
        }

        var end = colon + 1;
        var quoted = false;
        while (end < body.Length && (quoted || body[end] is not (',' or '}' or ']' or '{' or '[')))
        {
            quoted ^= body[end] == '"' && body[end - 1] != '\\';
            end++;
        }

        return end < body.Length && body[end] is ('{' or '[') ? body : $"{body[..(colon + 1)]}{value}{body[end..]}";
    }

    private static int NextOf(string body, char letter, int from) =>
        body.Length == 0 ? -1 : body.IndexOf(letter, Math.Min(from, body.Length - 1));

    /// <summary>xorshift32: the same sequence in every release of the runtime.</summary>
    private sealed class Chance(uint seed)
    {
        private uint state = (seed * 2_654_435_761) | 1;

        public int Below(int limit)
        {
            state ^= state << 13;
            state ^= state >> 17;
            state ^= state << 5;
            return (int)(state % (uint)limit);
        }
    }
}
