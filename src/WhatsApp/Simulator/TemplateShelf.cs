using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Conversations.Messages;

namespace Conversations.WhatsApp.Simulator;

/// <summary>A template filled in, as the customer sees it.</summary>
internal sealed record FilledTemplate(SimulatedTemplate Source, string? Header, string Text, JsonNode Parameters, ImmutableArray<PhoneButton> Buttons);

/// <summary>Fills templates in, and refuses what Meta refuses.</summary>
internal static partial class TemplateFilling
{
    private const int BodyCharsMax = 1024;

    public static GraphError? Fill(SimulatedTemplate source, JsonObject given, out FilledTemplate? filled)
    {
        filled = null;
        var template = source.Template;
        var components = given.Objects("components").ToArray();
        var parameters = template.NamedParameters ? (JsonNode)new JsonObject() : new JsonArray();
        if (Part(template, "header", template.Header, components, parameters, out var header) is { } headerError)
        {
            return headerError;
        }

        if (Part(template, "body", template.Body, components, parameters, out var body) is { } bodyError)
        {
            return bodyError;
        }

        if (body!.Length > BodyCharsMax)
        {
            return GraphError.Of(132005, $"The body filled in has {body.Length} characters; {BodyCharsMax} are allowed.");
        }

        if (Buttons(template, components, out var buttons) is { } buttonError)
        {
            return buttonError;
        }

        filled = new FilledTemplate(source, header, body, parameters, buttons);
        return null;
    }

    private static GraphError? Part(MessageTemplate template, string type, string? text, JsonObject[] components, JsonNode parameters, out string? filled)
    {
        filled = text;
        var names = Names(text);
        var values = components.FirstOrDefault(component => Is(component, type)).Objects("parameters").ToArray();
        var media = type == "header" && values.Any(value => value.Text("type") is "image" or "video" or "document" or "location");
        if (media)
        {
            return null;
        }

        if (values.Length != names.Count)
        {
            return GraphError.Of(132000, $"{type}: number of localizable_params ({values.Length}) does not match the expected number of params ({names.Count})");
        }

        var byName = new Dictionary<string, string>(StringComparer.Ordinal);
        for (var place = 0; place < values.Length; place++)
        {
            if (Value(template, type, values[place], out var name, out var value) is { } error)
            {
                return error;
            }

            byName[name ?? (place + 1).ToString(CultureInfo.InvariantCulture)] = value;
            if (parameters is JsonObject named)
            {
                named[name!] = value;
            }
            else if (type == "body")
            {
                ((JsonArray)parameters).Add((JsonNode)value);
            }
        }

        if (names.FirstOrDefault(name => !byName.ContainsKey(name)) is { } missing)
        {
            return GraphError.Of(132000, $"{type}: the parameter {missing} is missing");
        }

        filled = text is null ? null : Placeholder().Replace(text, match => byName[match.Groups[1].Value]);
        return null;
    }

    private static GraphError? Value(MessageTemplate template, string component, JsonObject parameter, out string? name, out string value)
    {
        name = parameter.Text("parameter_name");
        value = parameter.Text("type") switch
        {
            "currency" => parameter.Object("currency").Text("fallback_value"),
            "date_time" => parameter.Object("date_time").Text("fallback_value"),
            _ => parameter.Text("text"),
        } ?? "";
        if (template.NamedParameters != name is not null)
        {
            return GraphError.Of(132012, $"{component}: the template takes {(template.NamedParameters ? "named" : "positional")} parameters");
        }

        if (value.Length == 0)
        {
            return GraphError.Missing($"{component} text of {name ?? "a parameter"}");
        }

        return value.AsSpan().ContainsAny('\n', '\t', '\r') || value.Contains("     ", StringComparison.Ordinal)
            ? GraphError.Of(132018, "Param text cannot have new-line/tab characters or more than 4 consecutive spaces")
            : null;
    }

    private static GraphError? Buttons(MessageTemplate template, JsonObject[] components, out ImmutableArray<PhoneButton> shown)
    {
        var buttons = ImmutableArray.CreateBuilder<PhoneButton>(template.Buttons.Length);
        shown = [];
        for (var place = 0; place < template.Buttons.Length; place++)
        {
            var button = template.Buttons[place];
            var given = components.FirstOrDefault(component => Is(component, "button") && component.Number("index") == place);
            var value = given.Objects("parameters").FirstOrDefault();
            var url = button.Url;
            if (Names(url).Count > 0)
            {
                if (value.Text("text") is not { Length: > 0 } suffix)
                {
                    return GraphError.Of(132000, $"button {place}: the url takes one parameter");
                }

                url = Placeholder().Replace(url!, suffix);
            }

            var payload = button.Kind switch
            {
                ButtonKind.QuickReply => value.Text("payload") ?? button.Text,
                ButtonKind.CopyCode => value.Text("coupon_code"),
                _ => null,
            };
            buttons.Add(new PhoneButton(TypeOf(button.Kind), button.Text, payload, url));
        }

        var stray = components.FirstOrDefault(component => Is(component, "button") && !(component.Number("index") < template.Buttons.Length));
        if (stray is not null)
        {
            return GraphError.Of(132000, "A component names a button that the template does not have.");
        }

        shown = buttons.MoveToImmutable();
        return null;
    }

    public static string TypeOf(ButtonKind kind) => kind switch
    {
        ButtonKind.QuickReply => "quick_reply",
        ButtonKind.Url => "url",
        ButtonKind.PhoneNumber => "phone_number",
        ButtonKind.CopyCode => "copy_code",
        ButtonKind.Catalog => "catalog",
        _ => "flow",
    };

    private static bool Is(JsonObject component, string type) => string.Equals(component.Text("type"), type, StringComparison.OrdinalIgnoreCase);

    private static HashSet<string> Names(string? text) => text is null ? [] : [.. Placeholder().Matches(text).Select(match => match.Groups[1].Value)];

    [GeneratedRegex(@"\{\{\s*(\w+)\s*\}\}", RegexOptions.CultureInvariant)]
    private static partial Regex Placeholder();
}
