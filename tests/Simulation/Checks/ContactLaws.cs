using Conversations.Customers;
using Conversations.Messages;

namespace Conversations.Simulation.Checks;

/// <summary>L4: an independent, naive judge of every claim, knowing only what was said to the engine.</summary>
internal sealed class ContactLaws
{
    private static readonly TimeZoneInfo Paris = TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris");

    private static readonly DateOnly[] Holidays = [new(2026, 4, 6), new(2026, 5, 1), new(2026, 5, 8), new(2026, 5, 14), new(2026, 5, 25)];

    private readonly Dictionary<string, DateTimeOffset> silenced = [];
    private readonly List<(string Recipient, DateTimeOffset At)> opened = [];

    public int? MessagingLimit { get; set; }

    public void Heard(CustomerInput input, Ledger ledger)
    {
        if (input is CustomerInput.ConsentReported { Granted: true } or CustomerInput.MessageReceived { Message.Text: Traffic.Start })
        {
            foreach (var phone in ledger.Phones.Where(phone => silenced.TryGetValue(phone, out var since) && input.OccurredAt > since))
            {
                silenced.Remove(phone);
            }
        }

        if (input is CustomerInput.IdentityChanged changed)
        {
            // Whoever moves to the number by WhatsApp's word is not the one who was erased.
            foreach (var phone in changed.NewNames().Where(alias => alias.Kind == Identity.AliasKind.Phone))
            {
                silenced.Remove(phone.Value);
            }
        }
    }

    /// <summary>Of the erased only the stop is kept, by number; who was given the number before that is somebody else.</summary>
    public void Erased(Ledger ledger, IReadOnlyCollection<Ledger> others, DateTimeOffset at)
    {
        foreach (var phone in ledger.Phones.Where(_ => ledger.MustStaySilent).Except(others.SelectMany(other => other.Phones)))
        {
            silenced[phone] = at;
        }
    }

    public (string Law, string How)? Judge(Ledger ledger, Effect.Send send, string touch, string? journey, DateTimeOffset at, IReadOnlySet<string> refused)
    {
        var open = ledger.WindowIsOpen(send.Number.Value, at);
        if (send.Message.NeedsWindow && !open)
        {
            return ("L4 outside the window only templates", $"number {send.Number}");
        }

        var marketing = send.Purpose == Purpose.Marketing;
        return (open ? null : Opens(send.Phone ?? send.Bsuid!, marketing, at)) ?? (marketing ? Advertises(ledger, send, touch, journey, at, refused) : null);
    }

    private (string Law, string How)? Advertises(Ledger ledger, Effect.Send send, string touch, string? journey, DateTimeOffset at, IReadOnlySet<string> refused)
    {
        if (ledger.Forbids(touch, journey, at, refused) is { } why)
        {
            return why;
        }

        if (send.Phone is { } phone && silenced.ContainsKey(phone))
        {
            return ("L4 an opt-out survives the erasure", "nobody granted it again");
        }

        // The French rules hold for a French phone; of a hidden number only the store's own hours are known.
        var local = TimeZoneInfo.ConvertTime(at, Paris);
        var closed = send.Phone is null
            ? local.Hour is < 8 or >= 21
            : local.Hour is < 8 or >= 20 || local.DayOfWeek == DayOfWeek.Sunday || Holidays.Contains(DateOnly.FromDateTime(local.DateTime));
        return closed ? ("L4 quiet hours", $"{local:ddd HH:mm} in Paris") : null;
    }

    /// <summary>Within half a day: slots are counted when granted, and a host in trouble may use one hours later.</summary>
    private (string Law, string How)? Opens(string recipient, bool marketing, DateTimeOffset at)
    {
        opened.Add((recipient, at));
        var recipients = opened.Where(one => at - one.At < TimeSpan.FromHours(12)).Select(one => one.Recipient).Distinct().Count();
        return MessagingLimit is { } limit && opened.Count(one => one.Recipient == recipient && at - one.At < TimeSpan.FromHours(25)) == 1 && recipients > (marketing ? limit - (limit / 5) : limit)
            ? ("L4 the portfolio's messaging limit", $"{recipients} recipients, limit {limit}")
            : null;
    }
}
