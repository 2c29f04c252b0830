using System.Globalization;
using System.Net;
using Conversations.Customers;
using Conversations.Identity;
using Conversations.Orders;
using Conversations.Storefronts.WooCommerce;
using Shouldly;
using Xunit.Abstractions;

namespace Conversations.Storefronts.Tests.Fixtures;

public class WooCommerceFixtureTests(ITestOutputHelper output)
{
    private static readonly DateTimeOffset At = new(2026, 4, 2, 0, 0, 0, TimeSpan.Zero);

    /// <summary>The webhook that would carry each kind of body, and where there is none, why nothing is made of it.</summary>
    private static readonly (string File, string Topic, string? WhyNot)[] Topics =
    [
        ("coupons", "coupon.updated", "Coupons of the shop concern no conversation."),
        ("customers", "customer.updated", null),
        ("order_refunds", "order_refund.created", "The topic order_refund.created is not used."),
        ("orders", "order.updated", null),
        ("product_variations", "product.updated", null),
        ("products", "product.updated", null),
        ("webhooks", "webhook.updated", "The topic webhook.updated is not used."),
    ];

    [CapturedFact]
    public void Every_captured_body_is_translated_or_skipped_for_a_reason()
    {
        var fixtures = Fixture.All("woocommerce");
        foreach (var fixture in fixtures)
        {
            var (_, topic, whyNot) = Topics.Single(topic => fixture.File.StartsWith($"woocommerce/woodocs_{topic.File}_", StringComparison.Ordinal));
            var outcomes = WooCommerceTranslation.Read(topic, "https://shop.example", fixture.Body(), At);
            output.WriteLine($"{fixture.File} as {topic}: {string.Join(", ", outcomes.Select(outcome => outcome.GetType().Name))}");
            if (whyNot is null)
            {
                outcomes.ShouldNotBeEmpty();
                outcomes.ToList().ForEach(outcome => HoldsWhatTheIndexSays(fixture, outcome));
            }
            else
            {
                outcomes.ShouldBe([new WebhookOutcome.Skipped(whyNot)]);
            }
        }

        fixtures.Count.ShouldBeGreaterThan(10);
    }

    private static void HoldsWhatTheIndexSays(Fixture fixture, WebhookOutcome outcome)
    {
        if (outcome is WebhookOutcome.ProductReported product)
        {
            product.Stand.Product.Id.ShouldBe(fixture.Top("id"), fixture.File);
            product.Stand.Product.Name.ShouldBe(fixture.Top("name"), fixture.File);
            product.Stand.OccurredAt.ShouldBe(Time(fixture.Top("date_modified_gmt")), fixture.File);
            return;
        }

        var input = outcome.ShouldBeOfType<WebhookOutcome.Translated>(fixture.File).Input;
        input.Profile!.Email.ShouldBe(fixture.Of("billing", "email"), fixture.File);
        input.Profile.Country.ShouldBe("US", fixture.File);

        input.Profile.Phone.ShouldBe("+15555555555", fixture.File);
        input.Aliases.ShouldContain(new Alias(AliasKind.Phone, fixture.AmericanPhone("billing")!), fixture.File);
        if (input is CustomerInput.ProfileReported)
        {
            input.Profile.StorefrontId.ShouldBe(fixture.Top("id"), fixture.File);
            input.OccurredAt.ShouldBe(Time(fixture.Top("date_modified_gmt")), fixture.File);
            return;
        }

        var (step, order) = (input.ShouldBeOfType<CustomerInput.OrderReported>(fixture.File).Event, ((CustomerInput.OrderReported)input).Order);
        order.Id.ShouldBe(fixture.Top("id"), fixture.File);
        order.Number.ShouldBe(fixture.Top("number"), fixture.File);
        order.Currency.ShouldBe(fixture.Top("currency"), fixture.File);
        order.Total.ShouldBe(decimal.Parse(fixture.Top("total")!, CultureInfo.InvariantCulture), fixture.File);
        order.PaymentStatus.ShouldBe(PaymentStatus.Paid, fixture.File);
        order.PaymentMethod.ShouldBe(PaymentMethod.BankTransfer, fixture.File);
        input.OccurredAt.ShouldBe(Time(fixture.Top(step switch { OrderEvent.Placed => "date_created_gmt", OrderEvent.Paid => "date_paid_gmt", _ => "date_modified_gmt" })), TimeSpan.FromMinutes(3), fixture.File);
        input.Aliases.ShouldNotContain(alias => alias.Kind == AliasKind.StorefrontId, "customer 0 is nobody");
        var lines = fixture.Lines()!;
        order.Items.Select(item => (item.ProductId, item.VariantId, item.Name, item.Quantity, item.Price))
            .ShouldBe(lines.Select(line => (line.Product!, line.Variant, (string?)WebUtility.HtmlDecode(line.Name), line.Quantity, (decimal?)line.Price)), fixture.File);
    }

    private static DateTimeOffset Time(string? text) => DateTimeOffset.Parse(text!, CultureInfo.InvariantCulture, DateTimeStyles.AssumeUniversal);
}
