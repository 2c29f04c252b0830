using System.Collections.Immutable;
using Conversations.Contact;
using Conversations.Messages;
using Conversations.Threads;

namespace Conversations.Customers;

/// <summary>What became of a journey's step in a virtual run. <paramref name="Rule"/>: the gate or reason, empty where it was sent. <paramref name="Cost"/>: in USD, of what was sent.</summary>
public sealed record BacktestTouch(DateTimeOffset At, string Journey, string Step, VerdictKind Verdict, string Rule, decimal Cost);

/// <summary>One customer under both rules.</summary>
/// <param name="Before">Under the running rules, in virtual time.</param>
/// <param name="After">Under the changed ones, over the same inputs.</param>
/// <param name="Whole">False: a run was cut off after too many turns.</param>
public sealed record BacktestOutcome(ImmutableArray<BacktestTouch> Before, ImmutableArray<BacktestTouch> After, bool Whole)
{
    public bool Differs => !Before.SequenceEqual(After);
}

/// <summary>
/// A change of the rules, run over what was recorded of a period. What storefronts, customers and operators did is taken as recorded;
/// what the engine did to itself (wakings, slots, outcomes of sending, statuses) is played anew, for both rules alike.
/// </summary>
public static class Backtest
{
    /// <summary>What no backtest can know; it belongs into every report.</summary>
    public static ImmutableArray<string> Limits { get; } =
    [
        "How customers would have answered messages that were never sent, and whether they would have ordered, cannot be known: what they did is taken as recorded, also where it answers a message that these rules would not have sent.",
        "Both sides are played in virtual time, so both may differ from what was really sent: every slot is granted at once, every message is accepted and delivered. Customers who read a message of ours in the period read all of them at once, the others none.",
        "The assistant gives the answers recorded for the same turns; where none was recorded, a human is asked.",
        "What was most bought together with an order is taken as counted then; where it was not counted, the touch that would show it stays held.",
        "Runs that were under way at the beginning finish on the version of their journey that they started with, under both rules.",
        "Costs are an estimate by list rates. Free text is counted as free, and nothing is counted for service messages.",
    ];

    /// <summary>Plays one customer under both rules.</summary>
    /// <param name="birth">The customer before its first input.</param>
    /// <param name="inputs">All that was recorded, oldest first.</param>
    /// <param name="recorded">The rules by version, for what happened before the period.</param>
    /// <param name="from">The period's beginning.</param>
    /// <param name="to">Its end.</param>
    /// <param name="running">The rules to compare with.</param>
    /// <param name="changed">The rules under test.</param>
    public static BacktestOutcome Of(
        Customer birth, IReadOnlyList<CustomerInput> inputs, IReadOnlyDictionary<long, Rules> recorded, DateTimeOffset from, DateTimeOffset to, Rules running, Rules changed)
    {
        var start = Replay.Fold(birth, inputs.TakeWhile(input => input.At < from), version => recorded[version]);
        var period = inputs.Where(input => input.At >= from && input.At <= to).ToList();
        var (before, beforeWhole) = Play(start, period, from, to, running);
        var (after, afterWhole) = Play(start, period, from, to, changed);
        return new BacktestOutcome(before, after, beforeWhole && afterWhole);
    }

    private static (ImmutableArray<BacktestTouch> Touches, bool Whole) Play(Customer start, List<CustomerInput> period, DateTimeOffset from, DateTimeOffset to, Rules rules)
    {
        var touches = ImmutableArray.CreateBuilder<BacktestTouch>();
        var answers = period.OfType<CustomerInput.Answered>().GroupBy(answered => (answered.Turn, answered.Epoch)).ToDictionary(same => same.Key, same => same.First().Answer);
        var counts = period.OfType<CustomerInput.CompanionsCounted>().GroupBy(counted => counted.OrderId).ToDictionary(same => same.Key, same => same.First().Companions);
        var reads = period.OfType<CustomerInput.DeliveryReported>().Any(status => status.Status is DeliveryStatus.Read or DeliveryStatus.Played);
        var run = new VirtualRun(start, rules, (at, before, decision) => Note(touches, at, before, decision))
        {
            Assistant = ask => answers.GetValueOrDefault((ask.Turn, ask.Epoch)) ?? new Answer { Reason = "no answer was recorded for this turn" },
            Companions = count => counts.TryGetValue(count.OrderId, out var companions) ? companions : null,
            Reported = reads ? DeliveryStatus.Read : DeliveryStatus.Delivered,
        };
        var whole = run.Play(from, to, period.Where(input => IsOfTheOutside(input) || TellsOf(start, input)));
        return (touches.ToImmutable(), whole);
    }

    /// <summary>What happened whatever the rules were; the rest answers what the engine did.</summary>
    private static bool IsOfTheOutside(CustomerInput input) => input is not (
        CustomerInput.Woken or CustomerInput.SlotGranted or CustomerInput.SendAccepted or CustomerInput.SendRejected or CustomerInput.SendUnknown
        or CustomerInput.DeliveryReported or CustomerInput.Answered or CustomerInput.CompanionsCounted);

    /// <summary>What became of messages that had gone out before the period is known as well.</summary>
    private static bool TellsOf(Customer start, CustomerInput input)
    {
        var touch = input switch
        {
            CustomerInput.SendAccepted sent => sent.TouchId,
            CustomerInput.SendRejected sent => sent.TouchId,
            CustomerInput.SendUnknown sent => sent.TouchId,
            CustomerInput.DeliveryReported status => Effect.Send.Parse(status.TouchKey)?.TouchId,
            _ => null,
        };
        return start.Touches.Any(known => known.ClaimedAt is not null
            && (known.Id == touch || (known.Wamid is { } wamid && input is CustomerInput.DeliveryReported status && status.Wamid == wamid)));
    }

    private static void Note(ImmutableArray<BacktestTouch>.Builder touches, DateTimeOffset at, Customer before, Decision decision)
    {
        foreach (var fact in decision.Facts)
        {
            VerdictKind? verdict = fact.Kind switch
            {
                "touch.claimed" => VerdictKind.Pass,
                "touch.held" => VerdictKind.Hold,
                "touch.dropped" or "touch.holdout" or "run.not-started" => VerdictKind.Drop,
                _ => null,
            };
            if (verdict is { } kind && fact.Data.TryGetValue("journey", out var journey))
            {
                var rule = fact.Kind == "run.not-started" ? "not_started" : kind == VerdictKind.Pass ? string.Empty : fact.Data["rule"];
                touches.Add(new BacktestTouch(at, journey, fact.Data.GetValueOrDefault("step", string.Empty), kind, rule, kind == VerdictKind.Pass ? Cost(decision, before, fact.Data["touch"], at) : 0m));
            }
        }
    }

    private static decimal Cost(Decision decision, Customer before, string touchId, DateTimeOffset at) =>
        decision.Effects.OfType<Effect.Send>().FirstOrDefault(send => send.TouchId == touchId) is { } send
            ? MessagePrices.Of(send.Message, decision.Next.Phone?.Country ?? decision.Next.Profile.Country, Window.IsOpen(before, send.Number, at), at)
            : 0m;
}
