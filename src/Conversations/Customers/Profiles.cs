using System.Collections.Immutable;
using Conversations.Contact;
using Conversations.Identity;
using Conversations.Orders;

namespace Conversations.Customers;

/// <summary>Who the customer is: what inputs say of the person and their identities.</summary>
internal static class Profiles
{
    private static readonly (string Name, Func<Profile, string?> Of, Func<Profile, string, Profile> With)[] Fields =
    [
        ("storefrontId", profile => profile.StorefrontId, (profile, value) => profile with { StorefrontId = value }),
        ("firstName", profile => profile.FirstName, (profile, value) => profile with { FirstName = value }),
        ("lastName", profile => profile.LastName, (profile, value) => profile with { LastName = value }),
        ("email", profile => profile.Email, (profile, value) => profile with { Email = value }),
        ("phone", profile => profile.Phone, (profile, value) => profile with { Phone = value }),
        ("locale", profile => profile.Locale, (profile, value) => profile with { Locale = value }),
        ("timeZone", profile => profile.TimeZone, (profile, value) => profile with { TimeZone = value }),
        ("country", profile => profile.Country, (profile, value) => profile with { Country = value }),
    ];

    public static void Learn(Deciding deciding)
    {
        var (customer, happened) = (deciding.Customer, deciding.Happened);
        if (happened.Profile is { } said)
        {
            customer = Told(customer, said, happened.OccurredAt);
        }

        foreach (var alias in Names(customer, happened))
        {
            if (customer.Aliases.Contains(alias) && alias.Kind is not (AliasKind.Bsuid or AliasKind.Phone))
            {
                continue;
            }

            customer = customer with
            {
                Aliases = customer.Aliases.Add(alias),
                Bsuid = alias.Kind == AliasKind.Bsuid ? alias.Value : customer.Bsuid,
                Profile = alias.Kind == AliasKind.Phone && customer.Profile.Phone is null
                    ? customer.Profile with { Phone = alias.Value }
                    : customer.Profile,
            };
        }

        if (Acts(customer, happened) && !deciding.Late && (customer.LastActedAt is not { } acted || happened.OccurredAt > acted))
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

    /// <summary>What one does not know of itself, the other one tells.</summary>
    public static Profile Fill(Profile own, Profile other) =>
        Fields.Aggregate(own, (filled, field) => field.Of(filled) is null && field.Of(other) is { } value ? field.With(filled, value) : filled);

    /// <summary>What the customer goes by from now on. A status says whose phone a message reached, which may be another person's by now.</summary>
    private static ImmutableArray<Alias> Names(Customer customer, CustomerInput happened) => happened is CustomerInput.DeliveryReported report
        ? report.NewUserIdOf(customer) is { } userId ? [userId] : []
        : happened.Aliases;

    private static bool Acts(Customer customer, CustomerInput happened) => happened is
        CustomerInput.ProductViewed or CustomerInput.BasketChanged or CustomerInput.BasketEmptied or CustomerInput.StockSubscribed
        or CustomerInput.MessageReceived
        or CustomerInput.OrderReported { Event: OrderEvent.Placed }
        || (happened is CustomerInput.OrderReported { Event: OrderEvent.PaymentFailed or OrderEvent.Paid } payment && Pays(customer, payment.Order));

    /// <summary>A transfer, cash and an instalment are booked by a bank or a clerk, at any hour.</summary>
    private static bool Pays(Customer customer, OrderReport order) =>
        (order.PaymentMethod ?? OrderBook.Find(customer, order.Id)?.Content.PaymentMethod)
            is not (PaymentMethod.BankTransfer or PaymentMethod.CashOnDelivery or PaymentMethod.Instalments);

    /// <summary>Of each field the newest report counts, in whatever order they come.</summary>
    private static Customer Told(Customer customer, Profile said, DateTimeOffset at)
    {
        var profile = customer.Profile;
        ImmutableSortedDictionary<string, DateTimeOffset>.Builder? times = null;
        foreach (var field in Fields)
        {
            if (field.Of(said) is not { } value)
            {
                continue;
            }

            var isKnown = customer.ProfileTimes.TryGetValue(field.Name, out var known);
            if (!isKnown || known <= at)
            {
                profile = field.Of(profile) == value ? profile : field.With(profile, value);
            }

            if (!isKnown || known < at)
            {
                (times ??= customer.ProfileTimes.ToBuilder())[field.Name] = at;
            }
        }

        return times is null && ReferenceEquals(profile, customer.Profile)
            ? customer
            : customer with { Profile = profile, ProfileTimes = times?.ToImmutable() ?? customer.ProfileTimes };
    }
}
