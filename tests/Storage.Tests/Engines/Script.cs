using System.Collections.Immutable;
using Conversations.Customers;
using Conversations.Identity;
using Conversations.Messages;
using Conversations.Threads;

namespace Conversations.Storage.Tests.Engines;

/// <summary>A decider that sends one message for each event, and remembers all that happened as notes: kind and id.</summary>
internal static class Script
{
    public static readonly NumberId Number = new("1000");

    public static Decision Decide(Customer customer, CustomerInput happened, Rules rules)
    {
        var next = customer with
        {
            Version = customer.Version + 1,
            BornAt = customer.BornAt ?? happened.At,
            Aliases = customer.Aliases.Union(happened.Aliases),
            Thread = customer.Thread with { Notes = customer.Thread.Notes.Add(new Note(happened.At, happened.GetType().Name, NameOf(happened))) },
        };
        return happened switch
        {
            CustomerInput.Noted { Text: "due" } => With(next with { DueAt = happened.At + TimeSpan.FromMinutes(1) }),
            CustomerInput.Noted { Text: "send" } => With(next, new Effect.WantSlot($"t-{happened.Id}", Number, $"{customer.Id}-{happened.Id}", Purpose.Service, 100, 0, DateTimeOffset.MaxValue, null, null)),
            CustomerInput.SlotGranted granted => With(next, new Effect.Send(granted.TouchId, 1, Number, "+33600000001", null, new OutboundMessage.Text("hi"), Purpose.Service, null, null, $"{customer.Id}/{granted.TouchId}")),
            CustomerInput.Woken => With(next with { DueAt = null }),
            CustomerInput.IdentityLost lost => With(next with { Aliases = next.Aliases.Remove(lost.Alias) }),
            _ => With(next),
        };
    }

    public static Rules Rules { get; } = new()
    {
        Version = 0,
        Policy = new Policy { StoreName = "Demo", StoreUrl = "https://demo.example", TimeZone = "UTC", Numbers = [new NumberPolicy { Id = Number }] },
        Journeys = [],
        Templates = ImmutableArray<MessageTemplate>.Empty,
        Texts = ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, string>>.Empty,
    };

    public static CustomerInput Event(string id, string text = "send") =>
        new CustomerInput.Noted("op", text) { Id = id, Source = "events", At = Turns.Noon, OccurredAt = Turns.Noon };

    private static string NameOf(CustomerInput input) => input switch
    {
        CustomerInput.SlotGranted granted => granted.TouchId,
        CustomerInput.SendAccepted accepted => accepted.TouchId,
        CustomerInput.SendUnknown unknown => unknown.TouchId,
        _ => input.Id,
    };

    private static Decision With(Customer next, params Effect[] effects) => new(next, [], [.. effects]);
}
