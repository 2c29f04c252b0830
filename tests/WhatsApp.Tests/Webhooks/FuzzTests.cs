using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Conversations.Customers;
using Conversations.WhatsApp.Webhooks;
using Shouldly;
using Xunit;

namespace Conversations.WhatsApp.Tests.Webhooks;

/// <summary>Whatever arrives, reading it never throws, and whatever it gives can be stored.</summary>
public sealed class FuzzTests
{
    private const int Mutations = 2500;

    private static readonly string[] Strange =
    [
        "null", "[]", "{}", "7", "-1e400", "\"\"", "\"x\"", "true", "[[]]", "[null]", "{\"a\":{\"b\":[]}}", "\"HALF\"", "99999999999999999999999", "[7,\"x\",{}]",
    ];

    private static readonly DateTimeOffset Now = new(2026, 11, 21, 3, 0, 0, TimeSpan.Zero);

    [Theory]
    [InlineData(1)]
    [InlineData(20261121)]
    public void Mutated_webhooks_never_throw(int seed)
    {
        var bodies = Bodies();
        var chance = new Random(seed);
        var read = 0;
        for (var mutation = 0; mutation < Mutations; mutation++)
        {
            var body = bodies[chance.Next(bodies.Count)];
            var mutated = chance.Next(2) == 0 ? OtherBytes(body, chance) : OtherValues(body, chance);
            var translation = Should.NotThrow(() => WebhookTranslation.Read(mutated, Now), $"seed {seed}, mutation {mutation}: {Convert.ToBase64String(mutated)}");
            read += translation.Inputs.Length;
            if (translation.Problem is null)
            {
                (translation.Inputs.Length + translation.Events.Length + translation.Unread.Length)
                    .ShouldBeGreaterThanOrEqualTo(Empty(mutated) ? 0 : 1, $"seed {seed}, mutation {mutation}: nothing became of {Convert.ToBase64String(mutated)}");
            }

            foreach (var input in translation.Inputs)
            {
                input.Input.Id.Length.ShouldBeInRange(1, 500);
                Should.NotThrow(() => Written.Read<CustomerInput>(Written.Of(input.Input)), $"seed {seed}, mutation {mutation}");
            }
        }

        read.ShouldBeGreaterThan(Mutations / 20);
    }

    // A list without items holds nothing that could be kept.
    private static bool Empty(byte[] body)
    {
        using var document = JsonDocument.Parse(Encoding.UTF8.GetString(body).TrimStart('\ufeff'));
        return document.RootElement.TryGetProperty("entry", out var entry)
            && entry is { ValueKind: JsonValueKind.Array } entries
            && entries.EnumerateArray().All(item => item.ValueKind == JsonValueKind.Object
                && item.TryGetProperty("changes", out var changes) && changes is { ValueKind: JsonValueKind.Array } && changes.GetArrayLength() == 0);
    }

    private static byte[] OtherBytes(byte[] body, Random chance)
    {
        var mutated = (byte[])body.Clone();
        for (var count = chance.Next(1, 6); count > 0; count--)
        {
            mutated[chance.Next(mutated.Length)] = (byte)chance.Next(256);
        }

        return chance.Next(8) == 0 ? mutated[..chance.Next(1, mutated.Length)] : mutated;
    }

    private static byte[] OtherValues(byte[] body, Random chance)
    {
        var root = JsonNode.Parse(body)!;
        for (var count = chance.Next(1, 4); count > 0; count--)
        {
            var nodes = Descendants(root).ToList();
            if (nodes.Count == 0)
            {
                break;
            }

            var node = nodes[chance.Next(nodes.Count)];
            var parent = node.Parent!;
            if (parent is JsonObject holder)
            {
                var name = node.GetPropertyName();
                holder.Remove(name);
                if (chance.Next(3) > 0)
                {
                    holder[name] = Other(chance);
                }
            }
            else if (parent is JsonArray list)
            {
                list[node.GetElementIndex()] = Other(chance);
            }
        }

        return Encoding.UTF8.GetBytes(root.ToJsonString().Replace("HALF", @"\ud83d", StringComparison.Ordinal));
    }

    private static JsonNode? Other(Random chance) => JsonNode.Parse(Strange[chance.Next(Strange.Length)]);

    private static IEnumerable<JsonNode> Descendants(JsonNode node)
    {
        var children = node switch
        {
            JsonObject holder => holder.Select(pair => pair.Value),
            JsonArray list => list,
            _ => [],
        };
        foreach (var child in children.OfType<JsonNode>().ToList())
        {
            yield return child;
            foreach (var further in Descendants(child))
            {
                yield return further;
            }
        }
    }

    private static List<byte[]> Bodies()
    {
        var recorded = FixtureFolder.Rows("whatsapp").Select(row => File.ReadAllBytes(row.File)).ToList();
        return recorded.Count > 0 ? recorded :
        [
            """
            {"object":"whatsapp_business_account","entry":[{"id":"W","changes":[{"field":"messages","value":{"metadata":{"phone_number_id":"100"},
             "contacts":[{"profile":{"name":"Ana"},"wa_id":"33612345678","user_id":"FR.1"}],
             "messages":[{"id":"m1","from":"33612345678","timestamp":"1763690000","type":"interactive","interactive":{"type":"button_reply","button_reply":{"id":"a","title":"A"}},
               "context":{"id":"m0"}},{"id":"m2","from":"33612345678","timestamp":"1","type":"order","order":{"product_items":[{"product_retailer_id":"s","quantity":1}]}}],
             "statuses":[{"id":"s1","status":"failed","timestamp":"1","recipient_id":"33612345678","errors":[{"code":131049}]}]}}]}]}
            """u8.ToArray(),
        ];
    }
}
