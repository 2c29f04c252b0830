using System.Collections.Immutable;
using Conversations.Carts;
using Conversations.Messages;

namespace Conversations.Customers;

/// <summary>Keeps the snapshot small: what falls out here is still in the log and the read models.</summary>
internal static class Bounds
{
    private const int BasketsMax = 6;
    private const int OrdersMax = 12;
    private const int ViewsMax = 20;
    private const int StartsMax = 60;
    private const int TouchesMax = 40;
    private const int SubscriptionsMax = 30;
    private const int AliasesMax = 24;
    private static readonly TimeSpan Ledger = TimeSpan.FromDays(7);
    private static readonly TimeSpan ClosedBaskets = TimeSpan.FromDays(31);

    public static Customer Trim(Customer customer, DateTimeOffset now) => customer with
    {
        Touches = Touches(customer.Touches, now),
        Baskets = Baskets(customer, now),
        Orders = customer.Orders.Length > OrdersMax ? customer.Orders.RemoveRange(0, customer.Orders.Length - OrdersMax) : customer.Orders,
        Views = Newest(customer.Views, ViewsMax, view => view.LastAt),
        Starts = Newest(customer.Starts, StartsMax, at => at),
        Subscriptions = Newest(customer.Subscriptions, SubscriptionsMax, at => at),
        Aliases = Aliases(customer.Aliases),
    };

    private static ImmutableArray<Touch> Touches(ImmutableArray<Touch> touches, DateTimeOffset now)
    {
        if (touches.IsEmpty)
        {
            return touches;
        }

        var kept = touches.RemoveAll(touch => Settled(touch) && now - touch.CreatedAt > Ledger && now - (touch.ClaimedAt ?? touch.CreatedAt) > Ledger);
        kept = kept.RemoveAll(touch => touch.State == TouchState.Dropped && now > touch.CreatedAt);
        kept = [.. kept.Select(touch => touch.Message is not null && Shown(touch, now) ? touch with { Message = null } : touch)];
        var over = kept.Length - TouchesMax;
        return over <= 0 ? kept : kept.RemoveAll(touch => Settled(touch) && touch.Purpose != Purpose.Marketing && over-- > 0);
    }

    /// <summary>Closed baskets are kept a while, so that a late change of one is known for what it is.</summary>
    private static ImmutableArray<Basket> Baskets(Customer customer, DateTimeOffset now)
    {
        var kept = customer.Baskets.RemoveAll(basket => now - basket.ChangedAt > ClosedBaskets && customer.Runs.All(run => run.Subject != basket.Subject));
        var over = kept.Length - BasketsMax;
        return over <= 0
            ? kept
            : kept.RemoveRange(kept.Where(basket => customer.Runs.All(run => run.Subject != basket.Subject)).OrderBy(basket => basket.State == BasketState.Open).ThenBy(basket => basket.ChangedAt).Take(over));
    }

    /// <summary>Never sent again: its words are in the conversation and in the log.</summary>
    private static bool Shown(Touch touch, DateTimeOffset now) =>
        touch.State is TouchState.Delivered or TouchState.Read or TouchState.Played or TouchState.Failed or TouchState.Dropped
        || (Settled(touch) && now - (touch.ClaimedAt ?? touch.CreatedAt) > TimeSpan.FromDays(1));

    private static bool Settled(Touch touch) => touch.State is not (TouchState.SlotWanted or TouchState.Claimed or TouchState.Retrying) && touch.DueAt is null;

    private static ImmutableSortedDictionary<string, T> Newest<T>(ImmutableSortedDictionary<string, T> all, int max, Func<T, DateTimeOffset> at) =>
        all.Count <= max ? all : all.RemoveRange(all.OrderBy(pair => at(pair.Value)).ThenBy(pair => pair.Key, StringComparer.Ordinal).Take(all.Count - max).Select(pair => pair.Key).ToList());

    private static ImmutableSortedSet<Identity.Alias> Aliases(ImmutableSortedSet<Identity.Alias> aliases) =>
        aliases.Count <= AliasesMax ? aliases : aliases.Except(aliases.Where(alias => !alias.Merges).Take(aliases.Count - AliasesMax).ToList());
}
