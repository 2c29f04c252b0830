using System.Collections.Immutable;

namespace Conversations.Threads;

/// <summary>An article the answer rests on.</summary>
public sealed record AnswerSource(string Article, string Title);

/// <summary>What the assistant has to say to a turn. <see cref="Text"/> null: it hands over, for <see cref="Reason"/>.</summary>
public sealed record Answer
{
    public string? Text { get; init; }

    public string? Reason { get; init; }

    /// <summary>0–1.</summary>
    public double Confidence { get; init; }

    public ImmutableArray<AnswerSource> Sources { get; init; } = [];

    /// <summary>The product the question was about, where it was.</summary>
    public Carts.Product? Product { get; init; }

    /// <summary>For the operator, where it hands over.</summary>
    public string? Summary { get; init; }
}
