using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Conversations.Messages;

namespace Conversations.Configuration;

/// <summary>Reads a store's templates with the texts that they were approved with: an array of objects, one a language.</summary>
public static partial class TemplatesReading
{
    private static readonly TemplateCategory[] Categories = Enum.GetValues<TemplateCategory>();

    private static readonly ButtonKind[] ButtonKinds = Enum.GetValues<ButtonKind>();

    private enum ParameterFormat
    {
        Named,
        Positional,
    }

    public static Reading<IReadOnlyList<MessageTemplate>> Read(string json)
    {
        var reading = JsonFields.ReadArray(json, TemplateOf);
        if (reading.Value is not { } templates)
        {
            return reading;
        }

        var twice = templates.Index()
            .Where(at => templates.Take(at.Index).Any(earlier => earlier.Name == at.Item.Name && earlier.Language == at.Item.Language))
            .Select(at => new Problem($"[{at.Index}].name", $"\"{at.Item.Name}\" is there twice in {at.Item.Language}"))
            .ToImmutableArray();
        return twice.IsEmpty ? reading : new() { Problems = twice };
    }

    private static MessageTemplate? TemplateOf(JsonFields fields)
    {
        var name = fields.Text("name", required: true) ?? "";
        if (name.Length > 0 && !TemplateName().IsMatch(name))
        {
            fields.Problem("name", $"\"{name}\" is not 1 to 512 of a-z, 0-9 and _");
        }

        var language = fields.Text("language", required: true) ?? "";
        if (language.Length > 0 && !LanguageCode().IsMatch(language))
        {
            fields.Problem("language", $"\"{language}\" is not a language such as en or pt_BR");
        }

        var template = new MessageTemplate
        {
            Name = name,
            Language = language,
            Category = fields.Word("category", Categories, required: true) ?? default,
            NamedParameters = fields.Word<ParameterFormat>("parameterFormat", [ParameterFormat.Named, ParameterFormat.Positional]) is not ParameterFormat.Positional,
            Header = fields.Text("header"),
            Body = fields.Text("body", required: true) ?? "",
            Footer = fields.Text("footer"),
            Buttons = fields.Objects("buttons", ButtonOf) ?? [],
            Defaults = fields.Texts("defaults").ToImmutableSortedDictionary(pair => pair.Key, pair => pair.Value ?? "", StringComparer.Ordinal),
            Positions = fields.TextList("positions") ?? [],
            TimeToLive = fields.Duration("timeToLive", TimeSpan.FromSeconds(30), TimeSpan.FromDays(30)),
        };
        CheckParameters(fields, template);
        return template;
    }

    private static void CheckParameters(JsonFields fields, MessageTemplate template)
    {
        foreach (var (field, text) in new[] { ("header", template.Header), ("body", template.Body) })
        {
            foreach (var parameter in Parameter().Matches(text ?? "").Select(match => match.Groups[1].Value))
            {
                var number = int.TryParse(parameter, out var n) ? n : (int?)null;
                if (template.NamedParameters ? number is not null : number is null)
                {
                    fields.Problem(field, $"{{{{{parameter}}}}} does not fit parameterFormat {(template.NamedParameters ? "named" : "positional")}");
                }
                else if (number > template.Positions.Length || number == 0)
                {
                    fields.Problem("positions", $"has no name for {{{{{parameter}}}}} of the {field}; one per number is needed, in order");
                }
            }
        }
    }

    private static Button? ButtonOf(JsonFields fields)
    {
        var kind = fields.Word("type", ButtonKinds, required: true);
        var button = new Button(kind ?? default, fields.Text("text", required: true) ?? "", fields.Text("payload"), fields.Text("url"));
        if (kind == ButtonKind.Url && button.Url is null)
        {
            fields.Problem("url", "is missing; a URL button needs one");
        }

        if (kind == ButtonKind.QuickReply && button.Payload is null)
        {
            fields.Problem("payload", "is missing; a quick reply needs one, it comes back when it is tapped");
        }

        return button;
    }

    [GeneratedRegex("^[a-z0-9_]{1,512}$")]
    private static partial Regex TemplateName();

    [GeneratedRegex("^[a-z]{2,3}(_[A-Z]{2,3})?$")]
    private static partial Regex LanguageCode();

    [GeneratedRegex(@"\{\{\s*([A-Za-z0-9_]+)\s*\}\}")]
    private static partial Regex Parameter();
}
