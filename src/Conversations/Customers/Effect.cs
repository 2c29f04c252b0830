using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Conversations.Identity;
using Conversations.Messages;

namespace Conversations.Customers;

/// <summary>Something the shell is to do after the commit. Says what, never how. Its key is the customer, the version and its place.</summary>
[JsonPolymorphic(TypeDiscriminatorPropertyName = "kind")]
[JsonDerivedType(typeof(WantSlot), "want_slot.1")]
[JsonDerivedType(typeof(ReturnSlot), "return_slot.1")]
[JsonDerivedType(typeof(Send), "send.1")]
[JsonDerivedType(typeof(AskAssistant), "ask_assistant.1")]
[JsonDerivedType(typeof(MarkRead), "mark_read.1")]
[JsonDerivedType(typeof(TellStore), "tell_store.1")]
[JsonDerivedType(typeof(RaiseAlert), "raise_alert.1")]
[JsonDerivedType(typeof(TellSender), "tell_sender.1")]
[JsonDerivedType(typeof(HandOn), "hand_on.1")]
[JsonDerivedType(typeof(CountCompanions), "count_companions.1")]
public abstract record Effect
{
    private Effect()
    {
    }

    /// <summary>Ask the number's sender for a place in its order. Its answer is <see cref="CustomerInput.SlotGranted"/>.</summary>
    /// <param name="TouchId">The touch that wants to go.</param>
    /// <param name="Number">The number it goes out from.</param>
    /// <param name="Recipient">Whom it goes to: E.164 or BSUID; the sender keeps the pace of the pair.</param>
    /// <param name="Purpose">Marketing waits where quality is low.</param>
    /// <param name="Priority">0–100, service above all: 1000.</param>
    /// <param name="Value">The cart's; the higher goes first among equals.</param>
    /// <param name="WindowClosesAt">From then on, or at once where it is null, the message opens a conversation and counts against the portfolio's messaging limit.</param>
    /// <param name="Template">Whose status the grant must tell.</param>
    /// <param name="Language">Of the template.</param>
    /// <param name="Price">What it is counted for in the store's daily budget, USD; 0 where none is set.</param>
    public sealed record WantSlot(
        string TouchId,
        NumberId Number,
        string Recipient,
        Purpose Purpose,
        int Priority,
        decimal Value,
        DateTimeOffset? WindowClosesAt,
        string? Template,
        string? Language,
        decimal Price = 0) : Effect;

    /// <summary>The slot was granted and is not used.</summary>
    public sealed record ReturnSlot(string TouchId, NumberId Number, string Recipient) : Effect;

    /// <summary>Send it, once. Its outcome is <see cref="CustomerInput.SendAccepted"/>, <see cref="CustomerInput.SendRejected"/> or <see cref="CustomerInput.SendUnknown"/>.</summary>
    /// <param name="TouchId">The touch.</param>
    /// <param name="Attempt">Which try.</param>
    /// <param name="Number">The number it goes out from.</param>
    /// <param name="Phone">E.164 with +; wins where both are given.</param>
    /// <param name="Bsuid">Where the phone is hidden.</param>
    /// <param name="Message">Rendered.</param>
    /// <param name="Purpose">Marketing templates go through the Marketing Messages API where the number has it.</param>
    /// <param name="ReplyTo">The wamid it answers.</param>
    /// <param name="TimeToLive">Asked of the Marketing Messages API.</param>
    /// <param name="Callback">Comes back with every status (≤ 512 characters).</param>
    public sealed record Send(
        string TouchId,
        int Attempt,
        NumberId Number,
        string? Phone,
        string? Bsuid,
        OutboundMessage Message,
        Purpose Purpose,
        string? ReplyTo,
        TimeSpan? TimeToLive,
        string Callback) : Effect
    {
        /// <summary>Our key for <c>biz_opaque_callback_data</c>: store/customer/touch/attempt.</summary>
        public static string CallbackOf(StoreId store, CustomerId customer, string touchId, int attempt) =>
            string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{store}/{customer}/{touchId}/{attempt}");

        /// <summary>The parts of a key of ours; null where the text is not one.</summary>
        public static (StoreId Store, CustomerId Customer, string TouchId, int Attempt)? Parse(string? callback)
        {
            var parts = callback?.Split('/');
            return parts is [var store, var customer, var touch, var attempt]
                && int.TryParse(attempt, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var number)
                ? (new StoreId(store), new CustomerId(customer), touch, number)
                : null;
        }
    }

    /// <summary>Ask the assistant. Its answer is <see cref="CustomerInput.Answered"/> with the same turn and epoch.</summary>
    public sealed record AskAssistant(int Turn, int Epoch, ImmutableArray<string> Texts, string? Language) : Effect;

    /// <summary>Show the customer that it was read, and that an answer is being typed.</summary>
    public sealed record MarkRead(NumberId Number, string Wamid, bool Typing) : Effect;

    /// <summary>The store's own webhook: <c>consent.revoked</c>, <c>thread.waiting</c>, <c>order.confirmed</c>, <c>order.recovered</c>, <c>customer.merged</c>.</summary>
    public sealed record TellStore(string Event, ImmutableSortedDictionary<string, string> Data) : Effect;

    /// <summary>For whoever runs the engine or the store; never holds anything personal.</summary>
    public sealed record RaiseAlert(string Alert, string Detail) : Effect;

    /// <summary>An error that concerns the number, its account or a template, not the customer. <paramref name="Country"/>: of one that concerns all who are there.</summary>
    public sealed record TellSender(NumberId Number, int Code, string? Template, string? Language, string? Country = null) : Effect;

    /// <summary>Give this input to another customer (merging, a tombstone's forwarding).</summary>
    public sealed record HandOn(CustomerId To, CustomerInput Input) : Effect;

    /// <summary>Count what others bought who bought one of these. The outcome is <see cref="CustomerInput.CompanionsCounted"/> of the same order.</summary>
    public sealed record CountCompanions(string OrderId, ImmutableArray<string> ProductIds) : Effect;
}
