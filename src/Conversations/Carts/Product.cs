using System.Text.Json.Serialization;

namespace Conversations.Carts;

/// <summary>A product as a storefront tells of it; everything but the id may be missing.</summary>
public sealed record Product
{
    public required string Id { get; init; }

    /// <summary>The one variant that the news is of; null: all of the product.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public string? VariantId { get; init; }

    public string? Name { get; init; }

    public string? Url { get; init; }

    public decimal? Price { get; init; }

    /// <summary>ISO 4217.</summary>
    public string? Currency { get; init; }

    public string? ImageUrl { get; init; }

    public string? Category { get; init; }

    /// <summary>True of a line that holds it; one that names no variant may hold any.</summary>
    public bool IsIn(Item line) => line.ProductId == Id && (VariantId is null || line.VariantId is null || line.VariantId == VariantId);
}

/// <summary>What happened to a product in the catalogue.</summary>
public enum ProductChange
{
    Restocked,
    OutOfStock,
    PriceChanged,
    Launched,
}

/// <summary>A line of a cart, checkout or order.</summary>
public sealed record Item
{
    public required string ProductId { get; init; }

    public string? VariantId { get; init; }

    public string? Name { get; init; }

    public decimal Quantity { get; init; } = 1;

    /// <summary>Of one piece, in the currency of the cart.</summary>
    public decimal? Price { get; init; }

    public string? Url { get; init; }

    public string? ImageUrl { get; init; }

    /// <summary>True for what is used up and bought again.</summary>
    public bool Consumable { get; init; }

    /// <summary>Days that one piece usually lasts; null where the store does not say.</summary>
    public int? CycleDays { get; init; }

    public bool SoldOut { get; init; }
}
