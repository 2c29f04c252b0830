using System.Collections.Immutable;
using System.Security.Cryptography;
using System.Text.Json;
using Conversations.Carts;
using Conversations.Customers;
using Conversations.Identity;
using Conversations.Orders;
using Conversations.Storefronts.Events;

namespace Conversations.Storefronts;

/// <summary>One delivery of a platform's webhook, and what every input made of it has in common.</summary>
/// <param name="Source"><c>shopify</c> or <c>woocommerce</c>.</param>
/// <param name="Key">What a repeat of this delivery is known by, of at most 200 characters.</param>
/// <param name="At">When the engine took it.</param>
/// <param name="Fallback">When it happened, where the body does not say.</param>
/// <param name="DefaultCountry">For national phone numbers without a country.</param>
internal sealed record Delivery(string Source, string Key, DateTimeOffset At, DateTimeOffset? Fallback, string? DefaultCountry)
{
    public static string HashOf(ReadOnlySpan<byte> body) => Convert.ToHexStringLower(SHA256.HashData(body));

    /// <summary>The first time that is known; none lies ahead of the arrival by more than a clock may be wrong.</summary>
    public DateTimeOffset When(params ReadOnlySpan<JsonElement> times)
    {
        var when = Fallback;
        foreach (var time in times)
        {
            if (time.Time() is { } known)
            {
                when = known;
                break;
            }
        }

        return when is { } happened && happened <= At + EventTranslation.ClockAheadMax ? happened : At;
    }

    public WebhookOutcome Profile(Person person, DateTimeOffset when) =>
        new WebhookOutcome.Translated(new CustomerInput.ProfileReported { Id = Key, Source = Source, At = At, OccurredAt = when, Aliases = person.Aliases(), Profile = person.Profile() });

    public WebhookOutcome Changed(BasketReport basket, Person? person, DateTimeOffset when) => new WebhookOutcome.Translated(new CustomerInput.BasketChanged(basket)
    {
        Id = Key,
        Source = Source,
        At = At,
        OccurredAt = when,
        Aliases = Owner(person, TokenOf(basket.Kind, basket.Id), TokenOf(BasketKind.Cart, basket.CartId)),
        Profile = person?.Profile(),
    });

    public WebhookOutcome Emptied(BasketKind kind, string id, Person? person, DateTimeOffset when, string? cartId = null) =>
        new WebhookOutcome.Translated(new CustomerInput.BasketEmptied(kind, id)
        {
            Id = Key,
            Source = Source,
            At = At,
            OccurredAt = when,
            Aliases = Owner(person, TokenOf(kind, id), TokenOf(BasketKind.Cart, cartId)),
            Profile = person?.Profile(),
        });

    /// <summary>A step of an order. <paramref name="part"/> tells the steps of one delivery apart.</summary>
    public WebhookOutcome Ordered(OrderEvent step, OrderReport order, Person? person, DateTimeOffset when, string? part = null) =>
        new WebhookOutcome.Translated(new CustomerInput.OrderReported(step, order)
        {
            Id = part is null ? Key : $"{Key}#{part}",
            Source = Source,
            At = At,
            OccurredAt = when,
            Aliases = Owner(person, new Alias(AliasKind.OrderId, order.Id), TokenOf(BasketKind.Checkout, order.CheckoutId), TokenOf(BasketKind.Cart, order.CartId)),
            Profile = person?.Profile(),
        });

    public WebhookOutcome News(ProductChange change, Product product, DateTimeOffset when) =>
        new WebhookOutcome.News(new CustomerInput.ProductNews(change, product, null, null) { Id = Key, Source = Source, At = At, OccurredAt = when });

    public WebhookOutcome Stands(Product product, bool? inStock, DateTimeOffset when) =>
        new WebhookOutcome.ProductReported(new ProductStand { Key = Key, Source = Source, At = At, OccurredAt = when, Product = product, InStock = inStock });

    private static Alias? TokenOf(BasketKind kind, string? id) =>
        id is null ? null : new Alias(kind == BasketKind.Cart ? AliasKind.CartToken : AliasKind.CheckoutToken, id);

    private static ImmutableArray<Alias> Owner(Person? person, params ReadOnlySpan<Alias?> tokens)
    {
        var aliases = new SortedSet<Alias>(person?.Aliases() ?? []);
        foreach (var token in tokens)
        {
            if (token is { } known)
            {
                aliases.Add(known);
            }
        }

        return [.. aliases];
    }
}
