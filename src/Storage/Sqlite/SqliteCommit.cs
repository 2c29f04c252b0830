using System.Collections.Immutable;
using Conversations.Actors;

namespace Conversations.Storage.Sqlite;

/// <summary>Writes batches of turns through the one writer.</summary>
internal sealed class SqliteCommit(SqliteWriter writer)
{
    /// <summary>All turns in one transaction, as if nothing stood against them. Where something does, all is rolled back and written once more, with a look first and a savepoint a turn, so that only that one fails.</summary>
    public CommitOutcome[] Write(IReadOnlyList<(TurnRows? Rows, Exception? Error)> turns)
    {
        try
        {
            return InTransaction(turns, Insert);
        }
        catch (Exception)
        {
            return WriteGuarded(turns);
        }
    }

    private CommitOutcome[] WriteGuarded(IReadOnlyList<(TurnRows? Rows, Exception? Error)> turns)
    {
        try
        {
            return InTransaction(turns, Guarded);
        }
        catch (Exception error)
        {
            return [.. turns.Select(_ => new CommitOutcome.Failed(error))];
        }
    }

    private CommitOutcome[] InTransaction(IReadOnlyList<(TurnRows? Rows, Exception? Error)> turns, Func<TurnRows, CommitOutcome> write)
    {
        writer.Execute("begin");
        try
        {
            var outcomes = new CommitOutcome[turns.Count];
            for (var i = 0; i < turns.Count; i++)
            {
                outcomes[i] = turns[i] is ({ } rows, _) ? write(rows) : new CommitOutcome.Failed(turns[i].Error!);
            }

            writer.Execute("commit");
            return outcomes;
        }
        catch when (writer.InTransaction)
        {
            writer.Execute("rollback");
            throw;
        }
    }

    private CommitOutcome Guarded(TurnRows turn)
    {
        writer.Execute("savepoint");
        try
        {
            var outcome = Turn(turn);
            writer.Execute("release");
            return outcome;
        }
        catch (Exception error) when (writer.InTransaction)
        {
            writer.Execute("rollback_to_savepoint");
            writer.Execute("release");
            return new CommitOutcome.Failed(error);
        }
    }

    private CommitOutcome Turn(TurnRows turn)
    {
        var repeated = turn.Turn.Decisions
            .Where(decided => writer.Scalar("was_received", turn.Store, decided.Input.Source, decided.Input.Id) is not null)
            .Select(decided => new ReceivedId(decided.Input.Source, decided.Input.Id))
            .ToImmutableArray();
        if (!repeated.IsEmpty)
        {
            return new CommitOutcome.Repeated(repeated);
        }

        var stored = writer.Scalar("stored_version", turn.Store, turn.Customer) as long? ?? 0;
        if (stored != turn.Turn.BaseVersion)
        {
            return new CommitOutcome.Conflict(stored);
        }

        return Insert(turn);
    }

    /// <exception cref="Microsoft.Data.Sqlite.SqliteException">A row stands already.</exception>
    /// <exception cref="InvalidOperationException">The stored version is another.</exception>
    private CommitOutcome Insert(TurnRows turn)
    {
        Log(turn);
        if (turn.Turn.Seals)
        {
            writer.Execute("seal_baseline", turn.Store, turn.Customer);
        }

        if (turn.MovedTo is { } survivor)
        {
            writer.Execute("upsert_tombstone", turn.Store, turn.Customer, survivor);
        }

        var isNew = turn.Turn.BaseVersion == 0;
        if (writer.Execute(isNew ? "insert_snapshot" : "update_snapshot", Snapshot(turn, isNew)) != 1)
        {
            throw new InvalidOperationException($"The stored version of {turn.Turn.Customer} is another than {turn.Turn.BaseVersion}.");
        }

        ReadModels(turn, turn.Turn.ReadModels);
        foreach (var settled in turn.Turn.Settled)
        {
            writer.Execute("delete_effect", settled.Customer.Store.Value, settled.Customer.Customer.Value, settled.Version, settled.Place);
        }

        return new CommitOutcome.Committed();
    }

    private static object?[] Snapshot(TurnRows turn, bool isNew) => isNew
        ? [turn.Store, turn.Customer, turn.Turn.After.Version, turn.DueAt, turn.Turn.Snapshot]
        : [turn.Turn.After.Version, turn.DueAt, turn.Turn.Snapshot, turn.DecidedAt, turn.Store, turn.Customer, turn.Turn.BaseVersion];

    private void Log(TurnRows turn)
    {
        foreach (var decided in turn.Turn.Decisions)
        {
            writer.Execute("insert_received", turn.Store, decided.Input.Source, decided.Input.Id, Micros.Of(decided.Input.At));
        }

        foreach (var (version, at, text, facts) in turn.Inputs)
        {
            writer.Execute("insert_input", turn.Store, turn.Customer, version, at, text, facts);
        }

        foreach (var (version, place, text, _) in turn.Effects)
        {
            writer.Execute("insert_effect", turn.Store, turn.Customer, version, place, text);
        }
    }

    private void ReadModels(TurnRows turn, ReadModelChanges changes)
    {
        if (changes.Customer is { } customer)
        {
            writer.Execute(
                "upsert_customer", turn.Store, turn.Customer, Clean.Text(customer.Name), customer.Phone, Clean.Text(customer.Email), Clean.Text(customer.StorefrontId), Micros.Of(customer.BornAt));
        }

        if (changes.Thread is { } thread)
        {
            writer.Execute(
                "upsert_thread", turn.Store, turn.Customer, thread.State, Micros.Of(thread.Since), Clean.Text(thread.LastMessage), Micros.Of(thread.LastMessageAt), thread.Unread, thread.AssignedTo, Clean.Text(thread.Name), TurnRows.ListedAt(thread));
        }

        foreach (var message in changes.Messages)
        {
            writer.Execute(
                "upsert_message", turn.Store, turn.Customer, message.Id, Micros.Of(message.At), message.Direction, message.Type, Clean.Text(message.Text), message.Status, message.By);
        }

        foreach (var interest in changes.Interests)
        {
            if (interest.Gone)
            {
                writer.Execute("delete_interest", turn.Store, interest.ProductId, turn.Customer, TurnRows.Word(interest.Kind));
            }
            else
            {
                writer.Execute("upsert_interest", turn.Store, interest.ProductId, turn.Customer, TurnRows.Word(interest.Kind), Micros.Of(interest.At));
            }
        }

        foreach (var wamid in changes.Wamids)
        {
            writer.Execute("upsert_wamid", turn.Store, wamid, turn.Customer);
        }
    }
}
