using Conversations.Configuration;
using Conversations.Messages;

namespace Conversations.Journeys;

/// <summary>Whether the templates of a journey's steps exist and fit its purpose.</summary>
public static class JourneyTemplates
{
    internal static IEnumerable<Problem> Problems(Journey journey, IReadOnlyCollection<MessageTemplate> templates, string? storeName)
    {
        for (var i = 0; i < journey.Steps.Length; i++)
        {
            var step = journey.Steps[i];
            foreach (var (path, name) in step.TemplateByKind
                .Select(pair => ($"steps[{i}].templateByKind.{pair.Key}", pair.Value))
                .Prepend(($"steps[{i}].template", step.Template)))
            {
                if ((journey.WithinWindow ? FreeTextProblem(name) : TemplateProblem(journey.Purpose, name, templates, storeName)) is { } problem)
                {
                    yield return new(path, $"\"{name}\" {problem}");
                }
            }
        }
    }

    /// <summary>Templates of another category than the journeys that are in force need: outside the window these send nothing.</summary>
    public static IEnumerable<(string Journey, MessageTemplate Template)> Recategorised(Rules rules) =>
        from name in rules.Journeys.Select(journey => journey.Name).Distinct(StringComparer.Ordinal)
        let journey = rules.NewestJourney(name)
        where journey is { Enabled: true, WithinWindow: false }
        from template in rules.Templates
        where template.Category != Needed(journey.Purpose) && journey.Steps.Any(step => step.Enabled && (step.Template == template.Name || step.TemplateByKind.ContainsValue(template.Name)))
        select (name, template);

    /// <summary>WhatsApp may give a template another category at any time.</summary>
    public static TemplateCategory Needed(Purpose purpose) => purpose == Purpose.Marketing ? TemplateCategory.Marketing : TemplateCategory.Utility;

    /// <summary>Within the window the engine's own texts are sent; those for marketing were checked when they were saved.</summary>
    private static string? FreeTextProblem(string name) =>
        TextsReading.Marketing.Contains(name) ? null : $"is not a marketing text; allowed are {string.Join(", ", TextsReading.Marketing)}";

    private static string? TemplateProblem(Purpose purpose, string name, IReadOnlyCollection<MessageTemplate> templates, string? storeName)
    {
        var found = templates.Where(template => template.Name == name).ToList();
        if (found.Count == 0)
        {
            return $"is not among the templates; there are {string.Join(", ", templates.Select(template => template.Name).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal))}";
        }

        var needed = Needed(purpose);
        if (found.Find(template => template.Category != needed) is { } other)
        {
            return $"is {Words.Of(other.Category)} in {other.Language}; a {Words.Of(purpose)} journey needs {Words.Of(needed)}";
        }

        return purpose == Purpose.Marketing
            ? found.Select(template => MarketingForm.Problem(template, storeName) is { } problem ? $"in {template.Language} {problem}" : null).FirstOrDefault(problem => problem is not null)
            : null;
    }
}
