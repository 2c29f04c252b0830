using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Conversations.Customers;
using Conversations.Identity;

namespace Conversations.Storefronts.Events;

/// <summary>
/// The <c>customer</c> of an event. What a shopper typed never costs an event while another identity is left: an unreadable phone or
/// e-mail address is put aside with a note. Notes and problems do not repeat what the shopper typed.
/// </summary>
internal sealed partial record EventCustomer(ImmutableArray<Alias> Aliases, Profile Profile)
{
    private const int NameLengthMax = 100;

    public static EventCustomer? Read(EventFields item, string? defaultCountry)
    {
        var given = item.Object("customer", needed: false);
        var id = given.Id("id", needed: false);
        var token = given.Id("cartToken", needed: false);
        var country = CountryOf(given);
        var unreadable = new List<string>();
        var phone = PhoneOf(given, country ?? defaultCountry, unreadable);
        var email = EmailOf(given, unreadable);
        if (id is null && token is null && phone is null && email is null)
        {
            unreadable.ForEach(given.Findings.Problem);
            given.Findings.Problem("customer: no identity; at least one of id, phone, email, cartToken is needed.");
            return null;
        }

        unreadable.ForEach(sentence => given.Findings.Note($"{sentence} Left out."));
        return new EventCustomer(Known((AliasKind.Phone, phone?.Key), (AliasKind.StorefrontId, id), (AliasKind.Email, email), (AliasKind.CartToken, token)), new Profile
        {
            StorefrontId = id,
            FirstName = given.Text("firstName", NameLengthMax),
            LastName = given.Text("lastName", NameLengthMax),
            Email = email,
            Phone = phone?.E164,
            Locale = LocaleOf(given),
            TimeZone = TimeZoneOf(given),
            Country = country,
        });
    }

    private static PhoneNumber? PhoneOf(EventFields given, string? country, List<string> unreadable)
    {
        if (given.Raw("phone").Text() is not { } text)
        {
            return null;
        }

        var phone = ContactDetails.Phone(text, country, out var problem);
        if (phone is null)
        {
            unreadable.Add($"{given.PathOf("phone")}: cannot be read. {problem} E.164 is allowed, for instance +33612345678, or a national number with customer.country.");
        }

        return phone;
    }

    private static string? EmailOf(EventFields given, List<string> unreadable)
    {
        if (given.Raw("email").Text() is not { } text)
        {
            return null;
        }

        var email = ContactDetails.Email(text);
        if (email is null)
        {
            unreadable.Add($"{given.PathOf("email")}: is not an e-mail address; name@domain is allowed.");
        }

        return email;
    }

    private static string? CountryOf(EventFields given)
    {
        var value = given.Raw("country");
        if (value.Text() is not { } text)
        {
            return null;
        }

        if (text.Length == 2 && text.All(char.IsAsciiLetter))
        {
            return text.ToUpperInvariant();
        }

        given.Findings.Note($"{given.PathOf("country")}: {EventFields.Shown(value)} is not a country; two letters of ISO 3166 are allowed, for instance FR. Left out.");
        return null;
    }

    private static string? LocaleOf(EventFields given)
    {
        var value = given.Raw("locale");
        if (value.Text() is not { } text)
        {
            return null;
        }

        if (LanguageTag.IsMatch(text))
        {
            return text.Replace('_', '-');
        }

        given.Findings.Note($"{given.PathOf("locale")}: {EventFields.Shown(value)} is not a language tag, for instance fr-FR. Left out.");
        return null;
    }

    private static string? TimeZoneOf(EventFields given)
    {
        var value = given.Raw("timeZone");
        if (value.Text() is not { } text)
        {
            return null;
        }

        if (ZoneName.IsMatch(text) && TimeZoneInfo.TryFindSystemTimeZoneById(text, out var zone) && zone.HasIanaId)
        {
            return text;
        }

        given.Findings.Note($"{given.PathOf("timeZone")}: {EventFields.Shown(value)} is not an IANA time zone, for instance Europe/Paris. Left out.");
        return null;
    }

    private static ImmutableArray<Alias> Known(params ReadOnlySpan<(AliasKind Kind, string? Value)> given)
    {
        var known = ImmutableArray.CreateBuilder<Alias>(given.Length);
        foreach (var (kind, value) in given)
        {
            if (value is not null)
            {
                known.Add(new Alias(kind, value));
            }
        }

        return known.DrainToImmutable();
    }

    [GeneratedRegex(@"^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8}){0,3}\z")]
    private static partial Regex LanguageTag { get; }

    [GeneratedRegex(@"^[A-Za-z0-9_+-]{1,32}(/[A-Za-z0-9_+-]{1,32}){0,2}\z")]
    private static partial Regex ZoneName { get; }
}
