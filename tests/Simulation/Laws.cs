using Conversations.Actors;
using Conversations.Customers;
using Conversations.Identity;
using Conversations.Messages;

namespace Conversations.Simulation;

/// <summary>The laws of architecture.md, watched from outside: told of every written turn and of every call, and knowing nothing of how the decider came to it.</summary>
internal sealed class Laws
{
    private static readonly TimeZoneInfo Paris = TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris");

    private readonly Dictionary<string, DateTimeOffset> claims = [];
    private readonly HashSet<string> called = [];
    private readonly HashSet<string> refused = [];
    private readonly List<(char Person, string Callback, string Touch, DateTimeOffset At)> marketing = [];
    private readonly Dictionary<char, DateTimeOffset> wrote = [];
    private readonly Dictionary<char, DateTimeOffset> stopped = [];

    /// <summary>The first law that was broken, by name, and how.</summary>
    public string? Broken { get; private set; }

    public int Turns { get; private set; }

    public int Calls => called.Count;

    public int MarketingClaims => marketing.Count;

    public void Break(string law, string how) => Broken ??= $"{law}: {how}";

    /// <summary>A turn became durable.</summary>
    public void Wrote(Turn turn)
    {
        Turns++;
        foreach (var decided in turn.Decisions)
        {
            if (decided.Facts.IsDefaultOrEmpty)
            {
                Break("L8 every decision has a fact", $"{decided.Input.GetType().Name} of {turn.Customer} at version {decided.Version}");
            }

            Heard(turn, decided.Input);
            foreach (var row in decided.Effects)
            {
                if (row.Effect is Effect.Send send)
                {
                    Claimed(turn, decided, send);
                }
            }
        }
    }

    /// <summary>WhatsApp was called.</summary>
    public void Called(Effect.Send send)
    {
        if (!called.Add(send.Callback))
        {
            Break("L2 sent at most once", send.Callback);
        }

        if (!claims.ContainsKey(send.Callback))
        {
            Break("L2 the intent is committed before the call", send.Callback);
        }
    }

    private static char PersonOf(Effect.Send send) => (send.Phone ?? send.Bsuid)![^1];

    private void Heard(Turn turn, CustomerInput input)
    {
        switch (input)
        {
            case CustomerInput.MessageReceived received:
                foreach (var alias in input.Aliases.Where(alias => alias.Kind is AliasKind.Phone or AliasKind.Bsuid))
                {
                    var person = alias.Value[^1];
                    wrote[person] = wrote.TryGetValue(person, out var at) && at > input.OccurredAt ? at : input.OccurredAt;

                    // Said under a hidden number, it is not known yet whose phone it is about.
                    if (received.Message.Text == "STOP" && alias.Kind == AliasKind.Phone && turn.After.MovedTo is null)
                    {
                        stopped.TryAdd(person, input.At);
                    }
                }

                break;
            case CustomerInput.SendRejected rejected:
                refused.Add(Effect.Send.CallbackOf(turn.Customer.Store, turn.Customer.Customer, rejected.TouchId, rejected.Attempt));
                break;
            case CustomerInput.DeliveryReported { Status: DeliveryStatus.Failed, TouchKey: { } key }:
                refused.Add(key);
                break;
        }
    }

    private void Claimed(Turn turn, Decided decided, Effect.Send send)
    {
        var at = decided.Input.At;
        var person = PersonOf(send);
        if (!claims.TryAdd(send.Callback, at))
        {
            Break("L2 one claim an attempt", send.Callback);
        }

        if (!decided.Facts.Any(fact => fact.Data.GetValueOrDefault("touch") == send.TouchId))
        {
            Break("L8 every message sent has a fact", send.Callback);
        }

        if (send.Message.NeedsWindow && !(wrote.TryGetValue(person, out var inbound) && at - inbound < TimeSpan.FromHours(24)))
        {
            Break("L4 outside the window only templates", $"{send.Callback} at {at:O}");
        }

        if (send.Purpose == Purpose.Marketing)
        {
            Marketing(send, person, at, turn);
        }
    }

    private void Marketing(Effect.Send send, char person, DateTimeOffset at, Turn turn)
    {
        if (stopped.TryGetValue(person, out var stop))
        {
            Break("L4 silence after opt-out", $"{send.Callback} at {at:O}, stopped at {stop:O}");
        }

        var local = TimeZoneInfo.ConvertTime(at, Paris);
        if (local.Hour is < 8 or >= 20 || local.DayOfWeek == DayOfWeek.Sunday)
        {
            Break("L4 quiet hours", $"{send.Callback} at {local:O}");
        }

        var before = marketing.FirstOrDefault(sent => sent.Person == person && sent.Touch != $"{turn.Customer}/{send.TouchId}" && at - sent.At < TimeSpan.FromHours(24) && !refused.Contains(sent.Callback));
        if (before.Callback is { } first)
        {
            Break("L4 one marketing message a day", $"{send.Callback} at {at:O} after {first} at {before.At:O}");
        }

        marketing.Add((person, send.Callback, $"{turn.Customer}/{send.TouchId}", at));
    }
}
