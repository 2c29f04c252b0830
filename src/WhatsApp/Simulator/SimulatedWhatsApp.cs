using System.Text.Json.Nodes;
using Conversations.Identity;
using Conversations.Messages;

namespace Conversations.WhatsApp.Simulator;

/// <summary>WhatsApp's side: the customers' phones, templates with their status, and the platform's pace. Safe for many callers.</summary>
public sealed class SimulatedWhatsApp
{
    private readonly Lock gate = new();
    private readonly SimulatorSettings settings;
    private readonly Chance chance;
    private readonly Wamids wamids = new();
    private readonly Pace pace = new();
    private readonly Dictionary<(string Account, string Name, string Language), SimulatedTemplate> templates = [];

    internal SimulatedWhatsApp(SimulatorSettings settings, Chance chance)
    {
        this.settings = settings;
        this.chance = chance;
        Phones = new SimulatedPhones(gate);
        Clear();
    }

    public SimulatedPhones Phones { get; }

    internal SimulatedNumber DefaultNumber => settings.Numbers[0];

    internal SimulatedNumber? Number(string? id) => settings.Numbers.FirstOrDefault(number => number.Id == id);

    internal bool HasAccount(string id) => settings.Numbers.Any(number => number.BusinessAccount == id);

    /// <summary>Puts a template on the shelf, or replaces it (its status too).</summary>
    public void Put(SimulatedTemplate template)
    {
        lock (gate)
        {
            templates[(template.BusinessAccount, template.Template.Name, template.Template.Language)] = template;
        }
    }

    /// <summary>Forgets phones, messages and pace; the shelf holds the templates of the start again.</summary>
    internal void Clear()
    {
        lock (gate)
        {
            Phones.Clear();
            pace.Clear();
            templates.Clear();
            chance.Restart();
        }

        foreach (var template in settings.Templates)
        {
            Put(template);
        }
    }

    internal IReadOnlyList<SimulatedTemplate> Templates(string account)
    {
        lock (gate)
        {
            return [.. templates.Values.Where(held => held.BusinessAccount == account)
                .OrderBy(held => held.Template.Name, StringComparer.Ordinal).ThenBy(held => held.Template.Language, StringComparer.Ordinal)];
        }
    }

    internal string NextWamid(string digits) => wamids.Next(digits);

    /// <summary>A call to send: refused with an error, or on the phone. A message that WhatsApp takes and refuses later carries <see cref="PhoneMessage.Error"/>.</summary>
    internal GraphError? Send(SimulatedNumber number, JsonObject body, bool marketingApi, Faults faults, DateTimeOffset now, out Sent? sent)
    {
        lock (gate)
        {
            sent = null;
            if (body.Text("messaging_product") != "whatsapp")
            {
                return GraphError.Missing("messaging_product");
            }

            if (Recipient(body, out var phone) is { } nobody)
            {
                return nobody;
            }

            if (body.Text("biz_opaque_callback_data") is { Length: > 512 })
            {
                return GraphError.Parameter("Param biz_opaque_callback_data must be at most 512 characters long.");
            }

            if (Read(number, body, marketingApi, phone!, now, out var draft, out var filled) is { } wrong)
            {
                return wrong;
            }

            if (pace.Take(number.Id, phone!.Digits, now) is { } tooFast)
            {
                return tooFast;
            }

            var fault = DrawError(faults);
            if (fault is not null && chance.Happens(0.5))
            {
                return GraphError.Injected(fault.Value);
            }

            var message = Message(number, phone, draft, filled, marketingApi, Refusal(phone, filled) ?? fault, body, now);
            phone.Messages.Add(message);
            sent = new Sent(phone, message, ByPhone: body.Text("to") is { Length: > 0 }, DropAnswer: chance.Happens(faults.DropResponses));
            return null;
        }
    }

    private GraphError? Recipient(JsonObject body, out SimulatedPhone? phone)
    {
        phone = null;
        if (body.Text("to") is { Length: > 0 } to)
        {
            if (SimulatedPhones.DigitsOf(to) is not { } digits)
            {
                return GraphError.Parameter("Param to is not a valid phone number.");
            }

            phone = Phones.With(digits, static found => found);
            return null;
        }

        if (body.Text("recipient") is not { Length: > 0 } recipient)
        {
            return GraphError.Parameter("The parameter to or recipient is required.");
        }

        phone = Phones.OfBsuid(recipient);
        return phone is null ? GraphError.Of(131026, "No user has this id.") : null;
    }

