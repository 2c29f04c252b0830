using System.Collections.Immutable;
using Conversations.Messages;

namespace Conversations.WhatsApp.Simulator;

/// <summary>A business phone number that the simulator serves.</summary>
/// <param name="Id">The phone number id that calls name: digits.</param>
/// <param name="DisplayPhone">As webhooks show it: digits.</param>
/// <param name="BusinessAccount">The WhatsApp Business Account that it belongs to: digits.</param>
public sealed record SimulatedNumber(string Id, string DisplayPhone, string BusinessAccount);

/// <summary>A template as WhatsApp holds it for one business account.</summary>
public sealed record SimulatedTemplate(string BusinessAccount, MessageTemplate Template, TemplateStatus Status = TemplateStatus.Approved);

/// <summary>What the simulator plays.</summary>
public sealed record SimulatorSettings
{
    /// <summary>Signs the webhooks.</summary>
    public required string AppSecret { get; init; }

    /// <summary>The first is the one that customers write to unless they name another.</summary>
    public required ImmutableArray<SimulatedNumber> Numbers { get; init; }

    /// <summary>What is on the shelf at the start and after a reset.</summary>
    public ImmutableArray<SimulatedTemplate> Templates { get; init; } = [];

    /// <summary>The address of our webhook endpoint; asked anew for each post, since it is known only once the server listens.</summary>
    public required Func<Uri> Webhook { get; init; }
}
