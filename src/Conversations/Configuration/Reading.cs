using System.Collections.Immutable;

namespace Conversations.Configuration;

/// <summary>A fault of a document: where (<c>steps[1].after</c>; empty for the document itself), and what was found and what is allowed.</summary>
public sealed record Problem(string Path, string Message)
{
    public override string ToString() => Path.Length == 0 ? Message : $"{Path}: {Message}";
}

/// <summary>A document that was read: its value, or every fault that was found in it (then <see cref="Value"/> is null).</summary>
public sealed record Reading<T>
    where T : class
{
    public T? Value { get; init; }

    public ImmutableArray<Problem> Problems { get; init; } = [];
}
