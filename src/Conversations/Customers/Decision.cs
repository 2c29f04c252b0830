using System.Collections.Immutable;

namespace Conversations.Customers;

/// <summary>What the engine concluded. <paramref name="Kind"/> is a storage format (<c>touch.held</c>); <paramref name="Summary"/> is a sentence that names the rule and the numbers.</summary>
public sealed record Fact(string Kind, string Summary, ImmutableSortedDictionary<string, string> Data);

/// <summary>The outcome of one input: the next state, what was concluded, what is to be done.</summary>
public sealed record Decision(Customer Next, ImmutableArray<Fact> Facts, ImmutableArray<Effect> Effects);
