using Conversations;
using Conversations.Actors;
using Conversations.Api.Demo;
using Conversations.Contact;
using Conversations.Customers;
using Conversations.Journeys;

namespace Silo.Tests.Silos;

/// <summary>What the engines of a test cluster run.</summary>
internal sealed record Play(Decide Decide, Rules Rules)
{
    private static readonly DayWindow AllDay = new(TimeOnly.MinValue, TimeOnly.MinValue);

    /// <summary>The product as it is, with the demo's store; open at all hours, for these tests run in real time.</summary>
    public static Play Demo { get; } = new(Decider.Decide, new Rules
    {
        Version = 0,
        Policy = DemoContent.Policy with { HoldoutPercent = 0, MarketingHours = AllDay, UtilityHours = AllDay },
        Journeys = JourneyDefinitions.Shipped,
        Templates = DemoContent.Templates,
        Texts = DemoContent.Texts,
        Catalogue = DemoContent.Catalogue,
    });

    /// <summary>The portfolio's, as configured; null: none.</summary>
    public int? MessagingLimit { get; init; }
}
