namespace Conversations.WhatsApp.Simulator;

/// <summary>A customer's phone. Guarded by the lock of <see cref="SimulatedPhones"/>.</summary>
internal sealed class SimulatedPhone(string digits)
{
    private static readonly TimeSpan Window = TimeSpan.FromHours(24);

    private readonly Dictionary<string, DateTimeOffset> lastWritten = [];

    /// <summary>Of one that was never told by its number: its BSUID.</summary>
    public string Digits { get; } = digits;

    /// <summary>Country, dot, letters and digits; none until told.</summary>
    public string? Bsuid { get; set; } = IsBsuid(digits) ? digits : null;

    /// <summary>A user name hides the phone: webhooks carry the BSUID alone.</summary>
    public bool Hidden { get; set; } = IsBsuid(digits);

    public string? Name { get; set; }

    /// <summary>The customer stopped marketing in WhatsApp's own settings.</summary>
    public bool MarketingStopped { get; set; }

    public List<PhoneMessage> Messages { get; } = [];

    /// <summary>When the customer last wrote, by the business number's id.</summary>
    public IReadOnlyDictionary<string, DateTimeOffset> LastWritten => lastWritten;

    public static bool IsBsuid(string? text) => text is [>= 'A' and <= 'Z', >= 'A' and <= 'Z', '.', _, ..];

    public void Wrote(string number, DateTimeOffset at) => lastWritten[number] = at;

    /// <summary>The 24 h after the last message to that number, both ends included but the last instant.</summary>
    public bool WindowOpen(string number, DateTimeOffset now) => lastWritten.TryGetValue(number, out var last) && now - last < Window;
}
