using System.Text.RegularExpressions;

namespace Conversations.WhatsApp.Tests.Webhooks;

/// <summary>One part of an index row: what it is about (message, status, contact, …) and the fields that must be read.</summary>
internal sealed partial record FixtureExpectation(string Subject, IReadOnlyList<KeyValuePair<string, string>> Fields)
{
    public string? this[string name] => Fields.Where(field => field.Key == name).Select(field => field.Value).FirstOrDefault();

    public static IReadOnlyList<FixtureExpectation> Parse(string row) => [.. row.Split(" ; ").Select(ParsePart)];

    private static FixtureExpectation ParsePart(string part)
    {
        var text = part.Replace(" -> OUTBOUND, never auto-reply", "", StringComparison.Ordinal).Trim();
        var subject = Subjects().Match(text);
        var fields = Field().Matches(subject.Success ? text[subject.Length..] : text)
            .Select(match => KeyValuePair.Create(match.Groups["name"].Value, Unquoted(match.Groups["value"].Value.Trim())))
            .ToList();
        return new(subject.Success ? subject.Groups[1].Value : fields.Count > 0 ? fields[0].Key : "", fields);
    }

    private static string Unquoted(string value) =>
        value.Length >= 2 && value[0] == value[^1] && value[0] is '\'' or '"' ? value[1..^1] : value;

    [GeneratedRegex(@"^(contact|message|status|echo|pref|call|error): ?")]
    private static partial Regex Subjects();

    // A value ends where the next name begins; texts in quotes may hold anything.
    [GeneratedRegex(@"(?<name>(?!codecs=)[A-Za-z_.]+(?:\([a-z]+\))?)=(?<value>'[^']*'(?=\s|$)|""[^""]*""(?=\s|$)|[\[{].*?[\]}](?=\s[a-z_]+=|$)|.*?(?=\s(?!codecs=)[A-Za-z_.]+(?:\([a-z]+\))?=|$))")]
    private static partial Regex Field();
}
