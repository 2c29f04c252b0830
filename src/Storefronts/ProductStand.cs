using Conversations.Carts;
using Conversations.Customers;

namespace Conversations.Storefronts;

/// <summary>
/// How a product stands, as a platform reports it after any change: with every order, since that changes the stock. What of it is news depends
/// on how it stood before, so the host keeps the last one of each product (<see cref="Conversations.Carts.Product.Id"/>) and asks.
/// </summary>
public sealed record ProductStand
{
    public required string Key { get; init; }

    public required string Source { get; init; }

    public required DateTimeOffset At { get; init; }

    public required DateTimeOffset OccurredAt { get; init; }

    public required Product Product { get; init; }

    /// <summary>Null where the report does not say.</summary>
    public bool? InStock { get; init; }

    /// <summary>What is new since <paramref name="before"/>; nothing if that is later. Of a product never seen before only that it is sold out.</summary>
    public IEnumerable<CustomerInput.ProductNews> NewsSince(ProductStand? before)
    {
        if (before?.OccurredAt > OccurredAt)
        {
            yield break;
        }

        if (InStock == false && before?.InStock != false)
        {
            yield return News(ProductChange.OutOfStock, previous: null);
        }

        if (InStock == true && before?.InStock == false)
        {
            yield return News(ProductChange.Restocked, previous: null);
        }

        if (before?.Product.Price is { } previous && Product.Price is { } price && price != previous)
        {
            yield return News(ProductChange.PriceChanged, previous);
        }
    }

    /// <summary>This one as it is to be kept: what it does not say stands as it stood before.</summary>
    public ProductStand After(ProductStand? before) => before is null ? this
        : before.OccurredAt > OccurredAt ? before
        : this with { InStock = InStock ?? before.InStock, Product = Product with { Price = Product.Price ?? before.Product.Price } };

    private CustomerInput.ProductNews News(ProductChange change, decimal? previous) => new(change, Product, previous, null)
    {
        Id = $"{Key}#{change}",
        Source = Source,
        At = At,
        OccurredAt = OccurredAt,
    };
}
