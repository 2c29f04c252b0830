using System.Text.Json;
using Conversations.Api.Errors;
using Conversations.Api.Keys;
using Conversations.Configuration;
using Conversations.Contact;
using Conversations.Customers;
using Conversations.Identity;
using Conversations.Journeys;
using Conversations.Messages;
using Microsoft.AspNetCore.Http.HttpResults;
using Money = Conversations.Api.Wire.Money;
using Problem = Conversations.Configuration.Problem;

namespace Conversations.Api.Rulebook;

/// <summary>A change to try: a journey and/or a policy, as they are put, and the recorded period to run them over (92 days at most).</summary>
public sealed record BacktestRequest(DateTimeOffset From, DateTimeOffset To, Journey? Journey = null, Policy? Policy = null);

/// <summary>What the change would have meant. <paramref name="RulesVersion"/>: the running rules it was compared with. <paramref name="Difference"/>: after less before. <paramref name="Limits"/>: what it cannot know.</summary>
public sealed record BacktestReport(
    DateTimeOffset From, DateTimeOffset To, long RulesVersion, BacktestCoverage Covered, BacktestSide Before, BacktestSide After, BacktestNumbers Difference,
    IReadOnlyList<BacktestExample> Examples, BacktestPrices Prices, IReadOnlyList<string> Limits);

/// <summary><paramref name="Customers"/> were played, <paramref name="Differing"/> of them with another result; <paramref name="Skipped"/> lie outside the period or are no longer recorded from their beginning; <paramref name="CutOff"/> had too much going on. <paramref name="StoppedBy"/>: null (all were looked at), customers, time.</summary>
public sealed record BacktestCoverage(int Customers, int Differing, int Skipped, int CutOff, bool Complete, string? StoppedBy);

public sealed record BacktestNumbers(int Sent, int Held, int Dropped, Money Cost)
{
    internal static BacktestNumbers Of(BacktestCount count) => new(count.Sent, count.Held, count.Dropped, Money.Of(count.Cost, MessagePrices.Currency));
}

public sealed record BacktestStep(string Journey, string Step, BacktestNumbers Numbers);

public sealed record BacktestSide(BacktestNumbers All, IReadOnlyList<BacktestStep> Steps, IReadOnlyDictionary<string, int> HeldBy, IReadOnlyDictionary<string, int> DroppedBy)
{
    internal static BacktestSide Of(BacktestSum sum) => new(
        BacktestNumbers.Of(sum.All),
        [.. sum.Steps.Select(static step => new BacktestStep(step.Key.Journey, step.Key.Step, BacktestNumbers.Of(step.Value)))],
        sum.HeldBy,
        sum.DroppedBy);
}

public sealed record BacktestEntry(DateTimeOffset At, string Journey, string Step, VerdictKind Verdict, string? Rule);

public sealed record BacktestExample(CustomerId CustomerId, IReadOnlyList<BacktestEntry> Before, IReadOnlyList<BacktestEntry> After);

public sealed record BacktestPrices(DateOnly Effective, string Source);

/// <summary>A journey or policy change over recorded inputs. Changes nothing.</summary>
public static class BacktestsApi
{
    private const int DaysMax = 92;

    public static void MapBacktests(this IEndpointRouteBuilder app)
    {
        var store = app.MapGroup("/v1/stores/{store}").RequireAuthorization(Access.Marketer);
        store.MapPost("/journeys/{name}/backtest", OfJourney).WithName("backtestJourney").Bounded().WithTags("Journeys").Accepts<BacktestRequest>("application/json");
        store.MapPost("/policy/backtest", OfPolicy).WithName("backtestPolicy").Bounded().WithTags("Rules").Accepts<BacktestRequest>("application/json");
    }

    /// <summary>Runs a changed journey (and policy, where one is given) over the recorded inputs of a period, beside the running rules. With any fault: 400 with the path of every one.</summary>
    internal static Task<Results<Ok<BacktestReport>, ProblemHttpResult>> OfJourney(
        string store, string name, HttpRequest request, StoreRules rules, BacktestRun run, TimeProvider time, CancellationToken cancellationToken) =>
        Answer(store, name, request, rules, run, time, cancellationToken);

    /// <summary>Runs a changed policy over the recorded inputs of a period, beside the running one. With any fault: 400 with the path of every one.</summary>
    internal static Task<Results<Ok<BacktestReport>, ProblemHttpResult>> OfPolicy(
        string store, HttpRequest request, StoreRules rules, BacktestRun run, TimeProvider time, CancellationToken cancellationToken) =>
        Answer(store, null, request, rules, run, time, cancellationToken);

