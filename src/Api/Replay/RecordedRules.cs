using Conversations.Actors;
using Conversations.Customers;
using Conversations.Identity;

namespace Conversations.Api.Replay;

/// <summary>The rules that inputs were decided with, read before they are folded: folding is pure.</summary>
internal static class RecordedRules
{
    /// <summary>By version; those that are not stored are left out.</summary>
    public static async Task<IReadOnlyDictionary<long, Rules>> Of(RulesBook book, StoreId store, IEnumerable<CustomerInput> inputs, CancellationToken cancellationToken)
    {
        var known = new Dictionary<long, Rules>();
        foreach (var version in inputs.Select(static input => input.RulesVersion).Distinct())
        {
            if (await book.Find(store, version, cancellationToken) is { } rules)
            {
                known[version] = rules;
            }
        }

        return known;
    }
}
