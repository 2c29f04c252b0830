using System.Text.RegularExpressions;
using Conversations.Identity;

namespace Conversations.Storefronts;

/// <summary>E-mail addresses and phone numbers as shoppers type them.</summary>
internal static partial class ContactDetails
{
    /// <summary>Trimmed, lower case; null for what is no address.</summary>
    public static string? Email(string? text) =>
        text?.Trim().ToLowerInvariant() is { Length: <= 254 } email && Address.IsMatch(email) ? email : null;

    /// <summary>Reads a phone with the country it was written in; an international one does not need it.</summary>
    public static PhoneNumber? Phone(string? text, string? country, out string? problem)
    {
        var phone = PhoneNumber.Parse(text, country, out problem);
        var international = text is not null && (text.TrimStart().StartsWith('+') || text.TrimStart().StartsWith("00", StringComparison.Ordinal));
        return phone is null && international && country is not null ? PhoneNumber.Parse(text, null, out _) : phone;
    }

    [GeneratedRegex(@"^[^@\s\p{Cc}<>,;""]+@[^@\s\p{Cc}<>,;""]+\.[^@\s\p{Cc}<>,;""]+\z")]
    private static partial Regex Address { get; }
}
