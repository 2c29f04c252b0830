using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Conversations.Messages;

namespace Conversations.Journeys;

/// <summary>What a journey starts on; the words of the definition files.</summary>
public enum Trigger
{
    CartIdle,
    CheckoutIdle,
    PaymentMissing,
    OrderPaid,
    OrderShipped,
    OrderDelivered,
    OrderCancelled,
    OrderRefunded,
    CashOnDelivery,
    BackInStock,
    PriceDrop,
    NewArrival,
    ConsumableOrdered,
    ProductAsked,
    ThirdOrder,
    TenthOrder,
    ProductViewedAgain,
    Lapse,
}

/// <summary>What ends a run besides its last step, opt-out and expiry.</summary>
public enum End
{
    /// <summary>Any new order of the customer: the run sought a purchase.</summary>
    NewOrder,

    /// <summary>The order in question was paid.</summary>
    Paid,

    /// <summary>The order in question was shipped or delivered.</summary>
    Shipped,

    /// <summary>The cart was emptied.</summary>
    Emptied,

    /// <summary>The order in question was cancelled, refunded or complained about.</summary>
    Cancelled,

    /// <summary>An order with the product in question.</summary>
    ProductOrdered,

    /// <summary>The customer put something into a cart.</summary>
    CartStarted,
}

/// <summary>A definition, as data: versioned; a run finishes on the version it started with.</summary>
public sealed record Journey
{
    public required string Name { get; init; }

    /// <summary>Counts up with each change; 1 is what ships with the product.</summary>
    public int Version { get; init; } = 1;

    public bool Enabled { get; init; } = true;

    public required Purpose Purpose { get; init; }

    /// <summary>0–100; the higher goes first.</summary>
    public required int Priority { get; init; }

    /// <summary>What starts it; several for one journey with a step each (order updates).</summary>
    public required ImmutableArray<Start> Starts { get; init; }

    public ImmutableArray<End> Ends { get; init; } = [];

    /// <summary>A run that has not finished by then ends.</summary>
    public TimeSpan Expiry { get; init; } = TimeSpan.FromDays(7);

    /// <summary>At most one start within this time; null: any number, once per subject.</summary>
    public TimeSpan? Reentry { get; init; }

    /// <summary>Counts as a recovery sequence, of which there is at most one in three days.</summary>
    public bool Recovery { get; init; }

    /// <summary>False for utility and for what the customer subscribed to.</summary>
    public bool Holdout { get; init; }

    /// <summary>Free text within the window instead of a template; dropped when the window would close first.</summary>
    public bool WithinWindow { get; init; }

    /// <summary>If the customer has not reacted this long after the touch, a human is asked; null: never.</summary>
    public TimeSpan? SilenceToHuman { get; init; }

    public required ImmutableArray<Step> Steps { get; init; }
}

/// <summary>A way into a journey.</summary>
public sealed record Start
{
    public required Trigger On { get; init; }

    /// <summary>From the trigger (or from the last change of the cart) to the first touch.</summary>
    public TimeSpan After { get; init; }

    /// <summary>The local time of day at which the first touch goes, on or after <see cref="After"/>.</summary>
    public TimeOnly? AtLocal { get; init; }

    /// <summary>By payment method, where it differs from <see cref="After"/>; a method mapped to null starts nothing.</summary>
    public ImmutableSortedDictionary<string, TimeSpan?> ByMethod { get; init; } = ImmutableSortedDictionary<string, TimeSpan?>.Empty;

    /// <summary>After a failed checkout, quiet for this long.</summary>
    public TimeSpan? AfterFailure { get; init; }

    /// <summary>The step this way in begins with; null: the first. A run that began at a named step has only that step.</summary>
    public string? Step { get; init; }
}

/// <summary>One touch of a journey.</summary>
public sealed record Step
{
    public required string Name { get; init; }

    /// <summary>After the acceptance of the touch before it; of the first step nothing (its start says).</summary>
    public TimeSpan After { get; init; }

    public bool Enabled { get; init; } = true;

    /// <summary>The template's name; its languages are looked up at the claim.</summary>
    public required string Template { get; init; }

    /// <summary>Other templates by the kind of a checkout's failure (<c>payment</c>, <c>promo</c>, …) or of the payment (<c>pending</c>).</summary>
    public ImmutableSortedDictionary<string, string> TemplateByKind { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>True for the only step that may carry an approved incentive.</summary>
    public bool Incentive { get; init; }
}

/// <summary>Where a run stands.</summary>
public enum RunState
{
    /// <summary>The next step waits for <see cref="Run.DueAt"/>.</summary>
    Waiting,

    /// <summary>A touch of the step is under way.</summary>
    Touching,

    /// <summary>The customer wrote; the thread decides.</summary>
    Paused,

    /// <summary>All steps done; kept while a silence is being watched.</summary>
    Watching,
}

/// <summary>One customer's passage through a journey, about one subject.</summary>
public sealed record Run
{
    public required string Id { get; init; }

    public required string Journey { get; init; }

    public required int JourneyVersion { get; init; }

    /// <summary>For instance <c>cart:c1#1</c>, <c>order:o1:paid</c>, <c>product:p1@e7</c>, <c>lapse:o9</c>.</summary>
    public required string Subject { get; init; }

    /// <summary>The sequence it belongs to; an upgrade (cart → checkout → payment) keeps it.</summary>
    public required string Sequence { get; init; }

    public required RunState State { get; init; }

    public required Trigger Trigger { get; init; }

    /// <summary>Index into the journey's steps.</summary>
    public int Step { get; init; }

    /// <summary>When the current step may go.</summary>
    public required DateTimeOffset DueAt { get; init; }

    /// <summary>A gate's hold; the touch is looked at again then.</summary>
    public DateTimeOffset? HeldUntil { get; init; }

    /// <summary>The reason last told of a hold, so that it is not told twice.</summary>
    public string? HeldBy { get; init; }

    /// <summary>When it was planned first.</summary>
    public required DateTimeOffset PlannedAt { get; init; }

    /// <summary>When its first touch fell due and the start counted; null before.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>When the first touch of its own was claimed: from then the re-entry counts. Null before; an upgraded run has none of the one before it.</summary>
    public DateTimeOffset? EnteredAt { get; init; }

    /// <summary>When its touch before this step was accepted.</summary>
    public DateTimeOffset? TouchedAt { get; init; }

    public DateTimeOffset ExpiresAt { get; init; }

    /// <summary>What it is about, where the state does not hold it: product, prices.</summary>
    public Carts.Product? Product { get; init; }

    public decimal? PreviousPrice { get; init; }

    /// <summary>Of order journeys.</summary>
    public string? OrderId { get; init; }

    /// <summary>Of news of one of an order's parcels: its own way, where the order's may be another's.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public Orders.Tracking? Tracking { get; init; }

    /// <summary>Value in the currency of the cart or order, for the order of sending.</summary>
    public decimal Value { get; init; }

    /// <summary>The touch under way, or the last one.</summary>
    public string? TouchId { get; init; }

    /// <summary>The customer asked for this (stock subscription): no holdout.</summary>
    public bool Subscribed { get; init; }

    [JsonIgnore]
    public DateTimeOffset LooksAt => HeldUntil is { } held && held > DueAt ? held : DueAt;
}
