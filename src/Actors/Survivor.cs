using Conversations.Customers;

namespace Conversations.Actors;

/// <summary>Who a customer turned out to be.</summary>
internal static class Survivor
{
    private const int TombstonesMax = 16;

    /// <summary>Follows the tombstones; null where nothing is known of whoever is at their end.</summary>
    public static async Task<Customer?> Of(CustomerKey customer, Func<CustomerKey, Task<Customer?>> look)
    {
        for (var hop = 0; hop < TombstonesMax; hop++)
        {
            var state = await look(customer);
            if (state?.MovedTo is not { } to)
            {
                return state;
            }

            customer = customer with { Customer = to };
        }

        throw new InvalidOperationException($"The tombstones behind {customer} lead nowhere.");
    }
}
