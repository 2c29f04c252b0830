using System.Collections.Immutable;
using Conversations.Customers;
using Conversations.Identity;

namespace Conversations.Actors.Identity;

/// <summary>What the owners of an input's aliases, and what is known of them, say about whose it is. Pure.</summary>
/// <param name="Customer">Whose it is; null: a new customer's.</param>
/// <param name="Merged">Who turned out to be that customer, with the aliases to take along.</param>
/// <param name="Lost">Aliases that changed hands, and who loses them.</param>
/// <param name="Followed">Aliases that still point at a tombstone of that customer.</param>
internal sealed record Verdict(
    CustomerId? Customer,
    ImmutableArray<(Customer Customer, ImmutableArray<Alias> Aliases)> Merged,
    ImmutableArray<(CustomerId From, Alias Alias)> Lost,
    ImmutableArray<Alias> Followed)
{
    public static Verdict Of(
        CustomerInput input,
        IReadOnlyList<Alias> aliases,
        IReadOnlyDictionary<Alias, CustomerId> owners,
        IReadOnlyDictionary<CustomerId, Customer> known)
    {
        var people = aliases.Where(owners.ContainsKey).ToDictionary(alias => alias, alias => known[owners[alias]]);
        foreach (var alias in people.Where(owned => people.Values.Any(person => person.Id != owned.Value.Id && person.HasLeft(owned.Key, input))).Select(owned => owned.Key).ToList())
        {
            // Late, or what the store still has on file: it was of the one who left it, and says nothing of the one who has it now.
            people.Remove(alias);
        }

        var lost = input is CustomerInput.IdentityChanged changed
            ? TakenOver(changed, people)
            : ChangedHands(aliases, people);
        foreach (var alias in lost)
        {
            people.Remove(alias.Alias);
        }

        var strong = Distinct(people.Where(owned => owned.Key.Merges)).OrderBy(customer => customer.BornAt ?? DateTimeOffset.MaxValue).ThenBy(customer => customer.Id.Value, StringComparer.Ordinal).ToList();
        var chosen = strong.FirstOrDefault() ?? ByWeak(aliases, people);
        var merged = chosen is null
            ? []
            : strong.Concat(Distinct(people.Where(owned => IsToken(owned.Key))).Where(owner => IsAnonymousTo(owner, chosen)))
                .Where(other => other.Id != chosen.Id)
                .DistinctBy(other => other.Id)
                .Select(other => (other, AliasesOf(other, people)));
        return new Verdict(
            chosen?.Id,
            [.. merged],
            lost,
            chosen is null ? [] : [.. people.Where(owned => owned.Value.Id == chosen.Id && owners[owned.Key] != chosen.Id).Select(owned => owned.Key)]);
    }

    private static IEnumerable<Customer> Distinct(IEnumerable<KeyValuePair<Alias, Customer>> owned) =>
        owned.OrderBy(pair => pair.Key).Select(pair => pair.Value).DistinctBy(customer => customer.Id);

    private static bool IsToken(Alias alias) => alias.Kind is AliasKind.CartToken or AliasKind.CheckoutToken;

    private static ImmutableArray<Alias> AliasesOf(Customer customer, Dictionary<Alias, Customer> people) =>
        [.. customer.Aliases.Concat(people.Where(owned => owned.Value.Id == customer.Id).Select(owned => owned.Key)).Distinct().Order()];

    /// <summary>A cart's bearer without a name of its own, beside one who has more of a name.</summary>
    private static bool IsAnonymousTo(Customer bearer, Customer chosen) =>
        !bearer.Aliases.Any(alias => alias.Merges)
        && (chosen.Aliases.Any(alias => alias.Merges) || !bearer.Aliases.Any(alias => alias.Kind == AliasKind.Email));

    /// <summary>E-mail before tokens, since it is the better known; never against a deciding alias of another value.</summary>
    private static Customer? ByWeak(IReadOnlyList<Alias> aliases, Dictionary<Alias, Customer> people)
    {
        var strong = aliases.Where(alias => alias.Merges).ToList();
        return Distinct(people.Where(owned => !owned.Key.Merges))
            .FirstOrDefault(owner => !strong.Any(alias => owner.Aliases.Any(its => its.Kind == alias.Kind) && !owner.Aliases.Contains(alias)));
    }

    /// <summary>The same phone with another BSUID than its owner is known by, or a phone that its owner has left.</summary>
    private static ImmutableArray<(CustomerId From, Alias Alias)> ChangedHands(IReadOnlyList<Alias> aliases, Dictionary<Alias, Customer> people)
    {
        var bsuids = aliases.Where(alias => alias.Kind == AliasKind.Bsuid).ToList();
        if (bsuids.Count == 0)
        {
            return [];
        }

        return
        [
            .. people
                .Where(owned => owned.Key.Kind == AliasKind.Phone
                    && (owned.Value.HasLeft(owned.Key) || owned.Value.Aliases.Any(its => its.Kind == AliasKind.Bsuid))
                    && !bsuids.Any(bsuid => owned.Value.Aliases.Contains(bsuid) || owned.Value.HasLeft(bsuid)))
                .Select(owned => (owned.Value.Id, owned.Key)),
        ];
    }

    /// <summary>WhatsApp says that a person has a new phone or BSUID: whoever was known by it before loses it.</summary>
    private static ImmutableArray<(CustomerId From, Alias Alias)> TakenOver(CustomerInput.IdentityChanged changed, Dictionary<Alias, Customer> people)
    {
        var names = changed.NewNames();
        var before = people.Where(owned => owned.Key.Merges && !names.Contains(owned.Key)).Select(owned => owned.Value.Id).ToHashSet();
        return before.Count == 0
            ? []
            : [.. people.Where(owned => names.Contains(owned.Key) && !before.Contains(owned.Value.Id)).Select(owned => (owned.Value.Id, owned.Key))];
    }
}
