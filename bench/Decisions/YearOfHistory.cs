using System.Globalization;
using System.Text;
using Conversations.Bench;
using Conversations.Customers;

namespace Conversations.Decisions;

/// <summary>How large a busy customer's snapshot becomes, week by week of a year: it must stop growing.</summary>
internal static class YearOfHistory
{
    private static readonly string[] Questions = ["Do you ship to Lyon?", "How long does it take?", "Which size fits 1,80 m?", "Can I return it?"];

    public static void Print()
    {
        var person = new Person(DemoRules.Of(), new DateTimeOffset(2026, 1, 5, 9, 0, 0, TimeSpan.Zero)).Arrives();
        Console.WriteLine("| weeks | inputs | messages sent | snapshot, bytes |");
        Console.WriteLine("|---|---|---|---|");
        var largest = 0;
        for (var week = 1; week <= 52; week++)
        {
            Week(person, week);
            var bytes = Encoding.UTF8.GetByteCount(Written.Of(person.Customer));
            largest = Math.Max(largest, bytes);
            if (week is 1 or 4 or 13 or 26 or 39 or 52)
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {week} | {person.Inputs:N0} | {person.Sent} | {bytes:N0} |"));
            }
        }

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\nLargest of the year: {largest:N0} bytes."));
    }

    /// <summary>A new cart with changes, a question in every week, an order in every third.</summary>
    private static void Week(Person person, int week)
    {
        var cart = string.Create(CultureInfo.InvariantCulture, $"cart-{week}");
        for (var change = 1; change <= 4; change++)
        {
            person.Take(person.Cart(cart, change)).After(TimeSpan.FromMinutes(4));
        }

        person.After(TimeSpan.FromHours(3));
        person.Take(person.Says(Questions[week % Questions.Length])).After(TimeSpan.FromDays(1));
        if (week % 3 == 0)
        {
            person.Take(person.Order(string.Create(CultureInfo.InvariantCulture, $"order-{week}"), cart));
        }

        person.After(TimeSpan.FromDays(6) - TimeSpan.FromHours(3));
    }
}
