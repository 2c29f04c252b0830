using Conversations.Carts;
using Conversations.Customers;
using Conversations.Journeys;
using Conversations.Orders;

namespace Conversations.Messages;

/// <summary>What the parameters of a touch stand for, read from the state of this moment.</summary>
internal static class Values
{
    private const int ItemsShown = 3;

    private const int ShortName = 30;

    private static readonly string[] Names = ["items", "item", "product", "reason", "carrier"];

    public static Dictionary<string, string> Of(Deciding deciding, Run run, Step step)
    {
        var customer = deciding.Customer;
        var values = OfStore(deciding);
        Set(values, "first_name", customer.Profile.FirstName);
        var basket = Baskets.BySubject(customer, run.Subject);
        var order = OrderBook.Find(customer, run.OrderId);
        if (basket is not null)
        {
            OfBasket(values, basket.Content);
        }

        if (order is not null)
        {
            OfOrder(deciding, values, order, run);
        }

        if (run.Product is { } product)
        {
            OfProduct(deciding, values, product, run.PreviousPrice);
        }

        if (step.Incentive)
        {
            Set(values, "offer", deciding.Policy.ApprovedOffer);
        }

        values.TryAdd("url", deciding.Policy.StoreUrl);
        return values;
    }

    /// <summary>After WhatsApp found the whole too long (132005): what others have named, cut.</summary>
    public static void Shorten(Dictionary<string, string> values)
    {
        foreach (var name in Names)
        {
            if (values.TryGetValue(name, out var value))
            {
                values[name] = Rendering.Cut(value, ShortName);
            }
        }
    }

    public static Dictionary<string, string> OfStore(Deciding deciding) => new(StringComparer.Ordinal)
    {
        ["store"] = deciding.Policy.StoreName,
        ["store_url"] = deciding.Policy.StoreUrl,
    };

    private static void OfBasket(Dictionary<string, string> values, BasketReport content)
    {
        var shown = content.Items.Where(item => !item.SoldOut).ToList();
        Set(values, "items", Named(shown));
        Set(values, "item", shown.FirstOrDefault()?.Name);
        Set(values, "url", content.Url);
        Set(values, "total", Currencies.Money(content.Total, content.Currency));
        Set(values, "reason", content.Failure?.Detail);
    }

    private static void OfOrder(Deciding deciding, Dictionary<string, string> values, Order order, Run run)
    {
        var content = order.Content;
        var amount = run.Trigger switch
        {
            Trigger.OrderRefunded => Refunds.Amount(run, content),
            Trigger.PaymentMissing or Trigger.CashOnDelivery => content.Outstanding ?? content.Total,
            _ => content.Total,
        };
        Set(values, "order_number", content.Number ?? content.Id);
        Set(values, "amount", amount is { } part and not 0 ? Currencies.Money(part, content.Currency) : null);
        Set(values, "total", content.Total is { } all ? Currencies.Money(all, content.Currency) : null);
        Set(values, "pay_url", content.PayUrl ?? (content.CheckoutId is { } id ? Baskets.Find(deciding.Customer, BasketKind.Checkout, id)?.Content.Url : null));
        Set(values, "tracking_url", run.Tracking is { } own ? own.Url : content.TrackingUrl);
        Set(values, "carrier", run.Tracking is { } parcel ? parcel.Carrier : content.Carrier);
        Set(values, "items", Named(content.Items));
        Set(values, "item", content.Items.FirstOrDefault()?.Name);
    }

    private static void OfProduct(Deciding deciding, Dictionary<string, string> values, Product product, decimal? previous)
    {
        var known = deciding.Rules.Catalogue.GetValueOrDefault(product.Id)?.Product;
        var line = deciding.Customer.Baskets.SelectMany(basket => basket.Content.Items).LastOrDefault(product.IsIn);
        var currency = product.Currency ?? known?.Currency ?? deciding.Policy.Currency;
        var name = product.Name ?? known?.Name ?? line?.Name;
        Set(values, "product", name);
        Set(values, "item", name);
        Set(values, "url", product.Url ?? known?.Url ?? line?.Url);
        Set(values, "price", (product.Price ?? known?.Price) is { } price ? Currencies.Money(price, currency) : null);
        Set(values, "previous_price", previous is { } before ? Currencies.Money(before, currency) : null);
    }

    private static string? Named(IReadOnlyList<Item> items)
    {
        var names = items.Where(item => item.Name is not null).Select(item => item.Name!).ToList();
        return names.Count switch
        {
            0 => null,
            <= ItemsShown => string.Join(", ", names),
            _ => $"{string.Join(", ", names.Take(ItemsShown))} +{names.Count - ItemsShown}",
        };
    }

    private static void Set(Dictionary<string, string> values, string name, string? value)
    {
        if (!string.IsNullOrWhiteSpace(value))
        {
            values[name] = value;
        }
    }
}
