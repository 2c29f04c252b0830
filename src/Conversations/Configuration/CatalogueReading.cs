using System.Collections.Immutable;
using Conversations.Carts;

namespace Conversations.Configuration;

/// <summary>Reads a store's catalogue: an array of products, each with what goes well with it.</summary>
public static class CatalogueReading
{
    public static Reading<IReadOnlyList<CatalogueProduct>> Read(string json)
    {
        var reading = JsonFields.ReadArray(json, ProductOf);
        if (reading.Value is not { } products)
        {
            return reading;
        }

        var problems = Problems(products).ToImmutableArray();
        return problems.IsEmpty ? reading : new() { Problems = problems };
    }

    private static CatalogueProduct? ProductOf(JsonFields fields)
    {
        var product = new Product
        {
            Id = fields.Text("id", required: true) ?? "",
            Name = fields.Text("name"),
            Url = fields.Text("url"),
            Price = fields.Number("price", 0, 1_000_000_000),
            Currency = fields.Text("currency"),
            ImageUrl = fields.Text("imageUrl"),
            Category = fields.Text("category"),
        };
        if (product.Currency is { } currency && !(currency.Length == 3 && currency.All(char.IsAsciiLetterUpper)))
        {
            fields.Problem("currency", $"\"{currency}\" is not an ISO 4217 code such as EUR");
        }

        if (product.Price is not null && product.Currency is null)
        {
            fields.Problem("currency", "is missing; a price needs one");
        }

        // For the reader of the file; nothing in the product uses it yet.
        fields.Ignore("description");
        return new(product, fields.TextList("related") ?? [], fields.Flag("consumable") ?? false, fields.Whole("cycleDays", 1, 3650));
    }

    private static IEnumerable<Problem> Problems(IReadOnlyList<CatalogueProduct> products)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        foreach (var (i, product) in products.Index())
        {
            if (!known.Add(product.Product.Id))
            {
                yield return new($"[{i}].id", $"\"{product.Product.Id}\" is there twice");
            }
        }

        foreach (var (i, product) in products.Index())
        {
            foreach (var (j, related) in product.Related.Index().Where(pair => !known.Contains(pair.Item)))
            {
                yield return new($"[{i}].related[{j}]", $"\"{related}\" is not a product of the catalogue");
            }
        }
    }
}