    private static async Task<Results<Ok<BacktestReport>, ProblemHttpResult>> Answer(
        string store, string? name, HttpRequest request, StoreRules rules, BacktestRun run, TimeProvider time, CancellationToken cancellationToken)
    {
        if (await RulesBody.Read(request) is not { } body)
        {
            return Problems.TooLarge(RulesBody.BytesMax);
        }

        using var document = JsonDocument.Parse(body);
        var storeId = new StoreId(store);
        var running = await rules.Current(storeId, cancellationToken);
        var faults = new List<Problem>();
        var changed = Changed(document.RootElement, name, running, faults);
        var (from, to) = Period(document.RootElement, time.GetUtcNow(), faults);
        if (faults.Count > 0)
        {
            return Problems.Invalid(faults);
        }

        var result = await run.Run(storeId, from, to, running, changed, cancellationToken);
        return TypedResults.Ok(Report(from, to, running, result));
    }

    private static Rules Changed(JsonElement body, string? name, Rules running, List<Problem> faults)
    {
        var changed = running;
        var policy = Part(body, "policy");
        if (policy is not null)
        {
            var reading = PolicyReading.Read(policy, running.Policy, [.. running.Policy.Numbers.Select(static number => number.Id)]);
            faults.AddRange(Under("policy", reading.Problems));
            changed = reading.Value is { } value ? changed with { Policy = value } : changed;
        }

        var journey = name is null ? null : Part(body, "journey");
        if (journey is not null)
        {
            var reading = JourneyReading.Read(journey, running.Templates, changed.Policy.StoreName);
            faults.AddRange(Under("journey", reading.Problems));
            if (reading.Value is { } value && value.Name != name)
            {
                faults.Add(new Problem("journey.name", $"'{value.Name}' is not the name in the address, '{name}'"));
            }

            changed = reading.Value is { } found ? StoreRules.With(changed, found) : changed;
        }

        if (policy is null && journey is null)
        {
            faults.Add(new Problem(name is null ? "policy" : "journey", name is null ? "is missing: the changed policy" : "is missing: the changed journey, or a policy"));
        }

        return changed;
    }

    private static (DateTimeOffset From, DateTimeOffset To) Period(JsonElement body, DateTimeOffset now, List<Problem> faults)
    {
        var (from, to) = (Time(body, "from", faults), Time(body, "to", faults));
        if (to <= from || to - from > TimeSpan.FromDays(DaysMax))
        {
            faults.Add(new Problem("to", $"must be after from, by {DaysMax} days at most"));
        }

        if (from >= now)
        {
            faults.Add(new Problem("from", "must lie in the past: only what was recorded can be run over"));
        }

        return (from ?? now, to < now ? to.Value : now);
    }

    private static DateTimeOffset? Time(JsonElement body, string field, List<Problem> faults)
    {
        if (body.ValueKind == JsonValueKind.Object && body.TryGetProperty(field, out var value) && value.ValueKind == JsonValueKind.String && Rfc3339.Parse(value.GetString()) is { } at)
        {
            return at;
        }

        faults.Add(new Problem(field, "must be a time with its offset, for instance 2026-11-02T00:00:00Z"));
        return null;
    }

    private static string? Part(JsonElement body, string field) =>
        body.ValueKind == JsonValueKind.Object && body.TryGetProperty(field, out var part) && part.ValueKind != JsonValueKind.Null ? part.GetRawText() : null;

    private static IEnumerable<Problem> Under(string part, IEnumerable<Problem> problems) =>
        problems.Select(problem => problem with { Path = problem.Path.Length == 0 ? part : $"{part}.{problem.Path}" });

    private static BacktestReport Report(DateTimeOffset from, DateTimeOffset to, Rules running, BacktestRunResult result)
    {
        var tally = result.Tally;
        return new BacktestReport(
            from,
            to,
            running.Version,
            new BacktestCoverage(tally.Customers, tally.Differing, result.Skipped, tally.CutOff, result.StoppedBy is null, result.StoppedBy),
            BacktestSide.Of(tally.Before),
            BacktestSide.Of(tally.After),
            BacktestNumbers.Of(tally.After.All.Less(tally.Before.All)),
            [.. tally.Examples.Select(static example => new BacktestExample(example.Customer, Entries(example.Outcome.Before), Entries(example.Outcome.After)))],
            new BacktestPrices(MessagePrices.Effective, MessagePrices.Source),
            Backtest.Limits);
    }

    private static List<BacktestEntry> Entries(IEnumerable<BacktestTouch> touches) =>
        [.. touches.Select(static touch => new BacktestEntry(touch.At, touch.Journey, touch.Step, touch.Verdict, touch.Rule.Length == 0 ? null : touch.Rule))];
}
