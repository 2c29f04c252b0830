using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Xml;

namespace Conversations.WhatsApp.Simulator;

/// <summary>What goes wrong, at which rates (0–1).</summary>
public sealed record Faults
{
    public static Faults None { get; } = new();

    /// <summary>A webhook comes twice: at once and side by side, or again within the next minute.</summary>
    public double DuplicateWebhooks { get; init; }

    /// <summary>A webhook is held until the others of its instant have passed; a status sometimes for up to ten seconds.</summary>
    public double ReorderWebhooks { get; init; }

    /// <summary>The message goes out and the connection is closed without an answer.</summary>
    public double DropResponses { get; init; }

    /// <summary>By error code, in sum at most 1: half of them at once as an HTTP error, half later as a <c>failed</c> status.</summary>
    public ImmutableSortedDictionary<int, double> Errors { get; init; } = ImmutableSortedDictionary<int, double>.Empty;

    /// <summary>Time of the engine's clock before each webhook. HTTP answers are never delayed: a clock that stands still would never let them go.</summary>
    public TimeSpan Latency { get; init; }

    public static Faults Read(JsonObject body, FieldErrors errors)
    {
        var codes = ImmutableSortedDictionary.CreateBuilder<int, double>();
        if (body["errors"] is JsonObject given)
        {
            foreach (var (code, rate) in given)
            {
                if (int.TryParse(code, NumberStyles.None, CultureInfo.InvariantCulture, out var number))
                {
                    codes[number] = Rate(given, code, $"errors.{code}", errors);
                }
                else
                {
                    errors.Add($"errors.{code}", "An error code is a whole number.");
                }
            }
        }
        else if (body["errors"] is not null)
        {
            errors.Add("errors", "Give an object: error code → rate.");
        }

        if (codes.Values.Sum() > 1)
        {
            errors.Add("errors", "The rates of all codes are at most 1 in sum.");
        }

        return new Faults
        {
            DuplicateWebhooks = Rate(body, "duplicateWebhooks", "duplicateWebhooks", errors),
            ReorderWebhooks = Rate(body, "reorderWebhooks", "reorderWebhooks", errors),
            DropResponses = Rate(body, "dropResponses", "dropResponses", errors),
            Errors = codes.ToImmutable(),
            Latency = body["latency"] is null ? TimeSpan.Zero : Durations.Read(body.Text("latency"), "latency", errors) ?? TimeSpan.Zero,
        };
    }

    public JsonObject Write()
    {
        var codes = new JsonObject();
        foreach (var (code, rate) in Errors)
        {
            codes[code.ToString(CultureInfo.InvariantCulture)] = rate;
        }

        return new JsonObject
        {
            ["duplicateWebhooks"] = DuplicateWebhooks,
            ["reorderWebhooks"] = ReorderWebhooks,
            ["dropResponses"] = DropResponses,
            ["errors"] = codes,
            ["latency"] = XmlConvert.ToString(Latency),
        };
    }

    private static double Rate(JsonObject body, string name, string path, FieldErrors errors)
    {
        if (body[name] is not { } node)
        {
            return 0;
        }

        if (node is JsonValue value && value.TryGetValue<double>(out var rate) && rate is >= 0 and <= 1)
        {
            return rate;
        }

        errors.Add(path, "A rate is a number from 0 to 1.");
        return 0;
    }
}
