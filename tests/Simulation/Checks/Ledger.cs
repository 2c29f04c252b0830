using Conversations.Customers;
using Conversations.Identity;

namespace Conversations.Simulation.Checks;

/// <summary>What a careful clerk would know of one customer from the inputs alone: the naive twin of the engine's gates.</summary>
internal sealed class Ledger
{
    private static readonly TimeSpan Day = TimeSpan.FromHours(24);

    private readonly Dictionary<string, DateTimeOffset> wroteTo = [];

    /// <summary>The phones and user ids, and since when one is the customer's no more.</summary>
    private readonly Dictionary<Alias, DateTimeOffset?> names = [];

    private readonly List<(string Touch, DateTimeOffset At)> marketing = [];
    private (DateTimeOffset Told, DateTimeOffset Heard)? granted;
    private (DateTimeOffset Told, DateTimeOffset Heard)? revoked;
    private DateTimeOffset? started;
    private (DateTimeOffset Said, DateTimeOffset Heard)? stopped;
    private (DateTimeOffset Said, DateTimeOffset Heard)? suspended;
    private (DateTimeOffset At, bool Stop)? platform;
    private bool human;
    private DateTimeOffset? humanClosed;

    /// <summary>Messages of the customer with which nothing has been done yet.</summary>
    public HashSet<string> Open { get; } = [];

    /// <summary>Those that it has not left: of whoever has such a one now, it says nothing.</summary>
    public IEnumerable<string> Phones => names.Where(name => name.Key.Kind == AliasKind.Phone && name.Value is null).Select(name => name.Key.Value);

    public bool MustStaySilent => stopped is not null || suspended is not null || platform is { Stop: true } || revoked?.Told >= granted?.Told;

    /// <param name="input">What happened, at the latest when it was heard.</param>
    /// <param name="told">When it happened by its source's own clock.</param>
    public void Hear(CustomerInput input, DateTimeOffset told)
    {
        Name(input.Aliases.Where(alias => alias.Kind is AliasKind.Phone or AliasKind.Bsuid && !HasLeft(alias, input)));
        switch (input)
        {
            case CustomerInput.ConsentReported consent when consent.Granted:
                granted = granted?.Told >= told ? granted : (told, input.OccurredAt);
                break;
            case CustomerInput.ConsentReported when !(started > told):
                revoked = revoked?.Told >= told ? revoked : (told, input.OccurredAt);
                break;
            case CustomerInput.PreferenceReported preference:
                Platform(input.OccurredAt, preference.Stop);
                break;
            case CustomerInput.SendRejected { Code: 131050 } or CustomerInput.DeliveryReported { ErrorCode: 131050 }:
                Platform(input.OccurredAt, stop: true);
                break;
            case CustomerInput.IdentityLost lost when names.GetValueOrDefault(lost.Alias) is null:
                (granted, revoked, started, stopped, suspended, platform) = (null, null, null, null, null, null);
                names[lost.Alias] = input.OccurredAt;
                break;
            case CustomerInput.IdentityChanged changed when !changed.NewNames().Any(alias => HasLeft(alias, input)):
                Change(changed);
                break;
            case CustomerInput.MessageReceived received:
                Read(received);
                break;
            case CustomerInput.TakenOver or CustomerInput.MessageEchoed:
                human = true;
                break;
            case CustomerInput.HandedBack:
                human = false;
                break;
            case CustomerInput.ThreadClosed:
                humanClosed = human ? input.At : humanClosed;
                human = false;
                break;
        }
    }

    /// <summary>Two people turned out to be one: the stricter, the fuller.</summary>
    public void TakeIn(Ledger other)
    {
        granted = other.granted is { } grant && !(granted?.Told > grant.Told) ? grant : granted;
        revoked = other.revoked is { } withdrawn && !(revoked?.Told > withdrawn.Told) ? withdrawn : revoked;
        started = Later(started, other.started);
        stopped = other.stopped is { } stop && !(stopped?.Heard > stop.Heard) ? stop : stopped;
        suspended = other.suspended is { } pause && !(suspended?.Heard > pause.Heard) ? pause : suspended;
        platform = other.platform is { } told && !(platform is { } mine && (mine.At > told.At || (mine.At == told.At && mine.Stop))) ? told : platform;
        human |= other.human;
        humanClosed = Later(humanClosed, other.humanClosed);
        marketing.AddRange(other.marketing);
        Open.UnionWith(other.Open);
        foreach (var (name, since) in other.names)
        {
            names[name] = names.TryGetValue(name, out var own) && own is null ? null : since;
        }

        foreach (var (number, at) in other.wroteTo)
        {
            wroteTo[number] = Later(wroteTo.TryGetValue(number, out var own) ? own : null, at)!.Value;
        }
    }

