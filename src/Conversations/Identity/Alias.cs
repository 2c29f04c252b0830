namespace Conversations.Identity;

/// <summary>What kind of outside identity an alias is. The first three merge customers; the others only suggest.</summary>
public enum AliasKind
{
    /// <summary>E.164 with +, in the form in which all spellings of one number are equal.</summary>
    Phone,

    /// <summary>WhatsApp's business-scoped user id, verbatim (M:business-scoped-user-ids, 2026-02-18).</summary>
    Bsuid,

    /// <summary>The storefront's own customer id.</summary>
    StorefrontId,

    /// <summary>Trimmed, lower case.</summary>
    Email,

    /// <summary>A storefront's cart token: a cart may come before its owner.</summary>
    CartToken,

    /// <summary>A storefront's checkout token.</summary>
    CheckoutToken,

    /// <summary>A storefront's order id: refunds and deliveries of Shopify, deletions of WooCommerce name nothing else.</summary>
    OrderId,
}

/// <summary>One of a customer's outside identities.</summary>
public readonly record struct Alias(AliasKind Kind, string Value) : IComparable<Alias>
{
    /// <summary>True where two customers that share this alias are one.</summary>
    public bool Merges => Kind is AliasKind.Phone or AliasKind.Bsuid or AliasKind.StorefrontId;

    public int CompareTo(Alias other) =>
        Kind != other.Kind ? ((int)Kind).CompareTo((int)other.Kind) : string.CompareOrdinal(Value, other.Value);

    public static bool operator <(Alias left, Alias right) => left.CompareTo(right) < 0;

    public static bool operator <=(Alias left, Alias right) => left.CompareTo(right) <= 0;

    public static bool operator >(Alias left, Alias right) => left.CompareTo(right) > 0;

    public static bool operator >=(Alias left, Alias right) => left.CompareTo(right) >= 0;
}
