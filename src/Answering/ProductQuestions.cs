using System.Collections.Frozen;
using System.Globalization;
using Conversations.Carts;

namespace Conversations.Answering;

/// <summary>Which product of the catalogue a text is about, and what it costs if that is the question.</summary>
internal static class ProductQuestions
{
    // "How much is shipping of the linen shirt" is no question about its price.
    private static readonly FrozenSet<string> OtherMatters = new[] { "delivery", "return", "refund", "discount", "customs", "exchange", "instalments", "free" }.ToFrozenSet(StringComparer.Ordinal);

    private static readonly string[] HowMuch =
        ["how much", "combien", "wie viel", "wieviel", "was kostet", "cuanto", "cuanta", "quanto", "hoeveel", "precio", "prix", "preis", "preco", "prezzo", "prijs", "price", "cost", "costs"];

    // What was paid is in an order: the catalogue knows only what it costs now.
    private static readonly string[] Paid =
        ["paid", "did i pay", "was i charged", "charged me", "ai paye", "ai je paye", "bezahlt", "pague", "he pagado", "me cobraron", "paguei", "me cobraram", "ho pagato", "betaald"];

    private static readonly FrozenDictionary<string, string> Replies = Lexicon.Read<Dictionary<string, string>>("prices").ToFrozenDictionary(StringComparer.Ordinal);

    /// <summary>The product whose whole name is in the text, the longest name first; null where none is, or several are.</summary>
    public static Product? Named(string text, IEnumerable<CatalogueProduct> catalogue)
    {
        var words = Features.Words(text).Select(Singular).ToArray();
        var named = catalogue
            .Select(product => (product.Product, Name: Features.Words(product.Product.Name ?? "").Select(Singular).ToArray()))
            .Where(pair => pair.Name.Length > 0 && Contains(words, pair.Name))
            .OrderByDescending(pair => pair.Name.Length)
            .ToList();
        return named.Count switch
        {
            0 => null,
            1 => named[0].Product,
            _ => named[0].Name.Length > named[1].Name.Length && named.Skip(1).All(other => Contains(named[0].Name, other.Name)) ? named[0].Product : null,
        };
    }

    public static bool AsksPrice(string text) => Says(text, HowMuch) && !Features.Words(text).SelectMany(Lexicon.Concepts).Any(OtherMatters.Contains);

    /// <summary>True of a question about what the customer paid.</summary>
    public static bool AsksPaid(string text) => Says(text, Paid);

    public static string PriceReply(Product product, string language)
    {
        var sentence = Replies.GetValueOrDefault(language, Replies["en"])
            .Replace("{product}", product.Name, StringComparison.Ordinal)
            .Replace("{price}", Price(product), StringComparison.Ordinal);
        return product.Url is null ? sentence : $"{sentence}\n{product.Url}";
    }

    /// <summary>What the catalogue says, for the guard.</summary>
    public static string Found(Product product) => $"{product.Name} {Price(product)} {product.Url}";

    private static bool Says(string text, string[] phrases)
    {
        var padded = $" {string.Join(' ', Features.Words(text))} ";
        return phrases.Any(phrase => padded.Contains($" {phrase} ", StringComparison.Ordinal));
    }

    private static string Price(Product product) => string.Create(CultureInfo.InvariantCulture, $"{product.Price:0.00} {product.Currency}");

    private static bool Contains(string[] words, string[] name) =>
        Enumerable.Range(0, Math.Max(0, words.Length - name.Length + 1)).Any(i => words.AsSpan(i, name.Length).SequenceEqual(name));

    private static string Singular(string word) => word.Length > 3 && word.EndsWith('s') && !word.EndsWith("ss", StringComparison.Ordinal) ? word[..^1] : word;
}
