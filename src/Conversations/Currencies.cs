using System.Globalization;

namespace Conversations;

/// <summary>Amounts as people read them.</summary>
public static class Currencies
{
    /// <summary>ISO 4217 (January 2026): counted whole, and in thousandths.</summary>
    private static readonly HashSet<string?> WithoutDecimals = ["BIF", "CLP", "DJF", "GNF", "ISK", "JPY", "KMF", "KRW", "PYG", "RWF", "UGX", "VND", "VUV", "XAF", "XOF", "XPF"];
    private static readonly HashSet<string?> WithThreeDecimals = ["BHD", "IQD", "JOD", "KWD", "LYD", "OMR", "TND"];

    /// <summary>With the currency's own number of decimals; more where a price without them has some.</summary>
    public static string Digits(decimal amount, string? currency) =>
        amount.ToString(WithoutDecimals.Contains(currency) ? "0.##" : WithThreeDecimals.Contains(currency) ? "0.000" : "0.00", CultureInfo.InvariantCulture);

    public static string Money(decimal amount, string? currency) => currency is null ? Digits(amount, currency) : $"{Digits(amount, currency)} {currency}";
}
