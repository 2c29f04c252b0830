namespace Conversations.WhatsApp.Simulator;

/// <summary>A customer's phone. Guarded by the lock of <see cref="SimulatedWhatsApp"/>.</summary>
internal sealed class SimulatedPhone(string digits)
{
    private static readonly TimeSpan Window = TimeSpan.FromHours(24);

    private readonly Dictionary<string, DateTimeOffset> lastWritten = [];

    public string Digits { get; } = digits;

    /// <summary>Country, dot, letters and digits; none until told.</summary>
    public string? Bsuid { get; set; }

    /// <summary>A user name hides the phone: webhooks carry the BSUID alone.</summary>
    public bool Hidden { get; set; }

    public string? Name { get; set; }

    /// <summary>The customer stopped marketing in WhatsApp's own settings.</summary>
    public bool MarketingStopped { get; set; }

    public List<PhoneMessage> Messages { get; } = [];

    public void Wrote(string number, DateTimeOffset at) => lastWritten[number] = at;

    /// <summary>The 24 h after the last message to that number, both ends included but the last instant.</summary>
    public bool WindowOpen(string number, DateTimeOffset now) => lastWritten.TryGetValue(number, out var last) && now - last < Window;
}
