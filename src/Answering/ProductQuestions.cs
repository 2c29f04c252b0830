using System.Collections.Frozen;
using Conversations.Carts;

namespace Conversations.Answering;

/// <summary>Which product of the catalogue a text is about, and what it costs if that is the question.</summary>
internal static class ProductQuestions
{
    private static readonly string[] HowMuch =
        ["how much", "combien", "wie viel", "wieviel", "was kostet", "was kosten", "cuanto", "cuanta", "quanto", "hoeveel", "precio", "prix", "preis", "preco", "prezzo", "prijs", "price", "cost", "costs"];

    private static readonly FrozenSet<string> PriceWords = HowMuch.SelectMany(static phrase => phrase.Split(' '))
        .Concat(["costa", "custa", "cuesta", "coute", "kost", "kosten", "vaut", "vale", "exactly", "currently", "now", "thanks", "merci", "danke", "gracias", "obrigado", "obrigada", "grazie", "svp", "plait", "favor", "piece", "each"])
        .ToFrozenSet(StringComparer.Ordinal);

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

    /// <summary>True where what the product costs is all that is asked: "how much does it weigh" and "will the price drop" are other questions.</summary>
    public static bool AsksPrice(Product product, string text) => Says(text, HowMuch) && Features.Words(WithoutName(product, text)).All(static word => Lexicon.IsFrame(word) || PriceWords.Contains(word));

    /// <summary>What is left of a text that names the product: its name may hold words of the articles, such as a fabric's.</summary>
    public static string WithoutName(Product product, string text)
    {
        var words = text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries);
        var name = Features.Words(product.Name ?? "").Select(Singular).ToHashSet(StringComparer.Ordinal);
        return string.Join(' ', words.Where(word => Features.Words(word) is not [var folded] || !name.Contains(Singular(folded))));
    }

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

    private static string Price(Product product) => Currencies.Money(product.Price ?? 0, product.Currency);

    private static bool Contains(string[] words, string[] name) =>
        Enumerable.Range(0, Math.Max(0, words.Length - name.Length + 1)).Any(i => words.AsSpan(i, name.Length).SequenceEqual(name));

    private static string Singular(string word) => word.Length > 3 && word.EndsWith('s') && !word.EndsWith("ss", StringComparison.Ordinal) ? word[..^1] : word;
}
