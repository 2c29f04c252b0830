namespace Conversations.Threads;

/// <summary>A message that only greets: it asks nothing yet.</summary>
public static class Greetings
{
    private static readonly HashSet<string> Phrases =
        [.. EmbeddedJson.Read<Dictionary<string, string[]>>("Threads.greetings.json").Values.SelectMany(phrases => phrases).Select(TextFold.Fold)];

    /// <summary>True when the whole message is a greeting of the list.</summary>
    public static bool IsGreeting(string text) => Phrases.Contains(TextFold.Fold(text));
}
