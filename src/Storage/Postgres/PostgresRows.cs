using System.Collections.Immutable;
using Conversations.Actors;

namespace Conversations.Storage.Postgres;

/// <summary>The rows of a batch of turns as arrays, a statement for each table. Where two turns of a batch write one row, the later counts.</summary>
internal static class PostgresRows
{
    public static void Add(PostgresBatch batch, ImmutableArray<TurnRows> turns)
    {
        Log(batch, turns);
        batch.Add(
            "seal_baselines",
            turns.Where(turn => turn.Turn.Seals).ToList(),
            Column.Of("stores", (TurnRows turn) => turn.Store),
            Column.Of("customers", (TurnRows turn) => turn.Customer));
        batch.Add(
            "upsert_tombstones",
            turns.Where(turn => turn.MovedTo is not null).DistinctBy(turn => (turn.Store, turn.Customer)).ToList(),
            Column.Of("stores", (TurnRows turn) => turn.Store),
            Column.Of("customers", (TurnRows turn) => turn.Customer),
            Column.Of("movedTos", (TurnRows turn) => turn.MovedTo!));
        Snapshots(batch, turns);
        Customers(batch, turns);
        Threads(batch, turns);
        Messages(batch, turns);
        Interests(batch, turns);
        batch.Add(
            "upsert_wamids",
            Last(Of(turns, changes => changes.Wamids), row => (row.Store, row.Row)),
            Store<string>(),
            Customer<string>(),
            Value<string, string>("wamids", wamid => wamid));
        batch.Add(
            "delete_effects",
            [.. turns.SelectMany(turn => turn.Turn.Settled)],
            Column.Of("stores", (SettledEffect settled) => settled.Customer.Store.Value),
            Column.Of("customers", (SettledEffect settled) => settled.Customer.Customer.Value),
            Column.Of("versions", (SettledEffect settled) => settled.Version),
            Column.Of("places", (SettledEffect settled) => (long)settled.Place));
    }

    private static void Log(PostgresBatch batch, ImmutableArray<TurnRows> turns)
    {
        batch.Add(
            "insert_received",
            Rows(turns, turn => turn.Turn.Decisions),
            Store<Decided>(),
            Value<Decided, string>("sources", decided => decided.Input.Source),
            Value<Decided, string>("ids", decided => decided.Input.Id),
            Value<Decided, long>("ats", decided => Micros.Of(decided.Input.At)));
        batch.Add(
            "insert_inputs",
            Rows(turns, turn => turn.Inputs),
            Store<InputText>(),
            Customer<InputText>(),
            Value<InputText, long>("versions", input => input.Version),
            Value<InputText, long>("ats", input => input.At),
            Value<InputText, string>("inputs", input => input.Text),
            Value<InputText, string>("facts", input => input.Facts));
        batch.Add(
            "insert_effects",
            Rows(turns, turn => turn.Effects),
            Store<EffectText>(),
            Customer<EffectText>(),
            Value<EffectText, long>("versions", effect => effect.Version),
            Value<EffectText, long>("places", effect => effect.Place),
            Value<EffectText, string>("effects", effect => effect.Text),
            Value<EffectText, string?>("owners", effect => effect.Owner));
    }

    private static void Snapshots(PostgresBatch batch, ImmutableArray<TurnRows> turns)
    {
        // A customer's first turn in the batch says what stands; the last one says what is to be stored. In order, so that two batches never wait for each other.
        var last = turns
            .GroupBy(turn => (turn.Store, turn.Customer))
            .OrderBy(group => group.Key.Customer, StringComparer.Ordinal).ThenBy(group => group.Key.Store, StringComparer.Ordinal)
            .Select(group => (group.Key.Store, group.Key.Customer, Base: group.First().Turn.BaseVersion, Turn: group.Last()))
            .ToList();
        Snapshots(batch, "insert_snapshots", [.. last.Where(row => row.Base == 0)]);
        Snapshots(batch, "update_snapshots", [.. last.Where(row => row.Base > 0)]);
    }

    private static void Snapshots(PostgresBatch batch, string statement, List<(string Store, string Customer, long Base, TurnRows Turn)> rows) => batch.Add(
        statement,
        rows,
        Column.Of("stores", ((string Store, string, long, TurnRows) row) => row.Store),
        Column.Of("customers", ((string, string Customer, long, TurnRows) row) => row.Customer),
        Column.Of("bases", ((string, string, long Base, TurnRows) row) => row.Base),
        Column.Of("versions", ((string, string, long, TurnRows Turn) row) => row.Turn.Turn.After.Version),
        Column.Of("ats", ((string, string, long, TurnRows Turn) row) => row.Turn.DecidedAt),
        Column.Of("dueAts", ((string, string, long, TurnRows Turn) row) => row.Turn.DueAt),
        Column.Of("snapshots", ((string, string, long, TurnRows Turn) row) => row.Turn.Turn.Snapshot));

