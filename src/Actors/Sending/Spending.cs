namespace Conversations.Actors.Sending;

/// <summary>What a store has spent on marketing since its midnight, in USD by the list rates.</summary>
internal sealed class Spending(TimeZoneInfo zone)
{
    private decimal spent;
    private DateOnly day;

    /// <summary>Whose midnight it is.</summary>
    public TimeZoneInfo Zone { get; set; } = zone;

    /// <summary>How many processes count what they grant; each takes the others for as busy as itself.</summary>
    public int Sharers { get; set; } = 1;

    public void Recall(decimal amount, DateOnly on) => (spent, day) = (amount, on);

    public decimal Today(DateTimeOffset now) => day == DayOf(now) ? spent * Sharers : 0;

    public (decimal Amount, DateOnly On) Counted => (spent, day);

    public void Add(decimal price, DateTimeOffset now)
    {
        if (price != 0)
        {
            (spent, day) = ((day == DayOf(now) ? spent : 0) + price, DayOf(now));
        }
    }

    /// <summary>Of a message counted at that instant and not sent; yesterday's changes nothing.</summary>
    public void GiveBack(decimal price, DateTimeOffset at)
    {
        if (day == DayOf(at))
        {
            spent -= price;
        }
    }

    private DateOnly DayOf(DateTimeOffset at) => DateOnly.FromDateTime(TimeZoneInfo.ConvertTime(at, Zone).DateTime);
}
