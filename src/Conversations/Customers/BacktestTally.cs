using System.Collections.Immutable;
using Conversations.Contact;
using Conversations.Identity;

namespace Conversations.Customers;

/// <summary>Of one journey's step, or of all: how many touches were sent, held (each hold counts) and dropped, and what the sent ones cost in USD.</summary>
public sealed record BacktestCount(int Sent, int Held, int Dropped, decimal Cost)
{
    public static BacktestCount None { get; } = new(0, 0, 0, 0m);

    public BacktestCount Less(BacktestCount other) => new(Sent - other.Sent, Held - other.Held, Dropped - other.Dropped, Cost - other.Cost);

    public BacktestCount Add(BacktestTouch touch) => touch.Verdict switch
    {
        VerdictKind.Pass => this with { Sent = Sent + 1, Cost = Cost + touch.Cost },
        VerdictKind.Hold => this with { Held = Held + 1 },
        _ => this with { Dropped = Dropped + 1 },
    };
}

/// <summary>One side of a backtest.</summary>
/// <param name="All">All steps together.</param>
/// <param name="Steps">By journey and step.</param>
/// <param name="HeldBy">Holds by rule.</param>
/// <param name="DroppedBy">Drops by rule.</param>
public sealed record BacktestSum(
    BacktestCount All,
    ImmutableSortedDictionary<(string Journey, string Step), BacktestCount> Steps,
    ImmutableSortedDictionary<string, int> HeldBy,
    ImmutableSortedDictionary<string, int> DroppedBy)
{
    public static BacktestSum None { get; } = new(
        BacktestCount.None,
        ImmutableSortedDictionary.Create<(string Journey, string Step), BacktestCount>(Comparer<(string Journey, string Step)>.Create(static (left, right) =>
            string.CompareOrdinal(left.Journey, right.Journey) is var journey && journey != 0 ? journey : string.CompareOrdinal(left.Step, right.Step))),
        ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal),
        ImmutableSortedDictionary.Create<string, int>(StringComparer.Ordinal));

    public BacktestSum Add(BacktestTouch touch)
    {
        var step = (touch.Journey, touch.Step);
        return new BacktestSum(
            All.Add(touch),
            Steps.SetItem(step, Steps.GetValueOrDefault(step, BacktestCount.None).Add(touch)),
            touch.Verdict == VerdictKind.Hold ? Raised(HeldBy, touch.Rule) : HeldBy,
            touch.Verdict == VerdictKind.Drop ? Raised(DroppedBy, touch.Rule) : DroppedBy);
    }

    private static ImmutableSortedDictionary<string, int> Raised(ImmutableSortedDictionary<string, int> counts, string rule) =>
        counts.SetItem(rule, counts.GetValueOrDefault(rule) + 1);
}

/// <summary>The customers of a backtest so far.</summary>
public sealed record BacktestTally
{
    private const int ExamplesMax = 5;

    public BacktestSum Before { get; private init; } = BacktestSum.None;

    public BacktestSum After { get; private init; } = BacktestSum.None;

    public int Customers { get; private init; }

    public int Differing { get; private init; }

    /// <summary>Customers whose run was cut off after too many turns.</summary>
    public int CutOff { get; private init; }

    /// <summary>The first few customers for whom the change makes a difference.</summary>
    public ImmutableArray<(CustomerId Customer, BacktestOutcome Outcome)> Examples { get; private init; } = [];

    public BacktestTally Add(CustomerId customer, BacktestOutcome outcome) => new()
    {
        Before = outcome.Before.Aggregate(Before, (sum, touch) => sum.Add(touch)),
        After = outcome.After.Aggregate(After, (sum, touch) => sum.Add(touch)),
        Customers = Customers + 1,
        Differing = Differing + (outcome.Differs ? 1 : 0),
        CutOff = CutOff + (outcome.Whole ? 0 : 1),
        Examples = outcome.Differs && Examples.Length < ExamplesMax ? Examples.Add((customer, outcome)) : Examples,
    };
}
