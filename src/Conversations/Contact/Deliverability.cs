using Conversations.Carts;
using Conversations.Messages;

namespace Conversations.Contact;

/// <summary>Gates 8, 9, 11 and 12: can WhatsApp carry it, and may the store pay for it now?</summary>
internal static class Deliverability
{
    public static Verdict? FormFits(Candidate candidate)
    {
        if (candidate.Form.Problem is { } problem)
        {
            return Gates.Drop(Gate.Form, problem);
        }

        if (candidate.Form.Message is { NeedsWindow: true } && !Window.IsOpen(candidate.Customer, candidate.Number.Id, candidate.Now))
        {
            return Gates.Drop(Gate.Form, "free text needs the 24 h window, which is closed");
        }

        var status = candidate.Form.Message is OutboundMessage.Template ? candidate.Capacity?.Template : null;
        return status switch
        {
            TemplateStatus.Paused or TemplateStatus.Pending => Gates.Hold(
                Gate.Form,
                candidate.Capacity?.TemplateResumesAt is { } resumes && resumes > candidate.Now ? resumes : candidate.Now + TimeSpan.FromHours(3),
                $"the template is {Customers.Sayings.Word(status.Value)}"),
            TemplateStatus.Rejected or TemplateStatus.Disabled => Gates.Drop(Gate.Form, $"the template is {Customers.Sayings.Word(status.Value)}"),
            _ => Gates.Pass(Gate.Form, candidate.Form.Message is OutboundMessage.Template template ? $"template {template.Name} in {template.Language}" : "free text within the window"),
        };
    }

    public static Verdict? Platform(Candidate candidate)
    {
        if (candidate.Capacity?.BarredCountry is { } barred)
        {
            return Gates.Drop(Gate.Platform, $"WhatsApp lets the business write to nobody in {barred} (130497)");
        }

        if (candidate.Purpose != Purpose.Marketing)
        {
            return null;
        }

        var customer = candidate.Customer;
        if (candidate.Form.Message is OutboundMessage.Template && customer.Phone?.Country == "US")
        {
            return Gates.Drop(Gate.Platform, "WhatsApp delivers no marketing templates to US numbers (since 2025-04-01)");
        }

        if (customer.SaturatedUntil is { } until && until > candidate.Now)
        {
            return Gates.Hold(Gate.Platform, until, "WhatsApp's cap on marketing for this customer (131049)");
        }

        if (candidate.Capacity?.Quality == NumberQuality.Red)
        {
            return Gates.Hold(Gate.Platform, candidate.Now + TimeSpan.FromHours(1), "the number's quality is RED");
        }

        return Prohibited(candidate) is { } category
            ? Gates.Drop(Gate.Platform, $"WhatsApp forbids advertising {category}")
            : Gates.Pass(Gate.Platform, "allowed");
    }

    public static Verdict? Capacity(Candidate candidate) => candidate.Capacity switch
    {
        null => Gates.Pass(Gate.Capacity, "asked of the sender"),
        { Blocked: { } why, TemplatesOnly: var templates } when !templates || candidate.Form.Message is OutboundMessage.Template => Gates.Hold(Gate.Capacity, NextLook(candidate), $"the number cannot send: {why}"),
        _ => Gates.Pass(Gate.Capacity, "the sender granted a slot"),
    };

    /// <summary>A stop may be lifted before its end: whoever waits for an answer finds that out in minutes, all others within an hour.</summary>
    private static DateTimeOffset NextLook(Candidate candidate)
    {
        var (soon, late) = (candidate.Now + TimeSpan.FromMinutes(5), candidate.Now + TimeSpan.FromHours(1));
        return candidate.Purpose == Purpose.Service || candidate.Capacity?.BlockedUntil is not { } until || until < soon ? soon : until < late ? until : late;
    }

    public static Verdict? Budget(Candidate candidate)
    {
        if (candidate.Purpose != Purpose.Marketing || candidate.Deciding.Policy.DailyBudget is not { } budget || candidate.Capacity is not { } capacity)
        {
            return null;
        }

        var tomorrow = QuietHours.NextLocal(candidate.Now.AddSeconds(1), TimeOnly.MinValue, candidate.Deciding.Policy.TimeZone, null, null, candidate.Deciding.Policy.TimeZone);
        return capacity.SpentToday >= budget
            ? Gates.Hold(Gate.Budget, tomorrow, $"{Currencies.Money(capacity.SpentToday, MessagePrices.Currency)} of {Currencies.Money(budget, MessagePrices.Currency)} are spent today")
            : Gates.Pass(Gate.Budget, $"{Currencies.Money(capacity.SpentToday, MessagePrices.Currency)} spent today");
    }

    private static string? Prohibited(Candidate candidate)
    {
        var catalogue = candidate.Deciding.Rules.Catalogue;
        var products = candidate.Run is { } run && Baskets.BySubject(candidate.Customer, run.Subject) is { } basket
            ? basket.Content.Items.Select(item => item.ProductId)
            : candidate.Run?.Product is { } product ? [product.Id]
            : Orders.OrderBook.Find(candidate.Customer, candidate.Run?.OrderId)?.Content.Items.Select(item => item.ProductId) ?? [];
        return products
            .Select(id => catalogue.GetValueOrDefault(id)?.Product.Category ?? (candidate.Run?.Product?.Id == id ? candidate.Run.Product.Category : null))
            .FirstOrDefault(candidate.Deciding.Policy.Forbids);
    }
}
