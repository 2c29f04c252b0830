using System.Collections.Frozen;
using System.Collections.Immutable;

namespace Conversations.Messages;

/// <summary>What a message costs by WhatsApp's list rates: an estimate from an embedded, dated table. Money is in USD.</summary>
public static class MessagePrices
{
    public const string Currency = "USD";

    private static readonly Table Rates = EmbeddedJson.Read<Table>("Messages.message-prices.json");

    private static readonly FrozenDictionary<string, Market> ByCountry = Rates.Markets
        .SelectMany(market => market.Countries.Select(country => (country, market)))
        .ToFrozenDictionary(pair => pair.country, pair => pair.market, StringComparer.OrdinalIgnoreCase);

    /// <summary>From when the rates hold.</summary>
    public static DateOnly Effective => Rates.Effective;

    /// <summary>Whose rates they are, and what is not in them.</summary>
    public static string Source => Rates.Source;

    /// <summary>Of one accepted message.</summary>
    /// <param name="message">Free text is free here: since 1 October 2026 it costs beyond 1,000 a month and number, which no single message tells.</param>
    /// <param name="country">ISO 3166 of the phone; null: unknown, so the rate of all other countries.</param>
    /// <param name="windowOpen">Inside the 24 h window utility templates were free until 1 October 2026.</param>
    /// <param name="at">When it is sent.</param>
    public static decimal Of(OutboundMessage message, string? country, bool windowOpen, DateTimeOffset at)
    {
        if (message is not OutboundMessage.Template template)
        {
            return 0m;
        }

        var market = country is null ? Rates.Elsewhere : ByCountry.GetValueOrDefault(country, Rates.Elsewhere);
        var free = windowOpen && DateOnly.FromDateTime(at.UtcDateTime) < Rates.ServiceBilledFrom;
        return template.Category switch
        {
            TemplateCategory.Marketing => market.Marketing,
            _ => free ? 0m : market.Utility,
        };
    }

    private sealed record Table(DateOnly Effective, string Source, DateOnly ServiceBilledFrom, ImmutableArray<Market> Markets, Market Elsewhere);

    private sealed record Market(string Name, ImmutableArray<string> Countries, decimal Marketing, decimal Utility);
}
