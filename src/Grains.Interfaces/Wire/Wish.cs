using Conversations.Actors;
using Conversations.Customers;
using Conversations.Identity;

namespace Conversations.Grains.Wire;

/// <summary>An effect on its way to its sender.</summary>
public sealed class Wish(EffectRow row)
{
    public EffectRow Row => row;
}

[GenerateSerializer]
[Alias("conversations.wish")]
public record struct WishWire
{
    [Id(0)]
    public string Store { get; set; }

    [Id(1)]
    public string Customer { get; set; }

    [Id(2)]
    public long Version { get; set; }

    [Id(3)]
    public int Place { get; set; }

    /// <summary>The effect as the outbox stores it.</summary>
    [Id(4)]
    public string Json { get; set; }
}

[RegisterConverter]
public sealed class WishConverter : IConverter<Wish, WishWire>
{
    public Wish ConvertFromSurrogate(in WishWire surrogate) => new(new EffectRow(
        new CustomerKey(new StoreId(surrogate.Store), new CustomerId(surrogate.Customer)), surrogate.Version, surrogate.Place, Written.Read<Effect>(surrogate.Json)));

    public WishWire ConvertToSurrogate(in Wish value) => new()
    {
        Store = value.Row.Customer.Store.Value,
        Customer = value.Row.Customer.Customer.Value,
        Version = value.Row.Version,
        Place = value.Row.Place,
        Json = Written.Of(value.Row.Effect),
    };
}
