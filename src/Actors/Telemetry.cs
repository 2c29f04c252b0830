using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Runtime.CompilerServices;
using Conversations.Actors.Sending;

namespace Conversations.Actors;

/// <summary>Meter and traces named <c>Conversations</c>. Tags never hold anything personal (L9).</summary>
public static class Telemetry
{
    public const string Name = "Conversations";

    public static Meter Meter { get; } = new(Name);

    private static ConditionalWeakTable<Senders, Senders> Watched { get; } = [];

    public static ActivitySource Activities { get; } = new(Name);

    public static Counter<long> Inputs { get; } = Meter.CreateCounter<long>("conversations.inputs", "{input}", "Inputs decided, by kind.");

    public static Counter<long> Repeats { get; } = Meter.CreateCounter<long>("conversations.repeats", "{input}", "Inputs received before.");

    public static Counter<long> Turns { get; } = Meter.CreateCounter<long>("conversations.turns", "{turn}", "Turns committed.");

    public static Counter<long> DeciderFaults { get; } = Meter.CreateCounter<long>("conversations.decider.faults", "{fault}", "Inputs the decider threw on.");

    public static Histogram<int> BatchSize { get; } = Meter.CreateHistogram<int>("conversations.commit.turns", "{turn}", "Turns in one commit.");

    public static Histogram<double> CommitMilliseconds { get; } = Meter.CreateHistogram<double>("conversations.commit.duration", "ms", "Duration of a commit.");

    public static Counter<long> Sends { get; } = Meter.CreateCounter<long>("conversations.sends", "{message}", "Calls to WhatsApp, by outcome.");

    public static ObservableUpDownCounter<long> WaitingSlots { get; } = Meter.CreateObservableUpDownCounter("conversations.slots.waiting", Waiting, "{touch}", "Touches that wait for a slot, by store.");

    public static Histogram<double> DueLatenessMilliseconds { get; } = Meter.CreateHistogram<double>("conversations.due.lateness", "ms", "How late a customer was woken.");

    public static Counter<long> Alerts { get; } = Meter.CreateCounter<long>("conversations.alerts", "{alert}", "Alerts raised, by name.");

    /// <summary>Counts what waits with these, as long as there is any use of them.</summary>
    internal static void Watch(Senders senders) => Watched.Add(senders, senders);

    private static IEnumerable<Measurement<long>> Waiting() => Watched
        .SelectMany(static watched => watched.Key.Waiting())
        .GroupBy(static queue => queue.Store, static queue => queue.Waiting)
        .Select(static store => new Measurement<long>(store.Sum(), new KeyValuePair<string, object?>("store", store.Key.Value)));
}
