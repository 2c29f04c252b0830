using System.Globalization;
using Conversations.Customers;
using Conversations.Identity;

namespace Conversations.Actors;

/// <summary>An effect's key as the id of the input that its outcome comes back as: one outcome an effect, whoever reports it, and the commit of that input takes the effect off the outbox.</summary>
public static class EffectKey
{
    /// <summary>The <see cref="CustomerInput.Source"/> of what the engine tells itself.</summary>
    public const string Source = "engine";

    /// <summary><c>fx:customer:version:place</c>.</summary>
    public static string Of(EffectRow row) =>
        string.Create(CultureInfo.InvariantCulture, $"fx:{row.Customer.Customer}:{row.Version}:{row.Place}");

    /// <summary>What is handed on, as its receiver knows it: its own id was received store-wide already, by the customer who hands it on.</summary>
    public static CustomerInput Handed(EffectRow row, Effect.HandOn handed) => handed.Input with { Id = Of(row), Source = Source };

    /// <summary>The effect that this input is the outcome of; null where it is none.</summary>
    public static SettledEffect? SettledBy(StoreId store, CustomerInput input)
    {
        if (input.Source != Source || !input.Id.StartsWith("fx:", StringComparison.Ordinal))
        {
            return null;
        }

        return input.Id.Split(':') is [_, var customer, var version, var place]
            && long.TryParse(version, NumberStyles.None, CultureInfo.InvariantCulture, out var versionNumber)
            && int.TryParse(place, NumberStyles.None, CultureInfo.InvariantCulture, out var placeNumber)
            ? new SettledEffect(new CustomerKey(store, new CustomerId(customer)), versionNumber, placeNumber)
            : null;
    }
}
