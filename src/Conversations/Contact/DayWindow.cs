namespace Conversations.Contact;

/// <summary>Hours of a day in which a purpose may go out: from <paramref name="Open"/> (included) to <paramref name="Close"/> (excluded).</summary>
public sealed record DayWindow(TimeOnly Open, TimeOnly Close);
