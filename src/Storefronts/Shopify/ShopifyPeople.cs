using System.Text.Json;

namespace Conversations.Storefronts.Shopify;

/// <summary>
/// Who is behind a checkout, an order or a customer. Protected customer data (name, phone, e-mail) is null until Shopify
/// approved the app for it; then only the customer's id and the tokens are left to join by.
/// </summary>
internal static class ShopifyPeople
{
    /// <summary>
    /// The buyer of a checkout or order. Phones in this order: what was typed as contact, the customer's own, those of the addresses; the shipping
    /// address last, since a present is sent to somebody else.
    /// </summary>
    public static Person Buyer(JsonElement body, Delivery delivery)
    {
        var customer = body.At("customer");
        var (billing, shipping, home) = (body.At("billing_address"), body.At("shipping_address"), customer.At("default_address"));
        var country = CountryOf(billing) ?? CountryOf(home) ?? CountryOf(shipping) ?? delivery.DefaultCountry;
        return new Person
        {
            StorefrontId = customer.At("id").Id(),
            Email = FirstEmail(body.At("email"), body.At("contact_email"), customer.At("email")),
            Phone = Person.FirstPhone(
            [
                (body.At("phone").Text(), country),
                (body.At("sms_marketing_phone").Text(), country),
                (customer.At("phone").Text(), country),
                (billing.At("phone").Text(), CountryOf(billing) ?? country),
                (home.At("phone").Text(), CountryOf(home) ?? country),
                (shipping.At("phone").Text(), CountryOf(shipping) ?? country),
            ]),
            FirstName = customer.At("first_name").Text() ?? billing.At("first_name").Text() ?? shipping.At("first_name").Text(),
            LastName = customer.At("last_name").Text() ?? billing.At("last_name").Text() ?? shipping.At("last_name").Text(),
            Locale = body.At("customer_locale").Text(),
            Country = CountryOf(billing) ?? CountryOf(home) ?? CountryOf(shipping),
        };
    }

    /// <summary>A customer object; null where it identifies nobody.</summary>
    public static Person? Customer(JsonElement customer, Delivery delivery)
    {
        var home = customer.At("default_address");
        var country = CountryOf(home) ?? delivery.DefaultCountry;
        var person = new Person
        {
            StorefrontId = customer.At("id").Id(),
            Email = FirstEmail(customer.At("email")),
            Phone = Person.FirstPhone([(customer.At("phone").Text(), country), (home.At("phone").Text(), country)]),
            FirstName = customer.At("first_name").Text() ?? home.At("first_name").Text(),
            LastName = customer.At("last_name").Text() ?? home.At("last_name").Text(),
            Country = CountryOf(home),
        };
        return person.Aliases().IsEmpty ? null : person;
    }

    public static string? FirstEmail(params ReadOnlySpan<JsonElement> candidates)
    {
        foreach (var candidate in candidates)
        {
            if (ContactDetails.Email(candidate.Text()) is { } email)
            {
                return email;
            }
        }

        return null;
    }

    // An address that was not typed yet comes as null or as an empty array; both say nothing here.
    private static string? CountryOf(JsonElement address) =>
        address.At("country_code").Text() is { Length: 2 } code && code.All(char.IsAsciiLetter) ? code.ToUpperInvariant() : null;
}
