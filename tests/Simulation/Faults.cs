namespace Conversations.Simulation;

/// <summary>How often what goes wrong; each seed draws its own, some of them zero.</summary>
internal sealed record Faults(
    double Duplicate,
    double LostAnswer,
    double Rejected,
    double FailedLater,
    double PortSlow,
    double PortFails,
    double CommitAnswerLost,
    double Crash,
    double ClockBack,
    double AssistantFails,
    double Interrupted)
{
    public static Faults None { get; } = new(0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0);

    public static Faults Draw(Dice dice) => new(
        Rate(dice, 0.4),
        Rate(dice, 0.3),
        Rate(dice, 0.3),
        Rate(dice, 0.2),
        Rate(dice, 0.5),
        Rate(dice, 0.05),
        Rate(dice, 0.1),
        Rate(dice, 0.05),
        Rate(dice, 0.05),
        Rate(dice, 0.5),
        Rate(dice, 0.1));

    private static double Rate(Dice dice, double most) => dice.Hits(0.4) ? 0 : most * dice.Below(100) / 100;
}
