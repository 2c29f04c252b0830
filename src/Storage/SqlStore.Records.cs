using System.Globalization;
using Conversations.Actors;
using Conversations.Identity;

namespace Conversations.Storage;

public abstract partial class SqlStore
{
    private const int LowestPriceDays = 30;

    public Task<bool> StartFanOut(FanOut fanOut, string source, CancellationToken cancellationToken) =>
        Writing(async connection =>
        {
            var received = new { store = fanOut.Store.Value, source, id = fanOut.EventId, at = Micros.Of(fanOut.At) };
            if (await Execute(connection, "receive", received, cancellationToken).ConfigureAwait(false) == 0)
            {
                return false;
            }

            await Execute(connection, "start_fan_out", new
            {
                store = fanOut.Store.Value,
                eventId = fanOut.EventId,
                at = Micros.Of(fanOut.At),
                occurredAt = Micros.Of(fanOut.OccurredAt),
                news = fanOut.News,
                toldTo = fanOut.Cursor?.Value,
            }, cancellationToken).ConfigureAwait(false);
            return true;
        }, cancellationToken);

    public async Task<IReadOnlyList<FanOut>> OpenFanOuts(CancellationToken cancellationToken)
    {
        var rows = await Rows<FanOutRow>("open_fan_outs", null, cancellationToken).ConfigureAwait(false);
        return [.. rows.Select(row => new FanOut(
            new StoreId(row.Store), row.EventId, Micros.Time(row.At), Micros.Time(row.OccurredAt), row.News, row.ToldTo is null ? null : new CustomerId(row.ToldTo)))];
    }

    public Task MoveFanOut(StoreId store, string eventId, CustomerId? cursor, CancellationToken cancellationToken) =>
        cursor is { } toldTo
            ? Execute("move_fan_out", new { store = store.Value, eventId, toldTo = toldTo.Value }, cancellationToken)
            : Execute("end_fan_out", new { store = store.Value, eventId }, cancellationToken);

    public Task<(decimal? Previous, decimal? Low30)> RecordPrice(StoreId store, string productId, decimal price, DateTimeOffset at, CancellationToken cancellationToken) =>
        Writing(async connection =>
        {
            var product = new { store = store.Value, productId, at = Micros.Of(at), from = Micros.Of(at.AddDays(-LowestPriceDays)) };
            var previous = await Row<string>(connection, "last_price_before", product, cancellationToken).ConfigureAwait(false);
            var before = await Rows<PriceRow>(connection, "prices_before", product, cancellationToken).ConfigureAwait(false);
            var recorded = new { product.store, productId, product.at, price = price.ToString(CultureInfo.InvariantCulture) };
            await Execute(connection, "record_price", recorded, cancellationToken).ConfigureAwait(false);
            return (
                previous is null ? (decimal?)null : Amount(previous),
                before.Count == 0 ? (decimal?)null : before.Min(row => Amount(row.Price)));
        }, cancellationToken);

    public Task<string?> Document(StoreId store, string name, CancellationToken cancellationToken) =>
        Row<string>("document", new { store = store.Value, name }, cancellationToken);

    public async Task<IReadOnlyList<(string Name, string Body)>> Documents(StoreId store, string prefix, CancellationToken cancellationToken)
    {
        // The end is above every name that begins with the prefix: no character sorts after the last code point.
        var rows = await Rows<DocumentRow>("documents", new { store = store.Value, prefix, end = prefix + "\U0010FFFF" }, cancellationToken).ConfigureAwait(false);
        return [.. rows.Select(row => (row.Name, row.Body))];
    }

    public Task PutDocument(StoreId store, string name, string body, CancellationToken cancellationToken) =>
        Execute("put_document", new { store = store.Value, name, body = Clean.Text(body) }, cancellationToken);

    public async Task<bool> ReplaceDocument(StoreId store, string name, string? before, string body, CancellationToken cancellationToken) => before is null
        ? await Execute("add_document", new { store = store.Value, name, body = Clean.Text(body) }, cancellationToken).ConfigureAwait(false) == 1
        : await Execute("replace_document", new { store = store.Value, name, before, body = Clean.Text(body) }, cancellationToken).ConfigureAwait(false) == 1;

    public Task KeepUnread(StoreId? store, string source, DateTimeOffset at, string reason, string body, CancellationToken cancellationToken) =>
        Execute("keep_unread", new { store = store?.Value, source, at = Micros.Of(at), reason = Clean.Text(reason), body = Clean.Text(body) }, cancellationToken);

    public async Task<IReadOnlyList<UnreadItem>> Unread(StoreId? store, int limit, CancellationToken cancellationToken)
    {
        var rows = await Rows<UnreadRow>("unread", new { store = store?.Value, limit }, cancellationToken).ConfigureAwait(false);
        return [.. rows.Select(row => new UnreadItem(row.Source, Micros.Time(row.At), row.Reason, row.Body))];
    }

    public async Task<IReadOnlyList<UnreadCount>> UnreadBySource(StoreId store, string prefix, CancellationToken cancellationToken)
    {
        var rows = await Rows<UnreadCountRow>("unread_by_source", new { store = store.Value, prefix }, cancellationToken).ConfigureAwait(false);
        return [.. rows.Select(row => new UnreadCount(row.Source, Micros.Time(row.Since), (int)row.Items))];
    }

    public async Task<IReadOnlyList<UnreadItem>> UnreadFrom(StoreId store, string source, CancellationToken cancellationToken)
    {
        var rows = await Rows<UnreadRow>("unread_from", new { store = store.Value, source }, cancellationToken).ConfigureAwait(false);
        return [.. rows.Select(row => new UnreadItem(row.Source, Micros.Time(row.At), row.Reason, row.Body))];
    }

    public Task ForgetUnread(StoreId store, string source, DateTimeOffset until, CancellationToken cancellationToken) =>
        Execute("forget_unread", new { store = store.Value, source, until = Micros.Of(until) }, cancellationToken);

    private static decimal Amount(string text) => decimal.Parse(text, NumberStyles.Number, CultureInfo.InvariantCulture);

    private sealed class FanOutRow
    {
        public string Store { get; init; } = "";

        public string EventId { get; init; } = "";

        public long At { get; init; }

        public long OccurredAt { get; init; }

        public string News { get; init; } = "";

        public string? ToldTo { get; init; }
    }

    private sealed class PriceRow
    {
        public string Price { get; init; } = "";
    }

    private sealed class DocumentRow
    {
        public string Name { get; init; } = "";

        public string Body { get; init; } = "";
    }

    private sealed class UnreadCountRow
    {
        public string Source { get; init; } = "";

        public long Since { get; init; }

        public long Items { get; init; }
    }

    private sealed class UnreadRow
    {
        public string Source { get; init; } = "";

        public long At { get; init; }

        public string Reason { get; init; } = "";

        public string Body { get; init; } = "";
    }
}
