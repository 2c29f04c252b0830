using System.Collections.Immutable;
using System.Text.Json;
using Conversations.Customers;
using Conversations.Identity;

namespace Conversations.WhatsApp.Webhooks;

/// <summary>
/// Who an item is about. Since 2026 the phone may be missing where a user has a username; the business-scoped id is then all there is
/// (M:business-scoped-user-ids, 18 February 2026).
/// </summary>
internal sealed record Person
{
    /// <summary>As WhatsApp writes it: digits.</summary>
    public string? Phone { get; init; }

    public string? Bsuid { get; init; }

    public string? ParentBsuid { get; init; }

    public string? WaId { get; init; }

    public string? Name { get; init; }

    public string? Username { get; init; }

    public bool IsNobody => Phone is null && Bsuid is null;

    public ImmutableArray<Alias> Aliases
    {
        get
        {
            var aliases = ImmutableArray.CreateBuilder<Alias>(2);
            if (Phone is not null)
            {
                aliases.Add(new Alias(AliasKind.Phone, PhoneNumber.FromWaId(Phone)?.Key ?? Phone));
            }

            if (Bsuid is not null)
            {
                aliases.Add(new Alias(AliasKind.Bsuid, Bsuid));
            }

            return aliases.ToImmutable();
        }
    }

    public Profile? Profile
    {
        get
        {
            var profile = new Profile { FirstName = Name, Phone = Phone is null ? null : PhoneNumber.FromWaId(Phone)?.E164 };
            return profile == new Profile() ? null : profile;
        }
    }

    /// <summary>A person named by a phone and ids, completed by the contact that goes with it.</summary>
    public static Person Of(string? phone, string? bsuid, string? parent, JsonElement? contact)
    {
        // A business-scoped id in the phone's place is one all the same: it holds a country, a dot and no phone.
        if (phone is [>= 'A' and <= 'Z', >= 'A' and <= 'Z', '.', ..])
        {
            (phone, bsuid) = (null, bsuid ?? phone);
        }

        var card = contact ?? default;
        var waId = card.Filled("wa_id");
        parent ??= card.Filled("parent_user_id");
        return new Person
        {
            Phone = phone ?? waId,
            Bsuid = bsuid ?? card.Filled("user_id") ?? parent,
            ParentBsuid = parent,
            WaId = waId,
            Name = card.Member("profile")?.Filled("name"),
            Username = card.Member("profile")?.Filled("username"),
        };
    }
}

/// <summary>The <c>contacts</c> of a value: belongs to an item by phone, by user id, or by place.</summary>
internal sealed class ContactList(JsonElement value, int items)
{
    private readonly JsonElement[] _contacts = [.. value.Items("contacts").Where(contact => contact.ValueKind == JsonValueKind.Object)];

    /// <summary>The contact with this phone or user id.</summary>
    public JsonElement? Named(string? phone, string? bsuid)
    {
        foreach (var contact in _contacts)
        {
            if ((phone is not null && contact.Text("wa_id") == phone) || (bsuid is not null && contact.Text("user_id") == bsuid))
            {
                return contact;
            }
        }

        return null;
    }

    /// <summary>As <see cref="Named"/>, else the one at the item's place: an id may differ from the phone (M:reference/messages).</summary>
    public JsonElement? Of(string? phone, string? bsuid, int place) =>
        Named(phone, bsuid) ?? (_contacts.Length == items && place < items && !Contradicts(_contacts[place], bsuid) ? _contacts[place] : null);

    private static bool Contradicts(JsonElement contact, string? bsuid) =>
        bsuid is not null && contact.Text("user_id") is { } other && other != bsuid;
}
