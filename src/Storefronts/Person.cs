using System.Collections.Immutable;
using Conversations.Customers;
using Conversations.Identity;

namespace Conversations.Storefronts;

/// <summary>Who a platform's webhook is about, as far as it says.</summary>
internal sealed record Person
{
    private const int NameLengthMax = 100;

    public string? StorefrontId { get; init; }

    public PhoneNumber? Phone { get; init; }

    public string? Email { get; init; }

    public string? FirstName { get; init; }

    public string? LastName { get; init; }

    public string? Locale { get; init; }

    public string? Country { get; init; }

    /// <summary>The first of these that is a phone number, each read with the country that stands beside it.</summary>
    public static PhoneNumber? FirstPhone(IEnumerable<(string? Text, string? Country)> candidates) => candidates
        .Select(candidate => candidate.Text is null ? null : ContactDetails.Phone(candidate.Text, candidate.Country, out _))
        .FirstOrDefault(phone => phone is not null);

    public ImmutableArray<Alias> Aliases()
    {
        var aliases = new SortedSet<Alias>();
        Add(AliasKind.Phone, Phone?.Key);
        Add(AliasKind.StorefrontId, StorefrontId);
        Add(AliasKind.Email, Email);
        return [.. aliases];

        void Add(AliasKind kind, string? value)
        {
            if (value is not null)
            {
                aliases.Add(new Alias(kind, value));
            }
        }
    }

    public Profile Profile() => new()
    {
        StorefrontId = StorefrontId,
        FirstName = LooseJson.Cleaned(FirstName, NameLengthMax),
        LastName = LooseJson.Cleaned(LastName, NameLengthMax),
        Email = Email,
        Phone = Phone?.E164,
        Locale = Locale,
        Country = Country,
    };
}
