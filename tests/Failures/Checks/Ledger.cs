using System.Globalization;
using Conversations.Actors;
using Conversations.Customers;
using Conversations.Identity;
using Conversations.Storage;
using Failures.Engine;
using Shouldly;

namespace Failures.Checks;

/// <summary>What the database holds once the engine has stopped, against what its senders were told and what reached WhatsApp.</summary>
internal static class Ledger
{
    /// <param name="database">Where the engine left its books.</param>
    /// <param name="sender">What was sent and acknowledged.</param>
    /// <param name="sink">What reached WhatsApp.</param>
    /// <param name="restored">Messages sent after a back-up are known under other keys: they are counted by recipient.</param>
    public static async Task Check(Database database, Sender sender, MessageSink sink, bool restored)
    {
        await using var store = await StorageOpening.Open(database.ConnectionString, CancellationToken.None);
        using var rules = new RulesBook(store);
        var times = new Dictionary<string, int>(StringComparer.Ordinal);
        var outcomes = new Dictionary<string, int>(StringComparer.Ordinal);
        var claims = new HashSet<string>(StringComparer.Ordinal);
        var claimedFor = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var row in await database.Rows("select distinct store, customer from inputs"))
        {
            var key = new CustomerKey(new StoreId(row[0]), new CustomerId(row[1]));
            var folded = new Customer { Store = key.Store, Id = key.Customer };
            foreach (var (_, input) in await store.Inputs(key, CancellationToken.None))
            {
                times[input.Id] = times.GetValueOrDefault(input.Id) + 1;
                if (OutcomeOf(key, input) is { } callback)
                {
                    outcomes[callback] = outcomes.GetValueOrDefault(callback) + 1;
                }

                var decision = Decider.Decide(folded, input, await rules.Of(key.Store, input.RulesVersion, CancellationToken.None));
                foreach (var send in decision.Effects.OfType<Effect.Send>())
                {
                    claims.Add(send.Callback);
                    var to = (send.Phone ?? send.Bsuid)!.TrimStart('+');
                    claimedFor[to] = claimedFor.GetValueOrDefault(to) + 1;
                }

                folded = decision.Next;
            }

            var stored = await store.Load(key, CancellationToken.None);
            Replay.FirstDifference(Written.Of(folded), stored!.Snapshot).ShouldBeNull($"the log of {key} folds to another state than is stored");
        }

        sender.Acknowledged.Where(id => times.GetValueOrDefault(id) == 0).ShouldBeEmpty("acknowledged and lost");
        times.Where(static entry => entry.Value > 1).ShouldBeEmpty("stored twice");
        sender.Ids.Except(sender.Acknowledged).ShouldBeEmpty("never acknowledged, although it was sent again");
        (await FactsMissing(database)).ShouldBeEmpty("inputs of which the timeline tells nothing");

        sink.Arrived.Where(static entry => entry.Value > 1).ShouldBeEmpty("sent twice");
        if (!restored)
        {
            sink.Arrived.Keys.Except(claims).ShouldBeEmpty("sent without a claim");
        }

        sink.Recipients.Where(entry => entry.Value > claimedFor.GetValueOrDefault(entry.Key)).ShouldBeEmpty("more messages than the log knows of");
        claims.Except(outcomes.Keys).ShouldBeEmpty("claims that are neither accepted nor rejected nor unknown");
        outcomes.Where(static entry => entry.Value > 1).ShouldBeEmpty("claims with two outcomes");
        (await store.PendingEffects(CancellationToken.None)).Where(static row => row.Effect is not Effect.WantSlot).ShouldBeEmpty("effects that nobody carried out");
    }

    /// <summary>Our key of the call that this is the outcome of.</summary>
    private static string? OutcomeOf(CustomerKey key, CustomerInput input) => input switch
    {
        CustomerInput.SendAccepted accepted => Effect.Send.CallbackOf(key.Store, key.Customer, accepted.TouchId, accepted.Attempt),
        CustomerInput.SendRejected rejected => Effect.Send.CallbackOf(key.Store, key.Customer, rejected.TouchId, rejected.Attempt),
        CustomerInput.SendUnknown unknown => Effect.Send.CallbackOf(key.Store, key.Customer, unknown.TouchId, unknown.Attempt),
        _ => null,
    };

    private static async Task<List<string>> FactsMissing(Database database)
    {
        var told = (await database.Rows("select distinct customer, version from inputs where facts <> '[]'")).Select(static row => $"{row[0]}/{row[1]}").ToHashSet();
        return
        [
            .. (await database.Rows("select customer, version, input from inputs"))
                .Where(row => !told.Contains(string.Create(CultureInfo.InvariantCulture, $"{row[0]}/{row[1]}")))
                .Select(static row => row[2]),
        ];
    }
}
