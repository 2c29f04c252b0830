namespace Conversations.Threads;

/// <summary>What a person has to see before any model answers.</summary>
public enum Topic
{
    PersonWanted,
    Complaint,
    Refund,
    Cancellation,
    AddressChange,
    Legal,
    PaymentDispute,
    Safety,
    Anger,

    /// <summary>Asks about another person's orders or data.</summary>
    OthersData,
}

/// <summary>
/// The rules that come before any model: phrases by language over folded text. A question about how the store does things
/// ("what is your return policy?") is no topic; a matter of this customer's own order or money is.
/// </summary>
public static class Topics
{
    // Where a message touches several topics, the gravest is named.
    private static readonly Topic[] Gravest =
    [
        Topic.Safety, Topic.Legal, Topic.PaymentDispute, Topic.OthersData, Topic.PersonWanted, Topic.Refund,
        Topic.Cancellation, Topic.AddressChange, Topic.Complaint, Topic.Anger,
    ];

    private static readonly ILookup<Topic, PhraseRules> Rules = EmbeddedJson
        .Read<Dictionary<string, Entry>>("Threads.topics.json")
        .SelectMany(language => language.Value.Rules.Select(rule => (rule.Topic, Phrases: Compile(language.Key, language.Value.Words, rule))))
        .ToLookup(rule => rule.Topic, rule => rule.Phrases);

    /// <summary>The gravest topic of a message in any of the known languages, or null.</summary>
    public static Topic? Judge(string? text)
    {
        var readings = TextFold.Readings(text);
        if (readings[0].Length == 0)
        {
            return null;
        }

        foreach (var topic in Gravest)
        {
            if (Rules[topic].Any(phrases => phrases.Hit(readings)))
            {
                return topic;
            }
        }

        return null;
    }

    private static PhraseRules Compile(string language, IReadOnlyDictionary<string, string> words, Rule rule)
    {
        return new(language, Expand(rule.Say), Expand(rule.Unless), Expand(rule.Alone));

        string[] Expand(IReadOnlyList<string> patterns) =>
            [.. patterns.Select(pattern => words.Aggregate(pattern, (text, word) => text.Replace($"{{{word.Key}}}", word.Value, StringComparison.Ordinal)))];
    }

    private sealed record Entry
    {
        /// <summary>Groups of words that patterns name in braces.</summary>
        public IReadOnlyDictionary<string, string> Words { get; init; } = new Dictionary<string, string>();
        public required IReadOnlyList<Rule> Rules { get; init; }
    }

    private sealed record Rule
    {
        public required Topic Topic { get; init; }

        /// <summary>Phrases that say it anywhere in a message.</summary>
        public required IReadOnlyList<string> Say { get; init; }

        /// <summary>Phrases that say it as the whole message only.</summary>
        public IReadOnlyList<string> Alone { get; init; } = [];

        /// <summary>Phrases in whose presence the others do not count.</summary>
        public IReadOnlyList<string> Unless { get; init; } = [];
    }
}
