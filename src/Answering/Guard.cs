using System.Globalization;
using System.Text.RegularExpressions;
using Conversations.Threads;

namespace Conversations.Answering;

/// <summary>What a reply claims must be in what the search or the tools returned; else it is not sent.</summary>
public static partial class Guard
{
    private static readonly HashSet<string> Months = [.. Lexicon.Read<string[]>("months").SelectMany(line => line.Split(' '))];

    /// <summary>The first price, percentage, link, order number, date or other number of the reply that was not found; null: all were.</summary>
    public static string? Unfounded(string reply, string found)
    {
        var links = Links(found);
        var others = Link().Replace(found, " ");
        var claims = Link().Replace(reply, " ");
        return Links(reply).Except(links, StringComparer.Ordinal).FirstOrDefault()
            ?? Missing(claims, others, Prices)
            ?? Missing(claims, others, Percentages)
            ?? Missing(claims, others, Orders)
            ?? Missing(claims, others, Dates)
            ?? Missing(claims, others, Numbers);
    }

    private static string? Missing(string reply, string found, Func<string, IEnumerable<string>> claims) =>
        claims(reply).Except(claims(found), StringComparer.Ordinal).FirstOrDefault();

    private static IEnumerable<string> Links(string text) => Link().Matches(text).Select(match => match.Value.TrimEnd('.', ',', ';', ':', '!', '?', ')', '*', '_'));

    private static IEnumerable<string> Prices(string text) => Price().Matches(text)
        .Select(match => $"{Value(match.Groups["amount"].Value)} {Currency(match.Groups["currency"].Value)}");

    private static IEnumerable<string> Percentages(string text) => Percentage().Matches(text).Select(match => $"{Value(match.Groups[1].Value)} %");

    private static IEnumerable<string> Orders(string text) => Order().Matches(text).Select(match => match.Value.ToUpperInvariant());

    private static IEnumerable<string> Numbers(string text) => Number().Matches(text).Select(match => Value(match.Value));

    /// <summary>Day and month next to each other, in either order; dates in digits are numbers.</summary>
    private static IEnumerable<string> Dates(string text)
    {
        var words = TextFold.Fold(text).Split(' ').Where(word => word is not ("de" or "of" or "the")).ToArray();
        for (var i = 0; i < words.Length; i++)
        {
            if (Months.Contains(words[i]))
            {
                foreach (var day in new[] { i - 1, i + 1 }.Where(at => at >= 0 && at < words.Length && Day().IsMatch(words[at])).Select(at => words[at]))
                {
                    yield return $"{day.TrimEnd('s', 't', 'n', 'd', 'r', 'h', 'e')} {words[i]}";
                }
            }
        }
    }

    /// <summary>"4,90", "4.90" and "4.9" are one value; "1.299,90" is 1299.9. Times and ranges stay as they are.</summary>
    private static string Value(string number)
    {
        var at = number.LastIndexOfAny(['.', ',']);
        var decimals = at < 0 ? 0 : number.Length - at - 1;
        var plain = at >= 0 && decimals is 1 or 2
            ? $"{Digits(number[..at])}.{number[(at + 1)..]}"
            : Digits(number);
        return decimal.TryParse(plain, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var value)
            ? value.ToString("0.##", CultureInfo.InvariantCulture)
            : number;
    }

    private static string Digits(string number) => number.Replace(".", "", StringComparison.Ordinal).Replace(",", "", StringComparison.Ordinal);

    private static string Currency(string sign) => sign switch { "€" => "EUR", "$" => "USD", "£" => "GBP", "R$" => "BRL", "₹" => "INR", _ => sign };

    [GeneratedRegex(@"https?://[^\s<>]+|www\.[^\s<>]+")]
    private static partial Regex Link();

    [GeneratedRegex(@"(?<currency>R\$|[€$£₹]|\b[A-Z]{3})\s?(?<amount>\d+(?:[.,]\d+)*)|(?<amount>\d+(?:[.,]\d+)*)\s?(?<currency>[€$£₹]|(?:EUR|USD|GBP|CHF|BRL|INR|CAD|AUD|PLN|SEK|DKK|NOK|MXN|JPY)\b)")]
    private static partial Regex Price();

    [GeneratedRegex(@"(\d+(?:[.,]\d+)*)\s?%")]
    private static partial Regex Percentage();

    [GeneratedRegex(@"#[A-Za-z0-9-]*\d[A-Za-z0-9-]*")]
    private static partial Regex Order();

    [GeneratedRegex(@"\d+(?:[.,]\d+)*")]
    private static partial Regex Number();

    [GeneratedRegex(@"^\d{1,2}(st|nd|rd|th|er)?$")]
    private static partial Regex Day();
}
