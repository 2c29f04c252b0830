using System.Collections.Immutable;
using System.Text.RegularExpressions;
using Conversations.Api.Rulebook;
using Conversations.Api.Wire;
using Conversations.Customers;
using Conversations.Messages;

namespace Conversations.Api.Threads;

/// <summary>An operator's reply made ready to send, or the field that is wrong. <paramref name="Instead"/>: what would be possible outside the window.</summary>
public sealed record Composed(OutboundMessage? Message, string? Path, string? Problem, string Instead = "");

/// <summary>Makes messages of operators' replies.</summary>
public static partial class ReplyText
{
    private const int TextMax = 4096;

    public static async Task<Composed> Compose(Reply reply, Customer customer, Rules rules, QuickReplies quickReplies, CancellationToken cancellationToken)
    {
        var values = ValuesFor(reply, customer, rules);
        if (!string.IsNullOrWhiteSpace(reply.Template))
        {
            return FromTemplate(reply.Template, customer, rules, values);
        }

        if (!string.IsNullOrWhiteSpace(reply.Text))
        {
            return reply.Text.Length > TextMax
                ? new(null, "text", $"has {reply.Text.Length} characters; at most {TextMax} fit")
                : new(new OutboundMessage.Text(reply.Text.WithoutNul()), null, null, "Send a template instead: GET …/templates lists them.");
        }

        var known = await quickReplies.Of(customer.Store, cancellationToken);
        if (known.FirstOrDefault(quick => quick.Name == reply.QuickReply) is not { } chosen)
        {
            return new(null, "quickReply", $"must be one of {string.Join(", ", known.Select(static quick => quick.Name))}");
        }

        var text = chosen.Texts.GetValueOrDefault(Languages(customer, rules).FirstOrDefault(chosen.Texts.ContainsKey) ?? "") ?? chosen.Texts.Values.First();
        var missing = Places().Matches(text).Select(static place => place.Groups[1].Value).Where(name => !values.ContainsKey(name)).ToArray();
        return missing.Length > 0
            ? new(null, "parameters", $"missing: {string.Join(", ", missing)}")
            : new(
                new OutboundMessage.Text(Places().Replace(text, place => values[place.Groups[1].Value])),
                null,
                null,
                chosen.Template is { } template ? $"The template '{template}' says the same." : "No template says the same.");
    }

    private static Composed FromTemplate(string name, Customer customer, Rules rules, Dictionary<string, string> values)
    {
        var languages = rules.Templates.Where(template => template.Name == name).ToArray();
        if (languages.Length == 0)
        {
            return new(null, "template", "there is no such template");
        }

        var template = Languages(customer, rules).Select(language => Array.Find(languages, candidate => candidate.Language == language)).FirstOrDefault(static found => found is not null) ?? languages[0];
        if (template.Category == TemplateCategory.Marketing)
        {
            return new(null, "template", "marketing templates go out through journeys and campaigns only, where consent is checked");
        }

        var names = TemplatePlaces().Matches(template.Body).Select(static place => place.Groups[1].Value).Distinct(StringComparer.Ordinal).ToArray();
        string? ValueOf(string place) => values.GetValueOrDefault(place) ?? template.Defaults.GetValueOrDefault(place);
        if (names.Where(place => ValueOf(place) is null).ToArray() is { Length: > 0 } missing)
        {
            return new(null, "parameters", $"missing: {string.Join(", ", missing)}");
        }

        var body = new TemplateComponent
        {
            Type = "body",
            Parameters = [.. names.Select(place => new TemplateParameter { Type = "text", Name = template.NamedParameters ? place : null, Text = ValueOf(place) })],
        };
        return new(
            new OutboundMessage.Template(
                template.Name,
                template.Language,
                template.Category,
                names.Length == 0 ? [] : [body],
                TemplatePlaces().Replace(template.Body, place => ValueOf(place.Groups[1].Value)!),
                template.Buttons),
            null,
            null);
    }

    /// <summary>What the caller gave, over what is known of the customer and the store.</summary>
    private static Dictionary<string, string> ValuesFor(Reply reply, Customer customer, Rules rules)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal) { ["store"] = rules.Policy.StoreName };
        if (customer.Profile.FirstName is { } firstName)
        {
            values["first_name"] = firstName;
        }

        if (rules.Policy.ApprovedOffer is { } offer)
        {
            values["offer"] = offer;
        }

        foreach (var (name, value) in reply.Parameters ?? [])
        {
            values[name] = value.WithoutNul();
        }

        return values;
    }

    private static IEnumerable<string> Languages(Customer customer, Rules rules)
    {
        foreach (var language in new[] { customer.Thread.Language, customer.Profile.Locale, rules.Policy.DefaultLocale }.Concat(rules.Policy.FallbackLanguages))
        {
            if (language is { Length: > 0 })
            {
                yield return language.Replace('-', '_');
                yield return language.Split('-', '_')[0];
            }
        }
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Places();

    [GeneratedRegex(@"\{\{(\w+)\}\}")]
    private static partial Regex TemplatePlaces();
}
