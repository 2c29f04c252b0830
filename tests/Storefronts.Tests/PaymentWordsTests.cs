using Conversations.Orders;
using Conversations.Storefronts.Shopify;
using Shouldly;
using Xunit;

namespace Conversations.Storefronts.Tests;

public class PaymentWordsTests
{
    [Theory]
    [InlineData("Cash on Delivery (COD)", PaymentMethod.CashOnDelivery)]
    [InlineData("cash_on_delivery", PaymentMethod.CashOnDelivery)]
    [InlineData("Paiement à la livraison", PaymentMethod.CashOnDelivery)]
    [InlineData("Bank Deposit", PaymentMethod.BankTransfer)]
    [InlineData("Money Order", PaymentMethod.BankTransfer)]
    [InlineData("Überweisung", PaymentMethod.BankTransfer)]
    [InlineData("shopify_payments", PaymentMethod.Card)]
    [InlineData("visa", PaymentMethod.Card)]
    [InlineData("paypal", PaymentMethod.Wallet)]
    [InlineData("shopify_installments", PaymentMethod.Instalments)]
    [InlineData("Klarna", PaymentMethod.Instalments)]
    [InlineData("Klarna - Sofort", PaymentMethod.InstantTransfer)]
    [InlineData("PIX", PaymentMethod.InstantTransfer)]
    [InlineData("manual", PaymentMethod.Other)]
    [InlineData("codename gateway", PaymentMethod.Other)]
    [InlineData("gift_card", null)]
    [InlineData("", PaymentMethod.Other)]
    public void A_gateways_name_tells_the_method(string gateway, PaymentMethod? method) =>
        Method($"[\"{gateway}\"]").ShouldBe(gateway.Length == 0 ? null : method);

    [Fact]
    public void A_gift_card_pays_a_part_and_the_other_gateway_the_rest() =>
        Method("""["gift_card","Cash on Delivery (COD)"]""").ShouldBe(PaymentMethod.CashOnDelivery);

    private static PaymentMethod? Method(string gateways) => ShopifyTranslation
        .Read("orders/create", "w", null, System.Text.Encoding.UTF8.GetBytes($$"""{"id":1,"payment_gateway_names":{{gateways}}}"""), DateTimeOffset.UnixEpoch)
        .ShouldHaveSingleItem().ShouldBeOfType<WebhookOutcome.Translated>().Input.ShouldBeOfType<Customers.CustomerInput.OrderReported>().Order.PaymentMethod;
}
