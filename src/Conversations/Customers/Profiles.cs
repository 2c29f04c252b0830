using Conversations.Contact;
using Conversations.Identity;

namespace Conversations.Customers;

/// <summary>Who the customer is: what inputs say of the person and their identities.</summary>
internal static class Profiles
{
    /// <summary>A newer report overwrites what it names, an older one only fills gaps: late inputs end in the same state.</summary>
    public static void Learn(Deciding deciding)
    {
        var (customer, happened) = (deciding.Customer, deciding.Happened);
        if (happened.Profile is { } said)
        {
            var newer = customer.ProfileAt is not { } at || happened.OccurredAt >= at;
            customer = customer with
            {
                Profile = newer ? Over(customer.Profile, said) : Over(said, customer.Profile),
                ProfileAt = newer ? happened.OccurredAt : customer.ProfileAt,
            };
        }

        foreach (var alias in happened.Aliases)
        {
            customer = customer with
            {
                Aliases = customer.Aliases.Add(alias),
                Bsuid = alias.Kind == AliasKind.Bsuid ? alias.Value : customer.Bsuid,
                Profile = alias.Kind == AliasKind.Phone && customer.Profile.Phone is null
                    ? customer.Profile with { Phone = alias.Value }
                    : customer.Profile,
            };
        }

        if (Acts(happened) && !deciding.Late && (customer.LastActedAt is not { } acted || happened.OccurredAt > acted))
        {
            customer = customer with { LastActedAt = happened.OccurredAt };
        }

        if (happened is CustomerInput.ProfileReported)
        {
            deciding.Note("profile.updated", "The store told more about the customer.");
        }

        deciding.Customer = customer;
    }

    /// <summary>The phone or BSUID now belongs to another person: consent is void, nothing is sent there any more.</summary>
    public static void Lose(Deciding deciding, Alias alias)
    {
        var customer = deciding.Customer;
        deciding.Customer = customer with
        {
            Aliases = customer.Aliases.Remove(alias),
            Profile = alias.Kind == AliasKind.Phone ? customer.Profile with { Phone = null } : customer.Profile,
            Bsuid = alias.Kind == AliasKind.Phone || alias.Value == customer.Bsuid ? null : customer.Bsuid,
            WaId = null,
            Consent = new Consent(),
        };
        deciding.Note("identity.lost", $"The {Sayings.Word(alias.Kind)} went to another person: it is no longer used here and the consent is void.", ("alias", Sayings.Word(alias.Kind)));
        Journeys.Endings.EndMarketing(deciding, "the phone went to another person");
    }

    /// <summary>WhatsApp says it is the same person with a new phone or BSUID.</summary>
    public static void Change(Deciding deciding, CustomerInput.IdentityChanged changed)
    {
        var customer = deciding.Customer;
        deciding.Customer = customer with
        {
            Profile = customer.Profile with { Phone = changed.Phone ?? customer.Profile.Phone },
            Bsuid = changed.Bsuid ?? customer.Bsuid,
            WaId = changed.Phone is null ? customer.WaId : null,
            UnreachableAt = null,
        };
        deciding.Note("identity.changed", "WhatsApp says that the customer has a new number or user id; the conversation goes on.");
    }

    private static bool Acts(CustomerInput happened) => happened is
        CustomerInput.ProductViewed or CustomerInput.BasketChanged or CustomerInput.BasketEmptied or CustomerInput.StockSubscribed
        or CustomerInput.MessageReceived
        or CustomerInput.OrderReported { Event: Orders.OrderEvent.Placed or Orders.OrderEvent.PaymentFailed or Orders.OrderEvent.Paid };

    private static Profile Over(Profile below, Profile above) => new()
    {
        StorefrontId = above.StorefrontId ?? below.StorefrontId,
        FirstName = above.FirstName ?? below.FirstName,
        LastName = above.LastName ?? below.LastName,
        Email = above.Email ?? below.Email,
        Phone = above.Phone ?? below.Phone,
        Locale = above.Locale ?? below.Locale,
        TimeZone = above.TimeZone ?? below.TimeZone,
        Country = above.Country ?? below.Country,
    };
}
