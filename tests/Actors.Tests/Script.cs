using System.Collections.Immutable;
using System.Globalization;
using Conversations.Customers;
using Conversations.Identity;
using Conversations.Messages;
using Conversations.Threads;

namespace Conversations.Actors.Tests;

/// <summary>A decider that does what a note tells it to, and remembers all that happened as notes.</summary>
internal static class Script
{
    public static Decision Decide(Customer customer, CustomerInput happened, Rules rules)
    {
        var next = customer with
        {
            Version = customer.Version + 1,
            BornAt = customer.BornAt ?? happened.At,
            Aliases = customer.Aliases.Union(happened.Aliases),
            Thread = customer.Thread with { Notes = customer.Thread.Notes.Add(new Note(happened.At, happened.GetType().Name, happened is CustomerInput.Noted noted ? noted.Text : happened.Id)) },
        };
        return happened switch
        {
            CustomerInput.Noted { Text: "boom" } => throw new InvalidOperationException("boom"),
            CustomerInput.Noted { Text: "want" } => With(next, new Effect.WantSlot($"t{next.Version}", Host.Number, customer.Id.Value, Purpose.Service, 1000, 0, DateTimeOffset.MaxValue, null, null)),
            CustomerInput.Noted { Text: "tell" } => With(next, new Effect.TellStore("thread.waiting", ImmutableSortedDictionary<string, string>.Empty)),
            CustomerInput.Noted { Text: "count" } => With(next, new Effect.CountCompanions("o1", ["p1"])),
            CustomerInput.Noted { Text: "ask" } => With(next, new Effect.AskAssistant(1, 1, ["hello"], "en")),
            CustomerInput.Noted { Text: var text } when text.StartsWith("hand:", StringComparison.Ordinal) && text[5..] != customer.Id.Value => With(next, new Effect.HandOn(new CustomerId(text[5..]), happened)),
            CustomerInput.Noted { Text: var text } when text.StartsWith("due:", StringComparison.Ordinal) => With(next with { DueAt = happened.At + TimeSpan.Parse(text[4..], CultureInfo.InvariantCulture) }),
            CustomerInput.SlotGranted granted => With(next, new Effect.Send(granted.TouchId, 1, Host.Number, "+33600000001", null, new OutboundMessage.Text("hi"), Purpose.Service, null, null, "k")),
            CustomerInput.StockSubscribed subscribed => With(next with { Subscriptions = next.Subscriptions.SetItem(subscribed.Product.Id, happened.At) }),
            CustomerInput.Woken => With(next with { DueAt = null }),
            CustomerInput.ConsentReported consent => With(next with { Consent = next.Consent with { StoppedAt = consent.Granted ? null : happened.At, StoppedBy = consent.ConsentSource } }),
            CustomerInput.IdentityLost lost => With(next with { Aliases = next.Aliases.Remove(lost.Alias) }),
            CustomerInput.Moved moved => With(next with { MovedTo = moved.To, Aliases = [] }, new Effect.HandOn(moved.To, new CustomerInput.Absorbed(customer) { Id = "x", Source = "engine", At = happened.At, OccurredAt = happened.At })),
            CustomerInput.Absorbed absorbed => With(next with { Aliases = next.Aliases.Union(absorbed.Snapshot.Aliases) }),
            _ when customer.MovedTo is { } to => With(next, new Effect.HandOn(to, happened)),
            _ => With(next),
        };
    }

    public static string[] Notes(this Customer? customer) => customer is null ? [] : [.. customer.Thread.Notes.Select(note => note.Text)];

    public static string[] Kinds(this Customer? customer) => customer is null ? [] : [.. customer.Thread.Notes.Select(note => note.Operator)];

    private static Decision With(Customer next, params Effect[] effects) => new(next, [], [.. effects]);
}
