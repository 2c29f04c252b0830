namespace Conversations.Api.Keys;

/// <summary>What a key may do in its store.</summary>
public enum Role
{
    /// <summary>Events in.</summary>
    Storefront,

    /// <summary>Threads, customers, knowledge.</summary>
    Operator,

    /// <summary>Journeys, templates, policy, campaigns, reports.</summary>
    Marketer,

    /// <summary>Everything.</summary>
    Admin,
}

/// <summary>The names of the authorization policies; each lets its roles and admins of the address's own store in.</summary>
public static class Access
{
    public const string Storefront = "storefront";

    public const string Operator = "operator";

    public const string Marketer = "marketer";

    /// <summary>What operators need to see and marketers may change.</summary>
    public const string OperatorOrMarketer = "operator or marketer";

    public const string Admin = "admin";

    public const string Any = "any role";
}
