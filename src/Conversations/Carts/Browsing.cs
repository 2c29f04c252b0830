using Conversations.Contact;
using Conversations.Customers;
using Conversations.Journeys;

namespace Conversations.Carts;

/// <summary>Products a customer looked at, waits for, or has in a cart, and the news of them.</summary>
internal static class Browsing
{
    private static readonly TimeSpan InCart = TimeSpan.FromDays(30);

    public static void Viewed(Deciding deciding, Product product)
    {
        var at = deciding.Happened.OccurredAt;
        var known = deciding.Customer.Views.GetValueOrDefault(product.Id);
        var viewed = new Viewed((known?.Times ?? 0) + 1, known is not null && known.LastAt > at ? known.LastAt : at, product);
        deciding.Customer = deciding.Customer with { Views = deciding.Customer.Views.SetItem(product.Id, viewed) };
        deciding.Note("product.viewed", $"Viewed {product.Name ?? product.Id}, {viewed.Times} times in all.", ("product", product.Id));
        if (viewed.Times < 2 || Baskets.Current(deciding.Customer) is not null)
        {
            return;
        }

        var subject = $"product:{product.Id}";
        if (deciding.Customer.Runs.FirstOrDefault(run => run.Trigger == Trigger.ProductViewedAgain && run.Subject == subject) is { TouchedAt: null } run
            && deciding.Rules.JourneyOf(run) is { } journey)
        {
            deciding.Put(run with { DueAt = viewed.LastAt + journey.Starts[0].After });
        }
        else
        {
            Starts.Begin(deciding, Trigger.ProductViewedAgain, subject, viewed.LastAt, (_, _, started) => started with { Product = product, Value = product.Price ?? 0 });
        }
    }

    public static void Subscribed(Deciding deciding, Product product)
    {
        deciding.Customer = deciding.Customer with { Subscriptions = deciding.Customer.Subscriptions.SetItem(product.Id, deciding.Happened.OccurredAt) };
        deciding.Note("stock.subscribed", $"Wants to hear when {product.Name ?? product.Id} is back.", ("product", product.Id));
    }

    public static void News(Deciding deciding, CustomerInput.ProductNews news)
    {
        var product = news.Product;
        switch (news.Change)
        {
            case ProductChange.OutOfStock:
                EndOutdated(deciding, news, Trigger.BackInStock, "it is sold out again");
                Stock(deciding, product, soldOut: true);
                break;
            case ProductChange.Restocked:
                Stock(deciding, product, soldOut: false);
                if (Subscribed(deciding, product.Id) || WasInCart(deciding, product))
                {
                    Start(deciding, news, Trigger.BackInStock);
                }

                break;
            case ProductChange.PriceChanged:
                Price(deciding, news);
                break;
            default:
                Start(deciding, news, Trigger.NewArrival);
                break;
        }
    }

    /// <summary>Cheaper than before; in the EU only below the lowest price of the last 30 days (Directive 98/6/EC, article 6a, since 2022-05-28).</summary>
    private static void Price(Deciding deciding, CustomerInput.ProductNews news)
    {
        var (price, before) = (news.Product.Price, news.PreviousPrice);
        EndOutdated(deciding, news, Trigger.PriceDrop, "its price has changed again");
        Reprice(deciding, news);
        if (price is null || before is null || price >= before)
        {
            deciding.Note("run.not-started", $"{news.Product.Name ?? news.Product.Id} is not cheaper than before.", ("product", news.Product.Id), ("rule", "price drop"));
            return;
        }

        var country = deciding.Phone?.Country ?? deciding.Customer.Profile.Country;
        if (Countries.InEu(country) && news.Low30 is { } low && price >= low)
        {
            deciding.Note(
                "run.not-started",
                $"{Currencies.Money(price.Value, news.Product.Currency)} is not below the lowest price of the last 30 days, {Currencies.Money(low, news.Product.Currency)}, as the EU asks.",
                ("product", news.Product.Id), ("rule", "30-day low in the EU"));
            return;
        }

        if (Subscribed(deciding, news.Product.Id) || WasInCart(deciding, news.Product))
        {
            Start(deciding, news, Trigger.PriceDrop);
        }
    }

    private static void Stock(Deciding deciding, Product product, bool soldOut)
    {
        if (!Baskets.MarkStock(deciding, product, soldOut))
        {
            return;
        }

        deciding.Note(soldOut ? "product.sold-out" : "product.restocked", $"{product.Name ?? product.Id} in the cart is {(soldOut ? "sold out" : "back")}.", ("product", product.Id));
        if (!soldOut)
        {
            foreach (var run in deciding.Customer.Runs.Where(run => run.HeldUntil is not null && Baskets.BySubject(deciding.Customer, run.Subject)?.Content.Items.Any(product.IsIn) == true))
            {
                deciding.Put(run with { HeldUntil = null, HeldBy = null });
            }
        }
    }

    private static void Start(Deciding deciding, CustomerInput.ProductNews news, Trigger trigger)
    {
        var subscribed = Subscribed(deciding, news.Product.Id);
        Starts.Begin(deciding, trigger, Subject(news), deciding.Happened.OccurredAt, (_, _, run) => run with
        {
            Product = news.Product,
            PreviousPrice = news.PreviousPrice,
            Value = news.Product.Price ?? 0,
            Subscribed = subscribed,
        });
    }

    /// <summary>Who subscribed is told once: until then the next restock counts too.</summary>
    public static void Told(Deciding deciding, Run run)
    {
        if (run is { Trigger: Trigger.BackInStock, Product: { } product })
        {
            deciding.Customer = deciding.Customer with { Subscriptions = deciding.Customer.Subscriptions.Remove(product.Id) };
        }
    }

    /// <summary>What a run would tell, and is true no more.</summary>
    private static void EndOutdated(Deciding deciding, CustomerInput.ProductNews news, Trigger trigger, string reason)
    {
        foreach (var run in Before(deciding, news).Where(run => run.Trigger == trigger))
        {
            Endings.End(deciding, run, reason);
        }
    }

    private static void Reprice(Deciding deciding, CustomerInput.ProductNews news)
    {
        foreach (var run in Before(deciding, news).Where(run => run.Product!.Price is not null && news.Product.Price is not null))
        {
            deciding.Put(run with { Product = run.Product! with { Price = news.Product.Price, Currency = news.Product.Currency ?? run.Product.Currency } });
        }
    }

    /// <summary>Runs about the product that have told nothing yet, and were planned for something older.</summary>
    private static IEnumerable<Run> Before(Deciding deciding, CustomerInput.ProductNews news) => deciding.Customer.Runs.Where(run =>
        run.Product?.Id == news.Product.Id && run.TouchedAt is null && run.Subject != Subject(news)
        && deciding.Rules.JourneyOf(run)?.Starts.FirstOrDefault(start => start.On == run.Trigger) is { } start
        && (start.AtLocal is not null || run.DueAt - start.After <= deciding.Happened.OccurredAt));

    private static string Subject(CustomerInput.ProductNews news) => $"product:{news.Product.Id}@{news.Id}";

    private static bool Subscribed(Deciding deciding, string productId) => deciding.Customer.Subscriptions.ContainsKey(productId);

    private static bool WasInCart(Deciding deciding, Product product) => deciding.Customer.Baskets.Any(basket =>
        basket.State != BasketState.Ordered && deciding.Now - basket.ChangedAt <= InCart && basket.Content.Items.Any(product.IsIn));
}
