using System.Collections.Immutable;
using Conversations.Carts;
using Conversations.Contact;
using Conversations.Identity;
using Conversations.Journeys;
using Conversations.Messages;
using Conversations.Orders;
using Conversations.Threads;

namespace Conversations.Customers;

/// <summary>What the storefront or WhatsApp says of a person; later reports overwrite what they name.</summary>
public sealed record Profile
{
    public string? StorefrontId { get; init; }

    public string? FirstName { get; init; }

    public string? LastName { get; init; }

    public string? Email { get; init; }

    /// <summary>E.164, as the number can be dialled; null where WhatsApp hides it.</summary>
    public string? Phone { get; init; }

    /// <summary>BCP 47, for instance <c>fr-FR</c>.</summary>
    public string? Locale { get; init; }

    /// <summary>IANA.</summary>
    public string? TimeZone { get; init; }

    /// <summary>ISO 3166-1 alpha-2.</summary>
    public string? Country { get; init; }
}

/// <summary>A customer's state: what the snapshot holds, a few kilobytes. All collections are sorted or in order of time.</summary>
public sealed record Customer
{
    public required StoreId Store { get; init; }

    public required CustomerId Id { get; init; }

    /// <summary>Counts decisions; 0 before the first.</summary>
    public long Version { get; init; }

    /// <summary>The version of the decider that wrote this; a change of it seals a new baseline for L6.</summary>
    public int DeciderVersion { get; init; } = Decider.Version;

    public DateTimeOffset? BornAt { get; init; }

    /// <summary>Of a tombstone: the customer that this one turned out to be.</summary>
    public CustomerId? MovedTo { get; init; }

    public Profile Profile { get; init; } = new();

    /// <summary>When the newest report of each field of the profile was made.</summary>
    public ImmutableSortedDictionary<string, DateTimeOffset> ProfileTimes { get; init; } = ImmutableSortedDictionary<string, DateTimeOffset>.Empty;

    public ImmutableSortedSet<Alias> Aliases { get; init; } = [];

    /// <summary>Phones and user ids that were this customer's and are no more, and since when: what is late, and what the store still has on file, does not bring them back. Null: none.</summary>
    public ImmutableSortedDictionary<string, DateTimeOffset>? Left { get; init; }

    public string? Bsuid { get; init; }

    /// <summary>What WhatsApp itself calls the phone (from the send's answer or an inbound message), digits.</summary>
    public string? WaId { get; init; }

    public Consent Consent { get; init; } = new();

    /// <summary>Not on WhatsApp, as far as it answered; lifted by any message from the customer.</summary>
    public DateTimeOffset? UnreachableAt { get; init; }

    /// <summary>Undeliverable answers (131026) in a row, on different days.</summary>
    public int Undeliverable { get; init; }

    public DateTimeOffset? UndeliverableAt { get; init; }

    /// <summary>WhatsApp's per-user cap was hit (131049): no marketing until then.</summary>
    public DateTimeOffset? SaturatedUntil { get; init; }

    public ImmutableArray<Basket> Baskets { get; init; } = [];

    public ImmutableArray<Order> Orders { get; init; } = [];

    /// <summary>All orders ever placed and not cancelled.</summary>
    public int OrderCount { get; init; }

    /// <summary>The newest time at which an order was placed.</summary>
    public DateTimeOffset? LastOrderAt { get; init; }

    /// <summary>Views by product: count and the last time; the last 20 products.</summary>
    public ImmutableSortedDictionary<string, Viewed> Views { get; init; } = ImmutableSortedDictionary<string, Viewed>.Empty;

    /// <summary>Subscriptions to a product's return, by product id.</summary>
    public ImmutableSortedDictionary<string, DateTimeOffset> Subscriptions { get; init; } = ImmutableSortedDictionary<string, DateTimeOffset>.Empty;

    public ImmutableArray<Run> Runs { get; init; } = [];

    /// <summary>The last start by journey, and by journey and subject (<c>cart-recovery|cart:c1#1</c>).</summary>
    public ImmutableSortedDictionary<string, DateTimeOffset> Starts { get; init; } = ImmutableSortedDictionary<string, DateTimeOffset>.Empty;

    /// <summary>The last recovery sequence that began to send, and when.</summary>
    public string? LastSequence { get; init; }

    public DateTimeOffset? LastSequenceAt { get; init; }

    /// <summary>Touches under way, and those of the last 7 days.</summary>
    public ImmutableArray<Touch> Touches { get; init; } = [];

    /// <summary>Marketing messages in a row that were neither read nor answered.</summary>
    public int Unnoticed { get; init; }

    public Thread Thread { get; init; } = new();

    /// <summary>When the customer last did anything (storefront or WhatsApp).</summary>
    public DateTimeOffset? LastActedAt { get; init; }

    /// <summary>The phone, where it is known and readable; of several spellings the one that WhatsApp uses.</summary>
    [System.Text.Json.Serialization.JsonIgnore]
    public PhoneNumber? Phone => Profile.Phone is { } text && PhoneNumber.Parse(text, Profile.Country, out _) is { } told
        ? PhoneNumber.FromWaId(WaId) is { } known && known.Key == told.Key ? known : told
        : null;

    /// <summary>When the customer wants to be woken; null: not at all.</summary>
    public DateTimeOffset? DueAt { get; init; }

    /// <summary>True of a phone or user id that was once this customer's, and is no more.</summary>
    public bool HasLeft(Alias alias) => Left?.ContainsKey(alias.Value) == true;

    /// <summary>True of a phone or user id that is this customer's no more, for all that an input can tell: only WhatsApp knows of a return.</summary>
    public bool HasLeft(Alias alias, CustomerInput input) => Left is not null
        && Left.TryGetValue(alias.Value, out var since)
        && (input.OccurredAt <= since || input is not (CustomerInput.MessageReceived or CustomerInput.PreferenceReported or CustomerInput.IdentityChanged));
}

/// <summary>How often a product was viewed.</summary>
public sealed record Viewed(int Times, DateTimeOffset LastAt, Product Product);
