using System.Text;
using System.Text.Json.Nodes;

namespace Conversations.Api.Tests.Drivers;

/// <summary>Breaks JSON bodies, the same way for the same seed.</summary>
public sealed class Mutation(ulong seed)
{
    private static readonly string[] Strange =
    [
        "null", "true", "0", "-1", "1e308", "1e999", "99999999999999999999999999", "0.1", "\"\"", "\" \"", "\"0\"", "\"null\"", "{}", "[]", "[null]", "[[]]", "{\"id\":null}",
        "\"2026-02-30T25:61:00Z\"", "\"9999-12-31T23:59:59Z\"", "\"0001-01-01T00:00:00+14:00\"", "\"-1\"", "\"1e9\"", "\"NaN\"", "\"\\u0000\"", $"\"{LoneSurrogate}\"", "\"\\u202e\\ufeff\"",
        "\"👩‍👩‍👧‍👦\"", "\"' or 1=1 --\"", "\"../../etc\"", "\"+\"", "\"+999999999999999999\"", "\"javascript:alert(1)\"", "9007199254740993", "-2147483649", "\"" + new string('x', 5000) + "\"",
    ];

    /// <summary>Stands for half a letter, which a tree cannot hold.</summary>
    private const string LoneSurrogate = "~half~";

    private ulong state = seed;

    public int Below(int bound) => (int)(Next() % (ulong)bound);

    /// <summary>One to four places of the tree changed: another value, gone, doubled, or exchanged.</summary>
    public JsonNode? Tree(JsonNode root)
    {
        JsonNode? whole = root.DeepClone();
        for (var edits = 1 + Below(4); edits > 0 && whole is not null; edits--)
        {
            var places = Places(whole).ToList();
            if (places.Count == 0)
            {
                return whole;
            }

            var place = places[Below(places.Count)];
            switch (Below(6))
            {
                case 0:
                    place.Remove();
                    break;
                case 1:
                    place.Add(place.Value?.DeepClone(), Below(2) == 0 ? "_" : LoneSurrogate);
                    break;
                case 2:
                    place.Set(places[Below(places.Count)].Value?.DeepClone());
                    break;
                default:
                    place.Set(Parsed(Strange[Below(Strange.Length)]));
                    break;
            }
        }

        return whole;
    }

    public static byte[] Written(JsonNode? tree) => Encoding.UTF8.GetBytes((tree?.ToJsonString() ?? "null").Replace(LoneSurrogate, "\\ud800", StringComparison.Ordinal));

    /// <summary>A few bytes turned, cut, doubled or put in.</summary>
    public byte[] Bytes(byte[] body)
    {
        var bytes = body.ToList();
        for (var edits = 1 + Below(6); edits > 0 && bytes.Count > 1; edits--)
        {
            var at = Below(bytes.Count);
            var length = Math.Min(1 + Below(40), bytes.Count - at);
            switch (Below(5))
            {
                case 0:
                    bytes[at] ^= (byte)(1 << Below(8));
                    break;
                case 1:
                    bytes.RemoveRange(at, length);
                    break;
                case 2:
                    bytes.InsertRange(at, bytes.GetRange(at, length));
                    break;
                case 3:
                    bytes.InsertRange(at, Encoding.UTF8.GetBytes(Strange[Below(Strange.Length)]));
                    break;
                default:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
            }
        }

        return [.. bytes];
    }

    // SplitMix64: the same numbers in every release.
    private ulong Next()
    {
        state += 0x9E3779B97F4A7C15;
        var mixed = (state ^ (state >> 30)) * 0xBF58476D1CE4E5B9;
        mixed = (mixed ^ (mixed >> 27)) * 0x94D049BB133111EB;
        return mixed ^ (mixed >> 31);
    }

    private static JsonNode? Parsed(string json) => JsonNode.Parse(json);

    private static IEnumerable<Place> Places(JsonNode node) => node switch
    {
        JsonObject fields => fields.SelectMany(field => Inside(new Place(fields, field.Key, -1), field.Value)),
        JsonArray items => items.Index().SelectMany(item => Inside(new Place(items, null, item.Index), item.Item)),
        _ => [],
    };

    private static IEnumerable<Place> Inside(Place place, JsonNode? value) => value is null ? [place] : Places(value).Prepend(place);

    private sealed record Place(JsonNode Parent, string? Field, int Index)
    {
        public JsonNode? Value => Field is null ? Parent[Index] : Parent[Field];

        public void Set(JsonNode? value)
        {
            if (Field is null)
            {
                Parent.AsArray()[Index] = value;
            }
            else
            {
                Parent[Field] = value;
            }
        }

        public void Remove()
        {
            if (Field is null)
            {
                Parent.AsArray().RemoveAt(Index);
            }
            else
            {
                Parent.AsObject().Remove(Field);
            }
        }

        public void Add(JsonNode? value, string suffix)
        {
            if (Parent is JsonArray items)
            {
                items.Add(value);
            }
            else
            {
                Parent[Field + suffix] = value;
            }
        }
    }
}
