using System.Collections.Immutable;
using Conversations.Actors;
using Npgsql;

namespace Conversations.Storage.Postgres;

/// <summary>Writes batches of turns. As a rule nothing stands against them, and all of a batch goes in one round trip; where something does, the database refuses the whole, and what it is is asked first.</summary>
internal sealed class PostgresCommit(NpgsqlDataSource source, Statements statements)
{
    private const int AttemptsMax = 3;

    /// <summary>All turns in one transaction. If the database refuses one, each is written alone, so that only that one fails. If the connection went, whether they were written is unknown, and writing them again would call a customer's own turn repeated: all fail, and who asked looks at what is stored.</summary>
    public async Task<IReadOnlyList<CommitOutcome>> Write(IReadOnlyList<(TurnRows? Rows, Exception? Error)> turns, CancellationToken cancellationToken)
    {
        var outcomes = turns.Select(CommitOutcome (turn) => turn.Rows is null ? new CommitOutcome.Failed(turn.Error!) : new CommitOutcome.Committed()).ToArray();
        var writable = Enumerable.Range(0, turns.Count).Where(i => turns[i].Rows is not null).ToList();
        ImmutableArray<TurnRows> rows = [.. writable.Select(i => turns[i].Rows!)];
        try
        {
            if (!rows.IsEmpty && !await AtOnce(rows, cancellationToken).ConfigureAwait(false))
            {
                var written = await Asked(rows, cancellationToken).ConfigureAwait(false);
                foreach (var (outcome, i) in written.Zip(writable))
                {
                    outcomes[i] = outcome;
                }
            }
        }
        catch (PostgresException refused) when (IsRolledBack(refused))
        {
            foreach (var i in writable)
            {
                outcomes[i] = await Alone(turns[i].Rows!, cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception error) when (error is not OperationCanceledException)
        {
            foreach (var i in writable)
            {
                outcomes[i] = new CommitOutcome.Failed(error);
            }
        }

        return outcomes;
    }

    /// <summary>Everything in one round trip, which is one transaction; false where the database refused it: a row stands already, a version is another, a row is bad.</summary>
    private async Task<bool> AtOnce(ImmutableArray<TurnRows> turns, CancellationToken cancellationToken)
    {
        if (turns.DistinctBy(turn => (turn.Store, turn.Customer)).Count() < turns.Length)
        {
            return false;
        }

        try
        {
            await using var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
            using var batch = new PostgresBatch(connection, null, statements);
            PostgresRows.Add(batch, turns);

            // Not to be cancelled: whoever asked must learn how it ended.
            await batch.Execute(CancellationToken.None).ConfigureAwait(false);
            return true;
        }
        catch (PostgresException refused) when (IsRolledBack(refused))
        {
            return false;
        }
    }

    private async Task<CommitOutcome> Alone(TurnRows turn, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return (await Asked([turn], cancellationToken).ConfigureAwait(false))[0];
            }
            catch (PostgresException race) when (attempt < AttemptsMax && IsRace(race))
            {
                // Another process committed the same input or customer in between: asked again, it is a repeat or a conflict.
            }
            catch (Exception error) when (error is not OperationCanceledException)
            {
                return new CommitOutcome.Failed(error);
            }
        }
    }

    /// <summary>An ERROR ends the transaction; a FATAL or PANIC ends the connection, perhaps after the commit.</summary>
    private static bool IsRolledBack(PostgresException error) => error.InvariantSeverity == "ERROR";

    private static bool IsRace(PostgresException error) =>
        error.SqlState is PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure;

    /// <summary>What was received and which versions stand is asked in one round trip, with the versions locked; what may be written goes in a second.</summary>
    private async Task<CommitOutcome[]> Asked(ImmutableArray<TurnRows> turns, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        var standing = await Ask(connection, transaction, turns, cancellationToken).ConfigureAwait(false);
        var outcomes = turns.Select(standing.Judge).ToArray();
        var committed = turns.Where((_, i) => outcomes[i] is CommitOutcome.Committed).ToImmutableArray();
        if (!committed.IsEmpty)
        {
            using var batch = new PostgresBatch(connection, transaction, statements);
            PostgresRows.Add(batch, committed);
            batch.Add("commit");

            // Not to be cancelled: whoever asked must learn how it ended.
            await batch.Execute(CancellationToken.None).ConfigureAwait(false);
        }

        return outcomes;
    }

    private async Task<Standing> Ask(NpgsqlConnection connection, NpgsqlTransaction transaction, ImmutableArray<TurnRows> turns, CancellationToken cancellationToken)
    {
        using var batch = new PostgresBatch(connection, transaction, statements);
        batch.Add(
            "received_of",
            [.. turns.SelectMany(turn => turn.Turn.Decisions, (turn, decided) => (turn.Store, decided.Input.Source, decided.Input.Id))],
            Column.Of("stores", ((string Store, string, string) row) => row.Store),
            Column.Of("sources", ((string, string Source, string) row) => row.Source),
            Column.Of("ids", ((string, string, string Id) row) => row.Id));
        batch.Add(
            "versions_of",
            turns,
            Column.Of("stores", (TurnRows turn) => turn.Store),
            Column.Of("customers", (TurnRows turn) => turn.Customer));
        var standing = new Standing();
        var reader = await batch.Read(cancellationToken).ConfigureAwait(false);
        await using (reader.ConfigureAwait(false))
        {
            if (turns.Any(turn => !turn.Turn.Decisions.IsEmpty))
            {
                while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
                {
                    standing.Received.Add((reader.GetString(0), reader.GetString(1), reader.GetString(2)));
                }

                await reader.NextResultAsync(cancellationToken).ConfigureAwait(false);
            }

            while (await reader.ReadAsync(cancellationToken).ConfigureAwait(false))
            {
                standing.Versions[(reader.GetString(0), reader.GetString(1))] = reader.GetInt64(2);
            }
        }

        return standing;
    }

    /// <summary>What is stored, and what the turns before in the batch will have stored.</summary>
    private sealed class Standing
    {
        public HashSet<(string Store, string Source, string Id)> Received { get; } = [];

        public Dictionary<(string Store, string Customer), long> Versions { get; } = [];

        public CommitOutcome Judge(TurnRows turn)
        {
            var inputs = turn.Turn.Decisions.Select(decided => new ReceivedId(decided.Input.Source, decided.Input.Id)).ToList();
            var repeated = inputs.Where(input => Received.Contains((turn.Store, input.Source, input.Id))).ToImmutableArray();
            if (!repeated.IsEmpty)
            {
                return new CommitOutcome.Repeated(repeated);
            }

            var stored = Versions.GetValueOrDefault((turn.Store, turn.Customer));
            if (stored != turn.Turn.BaseVersion)
            {
                return new CommitOutcome.Conflict(stored);
            }

            Received.UnionWith(inputs.Select(input => (turn.Store, input.Source, input.Id)));
            Versions[(turn.Store, turn.Customer)] = turn.Turn.After.Version;
            return new CommitOutcome.Committed();
        }
    }
}
