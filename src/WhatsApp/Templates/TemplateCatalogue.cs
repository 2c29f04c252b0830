using System.Collections.Immutable;
using System.Text.Json;
using System.Text.RegularExpressions;
using Conversations.Messages;
using Conversations.WhatsApp.Webhooks;

namespace Conversations.WhatsApp.Templates;

/// <summary>A template as WhatsApp has it now.</summary>
/// <param name="Template">What was approved; <see cref="MessageTemplate.Positions"/> of a positional one are "1", "2", …, since WhatsApp does not know what they stand for.</param>
/// <param name="Id">WhatsApp's.</param>
/// <param name="Status">What may be done with it.</param>
/// <param name="Quality">GREEN, YELLOW, RED or UNKNOWN.</param>
/// <param name="Stale">Its content changed since it was fetched: fetch again before trusting parameters.</param>
public sealed record CatalogueTemplate(MessageTemplate Template, string Id, TemplateStatus Status, string? Quality, bool Stale = false);

/// <summary>The templates of one WhatsApp business account. Immutable; fetched by <see cref="TemplateDownload"/>, kept current by webhooks.</summary>
public sealed partial record TemplateCatalogue
{
    public static TemplateCatalogue Empty { get; } = new();

    /// <summary>By name and language (<c>cart_reminder|pt_BR</c>).</summary>
    public ImmutableSortedDictionary<string, CatalogueTemplate> Templates { get; init; } =
        ImmutableSortedDictionary.Create<string, CatalogueTemplate>(StringComparer.Ordinal);

    public CatalogueTemplate? Find(string name, string language) => Templates.GetValueOrDefault(KeyOf(name, language));

    /// <summary>With what an event says. Events of templates not known here change nothing: the next download brings them.</summary>
    public TemplateCatalogue Apply(AccountEvent happened) => happened switch
    {
        AccountEvent.TemplateStatusChanged { Status: { } status } changed => Change(changed.Template, known => known with { Status = status }),
        AccountEvent.TemplateQualityChanged changed => Change(changed.Template, known => known with { Quality = changed.Current }),
        AccountEvent.TemplateCategoryChanged { Impending: false } changed when TemplateWords.Category(changed.Current) is { } category =>
            Change(changed.Template, known => known with { Template = known.Template with { Category = category } }),
        AccountEvent.TemplateContentChanged changed => Change(changed.Template, known => known with { Stale = true }),
        _ => this,
    };

    /// <summary>With the templates of one page of <c>GET /{waba}/message_templates</c>; a template that cannot be read is left out.</summary>
    internal TemplateCatalogue With(JsonElement page)
    {
        var templates = Templates.ToBuilder();
        foreach (var item in page.Items("data"))
        {
            if (Read(item) is { } template)
            {
                templates[KeyOf(template.Template.Name, template.Template.Language)] = template;
            }
        }

        return this with { Templates = templates.ToImmutable() };
    }

    private static string KeyOf(string name, string language) => $"{name}|{language}";

    private TemplateCatalogue Change(TemplateKey key, Func<CatalogueTemplate, CatalogueTemplate> change) =>
        Find(key.Name, key.Language) is { } known
            ? this with { Templates = Templates.SetItem(KeyOf(key.Name, key.Language), change(known)) }
            : this;

    private static CatalogueTemplate? Read(JsonElement item)
    {
        var (name, language) = (item.Filled("name"), item.Filled("language"));
        if (name is null || language is null || TemplateWords.Category(item.Text("category")) is not { } category)
        {
            return null;
        }

        var parts = item.Items("components").ToLookup(part => part.Text("type")?.ToUpperInvariant() ?? "", StringComparer.Ordinal);
        var body = parts["BODY"].Select(part => part.Text("text")).FirstOrDefault() ?? "";
        var header = parts["HEADER"].Select(part => part.Text("text")).FirstOrDefault();
        var named = item.Text("parameter_format")?.ToUpperInvariant() is { } format
            ? format == "NAMED"
            : Placeholders($"{header}{body}").Any(placeholder => !placeholder.All(char.IsAsciiDigit));
        return new CatalogueTemplate(
            new MessageTemplate
            {
                Name = name,
                Language = language,
                Category = category,
                NamedParameters = named,
                Header = header,
                Body = body,
                Footer = parts["FOOTER"].Select(part => part.Text("text")).FirstOrDefault(),
                Buttons = [.. parts["BUTTONS"].SelectMany(part => part.Items("buttons")).Select(ReadButton)],
                Positions = named ? [] : [.. Placeholders(body).Distinct(StringComparer.Ordinal).OrderBy(place => place.Length).ThenBy(place => place, StringComparer.Ordinal)],
                TimeToLive = item.Integer("message_send_ttl_seconds") is > 0 and var seconds ? TimeSpan.FromSeconds(seconds) : null,
            },
            item.Text("id") ?? "",
            TemplateWords.Status(item.Text("status")) ?? TemplateStatus.Disabled,
            item.Member("quality_score")?.Text("score") ?? item.Text("quality_score"));
    }

    private static Button ReadButton(JsonElement button) => new(
        button.Text("type")?.ToUpperInvariant() switch
        {
            "URL" => ButtonKind.Url,
            "PHONE_NUMBER" => ButtonKind.PhoneNumber,
            "COPY_CODE" or "OTP" => ButtonKind.CopyCode,
            "CATALOG" or "MPM" or "SPM" => ButtonKind.Catalog,
            "FLOW" => ButtonKind.Flow,
            _ => ButtonKind.QuickReply,
        },
        button.Text("text") ?? "",
        Url: button.Text("url"));

    private static IEnumerable<string> Placeholders(string text) => Placeholder().Matches(text).Select(match => match.Groups[1].Value);

    [GeneratedRegex(@"\{\{\s*([a-z0-9_]+)\s*\}\}")]
    private static partial Regex Placeholder();
}
