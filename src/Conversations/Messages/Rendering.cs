using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;

namespace Conversations.Messages;

/// <summary>Fills templates in. Parameters must match exactly (132000): a value without a default that is missing makes the text unrenderable.</summary>
public static partial class Rendering
{
    /// <summary>Of a text with single or double braces, with every value filled in; null where one is missing.</summary>
    public static string? Fill(string text, IReadOnlyDictionary<string, string> values, char open, char close)
    {
        var filled = new StringBuilder(text.Length + 64);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] != open)
            {
                filled.Append(text[i]);
                continue;
            }

            var end = text.IndexOf(close, i);
            if (end < 0 || !values.TryGetValue(text[(i + 1)..end], out var value))
            {
                return null;
            }

            filled.Append(value);
            i = end;
        }

        return filled.ToString();
    }

    /// <summary>The message, or null and which values are missing.</summary>
    public static (OutboundMessage.Template? Message, IReadOnlyList<string> Missing) Template(MessageTemplate template, IReadOnlyDictionary<string, string> values)
    {
        var components = ImmutableArray.CreateBuilder<TemplateComponent>();
        var missing = new List<string>();
        var header = template.Header is null ? null : Part("header", template.Header);
        var body = Part("body", template.Body);
        var buttons = Buttons();
        if (missing.Count > 0)
        {
            return (null, [.. missing.Distinct(StringComparer.Ordinal)]);
        }

        var text = header is null ? body : $"{header}\n{body}";
        return (new OutboundMessage.Template(template.Name, template.Language, template.Category, components.ToImmutable(), text, buttons), []);

        string Part(string type, string text)
        {
            var parameters = new Dictionary<string, TemplateParameter>(StringComparer.Ordinal);
            var filled = Placeholder().Replace(text, match =>
            {
                var name = match.Groups[1].Value;
                var value = Value(name);
                parameters[name] = new TemplateParameter { Type = "text", Name = template.NamedParameters ? name : null, Text = value };
                return value;
            });
            if (parameters.Count > 0)
            {
                // Without names WhatsApp takes the first for {{1}}, the second for {{2}}, wherever these stand.
                var ordered = template.NamedParameters ? parameters.AsEnumerable() : parameters.OrderBy(one => one.Key.Length).ThenBy(one => one.Key, StringComparer.Ordinal);
                components.Add(new TemplateComponent { Type = type, Parameters = [.. ordered.Select(one => one.Value)] });
            }

            return filled;
        }

        ImmutableArray<Button> Buttons()
        {
            var shown = ImmutableArray.CreateBuilder<Button>(template.Buttons.Length);
            for (var i = 0; i < template.Buttons.Length; i++)
            {
                var button = template.Buttons[i];
                if (button is { Kind: ButtonKind.QuickReply, Payload: { } payload })
                {
                    components.Add(new TemplateComponent { Type = "button", SubType = "quick_reply", Index = i, Parameters = [new TemplateParameter { Type = "payload", Text = payload }] });
                }
                else if (button is { Kind: ButtonKind.Url, Url: { } url } && Placeholder().Match(url) is { Success: true } match)
                {
                    var value = Value(match.Groups[1].Value);
                    components.Add(new TemplateComponent { Type = "button", SubType = "url", Index = i, Parameters = [new TemplateParameter { Type = "text", Text = value }] });
                    button = button with { Url = url.Replace(match.Value, value, StringComparison.Ordinal) };
                }

                shown.Add(button);
            }

            return shown.ToImmutable();
        }

        string Value(string name)
        {
            var key = template.NamedParameters ? name : Position(template, name);
            if (values.TryGetValue(key, out var value) || template.Defaults.TryGetValue(key, out value))
            {
                return OneLine(value);
            }

            missing.Add(key);
            return string.Empty;
        }
    }

    /// <summary>The same words as free text, for inside the window.</summary>
    internal static OutboundMessage AsFreeText(OutboundMessage.Template template, string? footer)
    {
        const int ReplyLabelMax = 20;
        var links = template.ShownButtons.Where(button => button is { Kind: ButtonKind.Url, Url: not null }).Select(button => $"{button.Text}: {button.Url}");
        var text = string.Join("\n\n", links.Prepend(template.Rendered));
        ImmutableArray<Button> replies = [.. template.ShownButtons.Where(button => button.Kind == ButtonKind.QuickReply).Take(3).Select(button => button with { Text = Cut(button.Text, ReplyLabelMax) })];
        return replies.Length > 0 && text.Length <= 1024
            ? new OutboundMessage.Buttons(text, footer, replies)
            : new OutboundMessage.Text(footer is null ? text : $"{text}\n\n{footer}");
    }

    /// <summary>At most so many characters, the last an ellipsis where some were cut; never half an emoji.</summary>
    internal static string Cut(string text, int lengthMax) => text.Length <= lengthMax
        ? text
        : $"{text[..(char.IsHighSurrogate(text[lengthMax - 2]) ? lengthMax - 2 : lengthMax - 1)].TrimEnd()}…";

    private static string Position(MessageTemplate template, string number) =>
        int.TryParse(number, System.Globalization.NumberStyles.None, System.Globalization.CultureInfo.InvariantCulture, out var place) && place >= 1 && place <= template.Positions.Length
            ? template.Positions[place - 1]
            : number;

    /// <summary>A parameter may hold no newline, no tab and no more than four spaces in a row (132018).</summary>
    private static string OneLine(string value) => Spaces().Replace(value, " ").Trim();

    [GeneratedRegex(@"\{\{\s*([A-Za-z0-9_]+)\s*\}\}")]
    private static partial Regex Placeholder();

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