    public bool WindowIsOpen(string number, DateTimeOffset now) => wroteTo.TryGetValue(number, out var at) && now - at < Day;

    /// <summary>Why no marketing may go now, by the name of the law; null where it may.</summary>
    public (string Law, string How)? Forbids(string touch, string? journey, DateTimeOffset now, IReadOnlySet<string> refused)
    {
        if (granted is not { } permitted)
        {
            return ("L4 no marketing without consent", "none is recorded");
        }

        if (stopped is { } stop && stop.Heard >= permitted.Heard)
        {
            return ("L4 silence after opt-out", $"stopped at {stop.Heard:O}");
        }

        if (suspended is { } pause && pause.Heard >= permitted.Heard)
        {
            return ("L4 silence after opt-out", $"suspended at {pause.Heard:O}");
        }

        if (revoked?.Told >= permitted.Told || platform is { Stop: true })
        {
            return ("L4 silence after opt-out", $"revoked at {revoked?.Told:O}, WhatsApp's word {platform}");
        }

        if (human || (humanClosed is { } closed && now - closed < Day && journey != "pre-sale-follow-up"))
        {
            return ("L4 a human's thread is quiet", $"with a human: {human}, closed {humanClosed:O}");
        }

        var counted = marketing.Where(sent => sent.Touch != touch && !refused.Contains(sent.Touch)).Select(sent => sent.At).ToList();
        return counted.Any(at => now - at < Day) ? ("L4 one marketing message in 24 h", $"the one before at {counted.Max():O}")
            : counted.Count(at => now - at < 7 * Day) >= 3 ? ("L4 three marketing messages in 7 days", $"{counted.Count} before")
            : null;
    }

    public void Sent(string touch, DateTimeOffset at)
    {
        marketing.RemoveAll(sent => sent.Touch == touch);
        marketing.Add((touch, at));
    }

    private void Read(CustomerInput.MessageReceived received)
    {
        var number = received.Number.Value;
        wroteTo[number] = Later(wroteTo.TryGetValue(number, out var before) ? before : null, received.OccurredAt)!.Value;
        switch (received.Message.Text)
        {
            case Traffic.Stop:
                stopped = (Later(stopped?.Said, received.OccurredAt)!.Value, received.At);
                break;
            case Traffic.Leave:
                suspended = (Later(suspended?.Said, received.OccurredAt)!.Value, received.At);
                break;
            case Traffic.Start:
                // Said before the stop and heard after it, it takes nothing back; at the same time, the stricter wins.
                stopped = stopped?.Said >= received.OccurredAt ? stopped : null;
                suspended = suspended?.Said >= received.OccurredAt ? suspended : null;
                revoked = revoked?.Heard >= received.OccurredAt ? revoked : null;
                started = Later(started, received.OccurredAt);
                break;
        }
    }

    private void Name(IEnumerable<Alias> aliases)
    {
        foreach (var alias in aliases)
        {
            names[alias] = null;
        }
    }

    /// <summary>Moves to a new phone by WhatsApp's own word: whoever gets what was left is somebody else, and takes nothing away.</summary>
    private void Change(CustomerInput.IdentityChanged changed)
    {
        if (changed.Phone is not null)
        {
            foreach (var name in names.Keys.Where(name => names[name] is null).ToList())
            {
                names[name] = changed.OccurredAt;
            }
        }

        Name(changed.NewNames());
    }

    /// <summary>Only WhatsApp, with something newer, tells of a return.</summary>
    private bool HasLeft(Alias alias, CustomerInput input) =>
        names.GetValueOrDefault(alias) is { } since && (input.OccurredAt <= since || input.Source != "whatsapp");

    private void Platform(DateTimeOffset at, bool stop)
    {
        if (platform is not { } known || at > known.At || (at == known.At && stop))
        {
            platform = (at, stop);
        }
    }

    private static DateTimeOffset? Later(DateTimeOffset? one, DateTimeOffset? other) => one is null || other > one ? other : one;
}
