using System.Collections.Immutable;
using System.Text;
using System.Text.Json;
using Conversations.Customers;
using Conversations.Tests.Drivers;

namespace Conversations.Tests.Histories;

/// <summary>One customer's inputs as they are stored, with what the decider made of them: the guard of the storage format.</summary>
internal sealed record Recording
{
    public required ImmutableArray<Step> Steps { get; init; }

    /// <summary>The last snapshot, as it is stored.</summary>
    public required string Snapshot { get; init; }

    /// <summary>An input as it is stored, and the kinds of its facts in order.</summary>
    internal sealed record Step(string Input, string Facts);

    public static Recording Of(Story story, IReadOnlyList<string> facts) => new()
    {
        Steps = [.. story.Inputs.Zip(facts, (input, kinds) => new Step(Written.Of(input), kinds))],
        Snapshot = Written.Of(story.Customer),
    };

    public static Recording Read(string path)
    {
        using var document = JsonDocument.Parse(File.ReadAllText(path));
        var root = document.RootElement;
        return new()
        {
            Steps = [.. root.GetProperty("steps").EnumerateArray().Select(step => new Step(step.GetProperty("input").GetRawText(), step.GetProperty("facts").GetString()!))],
            Snapshot = root.GetProperty("snapshot").GetRawText(),
        };
    }

    /// <summary>A line an input, and stored JSON as it is: a changed byte is a changed line of the diff.</summary>
    public void Write(string path)
    {
        var text = new StringBuilder("{\"steps\":[\n");
        text.AppendJoin(",\n", Steps.Select(step => $"{{\"facts\":\"{step.Facts}\",\"input\":{step.Input}}}"));
        text.Append("\n],\n\"snapshot\":").Append(Snapshot).Append("}\n");
        File.WriteAllText(path, text.ToString());
    }
}
