using Conversations.Actors;
using Conversations.Customers;
using Conversations.Messages;

namespace Conversations.Simulation;

internal sealed partial class Traffic
{
    public const string Stop = "STOP";
    public const string Start = "START";
    public const string Leave = "please don't text me anymore";

    private const string Question = "How long does delivery take?";
    private const string Complaint = "This is a disgrace, I want my money back";

    /// <summary>What customers write.</summary>
    public static string[] Words { get; } = [Question, Leave, Complaint, "I want to talk to a person", "Is it in stock?"];

    /// <summary>The customer opts out at this very moment.</summary>
    public Addressed StopFrom(string? phone, string? bsuid) => new(Store, Said(Stop, phone is null ? [new(Identity.AliasKind.Bsuid, bsuid!)] : [new(Identity.AliasKind.Phone, phone)]));

    public CustomerInput Operator(int epoch)
    {
        var id = Id();
        return dice.Below(wide ? 8 : 5) switch
        {
            0 => new CustomerInput.TakenOver("op") { Id = id, Source = "operator", At = now(), OccurredAt = now() },
            1 => new CustomerInput.OperatorReplied("op", epoch, new OutboundMessage.Text("Hello from a person.")) { Id = id, Source = "operator", At = now(), OccurredAt = now() },
            2 => new CustomerInput.HandedBack("op") { Id = id, Source = "operator", At = now(), OccurredAt = now() },
            3 => new CustomerInput.MessageEchoed($"echo.{id}", "text", "Typed in the app.", Rulebook.Numbers[0]) { Id = id, Source = "whatsapp", At = now(), OccurredAt = now() },
            4 => new CustomerInput.ThreadClosed("op") { Id = id, Source = "operator", At = now(), OccurredAt = now() },
            5 => new CustomerInput.Assigned("op", "op2") { Id = id, Source = "operator", At = now(), OccurredAt = now() },
            6 => new CustomerInput.Noted("op", Question) { Id = id, Source = "operator", At = now(), OccurredAt = now() },
            _ => new CustomerInput.Labelled("op", ["vip"]) { Id = id, Source = "operator", At = now(), OccurredAt = now() },
        };
    }

    /// <summary>A word that stops or starts, a complaint, or what holds no words.</summary>
    private CustomerInput.MessageReceived Other(int person, DateTimeOffset at)
    {
        var said = Said(dice.Of(Stop, Start, Leave, Complaint), Names(person)) with { OccurredAt = at };
        return dice.Hits(0.5) ? said : said with
        {
            Message = said.Message with { Kind = dice.Of(InboundKind.Image, InboundKind.Sticker, InboundKind.Reaction, InboundKind.Unsupported), Text = null },
        };
    }

    /// <summary>Somebody shows that a phone and a user id are one person's.</summary>
    public Addressed Both(int person) => new(Store, Said("ok", [Phone(person), Bsuid(person)]));

    private CustomerInput.MessageReceived Message(int person) => Said(dice.Of(Question, "thanks", Stop, Start, Leave, "I want to talk to a person", "Is it in stock?", Question, "ok"), Names(person));

    /// <summary>A phone, a hidden number, or both; now and then somebody new has the phone.</summary>
    private System.Collections.Immutable.ImmutableArray<Identity.Alias> Names(int person) =>
        dice.Below(8) switch
        {
            0 or 1 or 2 => [Phone(person)],
            3 or 4 => [Bsuid(person)],
            5 when dice.Hits(0.3) => [Phone(person), Bsuid(person + 3)],
            _ => [Phone(person), Bsuid(person)],
        };

    private CustomerInput.MessageReceived Said(string text, System.Collections.Immutable.ImmutableArray<Identity.Alias> by)
    {
        var id = Id();
        return new CustomerInput.MessageReceived(new InboundMessage { Wamid = $"in.{id}", Kind = InboundKind.Text, Text = text }, dice.Of(Rulebook.Numbers))
        {
            Id = id,
            Source = "whatsapp",
            At = now(),
            OccurredAt = now(),
            Aliases = by,
        };
    }
}
