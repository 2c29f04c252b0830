using Conversations.Orders;

namespace Conversations.Storefronts;

/// <summary>Payment methods from the names that gateways go by: Shopify's <c>payment_gateway_names</c>, WooCommerce's <c>payment_method</c>.</summary>
internal static class PaymentWords
{
    // In this order: "PayPal Pay in 4" is instalments before it is a wallet, "Klarna Sofort" a transfer before it is instalments.
    private static readonly (PaymentMethod Method, string[] Words)[] Table =
    [
        (PaymentMethod.CashOnDelivery,
        [
            "cash on delivery", "cod", "pay on delivery", "nachnahme", "contra reembolso", "contrareembolso", "contra entrega", "pago contra entrega",
            "paiement a la livraison", "pagamento na entrega", "pagamento alla consegna", "contrassegno", "rembours",
        ]),
        (PaymentMethod.InstantTransfer,
        [
            "ideal", "sofort", "bancontact", "giropay", "pix", "blik", "upi", "przelewy24", "p24", "trustly", "swish", "eps", "mbway", "mb way", "multibanco",
            "bizum", "twint", "payu", "wero", "paytm",
        ]),
        (PaymentMethod.Instalments,
        [
            "klarna", "afterpay", "clearpay", "affirm", "sezzle", "alma", "scalapay", "oney", "zip", "ratepay", "riverty", "aplazo", "kueski",
            "installments", "instalments", "installment", "pay in 4", "pay later", "ratenzahlung", "tabby", "tamara", "simpl",
        ]),
        (PaymentMethod.Wallet,
        [
            "paypal", "ppcp", "ppec", "apple pay", "applepay", "google pay", "googlepay", "shop pay", "shop cash", "amazon pay", "amazon payments", "amazon",
            "mercado pago", "mercadopago", "alipay", "wechat", "mobilepay", "vipps",
        ]),
        (PaymentMethod.BankTransfer,
        [
            "bank deposit", "bank transfer", "bacs", "cheque", "check", "money order", "wire transfer", "vorkasse", "uberweisung", "virement", "transferencia",
            "bonifico", "boleto", "invoice", "sepa",
        ]),
        (PaymentMethod.Card,
        [
            "shopify payments", "stripe", "visa", "mastercard", "american express", "amex", "card", "credit card", "carte", "kreditkarte", "bogus", "authorize net",
            "adyen", "mollie", "braintree", "square", "worldpay", "checkout com", "cybersource", "redsys", "woocommerce payments", "woopayments", "razorpay", "paystack",
        ]),
    ];

    /// <summary>The method of the first name that says one; other where none does, null where there is no name. Gift cards pay a part only.</summary>
    public static PaymentMethod? Method(IEnumerable<string?> gateways)
    {
        PaymentMethod? method = null;
        foreach (var gateway in gateways.OfType<string>())
        {
            var words = $" {Folded(gateway)} ";
            if (words.Contains(" gift card ", StringComparison.Ordinal))
            {
                continue;
            }

            foreach (var (known, names) in Table)
            {
                if (names.Any(name => words.Contains($" {name} ", StringComparison.Ordinal)))
                {
                    return known;
                }
            }

            method = PaymentMethod.Other;
        }

        return method;
    }

    private static string Folded(string gateway)
    {
        var letters = gateway.ToLowerInvariant().Select(letter => letter switch
        {
            'à' or 'á' or 'â' or 'ã' => 'a',
            'ü' or 'ú' => 'u',
            'é' or 'è' or 'ê' => 'e',
            _ => char.IsLetterOrDigit(letter) ? letter : ' ',
        });
        return string.Join(' ', string.Concat(letters).Split(' ', StringSplitOptions.RemoveEmptyEntries));
    }
}
