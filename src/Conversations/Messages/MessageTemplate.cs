using System.Collections.Immutable;

namespace Conversations.Messages;

/// <summary>WhatsApp's category of a template: decides price and form.</summary>
public enum TemplateCategory
{
    Marketing,
    Utility,
    Authentication,
}

/// <summary>Where a template stands at WhatsApp.</summary>
public enum TemplateStatus
{
    Approved,
    Pending,
    Paused,
    Rejected,
    Disabled,
}

/// <summary>A template in one language, with the texts that it was approved with.</summary>
public sealed record MessageTemplate
{
    /// <summary>1–512 of <c>a-z 0-9 _</c>.</summary>
    public required string Name { get; init; }

    /// <summary>For instance <c>en</c> or <c>pt_BR</c>.</summary>
    public required string Language { get; init; }

    public required TemplateCategory Category { get; init; }

    /// <summary>True for <c>{{first_name}}</c>, false for <c>{{1}}</c>.</summary>
    public bool NamedParameters { get; init; } = true;

    public string? Header { get; init; }

    public required string Body { get; init; }

    public string? Footer { get; init; }

    public ImmutableArray<Button> Buttons { get; init; } = [];

    /// <summary>What stands for a value that is missing, by parameter.</summary>
    public ImmutableSortedDictionary<string, string> Defaults { get; init; } = ImmutableSortedDictionary<string, string>.Empty;

    /// <summary>Of a positional template: what each <c>{{n}}</c> stands for, in order.</summary>
    public ImmutableArray<string> Positions { get; init; } = [];

    /// <summary>How long WhatsApp tries to deliver it; then it counts as failed (M:templates/time-to-live).</summary>
    public TimeSpan? TimeToLive { get; init; }
}
