using System.Collections.Immutable;
using Conversations.Customers;
using Conversations.Journeys;
using Conversations.Orders;

namespace Conversations.Carts;

/// <summary>Carts and checkouts: folds the storefront's reports and plans what their silence leads to.</summary>
internal static class Baskets
{
    public static void Change(Deciding deciding, BasketReport report)
    {
        var (at, known) = (deciding.Happened.OccurredAt, Find(deciding.Customer, report.Kind, report.Id));
        if (report.Items.Length == 0 && report.Total == 0)
        {
            Empty(deciding, report.Kind, report.Id);
            return;
        }

        if (known is not null && at < known.ChangedAt)
        {
            deciding.Ignore($"a newer state of {known.Subject} is known");
            return;
        }

        if (known is { State: not BasketState.Open, ClosedAt: { } closed } && at <= closed)
        {
            deciding.Note("basket.late", $"A late change of {known.Subject}, which was {Sayings.Word(known.State)} since: starts nothing.", ("subject", known.Subject));
            return;
        }

        if (known is { State: BasketState.Open } && at == known.ChangedAt && Same(Merged(known, report), known.Content))
        {
            deciding.Ignore($"this state of {known.Subject} is known");
            return;
        }

        var basket = known is { State: BasketState.Open }
            ? known with { Content = Merged(known, report), ChangedAt = at, FailedAt = report.Failure is null ? known.FailedAt : at }
            : new Basket { Content = report, ChangedAt = at, Round = (known?.Round ?? RoundsForgotten(deciding.Customer, report)) + 1, FailedAt = report.Failure is null ? null : at };
        if (SettledSince(deciding.Customer, basket) is { } settled)
        {
            Put(deciding, settled);
            deciding.Note("basket.late", $"A late change of {basket.Subject}, which was {Sayings.Word(settled.State)} at {deciding.Say(settled.ClosedAt!.Value)}: starts nothing.", ("subject", basket.Subject));
            return;
        }

        Put(deciding, basket);
        deciding.Note(
            report.Failure is null ? "basket.changed" : "checkout.failed",
            Told(basket, report),
            ("subject", basket.Subject),
            ("total", Currencies.Money(report.Total, report.Currency)),
            ("items", report.Items.Length.ToString(System.Globalization.CultureInfo.InvariantCulture)),
            ("failure", report.Failure is { } failure ? Sayings.Word(failure.Kind) : null));
        Endings.End(deciding, journeyEnd: Journeys.End.CartStarted, "a cart was started", _ => true);
        Recoveries.Plan(deciding, basket);
    }

    public static void Empty(Deciding deciding, BasketKind kind, string id)
    {
        if (kind == BasketKind.Checkout && OrderBook.Find(deciding.Customer, id) is { } order && order.Content.CheckoutId == id)
        {
            OrderBook.ThrowAway(deciding, order);
            return;
        }

        var at = deciding.Happened.OccurredAt;
        var known = Find(deciding.Customer, kind, id);
        if (known is not null && (at < known.ChangedAt || known.State != BasketState.Open))
        {
            deciding.Ignore($"{known.Subject} has changed since, or is closed");
            return;
        }

        var basket = (known ?? new Basket { Content = new BasketReport { Kind = kind, Id = id }, ChangedAt = at }) with
        {
            State = BasketState.Emptied,
            ClosedAt = at,
            ChangedAt = at,
        };
        Put(deciding, basket);
        CloseCheckouts(deciding, basket);
        deciding.Note("basket.emptied", $"{basket.Subject} was emptied.", ("subject", basket.Subject));
        Endings.End(deciding, Journeys.End.Emptied, "the cart was emptied", run => Recoveries.IsOfCart(deciding.Customer, run, basket) && BySubject(deciding.Customer, run.Subject)?.ChangedAt <= at);
    }

    /// <summary>An order closes the baskets it came from, and all that changed before it.</summary>
    public static void Order(Deciding deciding, string? cartId, string? checkoutId, DateTimeOffset placedAt, bool firstSeen)
    {
        deciding.Customer = deciding.Customer with
        {
            Baskets =
            [
                .. deciding.Customer.Baskets.Select(basket =>
                    basket.State == BasketState.Open && (basket.ChangedAt <= placedAt || (firstSeen && Names(basket, cartId, checkoutId)))
                        ? basket with { State = BasketState.Ordered, ClosedAt = placedAt > basket.ChangedAt ? placedAt : basket.ChangedAt }
                        : basket),
            ],
        };
    }

    /// <summary>Of two customers found to be one: the newer state of each basket, closed by what only the other one was told.</summary>
    public static void Join(Deciding deciding, Customer own, Customer other)
    {
        ImmutableArray<Basket> joined =
        [
            .. own.Baskets.Concat(other.Baskets)
                .GroupBy(basket => basket.Subject, StringComparer.Ordinal)
                .Select(same => same.MaxBy(basket => (basket.ChangedAt, basket.ClosedAt ?? DateTimeOffset.MinValue))!)
                .OrderBy(basket => basket.Round),
        ];
        deciding.Customer = deciding.Customer with { Baskets = joined };
        deciding.Customer = deciding.Customer with
        {
            Baskets = [.. joined.Select(basket => basket.State == BasketState.Open && SettledSince(deciding.Customer, basket) is { } settled ? settled : basket)],
        };
    }

