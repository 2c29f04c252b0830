using System.Diagnostics;
using System.Diagnostics.Metrics;
using Conversations.Actors;
using Conversations.Messages;

namespace Conversations.WhatsApp.Sending;

/// <summary>What is counted of calls to WhatsApp.</summary>
public static class CallMetrics
{
    /// <summary>The meter's name, for whoever exports it.</summary>
    public const string MeterName = "Conversations.WhatsApp";

    private static readonly Meter Meter = new(MeterName);

    private static readonly Counter<long> Calls = Meter.CreateCounter<long>("whatsapp.calls", "{call}", "Calls to send a message, by outcome");

    private static readonly Histogram<double> Duration = Meter.CreateHistogram<double>("whatsapp.call.duration", "s", "How long a call to send a message took");

    internal static void Record(OutboundMessage message, SendResult result, TimeSpan took)
    {
        var tags = new TagList { { "outcome", OutcomeOf(result) }, { "message", message.GetType().Name } };
        if (result is SendResult.Rejected rejected)
        {
            tags.Add("code", rejected.Code);
        }

        Calls.Add(1, tags);
        Duration.Record(took.TotalSeconds, new KeyValuePair<string, object?>("outcome", OutcomeOf(result)));
    }

    private static string OutcomeOf(SendResult result) => result switch
    {
        SendResult.Accepted => "accepted",
        SendResult.Rejected => "rejected",
        _ => "unknown",
    };
}
