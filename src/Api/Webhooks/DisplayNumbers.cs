using System.Collections.Concurrent;
using Conversations.Actors;
using Conversations.Identity;
using Conversations.WhatsApp;
using Conversations.WhatsApp.Webhooks;

namespace Conversations.Api.Webhooks;

/// <summary>How each number is displayed, learned from what comes over it: news of a rating name a number only so. Kept as the document <c>display/{digits}</c>.</summary>
public sealed class DisplayNumbers(WhatsAppOptions stores, IStoreRecords records)
{
    private const string Prefix = "display/";

    private readonly ConcurrentDictionary<(StoreId, NumberId), string> learned = new();

    /// <summary>Reads and writes only what is new to this process.</summary>
    public async Task Learn(DisplayedNumber displayed, IReadOnlySet<StoreId> signers, CancellationToken cancellationToken)
    {
        var (number, digits) = displayed;
        if (signers.Intersect(stores.StoresOf(number)).ToList() is not [var store] || (learned.TryGetValue((store, number), out var known) && known == digits))
        {
            return;
        }

        if (await records.Document(store, Prefix + digits, cancellationToken) != number.Value)
        {
            await records.PutDocument(store, Prefix + digits, number.Value, cancellationToken);
        }

        learned[(store, number)] = digits;
    }

    /// <summary>The number of one of these stores that is displayed so; null where none is known to be.</summary>
    public async Task<NumberId?> Find(IEnumerable<StoreId> among, string displayed, CancellationToken cancellationToken)
    {
        var name = Prefix + DisplayedNumber.DigitsOf(displayed);
        foreach (var store in among)
        {
            if (await records.Document(store, name, cancellationToken) is { } number)
            {
                return new NumberId(number);
            }
        }

        return null;
    }
}
