using System.Collections.Immutable;
using System.Globalization;
using Conversations.Contact;

namespace Conversations.Customers;

/// <summary>A touch that would be: when it leaves, or when and why it does not.</summary>
/// <param name="At">When it would leave, or was dropped, or is held to.</param>
/// <param name="Journey">Its journey.</param>
/// <param name="Step">Its step.</param>
/// <param name="Verdict">The last one.</param>
/// <param name="Reasons">What held it before, and what decided in the end.</param>
public sealed record ForecastTouch(DateTimeOffset At, string Journey, string Step, VerdictKind Verdict, ImmutableArray<string> Reasons);

/// <summary>What a customer will get if nothing happens, or if these things do: the same pure code in virtual time, with an outside that always says yes.</summary>
public static class Forecast
{
    /// <summary>Plays the customer from now on for so long.</summary>
    /// <param name="customer">The present state.</param>
    /// <param name="rules">The present rules.</param>
    /// <param name="now">From when.</param>
    /// <param name="days">How far to look.</param>
    /// <param name="imagined">What is imagined to happen; each at its own time, which is not before now.</param>
    public static ImmutableArray<ForecastTouch> Of(Customer customer, Rules rules, DateTimeOffset now, int days, IEnumerable<CustomerInput> imagined)
    {
        var log = new Log();
        new VirtualRun(customer, rules, (at, _, decision) => log.Note(at, decision)).Play(now, now + TimeSpan.FromDays(days), imagined);
        return log.Touches();
    }

    private sealed class Log
    {
        private readonly Dictionary<string, List<string>> held = new(StringComparer.Ordinal);
        private readonly Dictionary<string, (DateTimeOffset Until, string Journey, string Step)> waiting = new(StringComparer.Ordinal);
        private readonly List<ForecastTouch> touches = [];

        public void Note(DateTimeOffset at, Decision decision)
        {
            foreach (var fact in decision.Facts)
            {
                Note(fact, at);
            }
        }

        public ImmutableArray<ForecastTouch> Touches() =>
        [
            .. touches
                .Concat(waiting.Select(pair => new ForecastTouch(pair.Value.Until, pair.Value.Journey, pair.Value.Step, VerdictKind.Hold, [.. held[pair.Key]])))
                .OrderBy(touch => touch.At),
        ];

        private void Note(Fact fact, DateTimeOffset at)
        {
            if (!fact.Data.TryGetValue("journey", out var journey) || !fact.Data.TryGetValue("step", out var step))
            {
                return;
            }

            var key = $"{journey}|{step}";
            switch (fact.Kind)
            {
                case "touch.held":
                    Held(key).Add(fact.Summary);
                    waiting[key] = (DateTimeOffset.Parse(fact.Data["until"], CultureInfo.InvariantCulture), journey, step);
                    break;
                case "touch.claimed":
                    Finish(key, at, journey, step, VerdictKind.Pass, fact.Summary);
                    break;
                case "touch.dropped" or "touch.holdout":
                    Finish(key, at, journey, step, VerdictKind.Drop, fact.Summary);
                    break;
                default:
                    break;
            }
        }

        private void Finish(string key, DateTimeOffset at, string journey, string step, VerdictKind verdict, string reason)
        {
            touches.Add(new ForecastTouch(at, journey, step, verdict, [.. Held(key), reason]));
            held.Remove(key);
            waiting.Remove(key);
        }

        private List<string> Held(string key) => held.TryGetValue(key, out var list) ? list : held[key] = [];
    }
}
