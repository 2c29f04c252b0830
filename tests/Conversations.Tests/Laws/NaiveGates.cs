using Conversations.Customers;
using Conversations.Messages;
using Conversations.Threads;

namespace Conversations.Tests.Laws;

/// <summary>The gates once more, written from the rules and not from the code: reads inputs and effects, keeps its own books.</summary>
internal sealed class NaiveGates
{
    private readonly List<(string Touch, DateTimeOffset At)> marketing = [];
    private DateTimeOffset lastInbound = DateTimeOffset.MinValue;

    public List<string> Wrongs { get; } = [];

    public void Look(Customer before, CustomerInput input, Decision decision)
    {
        switch (input)
        {
            case CustomerInput.MessageReceived received when received.OccurredAt > lastInbound:
                lastInbound = received.OccurredAt > input.At ? input.At : received.OccurredAt;
                break;
            case CustomerInput.SendRejected rejected:
                marketing.RemoveAll(one => one.Touch == $"{rejected.TouchId}/{rejected.Attempt}");
                break;
            case CustomerInput.DeliveryReported { Status: DeliveryStatus.Failed } failed:
                var key = Effect.Send.Parse(failed.TouchKey) is { } parts ? $"{parts.TouchId}/{parts.Attempt}" : failed.Wamid.Replace("wamid.", "", StringComparison.Ordinal);
                marketing.RemoveAll(one => one.Touch == key || one.Touch.Replace('/', '.') == key);
                break;
            default:
                break;
        }

        foreach (var send in decision.Effects.OfType<Effect.Send>())
        {
            if (send.Message is not OutboundMessage.Template && lastInbound <= input.At - TimeSpan.FromHours(24))
            {
                Wrongs.Add($"{send.TouchId}: free text outside the window");
            }

            if (send.Purpose == Purpose.Marketing)
            {
                Marketing(before, input.At, send);
            }
        }
    }

    private void Marketing(Customer before, DateTimeOffset at, Effect.Send send)
    {
        var consent = before.Consent;
        var stops = new[] { consent.StoppedAt, consent.SuspendedAt }.Max();
        if (consent.GrantedAt is null || consent.PlatformStoppedAt is not null || stops >= consent.GrantedAt)
        {
            Wrongs.Add($"{send.TouchId}: no consent");
        }

        if (marketing.Any(one => one.At > at - TimeSpan.FromHours(24)))
        {
            Wrongs.Add($"{send.TouchId}: a second one in 24 h");
        }

        if (marketing.Count(one => one.At > at - TimeSpan.FromDays(7)) >= 3)
        {
            Wrongs.Add($"{send.TouchId}: a fourth one in 7 days");
        }

        if (before.Thread.State is ThreadState.Waiting or ThreadState.Human)
        {
            Wrongs.Add($"{send.TouchId}: while a human is asked");
        }

        if (before.Phone?.Country == "US" && send.Message is OutboundMessage.Template)
        {
            Wrongs.Add($"{send.TouchId}: a marketing template to the US");
        }

        var zone = before.Profile.TimeZone ?? before.Phone?.Country switch { "JP" => "Asia/Tokyo", "US" => null, _ => "Europe/Paris" };
        if (zone is not null)
        {
            var local = TimeZoneInfo.ConvertTime(at, TimeZoneInfo.FindSystemTimeZoneById(zone));
            if (local.Hour is < 8 or >= 21 || (before.Phone?.Country == "FR" && (local.Hour >= 20 || local.DayOfWeek == DayOfWeek.Sunday)))
            {
                Wrongs.Add($"{send.TouchId}: at {local:ddd HH:mm} in {zone}");
            }
        }

        marketing.Add(($"{send.TouchId}/{send.Attempt}", at));
    }
}
