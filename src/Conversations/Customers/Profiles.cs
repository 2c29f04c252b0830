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
            customer = Told(customer, Without(customer, said, happened), happened.OccurredAt);
            customer = happened is CustomerInput.MessageReceived && PhoneNumber.FromWaId(said.Phone) is { } wrote ? customer with { WaId = wrote.WaId } : customer;
        }

        foreach (var alias in Names(customer, happened))
        {
            if (customer.HasLeft(alias, happened) || (customer.Aliases.Contains(alias) && alias.Kind is not (AliasKind.Bsuid or AliasKind.Phone)))
            {
                continue;
            }

            customer = customer with
            {
                Aliases = customer.Aliases.Add(alias),
                Left = Left(customer, [], [alias]),
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
        if (customer.HasLeft(alias) && !customer.Aliases.Contains(alias))
        {
            deciding.Ignore($"the {Sayings.Word(alias.Kind)} was no longer used here");
            return;
        }

        deciding.Customer = customer with
        {
            Aliases = customer.Aliases.Remove(alias),
            Left = Left(customer, [KeyValuePair.Create(alias.Value, deciding.Happened.OccurredAt)], []),
            Profile = alias.Kind == AliasKind.Phone ? customer.Profile with { Phone = null } : customer.Profile,
            Bsuid = alias.Kind == AliasKind.Phone || alias.Value == customer.Bsuid ? null : customer.Bsuid,
            WaId = null,
            Consent = new Consent(),
        };
        deciding.Note("identity.lost", $"The {Sayings.Word(alias.Kind)} went to another person: it is no longer used here and the consent is void.", ("alias", Sayings.Word(alias.Kind)));
        Journeys.Endings.EndMarketing(deciding, "the phone went to another person");
    }

    /// <summary>WhatsApp says it is the same person with a new phone or BSUID. A new phone has a new BSUID too, told now or with the first message.</summary>
    public static void Change(Deciding deciding, CustomerInput.IdentityChanged changed)
    {
        var (customer, names, at) = (deciding.Customer, changed.NewNames(), deciding.Happened.OccurredAt);
        if (names.Any(alias => customer.HasLeft(alias, changed)))
        {
            deciding.Ignore("the customer has changed again since");
            return;
        }

        var left = changed.Phone is null ? [] : Former(customer, changed).Except(names).ToList();
        deciding.Customer = customer with
        {
            Aliases = customer.Aliases.Except(left).Union(names),
            Left = Left(customer, left.Select(alias => KeyValuePair.Create(alias.Value, at)), names),
            Profile = customer.Profile with { Phone = changed.Phone ?? customer.Profile.Phone },
            ProfileTimes = changed.Phone is null ? customer.ProfileTimes : customer.ProfileTimes.SetItem("phone", at),
            Bsuid = changed.Bsuid ?? (changed.Phone is null ? customer.Bsuid : null),
            WaId = changed.Phone is null ? customer.WaId : null,
            UnreachableAt = null,
        };
        deciding.Note("identity.changed", "WhatsApp says that the customer has a new number or user id; the conversation goes on.");
    }

    /// <summary>What the customer has left, with what is left now and without what has come back.</summary>
    public static ImmutableSortedDictionary<string, DateTimeOffset>? Left(Customer customer, IEnumerable<KeyValuePair<string, DateTimeOffset>> now, IEnumerable<Alias> back)
    {
        var left = (customer.Left ?? ImmutableSortedDictionary<string, DateTimeOffset>.Empty).SetItems(now).RemoveRange(back.Select(alias => alias.Value));
        return left.IsEmpty ? null : left;
    }

    /// <summary>What the customer went by at WhatsApp: the phone is the one that it names, else the one in use.</summary>
    private static IEnumerable<Alias> Former(Customer customer, CustomerInput.IdentityChanged changed)
    {
        var phones = changed.Aliases.Where(alias => alias.Kind == AliasKind.Phone).ToList();
        return (phones.Count == 0 && customer.Phone is { } phone ? [new Alias(AliasKind.Phone, phone.Key)] : phones)
            .Concat(customer.Aliases.Where(alias => alias.Kind == AliasKind.Bsuid));
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

    /// <summary>What is said, but for a phone that is the customer's no more.</summary>
    private static Profile Without(Customer customer, Profile said, CustomerInput happened) =>
        said.Phone is { } phone && customer.HasLeft(new Alias(AliasKind.Phone, PhoneNumber.Parse(phone, said.Country ?? customer.Profile.Country, out _)?.Key ?? phone), happened)
            ? said with { Phone = null }
            : said;

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
