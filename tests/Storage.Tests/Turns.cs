using System.Collections.Immutable;
using Conversations.Actors;
using Conversations.Carts;
using Conversations.Customers;
using Conversations.Identity;

namespace Conversations.Storage.Tests;

/// <summary>Turns made by hand: what an actor would commit.</summary>
internal static class Turns
{
    public static readonly StoreId Store = new("demo");
    public static readonly DateTimeOffset Noon = new(2026, 11, 2, 12, 0, 0, TimeSpan.Zero);

    public static CustomerKey Customer(string id) => new(Store, new CustomerId(id));

    /// <summary>A turn of one input with one fact a call, on top of a version.</summary>
    public static Turn Of(string customer, long baseVersion, string inputId, string source = "events") =>
        Of(Customer(customer), baseVersion, inputId, source);

    public static Turn Of(CustomerKey customer, long baseVersion, string inputId, string source = "events")
    {
        var before = new Customer { Store = customer.Store, Id = customer.Customer, Version = baseVersion };
        var after = before with { Version = baseVersion + 1 };
        var fact = new Fact("product.viewed", $"Looked at {inputId}", ImmutableSortedDictionary<string, string>.Empty.Add("product", inputId));
        return new Turn
        {
            Customer = customer,
            BaseVersion = baseVersion,
            Decisions = [new Decided(Viewed(inputId, source), baseVersion + 1, [fact], [])],
            Before = before,
            After = after,
            Snapshot = Written.Of(after),
        };
    }

    public static CustomerInput Viewed(string id, string source = "events") =>
        new CustomerInput.ProductViewed(new Product { Id = id }) { Id = id, Source = source, At = Noon, OccurredAt = Noon };

    extension(Turn turn)
    {
        public Turn Due(DateTimeOffset? at)
        {
            var after = turn.After with { DueAt = at };
            return turn with { After = after, Snapshot = Written.Of(after) };
        }

        public Turn Effects(params Effect[] effects)
        {
            var last = turn.Decisions[^1];
            var rows = effects.Select((effect, place) => new EffectRow(turn.Customer, last.Version, place, effect));
            return turn with { Decisions = turn.Decisions.SetItem(turn.Decisions.Length - 1, last with { Effects = [.. rows] }) };
        }

        public Turn At(DateTimeOffset at)
        {
            var last = turn.Decisions[^1];
            return turn with { Decisions = turn.Decisions.SetItem(turn.Decisions.Length - 1, last with { Input = last.Input with { At = at } }) };
        }

        public Turn Facts(params string[] summaries)
        {
            var facts = summaries.Select(summary => new Fact("told", summary, ImmutableSortedDictionary<string, string>.Empty));
            return turn with { Decisions = turn.Decisions.SetItem(0, turn.Decisions[0] with { Facts = [.. facts] }) };
        }

        public Turn Reads(ReadModelChanges changes) => turn with { ReadModels = changes };

        public Turn Messages(params MessageRow[] messages) => turn.Reads(turn.ReadModels with { Messages = [.. messages] });

        /// <summary>The name stands in the customer's row too, as in every turn of the engine.</summary>
        public Turn Thread(string state, DateTimeOffset? lastAt, string? name = null, string? assignedTo = null) => turn.Reads(turn.ReadModels with
        {
            Customer = new CustomerRow(name, null, null, null, Noon),
            Thread = new ThreadRow(state, Noon, lastAt is null ? null : "…", lastAt, 0, assignedTo, name),
        });

        /// <summary>Refused by every database: there is no such direction.</summary>
        public Turn Broken() => turn.Messages(new MessageRow("m", Noon, "sideways", "text", "x", null, null));
    }

    public static MessageRow In(string id, string? text, DateTimeOffset? at = null) => new(id, at ?? Noon, "in", "text", text, null, null);

    public static MessageRow Out(string id, string? text, DateTimeOffset? at = null, string type = "text", string status = "sent") =>
        new(id, at ?? Noon, "out", type, text, status, "engine");
}
