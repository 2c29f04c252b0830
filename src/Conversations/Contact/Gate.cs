using Conversations.Customers;
using Conversations.Journeys;
using Conversations.Messages;

namespace Conversations.Contact;

/// <summary>The rules a touch must pass, in their order.</summary>
public enum Gate
{
    Reachable,
    Consent,
    StillWanted,
    Holdout,
    QuietThread,
    Priority,
    Frequency,
    Form,
    Platform,
    QuietHours,
    Capacity,
    Budget,
}

public enum VerdictKind
{
    Pass,
    Hold,
    Drop,
}

/// <summary>What one gate says, always with a reason.</summary>
public sealed record Verdict(Gate Gate, VerdictKind Kind, string Reason, DateTimeOffset? Until = null);

/// <summary>A touch before the gates.</summary>
internal sealed record Candidate
{
    public required Deciding Deciding { get; init; }

    public required Purpose Purpose { get; init; }

    /// <summary>Null for what is no journey's.</summary>
    public Run? Run { get; init; }

    public Journey? Journey { get; init; }

    public Step? Step { get; init; }

    public required NumberPolicy Number { get; init; }

    /// <summary>What would be sent, or why nothing can.</summary>
    public required Form Form { get; init; }

    /// <summary>Known once the sender granted a slot.</summary>
    public Capacity? Capacity { get; init; }

    public Customer Customer => Deciding.Customer;

    public DateTimeOffset Now => Deciding.Now;

    /// <summary>A step of a journey, as it would be sent now.</summary>
    public static Candidate Of(Deciding deciding, Run run, Journey journey, string? touchId, Capacity? capacity)
    {
        var (number, step) = (Window.NumberFor(deciding.Customer, deciding.Policy), journey.Steps[run.Step]);
        return new Candidate
        {
            Deciding = deciding,
            Purpose = journey.Purpose,
            Run = run,
            Journey = journey,
            Step = step,
            Number = number,
            Form = Form.OfStep(deciding, run, journey, step, number, capacity, touchId is null ? null : deciding.Touch(touchId)),
            Capacity = capacity,
        };
    }
}
