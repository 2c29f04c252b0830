using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Conversations.Carts;
using Conversations.Configuration;
using Conversations.Messages;
using Conversations.Orders;

namespace Conversations.Journeys;

/// <summary>Reads the definition of a journey; <c>docs/journeys.md</c> says what one can say. All faults are told, with their paths.</summary>
public static partial class JourneyReading
{
    private static readonly TimeSpan Year = TimeSpan.FromDays(365);

    private static readonly Trigger[] Triggers = Enum.GetValues<Trigger>();

    private static readonly End[] AllEnds = Enum.GetValues<End>();

    private static readonly PaymentMethod[] Methods = Enum.GetValues<PaymentMethod>();

    private static readonly string[] Kinds = [.. Enum.GetValues<FailureKind>().Select(Words.Of), Words.Of(PaymentStatus.Pending)];

    /// <param name="json">The definition.</param>
    /// <param name="templates">The store's templates, to check that those of the steps exist and fit; null: not checked.</param>
    /// <param name="storeName">What a marketing template may name instead of <c>{{store}}</c>.</param>
    public static Reading<Journey> Read(string json, IReadOnlyCollection<MessageTemplate>? templates = null, string? storeName = null)
    {
        var reading = JsonFields.ReadObject(json, JourneyOf);
        if (reading.Value is not { } journey || templates is null)
        {
            return reading;
        }

        var problems = JourneyTemplates.Problems(journey, templates, storeName).ToImmutableArray();
        return problems.IsEmpty ? reading : new() { Problems = problems };
    }

    private static Journey? JourneyOf(JsonFields fields)
    {
        var name = fields.Text("name", required: true);
        if (name is not null && !JourneyName().IsMatch(name))
        {
            fields.Problem("name", $"\"{name}\" is not 1 to 64 of a-z, 0-9 and -");
        }

        var purpose = fields.Word<Purpose>("purpose", [Purpose.Marketing, Purpose.Utility], required: true) ?? Purpose.Marketing;
        var journey = new Journey
        {
            Name = name ?? "",
            Version = fields.Whole("version", 1, int.MaxValue) ?? 1,
            Enabled = fields.Flag("enabled") ?? true,
            Purpose = purpose,
            Priority = fields.Whole("priority", 0, 100, required: true) ?? 0,
            Starts = Needed(fields, "starts", fields.Objects("starts", StartOf)),
            Ends = fields.WordList("ends", AllEnds) ?? [],
            Expiry = fields.Duration("expiry", TimeSpan.FromHours(1), Year) ?? TimeSpan.FromDays(7),
            Reentry = fields.Duration("reentry", purpose == Purpose.Marketing ? TimeSpan.FromDays(1) : TimeSpan.FromHours(1), Year),
            Recovery = fields.Flag("recovery") ?? false,
            Holdout = fields.Flag("holdout") ?? false,
            WithinWindow = fields.Flag("withinWindow") ?? false,
            SilenceToHuman = fields.Duration("silenceToHuman", TimeSpan.FromMinutes(1), TimeSpan.FromDays(7)),
            Steps = Needed(fields, "steps", fields.Objects("steps", StepOf)),
        };
        CheckStarts(fields, journey);
        CheckSteps(fields, journey);
        if (purpose == Purpose.Utility)
        {
            CheckUtility(fields, journey);
        }

        return journey;
    }

    private static ImmutableArray<T> Needed<T>(JsonFields fields, string name, ImmutableArray<T>? list)
    {
        if (list is not { } items)
        {
            fields.Problem(name, "is missing; at least one is needed");
            return [];
        }

        if (items.IsEmpty)
        {
            fields.Problem(name, "is empty; at least one is needed");
        }

        return items;
    }

