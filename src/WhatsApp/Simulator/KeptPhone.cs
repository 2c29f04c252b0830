using System.Text.Json;

namespace Conversations.WhatsApp.Simulator;

/// <summary>A phone as it is written down, with what it does not show.</summary>
internal sealed record KeptPhone(
    string Digits, string? Bsuid, bool Hidden, string? Name, bool MarketingStopped, IReadOnlyDictionary<string, DateTimeOffset> LastWritten, IReadOnlyList<KeptPhone.Message> Messages)
{
    internal sealed record Message(PhoneMessage Shown, string? Callback, string PricingCategory, bool InWindow);

    public static string Write(SimulatedPhone phone) => JsonSerializer.Serialize(new KeptPhone(
        phone.Digits, phone.Bsuid, phone.Hidden, phone.Name, phone.MarketingStopped, phone.LastWritten,
        [.. phone.Messages.Select(static message => new Message(message, message.Callback, message.PricingCategory, message.InWindow))]));

    /// <summary>What was only accepted has been delivered meanwhile.</summary>
    public static SimulatedPhone Read(string written)
    {
        var kept = JsonSerializer.Deserialize<KeptPhone>(written)!;
        var phone = new SimulatedPhone(kept.Digits) { Bsuid = kept.Bsuid, Hidden = kept.Hidden, Name = kept.Name, MarketingStopped = kept.MarketingStopped };
        foreach (var (number, at) in kept.LastWritten)
        {
            phone.Wrote(number, at);
        }

        phone.Messages.AddRange(kept.Messages.Select(static message => message.Shown with
        {
            Status = message.Shown.Status == "accepted" ? "delivered" : message.Shown.Status,
            Callback = message.Callback,
            PricingCategory = message.PricingCategory,
            InWindow = message.InWindow,
        }));
        return phone;
    }
}
