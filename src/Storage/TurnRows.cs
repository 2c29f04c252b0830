using System.Collections.Immutable;
using Conversations.Actors;
using Conversations.Customers;

namespace Conversations.Storage;

/// <summary>A turn with everything written down that its rows hold: made before any lock is taken.</summary>
internal sealed record TurnRows
{
    private TurnRows(Turn turn)
    {
        Turn = turn;
        Store = turn.Customer.Store.Value;
        Customer = turn.Customer.Customer.Value;
        DueAt = Micros.NotBefore(turn.After.DueAt);
        MovedTo = turn.Before.MovedTo is null ? turn.After.MovedTo?.Value : null;
        Inputs = [.. turn.Decisions.Select(decided => new InputText(decided.Version, Micros.Of(decided.Input.At), Written.Of(decided.Input), FactsOf(decided)))];
        Effects = [.. turn.Decisions.SelectMany(decided => decided.Effects).Where(Survives).Select(row => new EffectText(row.Version, row.Place, Written.Of(row.Effect), turn.Process?.Value))];
    }

    public Turn Turn { get; }

    public string Store { get; }

    public string Customer { get; }

    public long? DueAt { get; }

    /// <summary>When the last of its inputs was decided.</summary>
    public long DecidedAt => Inputs.IsEmpty ? 0 : Inputs[^1].At;

    /// <summary>Where the customer became a tombstone in this turn.</summary>
    public string? MovedTo { get; }

    public ImmutableArray<InputText> Inputs { get; }

    public ImmutableArray<EffectText> Effects { get; }

    /// <summary>The turn's rows, or why they cannot be written down.</summary>
    public static (TurnRows? Rows, Exception? Error) Of(Turn turn)
    {
        try
        {
            return turn.Decisions.Length == 1 || turn.Decisions.Select(decided => (decided.Input.Source, decided.Input.Id)).Distinct().Count() == turn.Decisions.Length
                ? (new TurnRows(turn), null)
                : (null, new ArgumentException("A turn holds one input twice."));
        }
        catch (Exception error)
        {
            return (null, error);
        }
    }

    /// <summary>An enum's member as the tables hold it.</summary>
    public static string Word(InterestKind kind) => kind.ToString().ToLowerInvariant();

    /// <summary>What the thread list is sorted by; null keeps it off the list: closed, and never a message.</summary>
    public static long? ListedAt(ThreadRow thread) =>
        Micros.Of(thread.LastMessageAt) ?? (thread.State == "closed" ? null : Micros.Of(thread.Since) ?? 0);

    private static string FactsOf(Decided decided) =>
        Written.Of<ImmutableArray<Fact>>([.. decided.Facts.Select(fact => fact with { Summary = Clean.Text(fact.Summary) })]);

    /// <summary>A read mark is best effort: after a crash nobody misses it.</summary>
    private static bool Survives(EffectRow row) => row.Effect is not Effect.MarkRead;
}

/// <summary>An input with its facts, as its row holds them.</summary>
internal sealed record InputText(long Version, long At, string Text, string Facts);

/// <summary>An effect as its row holds it.</summary>
internal sealed record EffectText(long Version, int Place, string Text, string? Owner);