    private static Start? StartOf(JsonFields fields)
    {
        var on = fields.Word("on", Triggers, required: true);
        var idle = on is Trigger.CartIdle or Trigger.CheckoutIdle;
        var least = idle ? TimeSpan.FromMinutes(10) : TimeSpan.Zero;
        var after = fields.Duration("after", least, Year);
        if (idle && !fields.Has("after"))
        {
            fields.Problem("after", "is missing; a cart or checkout must be idle for PT10M at least");
        }

        var byMethod = fields.Durations("byMethod", TimeSpan.Zero, TimeSpan.FromDays(30));
        if (byMethod.Count > 0 && on is not Trigger.PaymentMissing)
        {
            fields.Problem("byMethod", "is for paymentMissing only");
        }

        foreach (var method in byMethod.Keys.Where(method => Words.Parse(method, Methods) is null))
        {
            fields.Problem($"byMethod.{method}", $"is not a payment method; allowed are {Words.List(Methods)}");
        }

        var afterFailure = fields.Duration("afterFailure", TimeSpan.FromMinutes(1), TimeSpan.FromDays(1));
        if (afterFailure is not null && on is not Trigger.CheckoutIdle)
        {
            fields.Problem("afterFailure", "is for checkoutIdle only");
        }

        return new()
        {
            On = on ?? default,
            After = after ?? TimeSpan.Zero,
            AtLocal = fields.TimeOfDay("atLocal"),
            ByMethod = byMethod.ToImmutableSortedDictionary(
                pair => Words.Parse(pair.Key, Methods) is { } method ? Words.Of(method) : pair.Key, pair => pair.Value, StringComparer.Ordinal),
            AfterFailure = afterFailure,
            Step = fields.Text("step"),
        };
    }

    private static Step? StepOf(JsonFields fields)
    {
        var name = fields.Text("name", required: true);
        if (name is not null && !StepName().IsMatch(name))
        {
            fields.Problem("name", $"\"{name}\" is not 1 to 64 of a-z, 0-9, _ and -");
        }

        var byKind = fields.Texts("templateByKind");
        foreach (var kind in byKind.Keys.Where(kind => !Kinds.Contains(kind, StringComparer.Ordinal)))
        {
            fields.Problem($"templateByKind.{kind}", $"is not a kind; allowed are {string.Join(", ", Kinds)}");
        }

        return new()
        {
            Name = name ?? "",
            After = fields.Duration("after", TimeSpan.Zero, Year) ?? TimeSpan.Zero,
            Enabled = fields.Flag("enabled") ?? true,
            Template = fields.Text("template", required: true) ?? "",
            TemplateByKind = byKind.ToImmutableSortedDictionary(pair => pair.Key, pair => pair.Value ?? "", StringComparer.Ordinal),
            Incentive = fields.Flag("incentive") ?? false,
        };
    }

    private static void CheckStarts(JsonFields fields, Journey journey)
    {
        for (var i = 0; i < journey.Starts.Length; i++)
        {
            var start = journey.Starts[i];
            if (start.Step is { } step && !journey.Steps.Any(known => known.Name == step))
            {
                fields.Problem($"starts[{i}].step", $"\"{step}\" is no step; steps are {string.Join(", ", journey.Steps.Select(known => known.Name))}");
            }

            if (journey.WithinWindow && start.After >= TimeSpan.FromHours(24))
            {
                fields.Problem($"starts[{i}].after", $"\"{IsoDuration.Write(start.After)}\" is not below PT24H, when the window closes (withinWindow)");
            }

            if (journey.Starts.Take(i).Any(earlier => earlier.On == start.On))
            {
                fields.Problem($"starts[{i}].on", $"\"{Words.Of(start.On)}\" is there twice; a trigger starts a journey in one way");
            }
        }
    }

    private static void CheckSteps(JsonFields fields, Journey journey)
    {
        for (var i = 0; i < journey.Steps.Length; i++)
        {
            var step = journey.Steps[i];
            if (journey.Steps.Take(i).Any(earlier => earlier.Name == step.Name))
            {
                fields.Problem($"steps[{i}].name", $"\"{step.Name}\" is there twice; names of steps are unique");
            }

            if (i == 0 && step.After > TimeSpan.Zero)
            {
                fields.Problem("steps[0].after", $"\"{IsoDuration.Write(step.After)}\" is not allowed; the start says when the first step goes");
            }
        }
    }

    private static void CheckUtility(JsonFields fields, Journey journey)
    {
        foreach (var (name, set) in new[] { ("holdout", journey.Holdout), ("recovery", journey.Recovery), ("withinWindow", journey.WithinWindow) })
        {
            if (set)
            {
                fields.Problem(name, "true is for marketing only");
            }
        }

        for (var i = 0; i < journey.Steps.Length; i++)
        {
            if (journey.Steps[i].Incentive)
            {
                fields.Problem($"steps[{i}].incentive", "true is for marketing only");
            }
        }
    }

    [GeneratedRegex("^[a-z0-9-]{1,64}$")]
    private static partial Regex JourneyName();

    [GeneratedRegex("^[a-z0-9_-]{1,64}$")]
    private static partial Regex StepName();
}
