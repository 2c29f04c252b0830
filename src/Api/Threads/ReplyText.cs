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
    private const int TemplateBodyMax = 1024;

    public static async Task<Composed> Compose(Reply reply, Customer customer, Rules rules, QuickReplies quickReplies, CancellationToken cancellationToken)
    {
        if ((reply.Parameters ?? []).FirstOrDefault(static given => given.Value.IsBlank()).Key is { } empty)
        {
            return new(null, $"parameters.{empty}", "must have a value");
        }

        var values = ValuesFor(reply, customer, rules);
        if (!reply.Template.IsBlank())
        {
            return FromTemplate(reply.Template, customer, rules, values);
        }

        if (!reply.Text.IsBlank())
        {
            return reply.Text.Length > TextMax
                ? new(null, "text", $"has {reply.Text.Length} characters; at most {TextMax} fit")
                : new(new OutboundMessage.Text(reply.Text.WithoutNul()), null, null, "Send a template instead: GET …/templates lists them.");
        }

        var known = await quickReplies.Of(customer.Store, cancellationToken);
        return known.FirstOrDefault(quick => quick.Name == reply.QuickReply) is { } chosen
            ? FromQuickReply(chosen, customer, rules, values)
            : new(null, "quickReply", $"must be one of {string.Join(", ", known.Select(static quick => quick.Name))}");
    }

    private static Composed FromQuickReply(QuickReply chosen, Customer customer, Rules rules, Dictionary<string, string> values)
    {
        var language = Languages.Pick(chosen.Texts.Keys, static language => language, Languages.Of(customer, rules.Policy)) ?? chosen.Texts.Keys.First();
        var text = values.ContainsKey("first_name") ? chosen.Texts[language] : NamePlace().Replace(chosen.Texts[language], "");
        var missing = Places().Matches(text).Select(static place => place.Groups[1].Value).Where(name => !values.ContainsKey(name)).ToArray();
        if (missing.Length > 0)
        {
            return new(null, "parameters", $"missing: {string.Join(", ", missing)}");
        }

        var filled = Places().Replace(text, place => values[place.Groups[1].Value]);
        return filled.Length > TextMax
            ? new(null, "parameters", $"make the text {filled.Length} characters long; at most {TextMax} fit")
            : new(new OutboundMessage.Text(filled), null, null, Instead(chosen, rules));
    }

    /// <summary>Outside the window: only what operators may send is offered.</summary>
    private static string Instead(QuickReply chosen, Rules rules) => rules.Templates.FirstOrDefault(template => template.Name == chosen.Template)?.Category switch
    {
        TemplateCategory.Utility or TemplateCategory.Authentication => $"The template '{chosen.Template}' says the same.",
        null when chosen.Category is not ("reminder" or "incentive") => "No template says the same.",
        _ => "What it says is marketing: outside the window that goes out through journeys and campaigns only, where consent is checked.",
    };

    private static Composed FromTemplate(string name, Customer customer, Rules rules, Dictionary<string, string> values)
    {
        var inLanguages = rules.Templates.Where(template => template.Name == name).ToArray();
        if (inLanguages.Length == 0)
        {
            return new(null, "template", "there is no such template");
        }

        var template = Languages.Pick(inLanguages, static template => template.Language, Languages.Of(customer, rules.Policy)) ?? inLanguages[0];
        if (template.Category == TemplateCategory.Marketing)
        {
            return new(null, "template", "marketing templates go out through journeys and campaigns only, where consent is checked");
        }

        var (message, missing) = Rendering.Template(template, values);
        if (message is null)
        {
            return new(null, "parameters", $"missing: {string.Join(", ", missing)}");
        }

        var bodyLength = template.Header is null ? message.Rendered.Length : message.Rendered.Length - message.Rendered.IndexOf('\n', StringComparison.Ordinal) - 1;
        return bodyLength > TemplateBodyMax
            ? new(null, "parameters", $"make the template's text {bodyLength} characters long; at most {TemplateBodyMax} fit")
            : new(message, null, null);
    }

    /// <summary>What the caller gave, over what is known of the customer and the store.</summary>
    private static Dictionary<string, string> ValuesFor(Reply reply, Customer customer, Rules rules)
    {
        var values = new Dictionary<string, string>(StringComparer.Ordinal) { ["store"] = rules.Policy.StoreName, ["store_url"] = rules.Policy.StoreUrl };
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
            values[name] = value!.WithoutNul();
        }

        return values;
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex Places();

    /// <summary>Who has no name is spoken to without: "Hi {first_name}, your cart", "Thank you, {first_name}."</summary>
    [GeneratedRegex(@",? \{first_name\}")]
    private static partial Regex NamePlace();
}
