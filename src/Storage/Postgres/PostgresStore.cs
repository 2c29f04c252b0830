using System.Collections.Immutable;
using System.Data.Common;
using Conversations.Actors;
using Conversations.Identity;
using Dapper;
using Npgsql;

namespace Conversations.Storage.Postgres;

/// <summary>The production database: any number of processes may write at once.</summary>
public sealed partial class PostgresStore : SqlStore, IIdentityDirectory
{
    private const int AutoPreparedMax = 100;
    private readonly NpgsqlDataSource source;
    private readonly PostgresCommit commit;

    private PostgresStore(NpgsqlDataSource source, Statements statements)
        : base(statements)
    {
        this.source = source;
        commit = new PostgresCommit(source, statements);
        loads = new(LoadAll);
        finds = new(FindAll);
        claims = new(ClaimAll);
        receipts = new(AllReceived);
        suppressions = new(AllSuppressed);
    }

    /// <summary>Connects, and brings the schema up to date; processes that start together wait for each other.</summary>
    /// <param name="connectionString">As Npgsql takes it: <c>Host=…;Database=…;Username=…</c>.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public static async Task<PostgresStore> Open(string connectionString, CancellationToken cancellationToken)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        if (builder.MaxAutoPrepare == 0)
        {
            builder.MaxAutoPrepare = AutoPreparedMax;
        }

        // Nothing is ever set for a session that the next user of its connection must not see; the seven statements of a reset would go with every commit.
        builder.NoResetOnClose = true;

        var store = new PostgresStore(NpgsqlDataSource.Create(builder.ConnectionString), Statements.Of("Postgres"));
        try
        {
            await store.Migrate(cancellationToken).ConfigureAwait(false);
            await store.CreateMonths(null, cancellationToken).ConfigureAwait(false);
            return store;
        }
        catch
        {
            await store.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Connects to look only: nothing is migrated, every write fails.</summary>
    /// <exception cref="InvalidOperationException">The schema is of another version.</exception>
    public static async Task<PostgresStore> OpenToRead(string connectionString, CancellationToken cancellationToken)
    {
        var builder = new NpgsqlConnectionStringBuilder(connectionString);
        builder.Options = $"{builder.Options} -c default_transaction_read_only=on".TrimStart();
        var store = new PostgresStore(NpgsqlDataSource.Create(builder.ConnectionString), Statements.Of("Postgres"));
        await store.RequireSchema("Postgres", cancellationToken).ConfigureAwait(false);
        return store;
    }

    public override Task<IReadOnlyList<CommitOutcome>> Commit(IReadOnlyList<Turn> turns, CancellationToken cancellationToken) =>
        commit.Write([.. turns.Select(TurnRows.Of)], cancellationToken);

    public async Task<IAsyncDisposable?> Alone(StoreId store, CancellationToken cancellationToken)
    {
        // Closed, it ends the transaction, and the lock with it.
        var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
            await Execute(connection, "stand_alone", new { store = store.Value }, cancellationToken).ConfigureAwait(false);
            return connection;
        }
        catch
        {
            await connection.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public override ValueTask DisposeAsync() => source.DisposeAsync();

    private protected override async Task<T> Reading<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        return await work(connection).ConfigureAwait(false);
    }

    private protected override async Task<T> Writing<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        await using var connection = await source.OpenConnectionAsync(cancellationToken).ConfigureAwait(false);
        await using var transaction = await connection.BeginTransactionAsync(cancellationToken).ConfigureAwait(false);
        var result = await work(connection).ConfigureAwait(false);
        await transaction.CommitAsync(cancellationToken).ConfigureAwait(false);
        return result;
    }

    /// <summary>Deleted rows leave the files with the next vacuum.</summary>
    private protected override Task ForgetDeleted(CancellationToken cancellationToken) => Task.CompletedTask;

    private protected override string WordQuery(ImmutableArray<string> words) => string.Join(" & ", words.Select(word => $"{word}:*"));

    private Task<int> Migrate(CancellationToken cancellationToken) => Writing(async connection =>
    {
        await Execute(connection, "lock_migrations", null, cancellationToken).ConfigureAwait(false);
        await Execute(connection, "create_migrations", null, cancellationToken).ConfigureAwait(false);
        var applied = await Rows<long>(connection, "applied_migrations", null, cancellationToken).ConfigureAwait(false);
        foreach (var migration in Migration.Of("Postgres").Where(migration => !applied.Contains(migration.Number)))
        {
            await connection.ExecuteAsync(new CommandDefinition(migration.Text, cancellationToken: cancellationToken)).ConfigureAwait(false);
            await Execute(connection, "record_migration", new { number = migration.Number, name = migration.Name }, cancellationToken).ConfigureAwait(false);
        }

        return applied.Count;
    }, cancellationToken);
}
