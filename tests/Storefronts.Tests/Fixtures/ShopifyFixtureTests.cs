using System.Globalization;
using Conversations.Carts;
using Conversations.Customers;
using Conversations.Identity;
using Conversations.Orders;
using Conversations.Storefronts.Shopify;
using Shouldly;
using Xunit.Abstractions;

namespace Conversations.Storefronts.Tests.Fixtures;

public class ShopifyFixtureTests(ITestOutputHelper output)
{
    private static readonly DateTimeOffset At = new(2026, 4, 2, 0, 0, 0, TimeSpan.Zero);

    /// <summary>REST objects, not webhooks: the topic under which each would come if a relay passed it on.</summary>
    private static readonly Dictionary<string, string> TopicOfRest = new()
    {
        ["customer"] = "customers/update",
        ["draft_order"] = "draft_orders/create",
        ["order"] = "orders/create",
        ["order_with_transaction"] = "orders/create",
        ["orders"] = "orders/create",
        ["product"] = "products/update",
        ["checkouts"] = "checkouts/create",
        ["carts"] = "carts/create",
        ["webhook"] = "webhooks/update",
        ["shop"] = "shop/update",
    };

    /// <summary>What is not translated, and why.</summary>
    private static readonly Dictionary<string, string> WhyNot = new()
    {
        ["draft_orders/create"] = "The topic draft_orders/create is not used.",
        ["webhooks/update"] = "The topic webhooks/update is not used.",
        ["shop/update"] = "The topic shop/update is not used.",
        ["orders/link_requested"] = "A link to the order status page was asked for.",
        ["orders/edited"] = "orders/updated carries the order as it is now.",
        ["order_transactions/create"] = "orders/paid and orders/updated tell how the payment stands.",
        ["customers/delete"] = "The store took a customer record away (customers are merged so); customers/redact is what asks for erasure.",
        ["customers/purchasing_summary"] = "Orders tell what was bought.",
        ["customers_email_marketing_consent/update"] = "Consent to SMS or e-mail marketing is no consent to WhatsApp marketing.",
    };

    [CapturedFact]
    public void Every_captured_body_is_translated_or_skipped_for_a_reason()
    {
        var walked = 0;
        foreach (var fixture in Fixture.All("shopify"))
        {
            foreach (var topic in TopicsOf(fixture))
            {
                var outcomes = ShopifyTranslation.Read(topic, "w1", At, fixture.Body(), At);
                output.WriteLine($"{fixture.File} as {topic}: {string.Join(", ", outcomes.Select(Told))}");
                outcomes.ShouldNotBeEmpty();
                if (fixture.File.Contains("orderlineitems", StringComparison.Ordinal))
                {
                    outcomes.ShouldAllBe(outcome => outcome is WebhookOutcome.Unread || Input<CustomerInput.OrderReported>(outcome) != null);
                }
                else if (WhyNot.TryGetValue(topic, out var reason))
                {
                    outcomes.ShouldBe([new WebhookOutcome.Skipped(reason)]);
                }
                else
                {
                    outcomes.ShouldAllBe(outcome => outcome is WebhookOutcome.Translated || outcome is WebhookOutcome.ProductReported);
                    outcomes.ToList().ForEach(outcome => HoldsWhatTheIndexSays(fixture, outcome));
                }

                walked++;
            }
        }

        walked.ShouldBeGreaterThan(30);
    }

    private static IReadOnlyList<string> TopicsOf(Fixture fixture)
    {
        if (fixture.Topics() is { Count: > 0 } topics)
        {
            return topics;
        }

        var name = fixture.Kind.Split('(', ')')[1];
        return [name.StartsWith("orderlineitems", StringComparison.Ordinal) ? "orders/create" : TopicOfRest[name]];
    }

    private static string Told(WebhookOutcome outcome) => outcome switch
    {
        WebhookOutcome.Translated translated => translated.Input is CustomerInput.OrderReported order ? $"order {order.Event}" : translated.Input.GetType().Name,
        WebhookOutcome.Skipped skipped => $"skipped ({skipped.Reason})",
        WebhookOutcome.Unread unread => $"unread ({unread.Reason})",
        _ => outcome.GetType().Name,
    };

    private static T? Input<T>(WebhookOutcome outcome)
        where T : CustomerInput => (outcome as WebhookOutcome.Translated)?.Input as T;

