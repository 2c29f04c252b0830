using System.Collections.Immutable;
using Conversations.Customers;
using Conversations.Identity;

namespace Conversations.WhatsApp.Webhooks;

/// <summary>What one webhook body said. Inbound messages stand before statuses, so that a trouble with a status loses no message.</summary>
public sealed record Translation
{
    /// <summary>Null where the body could be read; else why it is refused (400).</summary>
    public string? Problem { get; init; }

    /// <summary>For customers; the number says whose store it is.</summary>
    public ImmutableArray<NumberInput> Inputs { get; init; } = [];

    /// <summary>Of numbers, accounts and templates.</summary>
    public ImmutableArray<AccountEvent> Events { get; init; } = [];

    /// <summary>How the numbers are displayed over which something came.</summary>
    public ImmutableArray<DisplayedNumber> Displayed { get; init; } = [];

    /// <summary>What became neither: kept and shown, never thrown away.</summary>
    public ImmutableArray<UnreadPart> Unread { get; init; } = [];
}

/// <summary>An input with the number it came over.</summary>
public sealed record NumberInput(NumberId Number, string? BusinessAccount, CustomerInput Input);

/// <summary>A number and the digits of its display number, which webhooks write with or without signs and spaces.</summary>
public sealed record DisplayedNumber(NumberId Number, string Digits)
{
    public static string DigitsOf(string displayed) => string.Concat(displayed.Where(char.IsAsciiDigit));
}

/// <summary>A part of a webhook that became no input.</summary>
/// <param name="Reason">An English sentence without anything personal.</param>
/// <param name="Json">The part as it came.</param>
/// <param name="Known">True where nothing of it is wanted (calls, groups, history); false where it could not be read.</param>
/// <param name="Number">The number it came over, where it says so.</param>
/// <param name="BusinessAccount">The account it came over, where it says so.</param>
public sealed record UnreadPart(string Reason, string Json, bool Known, NumberId? Number, string? BusinessAccount);