    private static void Customers(PostgresBatch batch, ImmutableArray<TurnRows> turns) => batch.Add(
        "upsert_customers",
        Last(Of(turns, changes => One(changes.Customer)), row => (row.Store, row.Customer)),
        Store<CustomerRow>(),
        Customer<CustomerRow>(),
        Value<CustomerRow, string?>("names", row => Clean.Text(row.Name)),
        Value<CustomerRow, string?>("phones", row => row.Phone),
        Value<CustomerRow, string?>("emails", row => Clean.Text(row.Email)),
        Value<CustomerRow, string?>("storefrontIds", row => Clean.Text(row.StorefrontId)),
        Value<CustomerRow, long?>("bornAts", row => Micros.Of(row.BornAt)));

    private static void Threads(PostgresBatch batch, ImmutableArray<TurnRows> turns) => batch.Add(
        "upsert_threads",
        Last(Of(turns, changes => One(changes.Thread)), row => (row.Store, row.Customer)),
        Store<ThreadRow>(),
        Customer<ThreadRow>(),
        Value<ThreadRow, string>("states", row => row.State),
        Value<ThreadRow, long?>("sinces", row => Micros.Of(row.Since)),
        Value<ThreadRow, string?>("lastMessages", row => Clean.Text(row.LastMessage)),
        Value<ThreadRow, long?>("lastMessageAts", row => Micros.Of(row.LastMessageAt)),
        Value<ThreadRow, long>("unreads", row => row.Unread),
        Value<ThreadRow, string?>("assignedTos", row => row.AssignedTo),
        Value<ThreadRow, string?>("names", row => Clean.Text(row.Name)),
        Value<ThreadRow, long?>("listedAts", TurnRows.ListedAt));

    private static void Messages(PostgresBatch batch, ImmutableArray<TurnRows> turns) => batch.Add(
        "upsert_messages",
        Last(Of(turns, changes => changes.Messages), row => (row.Store, row.Customer, row.Row.Id)),
        Store<MessageRow>(),
        Customer<MessageRow>(),
        Value<MessageRow, string>("ids", row => row.Id),
        Value<MessageRow, long>("ats", row => Micros.Of(row.At)),
        Value<MessageRow, string>("directions", row => row.Direction),
        Value<MessageRow, string>("types", row => row.Type),
        Value<MessageRow, string?>("texts", row => Clean.Text(row.Text)),
        Value<MessageRow, string?>("statuses", row => row.Status),
        Value<MessageRow, string?>("writtenBys", row => row.By));

    private static void Interests(PostgresBatch batch, ImmutableArray<TurnRows> turns)
    {
        var last = Last(Of(turns, changes => changes.Interests), row => (row.Store, row.Customer, row.Row.ProductId, row.Row.Kind));
        batch.Add(
            "upsert_interests",
            [.. last.Where(row => !row.Row.Gone)],
            Store<InterestRow>(),
            Customer<InterestRow>(),
            Value<InterestRow, string>("productIds", row => row.ProductId),
            Value<InterestRow, string>("kinds", row => TurnRows.Word(row.Kind)),
            Value<InterestRow, long>("ats", row => Micros.Of(row.At)));
        batch.Add(
            "delete_interests",
            [.. last.Where(row => row.Row.Gone)],
            Store<InterestRow>(),
            Customer<InterestRow>(),
            Value<InterestRow, string>("productIds", row => row.ProductId),
            Value<InterestRow, string>("kinds", row => TurnRows.Word(row.Kind)));
    }

    private static ImmutableArray<T> One<T>(T? row)
        where T : class => row is null ? [] : [row];

    private static List<Owned<T>> Of<T>(ImmutableArray<TurnRows> turns, Func<ReadModelChanges, ImmutableArray<T>> rows) =>
        Rows(turns, turn => rows(turn.Turn.ReadModels));

    private static List<Owned<T>> Rows<T>(ImmutableArray<TurnRows> turns, Func<TurnRows, ImmutableArray<T>> rows) =>
        [.. turns.SelectMany(turn => rows(turn), (turn, row) => new Owned<T>(turn.Store, turn.Customer, row))];

    /// <summary>In the order in which they came first, each as it was last.</summary>
    private static List<Owned<T>> Last<T, TKey>(List<Owned<T>> rows, Func<Owned<T>, TKey> key)
        where TKey : notnull => [.. rows.GroupBy(key).Select(group => group.Last())];

    private static (string, Func<IReadOnlyCollection<Owned<T>>, object>) Store<T>() => Column.Of("stores", (Owned<T> row) => row.Store);

    private static (string, Func<IReadOnlyCollection<Owned<T>>, object>) Customer<T>() => Column.Of("customers", (Owned<T> row) => row.Customer);

    private static (string, Func<IReadOnlyCollection<Owned<T>>, object>) Value<T, TValue>(string name, Func<T, TValue> value) =>
        Column.Of(name, (Owned<T> row) => value(row.Row));

    private sealed record Owned<T>(string Store, string Customer, T Row);
}
