using System.Collections.Immutable;
using Conversations.Customers;
using Conversations.Identity;

namespace Conversations.Actors;

/// <summary>A customer in the whole engine.</summary>
public readonly record struct CustomerKey(StoreId Store, CustomerId Customer)
{
    public override string ToString() => $"{Store}/{Customer}";
}

/// <summary>One decision with the input that led to it.</summary>
public sealed record Decided(CustomerInput Input, long Version, ImmutableArray<Fact> Facts, ImmutableArray<EffectRow> Effects);

/// <summary>An effect to be carried out after the commit. Key: customer, version, place.</summary>
public sealed record EffectRow(CustomerKey Customer, long Version, int Place, Effect Effect);

/// <summary>All that one turn of one customer commits: one transaction, or nothing.</summary>
public sealed record Turn
{
    public required CustomerKey Customer { get; init; }

    /// <summary>The version of the stored snapshot that this turn was decided on; 0: none stored yet.</summary>
    public required long BaseVersion { get; init; }

    /// <summary>In the order in which they were decided.</summary>
    public required ImmutableArray<Decided> Decisions { get; init; }

    public required Customer Before { get; init; }

    public required Customer After { get; init; }

    /// <summary>After, as text: byte for byte what is stored.</summary>
    public required string Snapshot { get; init; }

    /// <summary>Rows of the outbox that this turn's inputs settle (an outcome settles the effect that led to it).</summary>
    public ImmutableArray<SettledEffect> Settled { get; init; } = [];

    /// <summary>Who carries out the effects; null where the database serves one process only.</summary>
    public ProcessId? Process { get; init; }

    /// <summary>True where the stored snapshot becomes the baseline that the log is folded from (L6): it was written by another version of the decider.</summary>
    public bool Seals { get; init; }

    /// <summary>The read models that changed.</summary>
    public ReadModelChanges ReadModels { get; init; } = ReadModelChanges.None;
}

/// <summary>An outbox row that is done.</summary>
public sealed record SettledEffect(CustomerKey Customer, long Version, int Place);

/// <summary>How the commit of one turn ended. Turns of one batch never fail each other.</summary>
public abstract record CommitOutcome
{
    private CommitOutcome()
    {
    }

    public sealed record Committed : CommitOutcome;

    /// <summary>Nothing was written: these inputs (source, id) had been received before. Decide again without them.</summary>
    public sealed record Repeated(ImmutableArray<ReceivedId> Inputs) : CommitOutcome;

    /// <summary>Nothing was written: the stored version is another. Load again and decide again.</summary>
    public sealed record Conflict(long StoredVersion) : CommitOutcome;

    /// <summary>The storage said why; where its answer was lost, the turn may have been written nevertheless.</summary>
    public sealed record Failed(Exception Error) : CommitOutcome;
}

/// <summary>What repeats are caught by, store-wide.</summary>
public readonly record struct ReceivedId(string Source, string Id);

/// <summary>Rows of the read models that a turn changes, computed from the state before and after.</summary>
public sealed record ReadModelChanges
{
    public static ReadModelChanges None { get; } = new();

    /// <summary>The row of the thread list, where it changed.</summary>
    public ThreadRow? Thread { get; init; }

    /// <summary>New or changed messages, by id.</summary>
    public ImmutableArray<MessageRow> Messages { get; init; } = [];

    /// <summary>Products that this customer now has to do with: in a cart, subscribed, bought, viewed.</summary>
    public ImmutableArray<InterestRow> Interests { get; init; } = [];

    /// <summary>The customer's name and lookup columns, where they changed.</summary>
    public CustomerRow? Customer { get; init; }

    /// <summary>Wamids that belong to touches of this customer: statuses without our key find their way by them.</summary>
    public ImmutableArray<string> Wamids { get; init; } = [];
}

/// <summary>A line of the thread list.</summary>
public sealed record ThreadRow(string State, DateTimeOffset? Since, string? LastMessage, DateTimeOffset? LastMessageAt, int Unread, string? AssignedTo, string? Name);

/// <summary>A message of the thread. <paramref name="Direction"/>: in, out.</summary>
public sealed record MessageRow(string Id, DateTimeOffset At, string Direction, string Type, string? Text, string? Status, string? By);

public enum InterestKind
{
    Cart,
    Subscription,
    Bought,
}

/// <summary>Which customer has to do with which product: fan-outs read it. <paramref name="Gone"/> takes the row away.</summary>
public sealed record InterestRow(InterestKind Kind, string ProductId, DateTimeOffset At, bool Gone);

/// <summary>What customers are listed and found by.</summary>
public sealed record CustomerRow(string? Name, string? Phone, string? Email, string? StorefrontId, DateTimeOffset? BornAt);
