using System.Collections.Immutable;
using System.Globalization;

namespace Conversations.Contact;

/// <summary>The twelve gates. A drop anywhere ends the touch; else the latest hold counts.</summary>
internal static class Gates
{
    private static readonly (Gate Gate, Func<Candidate, Verdict?> Judge)[] InOrder =
    [
        (Gate.Reachable, Permission.Reachable),
        (Gate.Consent, Permission.Consented),
        (Gate.StillWanted, Permission.StillWanted),
        (Gate.Holdout, Permission.Holdout),
        (Gate.QuietThread, Permission.QuietThread),
        (Gate.Priority, Pressure.Priority),
        (Gate.Frequency, Pressure.Frequency),
        (Gate.Form, Deliverability.FormFits),
        (Gate.Platform, Deliverability.Platform),
        (Gate.QuietHours, Hours.Quiet),
        (Gate.Capacity, Deliverability.Capacity),
        (Gate.Budget, Deliverability.Budget),
    ];

    /// <summary>All verdicts up to the first drop, in order.</summary>
    public static ImmutableArray<Verdict> Judge(Candidate candidate) => Judge(candidate, InOrder.Length);

    /// <summary>True where the first five gates let it through: such a touch may hold one of lower priority.</summary>
    public static bool PassesFirstFive(Candidate candidate) => Judge(candidate, 5).All(verdict => verdict.Kind == VerdictKind.Pass);

    public static Verdict Sum(ImmutableArray<Verdict> verdicts) =>
        verdicts.FirstOrDefault(verdict => verdict.Kind == VerdictKind.Drop)
        ?? verdicts.Where(verdict => verdict.Kind == VerdictKind.Hold).MaxBy(verdict => verdict.Until)
        ?? verdicts[^1];

    public static string Told(ImmutableArray<Verdict> verdicts) =>
        string.Join("; ", verdicts.Select(verdict => string.Create(CultureInfo.InvariantCulture, $"{(int)verdict.Gate + 1} {Customers.Sayings.Word(verdict.Gate)}: {Customers.Sayings.Word(verdict.Kind)} ({verdict.Reason})")));

    private static ImmutableArray<Verdict> Judge(Candidate candidate, int gates)
    {
        var verdicts = ImmutableArray.CreateBuilder<Verdict>(gates);
        foreach (var (gate, judge) in InOrder.AsSpan(0, gates))
        {
            var verdict = judge(candidate) ?? new Verdict(gate, VerdictKind.Pass, "does not apply");
            verdicts.Add(verdict);
            if (verdict.Kind == VerdictKind.Drop)
            {
                break;
            }
        }

        return verdicts.ToImmutable();
    }

    public static Verdict Pass(Gate gate, string reason) => new(gate, VerdictKind.Pass, reason);

    public static Verdict Hold(Gate gate, DateTimeOffset until, string reason) => new(gate, VerdictKind.Hold, reason, until);

    public static Verdict Drop(Gate gate, string reason) => new(gate, VerdictKind.Drop, reason);
}
