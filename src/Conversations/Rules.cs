using System.Collections.Immutable;
using Conversations.Contact;
using Conversations.Identity;
using Conversations.Journeys;
using Conversations.Messages;

namespace Conversations;

/// <summary>A store's immutable, versioned rules. Every input records the version it was decided with.</summary>
public sealed record Rules
{
    public required long Version { get; init; }

    public required Policy Policy { get; init; }

    /// <summary>All versions that a run may still stand on; the newest of a name is the one that starts.</summary>
    public required ImmutableArray<Journey> Journeys { get; init; }

    public required ImmutableArray<MessageTemplate> Templates { get; init; }

    /// <summary>The engine's own sentences by language, then by key (<c>opt_out_confirmed</c>, <c>handover</c>, …).</summary>
    public required ImmutableSortedDictionary<string, ImmutableSortedDictionary<string, string>> Texts { get; init; }

    /// <summary>The catalogue by product id, as far as the store gave it.</summary>
    public ImmutableSortedDictionary<string, CatalogueProduct> Catalogue { get; init; } = ImmutableSortedDictionary<string, CatalogueProduct>.Empty;

    public Journey? NewestJourney(string name) => Journeys.Where(journey => journey.Name == name).MaxBy(journey => journey.Version);

    public Journey? JourneyOf(Run run) =>
        Journeys.FirstOrDefault(journey => journey.Name == run.Journey && journey.Version == run.JourneyVersion) ?? NewestJourney(run.Journey);
}

/// <summary>A product of the catalogue, with what cross-sell recommends for it.</summary>
public sealed record CatalogueProduct(Carts.Product Product, ImmutableArray<string> Related, bool Consumable = false, int? CycleDays = null);

/// <summary>A WhatsApp number of the store.</summary>
public sealed record NumberPolicy
{
    public required NumberId Id { get; init; }

    /// <summary>ISO 3166 countries whose customers it serves; empty: none in particular.</summary>
    public ImmutableArray<string> Countries { get; init; } = [];

    /// <summary>Used where no other fits; the first of the list if none says so.</summary>
    public bool Default { get; init; }

    /// <summary>Also used in the WhatsApp Business app: 20 messages a second instead of 80 (M:throughput).</summary>
    public bool Coexistence { get; init; }
}

/// <summary>A store's numbers and switches; each default is that of <c>behaviour.md</c>.</summary>
public sealed record Policy
{
    public required string StoreName { get; init; }

    public required string StoreUrl { get; init; }

    /// <summary>IANA zone; used where neither customer nor phone tells one.</summary>
    public required string TimeZone { get; init; }

    public string DefaultLocale { get; init; } = "en";

    /// <summary>Languages tried, in order, where a template lacks the customer's.</summary>
    public ImmutableArray<string> FallbackLanguages { get; init; } = ["en"];

    public required ImmutableArray<NumberPolicy> Numbers { get; init; }

    public int HoldoutPercent { get; init; } = 10;

    public string HoldoutSalt { get; init; } = "1";

    public bool VisitorsConsentedToTracking { get; init; }

    /// <summary>The store's statement that its checkout says that order messages come by WhatsApp.</summary>
    public bool CheckoutStatesUtility { get; init; } = true;

    public DayWindow MarketingHours { get; init; } = new(new TimeOnly(8, 0), new TimeOnly(21, 0));

    public DayWindow UtilityHours { get; init; } = new(new TimeOnly(8, 0), new TimeOnly(22, 0));

    public int MarketingPerDay { get; init; } = 1;

    public int MarketingPerWeek { get; init; } = 3;

    public TimeSpan RecoveryEvery { get; init; } = TimeSpan.FromDays(3);

    /// <summary>So many marketing messages in a row without being noticed end marketing until the customer acts.</summary>
    public int UnnoticedMax { get; init; } = 4;

    public TimeSpan QuietAfterHuman { get; init; } = TimeSpan.FromHours(24);

    public TimeSpan AssistantCloses { get; init; } = TimeSpan.FromHours(24);

    /// <summary>How long a waiting thread may wait before an alert.</summary>
    public TimeSpan ServiceLevel { get; init; } = TimeSpan.FromMinutes(15);

    public OpeningHours OpeningHours { get; init; } = new();

    public int AssistantTurnsMax { get; init; } = 10;

    public TimeSpan ReadTogether { get; init; } = TimeSpan.FromSeconds(3);

    public double ConfidenceMin { get; init; } = 0.7;

    /// <summary>Spent a day on marketing messages at most, in USD: an estimate by the platform's list rates (<see cref="Messages.MessagePrices"/>); null: no limit.</summary>
    public decimal? DailyBudget { get; init; }

    /// <summary>The shop's own, ISO 4217; prices of products are told without one where neither the product nor this says it.</summary>
    public string? Currency { get; init; }

    /// <summary>Categories of products that WhatsApp forbids to advertise (lower case).</summary>
    public ImmutableArray<string> ProhibitedCategories { get; init; } =
        ["alcohol", "tobacco", "weapons", "drugs", "gambling", "adult", "medicine", "animals"];

    /// <summary>By currency: a cart below this total starts nothing; a missing currency uses the country's minimum.</summary>
    public ImmutableSortedDictionary<string, decimal> MinimumCartTotal { get; init; } = ImmutableSortedDictionary<string, decimal>.Empty;

    /// <summary>The approved incentive of a third touch, as text (<c>10 % with WELCOME10</c>); null: none.</summary>
    public string? ApprovedOffer { get; init; }

    /// <summary>True of a category that may not be advertised.</summary>
    public bool Forbids(string? category) => category is not null && ProhibitedCategories.Contains(category, StringComparer.OrdinalIgnoreCase);

    /// <summary>The same with exactly these numbers: those known as they were, new ones behind them.</summary>
    public Policy WithNumbers(IReadOnlyList<NumberId> numbers) => this with
    {
        Numbers =
        [
            .. Numbers.Where(known => numbers.Contains(known.Id)),
            .. numbers.Where(id => Numbers.All(known => known.Id != id)).Select(static id => new NumberPolicy { Id = id }),
        ],
    };
}

/// <summary>When humans answer.</summary>
public sealed record OpeningHours
{
    public ImmutableArray<DayOfWeek> Days { get; init; } =
        [DayOfWeek.Monday, DayOfWeek.Tuesday, DayOfWeek.Wednesday, DayOfWeek.Thursday, DayOfWeek.Friday];

    public TimeOnly From { get; init; } = new(9, 0);

    public TimeOnly To { get; init; } = new(18, 0);
}