    public static Basket? Find(Customer customer, BasketKind kind, string id) =>
        customer.Baskets.LastOrDefault(basket => basket.Content.Kind == kind && basket.Content.Id == id);

    public static Basket? BySubject(Customer customer, string subject) =>
        customer.Baskets.LastOrDefault(basket => basket.Subject == subject);

    /// <summary>The open basket that changed last; a checkout before the cart that it came from.</summary>
    public static Basket? Current(Customer customer) => customer.Baskets
        .Where(basket => basket.State == BasketState.Open)
        .OrderByDescending(basket => basket.ChangedAt)
        .ThenByDescending(basket => basket.Content.Kind)
        .FirstOrDefault();

    /// <summary>Marks a product's stock in every open basket that holds it.</summary>
    public static bool MarkStock(Deciding deciding, Product product, bool soldOut)
    {
        var changed = false;
        var baskets = deciding.Customer.Baskets.Select(basket =>
        {
            if (basket.State != BasketState.Open || !basket.Content.Items.Any(item => product.IsIn(item) && item.SoldOut != soldOut))
            {
                return basket;
            }

            changed = true;
            var items = basket.Content.Items.Select(item => product.IsIn(item) ? item with { SoldOut = soldOut } : item);
            return basket with { Content = basket.Content with { Items = [.. items] } };
        }).ToImmutableArray();
        deciding.Customer = deciding.Customer with { Baskets = baskets };
        return changed;
    }

    /// <summary>What was told too late: an order, or an emptying of its cart, had settled it.</summary>
    private static Basket? SettledSince(Customer customer, Basket basket)
    {
        if (customer.LastOrderAt is { } ordered && ordered >= basket.ChangedAt)
        {
            return basket with { State = BasketState.Ordered, ClosedAt = ordered };
        }

        var emptied = basket.Content is { Kind: BasketKind.Checkout, CartId: { } cartId }
            ? customer.Baskets.Where(cart => cart.State == BasketState.Emptied && cart.Content.Kind == BasketKind.Cart && cart.Content.Id == cartId).Max(cart => cart.ClosedAt)
            : null;
        return emptied >= basket.ChangedAt ? basket with { State = BasketState.Emptied, ClosedAt = emptied } : null;
    }

    /// <summary>With a cart the checkouts that it had become are emptied.</summary>
    private static void CloseCheckouts(Deciding deciding, Basket cart) => deciding.Customer = deciding.Customer with
    {
        Baskets =
        [
            .. deciding.Customer.Baskets.Select(basket =>
                cart.Content.Kind == BasketKind.Cart && basket is { State: BasketState.Open, Content.Kind: BasketKind.Checkout }
                && basket.Content.CartId == cart.Content.Id && basket.ChangedAt <= cart.ClosedAt
                    ? basket with { State = BasketState.Emptied, ClosedAt = cart.ClosedAt }
                    : basket),
        ],
    };

    public static bool Names(Basket basket, string? cartId, string? checkoutId) => basket.Content.Kind == BasketKind.Cart
        ? basket.Content.Id == cartId
        : basket.Content.Id == checkoutId || (cartId is not null && basket.Content.CartId == cartId);

    /// <summary>Lives of this id whose baskets are no longer kept, as far as journeys started for them.</summary>
    private static int RoundsForgotten(Customer customer, BasketReport report)
    {
        var round = 0;
        while (customer.Starts.Keys.Any(key => key.EndsWith($"|{new Basket { Content = report, ChangedAt = default, Round = round + 1 }.Subject}", StringComparison.Ordinal)))
        {
            round++;
        }

        return round;
    }

    /// <summary>A storefront's report does not know what is sold out, and may leave out what an earlier one said.</summary>
    private static BasketReport Merged(Basket known, BasketReport report) => report with
    {
        CartId = report.CartId ?? known.Content.CartId,
        Url = report.Url ?? known.Content.Url,
        Currency = report.Currency ?? known.Content.Currency,
        Failure = report.Failure ?? known.Content.Failure,
        Items =
        [
            .. report.Items.Select(item => known.Content.Items.Any(before => before.SoldOut && before.ProductId == item.ProductId && before.VariantId == item.VariantId)
                ? item with { SoldOut = true }
                : item),
        ],
    };

    private static bool Same(BasketReport left, BasketReport right) =>
        left with { Items = right.Items, DiscountCodes = right.DiscountCodes } == right
        && left.Items.SequenceEqual(right.Items) && left.DiscountCodes.SequenceEqual(right.DiscountCodes);

    private static string Told(Basket basket, BasketReport report)
    {
        var worth = $"{basket.Subject}: {report.Items.Length} items worth {Currencies.Money(report.Total, report.Currency)}";
        return report.Failure is { } failure ? $"The checkout failed ({Sayings.Word(failure.Kind)}). {worth}." : $"The customer changed {worth}.";
    }

    private static void Put(Deciding deciding, Basket basket)
    {
        var baskets = deciding.Customer.Baskets;
        var place = -1;
        for (var i = 0; i < baskets.Length; i++)
        {
            place = baskets[i].Subject == basket.Subject ? i : place;
        }

        deciding.Customer = deciding.Customer with { Baskets = place < 0 ? baskets.Add(basket) : baskets.SetItem(place, basket) };
    }
}