    private GraphError? Read(SimulatedNumber number, JsonObject body, bool marketingApi, SimulatedPhone phone, DateTimeOffset now, out MessageDraft draft, out FilledTemplate? filled)
    {
        filled = null;
        if (body.Text("type") != "template")
        {
            var error = MessageDraft.Read(body, out draft);
            return error
                ?? (marketingApi ? GraphError.Of(134100, "Only template messages of category marketing go through the Marketing Messages API.") : null)
                ?? (phone.WindowOpen(number.Id, now) ? null : GraphError.Of(131047, "Message failed to send because more than 24 hours have passed since the customer last replied to this number."));
        }

        draft = new MessageDraft("template", null) { ReplyTo = body.Object("context").Text("message_id") };
        var given = body.Object("template");
        if (given.Text("name") is not { Length: > 0 } name || given.Object("language").Text("code") is not { Length: > 0 } language)
        {
            return GraphError.Missing("template['name'] and template['language']['code']");
        }

        if (!templates.TryGetValue((number.BusinessAccount, name, language), out var template))
        {
            return GraphError.Of(132001, $"template name ({name}) does not exist in {language}");
        }

        if (marketingApi && template.Template.Category != TemplateCategory.Marketing)
        {
            return GraphError.Of(134100, "The template is not of category marketing.");
        }

        return template.Status switch
        {
            TemplateStatus.Paused => GraphError.Of(132015, $"template {name} is paused"),
            TemplateStatus.Disabled => GraphError.Of(132016, $"template {name} is disabled"),
            TemplateStatus.Approved => TemplateFilling.Fill(template, given!, out filled),
            _ => GraphError.Of(132001, $"template {name} is not approved in {language}"),
        };
    }

    /// <summary>The code whose share of 0–1 one draw falls into.</summary>
    private int? DrawError(Faults faults)
    {
        if (faults.Errors.IsEmpty)
        {
            return null;
        }

        var drawn = chance.Next();
        foreach (var (code, rate) in faults.Errors)
        {
            if (drawn < rate)
            {
                return code;
            }

            drawn -= rate;
        }

        return null;
    }

    /// <summary>What Meta takes and then does not deliver: marketing to the United States (M:per-user-limits, 26 February 2026), and to whom stopped it.</summary>
    private static int? Refusal(SimulatedPhone phone, FilledTemplate? filled) => filled?.Source.Template.Category != TemplateCategory.Marketing ? null
        : phone.MarketingStopped ? 131050
        : PhoneNumber.FromWaId(phone.Digits)?.Country == "US" ? 131049
        : null;

    private PhoneMessage Message(SimulatedNumber number, SimulatedPhone phone, MessageDraft draft, FilledTemplate? filled, bool marketingApi, int? error, JsonObject body, DateTimeOffset now)
    {
        var category = filled?.Source.Template.Category.ToString().ToLowerInvariant();
        return new PhoneMessage
        {
            Id = wamids.Next(phone.Digits),
            At = now,
            Direction = "out",
            Type = draft.Type,
            Text = filled?.Text ?? draft.Text,
            Header = filled?.Header ?? draft.Header,
            Footer = filled?.Source.Template.Footer ?? draft.Footer,
            Template = filled?.Source.Template.Name,
            Language = filled?.Source.Template.Language,
            Category = category,
            Parameters = filled?.Parameters,
            Buttons = filled?.Buttons ?? draft.Buttons,
            Status = error is null ? "accepted" : "failed",
            Number = number.Id,
            ReplyTo = draft.ReplyTo,
            Error = error,
            Callback = body.Text("biz_opaque_callback_data"),
            PricingCategory = category == "marketing" && marketingApi ? "marketing_lite" : category ?? "service",
            InWindow = phone.WindowOpen(number.Id, now),
        };
    }
}

/// <summary>A message that WhatsApp took.</summary>
internal sealed record Sent(SimulatedPhone Phone, PhoneMessage Message, bool ByPhone, bool DropAnswer);
