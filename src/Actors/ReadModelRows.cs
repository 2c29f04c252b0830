using System.Collections.Immutable;
using Conversations.Carts;
using Conversations.Customers;
using Conversations.Threads;

namespace Conversations.Actors;

/// <summary>Computes from the states of a turn which rows of the read models changed.</summary>
public static class ReadModelRows
{
    /// <param name="steps">The state before the turn, then after each of its inputs.</param>
    public static ReadModelChanges Of(IReadOnlyList<Customer> steps)
    {
        var before = steps[0];
        var after = steps[^1];
        return new ReadModelChanges
        {
            Thread = Changed(ThreadOf(before), ThreadOf(after)),
            Customer = Changed(before.Version == 0 ? null : RowOf(before), RowOf(after)),
            Messages = MessagesOf(steps),
            Interests = InterestsOf(before, after),
            Wamids = before.Touches == after.Touches ? [] : [.. WamidsOf(after).Except(WamidsOf(before)).Order(StringComparer.Ordinal)],
        };
    }

    private static T? Changed<T>(T? before, T after) where T : class => Equals(before, after) ? null : after;

    private static string? NameOf(Customer customer)
    {
        var name = $"{customer.Profile.FirstName} {customer.Profile.LastName}".Trim();
        return name.Length == 0 ? null : name;
    }

    private static CustomerRow RowOf(Customer customer) => new(
        NameOf(customer),
        customer.Profile.Phone,
        customer.Profile.Email,
        customer.Profile.StorefrontId,
        customer.BornAt);

    /// <summary>Where nothing is said, and of a tombstone, a row that no list shows; it takes the place of one that was shown.</summary>
    private static ThreadRow ThreadOf(Customer customer)
    {
        var thread = customer.Thread;
        if (thread.Lines.Length == 0 && thread.State == Threads.ThreadState.Closed)
        {
            return new ThreadRow("closed", null, null, null, 0, null, null);
        }

        var last = thread.Lines.LastOrDefault();
        return new ThreadRow(
            thread.State.ToString().ToLowerInvariant(),
            thread.Since,
            last is { Revoked: false } ? last.Text : null,
            last?.At,
            thread.Unread,
            thread.Operator,
            NameOf(customer));
    }

    /// <summary>Step by step: a snapshot keeps only the last lines, and one turn may bring more than those.</summary>
    private static ImmutableArray<MessageRow> MessagesOf(IReadOnlyList<Customer> steps)
    {
        var rows = new Dictionary<string, MessageRow>();
        for (var step = 1; step < steps.Count; step++)
        {
            var known = steps[step - 1].Thread.Lines;
            var lines = steps[step].Thread.Lines;
            if (known == lines)
            {
                continue;
            }

            foreach (var line in lines.Where(line => !known.Contains(line)))
            {
                rows[line.Id] = new MessageRow(
                    line.Id,
                    line.At,
                    line.Direction == Direction.In ? "in" : "out",
                    line.Type,
                    line.Revoked ? null : line.Text,
                    line.Status,
                    line.By);
            }
        }

        return [.. rows.Values];
    }

    private static IEnumerable<string> WamidsOf(Customer customer) =>
        customer.Touches.Select(touch => touch.Wamid).OfType<string>();

    private static ImmutableArray<InterestRow> InterestsOf(Customer before, Customer after)
    {
        var old = InterestsOf(before);
        var now = InterestsOf(after);
        var changed = ImmutableArray.CreateBuilder<InterestRow>();
        foreach (var ((kind, product), at) in now)
        {
            if (!old.TryGetValue((kind, product), out var known) || known != at)
            {
                changed.Add(new InterestRow(kind, product, at, Gone: false));
            }
        }

        foreach (var ((kind, product), at) in old)
        {
            if (!now.ContainsKey((kind, product)) && IsOver(kind, product, after))
            {
                changed.Add(new InterestRow(kind, product, at, Gone: true));
            }
        }

        changed.Sort(static (left, right) => (left.Gone, left.Kind).CompareTo((right.Gone, right.Kind)) is var order and not 0 ? order : string.CompareOrdinal(left.ProductId, right.ProductId));
        return changed.ToImmutable();
    }

    /// <summary>A cart that changes often changes no rows; a fan-out asks for carts of days, and the customer's own state decides.</summary>
    private static DateTimeOffset EndOfHour(DateTimeOffset at) => new(((at.UtcTicks / TimeSpan.TicksPerHour) + 1) * TimeSpan.TicksPerHour, TimeSpan.Zero);

    /// <summary>What was bought stays bought when the order leaves the snapshot, but not when it is cancelled; a tombstone has nothing left.</summary>
    private static bool IsOver(InterestKind kind, string product, Customer after) =>
        kind != InterestKind.Bought
        || after.MovedTo is not null
        || after.Orders.Any(order => order.CancelledAt is not null && order.Content.Items.Any(item => item.ProductId == product));

    private static Dictionary<(InterestKind Kind, string Product), DateTimeOffset> InterestsOf(Customer customer)
    {
        var rows = new Dictionary<(InterestKind Kind, string Product), DateTimeOffset>();
        if (customer.MovedTo is not null)
        {
            return rows;
        }

        foreach (var basket in customer.Baskets.Where(basket => basket.State == BasketState.Open))
        {
            Add(InterestKind.Cart, basket.Content.Items.Select(item => item.ProductId), EndOfHour(basket.ChangedAt));
        }

        foreach (var (product, at) in customer.Subscriptions)
        {
            Add(InterestKind.Subscription, [product], at);
        }

        foreach (var order in customer.Orders.Where(order => order.CancelledAt is null))
        {
            Add(InterestKind.Bought, order.Content.Items.Select(item => item.ProductId), order.PlacedAt);
        }

        return rows;

        void Add(InterestKind kind, IEnumerable<string> products, DateTimeOffset at)
        {
            foreach (var product in products)
            {
                rows[(kind, product)] = rows.TryGetValue((kind, product), out var other) && other > at ? other : at;
            }
        }
    }
}
