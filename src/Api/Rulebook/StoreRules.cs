using System.Collections.Immutable;
using Conversations.Actors;
using Conversations.Identity;
using Conversations.Journeys;
using Conversations.Messages;

namespace Conversations.Api.Rulebook;

/// <summary>Reads and changes a store's rules: every change is a new version, and what is running stays until it is published.</summary>
public sealed class StoreRules(RulesBook book)
{
    public ValueTask<Rules> Current(StoreId store, CancellationToken cancellationToken) => book.Current(store, cancellationToken);

    /// <summary>The journey under the next version; earlier ones stay for the runs that began on them.</summary>
    public async Task<Journey> PutJourney(StoreId store, Journey journey, CancellationToken cancellationToken)
    {
        var rules = await Change(
            store,
            rules => With(rules, journey),
            cancellationToken);
        return rules.NewestJourney(journey.Name)!;
    }

    public async Task<Policy> PutPolicy(StoreId store, Policy policy, CancellationToken cancellationToken) =>
        (await Change(store, rules => rules with { Policy = policy }, cancellationToken)).Policy;

    /// <summary>The journey added as the next version of its name.</summary>
    internal static Rules With(Rules rules, Journey journey) => rules with
    {
        Journeys = rules.Journeys.Add(journey with { Version = (rules.NewestJourney(journey.Name)?.Version ?? 0) + 1 }),
    };

    public Task PutTemplates(StoreId store, ImmutableArray<MessageTemplate> templates, CancellationToken cancellationToken) =>
        Change(store, rules => rules with { Templates = templates }, cancellationToken);

    private Task<Rules> Change(StoreId store, Func<Rules, Rules> change, CancellationToken cancellationToken) =>
        book.Change(store, newest => change(newest ?? throw new InvalidOperationException($"Store {store} has no rules.")), cancellationToken);
}
