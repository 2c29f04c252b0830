using System.Collections.Immutable;
using Conversations.Carts;
using Conversations.Customers;
using Conversations.Journeys;

namespace Conversations.Orders;

/// <summary>A product that so many others bought who bought what an order holds.</summary>
public sealed record Companion(string ProductId, int Customers);

/// <summary>What cross-sell shows: a product that the catalogue relates to the order, else the one most often bought by those who bought the same. Only the store can count those; it is asked when nothing else keeps the touch from going.</summary>
internal static class Companions
{
    /// <summary>Bought by fewer, it is an odd basket and no recommendation.</summary>
    private const int CustomersMin = 3;

    private const int ProductsMax = 10;

    private const string Counting = "bought together";

    public static bool IsCrossSell(Journey journey) =>
        journey.Purpose == Messages.Purpose.Marketing && journey.Steps[0].Template.StartsWith("cross_sell", StringComparison.Ordinal);

    public static bool AreWanted(Run run, Journey journey) => IsCrossSell(journey) && run is { Product: null, OrderId: not null };

    /// <summary>Of the catalogue's related products of what was ordered, the first that can be shown and was not ordered itself.</summary>
    public static Product? Related(Deciding deciding, Order order) => order.Content.Items
        .SelectMany(item => deciding.Rules.Catalogue.TryGetValue(item.ProductId, out var product) ? product.Related : [])
        .Where(id => order.Content.Items.All(item => item.ProductId != id))
        .Select(id => Shown(deciding, id))
        .FirstOrDefault(product => product is not null);

    /// <summary>Asks the store, unless the catalogue has come to know something since; the run waits for the answer, as one that wants a slot does.</summary>
    public static void Ask(Deciding deciding, Run run, Journey journey)
    {
        var order = OrderBook.Find(deciding.Customer, run.OrderId);
        if (order is not null && Related(deciding, order) is { } related)
        {
            var shown = run with { Product = related };
            deciding.Put(shown);
            Messages.Sending.Want(deciding, shown, journey);
            return;
        }

        var step = journey.Steps[run.Step].Name;
        deciding.Put(run with { HeldUntil = run.ExpiresAt, HeldBy = Counting });
        deciding.Note(
            "touch.held",
            $"Held {run.Journey} {step}: the catalogue relates nothing to order {Name(run, order)}, so what others bought with it is counted now.",
            ("journey", run.Journey), ("run", run.Id), ("step", step), ("rule", Counting), ("until", deciding.Now.Iso()));
        deciding.Do(new Effect.CountCompanions(run.OrderId!, [.. order?.Content.Items.Select(item => item.ProductId).Distinct(StringComparer.Ordinal).Take(ProductsMax) ?? []]));
    }

    public static void Counted(Deciding deciding, CustomerInput.CompanionsCounted counted)
    {
        var waiting = deciding.Customer.Runs.Where(run => run.OrderId == counted.OrderId && run.HeldBy == Counting).ToList();
        if (waiting.Count == 0)
        {
            deciding.Ignore("no touch waits for what was bought together");
            return;
        }

        var order = OrderBook.Find(deciding.Customer, counted.OrderId);
        var best = counted.Companions
            .Where(companion => companion.Customers >= CustomersMin && !HasBought(deciding.Customer, companion.ProductId))
            .Select(companion => (Product: Shown(deciding, companion.ProductId), companion.Customers))
            .FirstOrDefault(companion => companion.Product is not null);
        foreach (var run in waiting)
        {
            if (best.Product is { } product)
            {
                deciding.Put(run with { Product = product, HeldUntil = null, HeldBy = null });
                deciding.Note(
                    "run.product-chosen",
                    $"{run.Journey} shows {product.Name}: of those who bought what order {Name(run, order)} holds, {best.Customers} others bought it too.",
                    ("journey", run.Journey), ("run", run.Id), ("product", product.Id));
            }
            else
            {
                Drop(deciding, run, $"the catalogue relates nothing to order {Name(run, order)}, and nothing that it can show was bought with it by {CustomersMin} others");
            }
        }
    }

    private static void Drop(Deciding deciding, Run run, string reason)
    {
        deciding.Note(
            "touch.dropped",
            $"Dropped {run.Journey}: {reason}.",
            ("journey", run.Journey), ("run", run.Id), ("step", deciding.Rules.JourneyOf(run)?.Steps[run.Step].Name), ("rule", Counting));
        Endings.End(deciding, run, reason);
    }

    private static Product? Shown(Deciding deciding, string id) =>
        deciding.Rules.Catalogue.GetValueOrDefault(id)?.Product is { Name: not null } product && !deciding.Policy.Forbids(product.Category) ? product : null;

    private static bool HasBought(Customer customer, string id) => customer.Orders.Any(order => order.Content.Items.Any(item => item.ProductId == id));

    private static string Name(Run run, Order? order) => order?.Content.Number ?? run.OrderId!;
}
