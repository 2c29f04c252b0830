using System.Collections.Immutable;
using System.Globalization;
using Conversations.Contact;
using Conversations.Customers;
using Conversations.Messages;

namespace Conversations.Threads;

/// <summary>From the assistant to a human: the customer is told once, with the waiting time; the operator gets the reason and a summary.</summary>
internal static class Handover
{
    public static void ToHuman(Deciding deciding, string reason, string? sentence = null, string? summary = null, string? suggested = null, bool tellCustomer = true)
    {
        var thread = deciding.Customer.Thread;
        if (thread.State is ThreadState.Waiting or ThreadState.Human)
        {
            deciding.Note("thread.still-waiting", $"Handed over already; also: {reason}.", ("reason", reason));
            return;
        }

        var tell = tellCustomer && !thread.HandoverTold;
        Lines.Set(deciding, thread with
        {
            State = ThreadState.Waiting,
            Since = deciding.Now,
            Epoch = thread.Epoch + 1,
            Reason = reason,
            Summary = summary ?? Summary(deciding.Customer),
            SuggestedReply = suggested,
            AskAt = null,
            AskedAt = null,
            HandoverTold = thread.HandoverTold || tell,
            Alerted = false,
        });
        deciding.Note("thread.handed-over", $"Handed over to a human: {reason}.", ("reason", reason));
        deciding.Do(new Effect.TellStore("thread.waiting", ImmutableSortedDictionary<string, string>.Empty.Add("customerId", deciding.Customer.Id.Value).Add("reason", reason)));
        if (tell)
        {
            Tell(deciding, sentence);
        }
    }

    public static string ReasonOf(Topic topic) => topic switch
    {
        Topic.PersonWanted => "the customer asked for a person",
        Topic.OthersData => "a question about another person's data",
        Topic.PaymentDispute => "a payment dispute",
        Topic.AddressChange => "a change of address",
        _ => Sayings.Word(topic).Replace('_', ' '),
    };

    private static void Tell(Deciding deciding, string? sentence)
    {
        var languages = Languages.Of(deciding.Customer, deciding.Policy);
        var values = Values.OfStore(deciding);
        values["wait"] = Wait(deciding, languages);
        var handover = Languages.Sentence(deciding.Rules, languages, "handover", values);
        var first = sentence is null ? null : Languages.Sentence(deciding.Rules, languages, sentence, values);
        var text = first is null ? handover : $"{first} {values["wait"]}";
        if (text is not null)
        {
            Sending.Say(deciding, TouchOrigin.Handover, new OutboundMessage.Text(text.Trim()));
        }
    }

    /// <summary>The expected waiting time in the store's hours.</summary>
    private static string Wait(Deciding deciding, IReadOnlyList<string> languages)
    {
        var (policy, hours) = (deciding.Policy, deciding.Policy.OpeningHours);
        var zone = CustomerZones.Of(policy.TimeZone, null, null, policy.TimeZone)[0];
        var local = TimeZoneInfo.ConvertTime(deciding.Now, zone);
        var time = TimeOnly.FromDateTime(local.DateTime);
        if (hours.Days.Contains(local.DayOfWeek) && time >= hours.From && time < hours.To)
        {
            var minutes = new Dictionary<string, string>(StringComparer.Ordinal) { ["minutes"] = policy.ServiceLevel.TotalMinutes.ToString("0", CultureInfo.InvariantCulture) };
            return Languages.Sentence(deciding.Rules, languages, "wait_open", minutes) ?? string.Empty;
        }

        var ahead = Enumerable.Range(0, 8).FirstOrDefault(days => hours.Days.Contains(local.AddDays(days).DayOfWeek) && (days > 0 || time < hours.From));
        var key = ahead switch
        {
            0 => "when_today",
            1 => "when_tomorrow",
            _ => $"when_{local.AddDays(ahead).DayOfWeek.ToString().ToLowerInvariant()}",
        };
        var at = new Dictionary<string, string>(StringComparer.Ordinal) { ["time"] = hours.From.ToString("HH:mm", CultureInfo.InvariantCulture) };
        var when = Languages.Sentence(deciding.Rules, languages, key, at);
        return when is null ? string.Empty : Languages.Sentence(deciding.Rules, languages, "wait_closed", new Dictionary<string, string>(StringComparer.Ordinal) { ["when"] = when }) ?? string.Empty;
    }

    private static string Summary(Customer customer)
    {
        var asked = customer.Thread.Lines.Where(line => line.Direction == Direction.In && line.Text is not null).TakeLast(3).Select(line => line.Text);
        var cart = Carts.Baskets.Current(customer) is { } basket ? $" Cart: {Currencies.Money(basket.Content.Total, basket.Content.Currency)}." : string.Empty;
        var order = customer.Orders is [.., var last] ? $" Last order: {last.Content.Number ?? last.Content.Id}." : string.Empty;
        return $"Last words: {string.Join(" / ", asked)}.{cart}{order}";
    }
}
