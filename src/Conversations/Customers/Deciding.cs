using System.Collections.Immutable;
using System.Globalization;
using Conversations.Contact;
using Conversations.Identity;
using Conversations.Journeys;
using Conversations.Messages;

namespace Conversations.Customers;

/// <summary>One decision in the making: the state so far, with the facts and effects gathered on the way. Lives only within <see cref="Decider.Decide"/>.</summary>
internal sealed class Deciding(Customer customer, CustomerInput told, Rules rules)
{
    private readonly List<Fact> facts = [];
    private readonly List<Effect> effects = [];
    private int made;

    public Customer Customer { get; set; } = customer with { Version = customer.Version + 1, BornAt = customer.BornAt ?? told.At, DeciderVersion = Decider.Version };

    /// <summary>By our clock: a source whose clock is ahead of it has not seen the future.</summary>
    public CustomerInput Happened { get; } = told.OccurredAt > told.At ? told with { OccurredAt = told.At } : told;

    /// <summary>With the time of its source's own clock.</summary>
    public CustomerInput Told => told;

    public Rules Rules => rules;

    public Policy Policy => rules.Policy;

    public DateTimeOffset Now => told.At;

    public static TimeSpan LateAfter { get; } = TimeSpan.FromHours(24);

    /// <summary>More than 24 h late: updates the state and starts nothing.</summary>
    public bool Late => told.At - told.OccurredAt > LateAfter;

    public PhoneNumber? Phone => Customer.Phone;

    public bool Noted => facts.Count > 0;

    public void Note(string kind, string summary, params ReadOnlySpan<(string Key, string? Value)> data)
    {
        var builder = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        foreach (var (key, value) in data)
        {
            if (value is not null)
            {
                builder[key] = value;
            }
        }

        facts.Add(new Fact(kind, summary, builder.ToImmutable()));
    }

    /// <summary>An input that changes nothing; the reason is told.</summary>
    public void Ignore(string reason) => Note("input.ignored", $"Ignored: {reason}.", ("input", told.GetType().Name), ("reason", reason));

    public void Do(Effect effect) => effects.Add(effect);

    public string NewId(string prefix) => string.Create(CultureInfo.InvariantCulture, $"{prefix}{Customer.Version}.{made++}");

    public Decision Decide() => new(Customer, [.. facts], [.. effects]);

    public Run? Run(string? id) => id is null ? null : Customer.Runs.FirstOrDefault(run => run.Id == id);

    public void Put(Run run)
    {
        var index = IndexOf(run.Id);
        Customer = Customer with { Runs = index < 0 ? Customer.Runs.Add(run) : Customer.Runs.SetItem(index, run) };
    }

    public Touch? Touch(string? id) => id is null ? null : Customer.Touches.FirstOrDefault(touch => touch.Id == id);

    public void Put(Touch touch)
    {
        var touches = Customer.Touches;
        var index = -1;
        for (var i = 0; i < touches.Length && index < 0; i++)
        {
            index = touches[i].Id == touch.Id ? i : -1;
        }

        Customer = Customer with { Touches = index < 0 ? touches.Add(touch) : touches.SetItem(index, touch) };
    }

    /// <summary>The next instant that is this time of day where the customer is.</summary>
    public DateTimeOffset AtLocal(DateTimeOffset notBefore, TimeOnly time) =>
        QuietHours.NextLocal(notBefore, time, Customer.Profile.TimeZone, Phone, Customer.Profile.Country, Policy.TimeZone);

    /// <summary>For summaries: the customer's own time, for instance <c>Tue 2026-03-03 08:07 (Europe/Paris)</c>.</summary>
    public string Say(DateTimeOffset at)
    {
        var zone = CustomerZones.Of(Customer.Profile.TimeZone, Phone, Customer.Profile.Country, Policy.TimeZone)[0];
        return string.Create(CultureInfo.InvariantCulture, $"{TimeZoneInfo.ConvertTime(at, zone):ddd yyyy-MM-dd HH:mm} ({zone.Id})");
    }

    private int IndexOf(string runId)
    {
        for (var i = 0; i < Customer.Runs.Length; i++)
        {
            if (Customer.Runs[i].Id == runId)
            {
                return i;
            }
        }

        return -1;
    }
}

/// <summary>Times and numbers as facts and messages write them.</summary>
internal static class Sayings
{
    public static string Iso(this DateTimeOffset at) => at.ToUniversalTime().ToString("yyyy-MM-dd'T'HH:mm:ss.FFFK", CultureInfo.InvariantCulture);

    public static string Text(this decimal number) => number.ToString("0.##", CultureInfo.InvariantCulture);

    public static string Word<T>(T value)
        where T : struct, Enum =>
        string.Concat(value.ToString().Select((letter, place) => char.IsUpper(letter) ? (place > 0 ? "_" : string.Empty) + char.ToLowerInvariant(letter) : letter.ToString()));
}
