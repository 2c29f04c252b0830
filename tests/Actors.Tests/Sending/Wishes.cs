using System.Collections.Immutable;
using Conversations.Actors.Sending;
using Conversations.Customers;
using Conversations.Identity;
using Conversations.Messages;

namespace Conversations.Actors.Tests.Sending;

/// <summary>A number's sender, its wishes and what is granted of them.</summary>
internal sealed class Wishes(bool coexistence = false, int? limit = null, bool catchesUp = false)
{
    public static readonly DateTimeOffset Noon = new(2026, 3, 2, 12, 0, 0, TimeSpan.Zero);

    private readonly Portfolio portfolio = new() { Limit = limit };
    private SenderState? sender;

    public Spending Spending { get; } = new(TimeZoneInfo.FindSystemTimeZoneById("Europe/Paris"));

    public SenderState Sender => sender ??= new SenderState(coexistence, portfolio, Spending) { CatchesUp = catchesUp };

    public AccountHealth Account { get; set; } = new();

    /// <summary>A touch wants to go; each to its own recipient unless told.</summary>
    public Wishes Want(string touch, Purpose purpose = Purpose.Marketing, int priority = 50, decimal value = 0, string? to = null, bool opens = false, string? template = null, double? closes = null, decimal price = 0, int version = 1)
    {
        var want = new Effect.WantSlot(touch, new NumberId("1000"), to ?? touch, purpose, priority, value, opens ? null : closes is { } seconds ? Noon.AddSeconds(seconds) : DateTimeOffset.MaxValue, template, template is null ? null : "en", price);
        Sender.Want(new EffectRow(Host.Key("c1"), version, 1, want), want);
        return this;
    }

    /// <summary>What the touch asked for is given back; at the same version, before it asks again.</summary>
    public EffectRow? Return(string touch, string? to = null, int version = 2)
    {
        var returned = new Effect.ReturnSlot(touch, new NumberId("1000"), to ?? touch);
        return Sender.Return(new EffectRow(Host.Key("c1"), version, 0, returned), touch, returned.Recipient);
    }

    /// <summary>What is granted so long after noon, in order.</summary>
    public string[] Granted(double seconds = 0) => [.. Take(seconds).Select(grant => grant.Want.TouchId)];

    public IReadOnlyList<Grant> Take(double seconds = 0, int sharers = 1) => Sender.Take(Account, sharers, Noon.AddSeconds(seconds));

    public Wishes Told(string template, TemplateStatus status, DateTimeOffset? resumesAt = null)
    {
        Account = Account with { Templates = ImmutableArray.Create(new TemplateHealth(template, "en", status) { ResumesAt = resumesAt }) };
        return this;
    }
}