    private static void HoldsWhatTheIndexSays(Fixture fixture, WebhookOutcome outcome)
    {
        if (outcome is WebhookOutcome.ProductReported reported)
        {
            reported.Stand.Product.Id.ShouldBe(fixture.Top("id"), fixture.File);
            reported.Stand.Product.Name.ShouldBe(fixture.Top("title"), fixture.File);
            return;
        }

        // Lists of REST objects have nothing in the index.
        var input = Input<CustomerInput>(outcome)!;
        if (fixture.MustExtract.StartsWith("nothing", StringComparison.Ordinal))
        {
            return;
        }

        switch (input)
        {
            case CustomerInput.OrderReported { Event: not (OrderEvent.Refunded or OrderEvent.Shipped) } or CustomerInput.OrderReported { Order.Number: not null }:
                OrderHolds(fixture, (CustomerInput.OrderReported)input);
                break;
            case CustomerInput.OrderReported part:
                part.Order.Id.ShouldBe(fixture.Top("order_id"), fixture.File);
                part.Aliases.ShouldContain(new Alias(AliasKind.OrderId, fixture.Top("order_id")!), fixture.File);
                part.Order.TrackingUrl.ShouldBe(fixture.Top("tracking_url"), fixture.File);
                break;
            case CustomerInput.BasketChanged changed:
                changed.Basket.Id.ShouldBe(fixture.Top("token"), fixture.File);
                changed.Basket.CartId.ShouldBe(fixture.Top("cart_token"), fixture.File);
                changed.OccurredAt.ShouldBe(DateTimeOffset.Parse(fixture.Top("updated_at")!, CultureInfo.InvariantCulture), fixture.File);
                changed.Basket.Total.ShouldBe(Amount(fixture.Top("total_price")) ?? fixture.Lines()!.Sum(line => line.Quantity * line.Price), fixture.File);
                LinesHold(fixture, changed.Basket.Items);
                BuyerHolds(fixture, changed);
                break;
            case CustomerInput.ProfileReported profile:
                profile.Profile!.StorefrontId.ShouldBe(fixture.Top("id"), fixture.File);
                profile.Profile.Email.ShouldBe(fixture.Top("email"), fixture.File);
                break;
            default:
                throw new InvalidOperationException($"{fixture.File} became {input.GetType().Name}.");
        }
    }

    private static void OrderHolds(Fixture fixture, CustomerInput.OrderReported reported)
    {
        var order = reported.Order;
        order.Id.ShouldBe(fixture.Top("id"), fixture.File);
        order.Number.ShouldBe(fixture.Top("name"), fixture.File);
        order.CartId.ShouldBe(fixture.Top("cart_token"), fixture.File);
        order.CheckoutId.ShouldBe(fixture.Top("checkout_token"), fixture.File);
        order.Currency.ShouldBe(fixture.Top("currency"), fixture.File);
        order.Total.ShouldBe(Amount(fixture.Top("total_price")), fixture.File);
        order.PaymentStatus.ShouldBe(fixture.Top("financial_status") == "voided" ? PaymentStatus.Refunded : PaymentStatus.Paid, fixture.File);
        LinesHold(fixture, order.Items);
        BuyerHolds(fixture, reported);
    }

    private static void BuyerHolds(Fixture fixture, CustomerInput input)
    {
        if (fixture.Top("email") is { } email)
        {
            input.Profile!.Email.ShouldBe(email, fixture.File);
        }

        if (fixture.Of("customer", "id") is { } customer)
        {
            input.Aliases.ShouldContain(new Alias(AliasKind.StorefrontId, customer), fixture.File);
            input.Profile!.FirstName.ShouldBe(fixture.Of("customer", "first_name"), fixture.File);
        }

        input.Profile?.Phone.ShouldBe(fixture.AmericanPhone("billing_address") ?? fixture.AmericanPhone("shipping_address"), fixture.File);
    }

    private static void LinesHold(Fixture fixture, IReadOnlyList<Item> items)
    {
        var lines = fixture.Lines()!;
        items.Select(item => (item.Name, item.Quantity, item.Price)).ShouldBe(lines.Select(line => ((string?)line.Name, line.Quantity, (decimal?)line.Price)), fixture.File);
        for (var i = 0; i < lines.Count; i++)
        {
            items[i].VariantId.ShouldBe(lines[i].Variant, fixture.File);
            (lines[i].Product is null || items[i].ProductId == lines[i].Product).ShouldBeTrue(fixture.File);
        }
    }

    private static decimal? Amount(string? text) => text is null ? null : decimal.Parse(text, CultureInfo.InvariantCulture);
}
