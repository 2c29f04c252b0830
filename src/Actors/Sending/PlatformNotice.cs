using System.Collections.Immutable;
using System.Text.Json.Serialization;
using Conversations.Contact;
using Conversations.Identity;
using Conversations.Messages;

namespace Conversations.Actors.Sending;

/// <summary>What the platform says about numbers, accounts and templates, for the senders. Null numbers mean all of the store.</summary>
[JsonDerivedType(typeof(NumberRated), "number_rated.1")]
[JsonDerivedType(typeof(NumberBlocked), "number_blocked.1")]
[JsonDerivedType(typeof(NumberRestored), "number_restored.1")]
[JsonDerivedType(typeof(AccountBlocked), "account_blocked.1")]
[JsonDerivedType(typeof(TemplatesBlocked), "templates_blocked.1")]
[JsonDerivedType(typeof(AccountUnblocked), "account_unblocked.1")]
[JsonDerivedType(typeof(AccountRestored), "account_restored.1")]
[JsonDerivedType(typeof(TemplateChanged), "template_changed.1")]
[JsonDerivedType(typeof(Catalogue), "catalogue.1")]
[JsonDerivedType(typeof(LimitChanged), "limit_changed.1")]
public abstract record PlatformNotice
{
    private PlatformNotice()
    {
    }

    public sealed record NumberRated(NumberId? Number, NumberQuality Quality) : PlatformNotice;

    public sealed record NumberBlocked(NumberId Number, string Reason) : PlatformNotice;

    /// <summary>The number can send again (mended token, payment method, registration).</summary>
    public sealed record NumberRestored(NumberId? Number) : PlatformNotice;

    /// <summary><paramref name="Until"/>: where the platform says when it ends.</summary>
    public sealed record AccountBlocked(string Reason, DateTimeOffset? Until = null) : PlatformNotice;

    /// <summary>No template leaves; whoever writes is answered. <paramref name="Until"/>: where the platform says when it ends.</summary>
    public sealed record TemplatesBlocked(string Reason, DateTimeOffset? Until = null) : PlatformNotice;

    /// <summary>The platform lifted a ban. What it stopped beside it, and until when, stays stopped.</summary>
    public sealed record AccountUnblocked : PlatformNotice;

    /// <summary>Whoever looks after the store says that all is well again.</summary>
    public sealed record AccountRestored : PlatformNotice;

    /// <summary>A template's status changed. A null language means all of its languages known here.</summary>
    public sealed record TemplateChanged(string Name, string? Language, TemplateStatus Status) : PlatformNotice;

    /// <summary>The whole catalogue, as synchronized; a template that it lacks is unknown from then on.</summary>
    public sealed record Catalogue(ImmutableArray<(string Name, string Language, TemplateStatus Status)> Templates) : PlatformNotice;

    /// <summary>The portfolio's messaging limit; null: unlimited.</summary>
    public sealed record LimitChanged(int? Recipients) : PlatformNotice;
}
