using Conversations.Contact;
using Conversations.Customers;
using Conversations.Journeys;

namespace Conversations.Messages;

/// <summary>What a touch would look like now: a message, or the problem that keeps it from being one.</summary>
internal sealed record Form(OutboundMessage? Message, string? Problem)
{
    public static Form Of(OutboundMessage message) => new(message, null);

    public static Form None(string problem) => new(null, problem);

    /// <summary>A step's message: the template in the customer's language, or after a refusal in the next one or with less in it; free text of the same words where the window is open and no template can go.</summary>
    public static Form OfStep(Deciding deciding, Run run, Journey journey, Step step, NumberPolicy number, Capacity? capacity, Touch? touch)
    {
        var refused = touch?.ErrorCode is { } code ? ErrorReactions.Of(code).Reaction : (ErrorReaction?)null;
        var values = Values.Of(deciding, run, step);
        if (refused == ErrorReaction.Shorten)
        {
            Values.Shorten(values);
        }

        if (journey.WithinWindow)
        {
            return OfText(deciding, step.Template, values);
        }

        var name = TemplateName(deciding.Customer, run, step);
        var languages = Languages.Of(deciding.Customer, deciding.Policy);
        var template = Languages.Pick(deciding.Rules.Templates.Where(template => template.Name == name), template => template.Language, languages, refused == ErrorReaction.MissingTemplate ? (touch!.Message as OutboundMessage.Template)?.Language : null);
        if (template is null)
        {
            return None($"unrenderable: no template {name} in {string.Join(", ", languages)}");
        }

        var (filled, missing) = Rendering.Template(template, values);
        if (filled is null)
        {
            return None($"unrenderable: {template.Name} needs {missing[0]}, which has no value and no default");
        }

        var (open, needed) = (Window.IsOpen(deciding.Customer, number.Id, deciding.Now), JourneyTemplates.Needed(journey.Purpose));
        if (!open && template.Category != needed)
        {
            return None($"the template {template.Name} is {Sayings.Word(template.Category)} at WhatsApp; a {Sayings.Word(journey.Purpose)} message needs {Sayings.Word(needed)}");
        }

        var barred = template.Category != needed
            || (journey.Purpose == Purpose.Marketing && deciding.Phone?.Country == "US")
            || capacity is { TemplatesOnly: true }
            || capacity?.Template is TemplateStatus.Paused or TemplateStatus.Rejected or TemplateStatus.Disabled or TemplateStatus.Pending;
        return Of(open && barred ? Rendering.AsFreeText(filled, template.Footer) : filled);
    }

    /// <summary>One of the engine's own sentences in the customer's language.</summary>
    public static Form OfText(Deciding deciding, string key, IReadOnlyDictionary<string, string> values) =>
        Languages.Sentence(deciding.Rules, Languages.Of(deciding.Customer, deciding.Policy), key, values) is { } text
            ? Of(new OutboundMessage.Text(text))
            : None($"unrenderable: the sentence {key} lacks a value or does not exist");

    private static string TemplateName(Customer customer, Run run, Step step)
    {
        var kind = run.Trigger switch
        {
            Trigger.CheckoutIdle => Carts.Baskets.BySubject(customer, run.Subject)?.Content.Failure is { } failure ? Camel(failure.Kind.ToString()) : null,
            Trigger.PaymentMissing => Orders.OrderBook.Find(customer, run.OrderId) is { PaymentFailedAt: null, Content.PaymentStatus: Orders.PaymentStatus.Pending } ? "pending" : null,
            _ => null,
        };
        return kind is not null && step.TemplateByKind.TryGetValue(kind, out var special) ? special : step.Template;
    }

    private static string Camel(string word) => char.ToLowerInvariant(word[0]) + word[1..];
}
