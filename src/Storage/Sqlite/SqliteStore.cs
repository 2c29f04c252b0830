using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Data.Common;
using Conversations.Actors;
using Dapper;
using Microsoft.Data.Sqlite;

namespace Conversations.Storage.Sqlite;

/// <summary>The embedded database: one file, one writer, readers beside it (WAL).</summary>
public sealed partial class SqliteStore : SqlStore
{
    private const int LockedSecondsMax = 8;

    private readonly SemaphoreSlim writing = new(1, 1);
    private readonly ConcurrentBag<SqliteConnection> readers = [];
    private readonly string connectionString;
    private readonly SqliteWriter writer;
    private readonly SqliteCommit commit;
    private FileStream? alone;
    private bool disposed;

    private SqliteStore(string connectionString, Statements statements, string pragmas)
        : base(statements)
    {
        this.connectionString = connectionString;
        writer = new SqliteWriter(Open(connectionString, statements[pragmas]), statements);
        commit = new SqliteCommit(writer);
        claims = new(ClaimAll);
    }

    /// <summary>Of the library in use, for the first lines of the log.</summary>
    public static string LibraryVersion => SqliteLibrary.Version;

    /// <summary>Opens or creates the file, and brings its schema up to date.</summary>
    /// <param name="connectionString"><c>Data Source=</c> a file; its folder is made where it is missing.</param>
    /// <param name="cancellationToken">Ends the wait for another writer.</param>
    /// <exception cref="ArgumentException">No file is named: a database in memory has one connection, this store needs several.</exception>
    /// <exception cref="InvalidOperationException">Another process uses the file, or its tables are others.</exception>
    public static async Task<SqliteStore> Open(string connectionString, CancellationToken cancellationToken)
    {
        _ = SqliteLibrary.Version;
        var builder = new SqliteConnectionStringBuilder(connectionString) { Pooling = false };
        if (!builder.ShouldSerialize("Default Timeout"))
        {
            // Whoever waits for a file that another program has locked is better told so than kept: the provider's own is half a minute.
            builder.DefaultTimeout = LockedSecondsMax;
        }

        if (builder.Mode == SqliteOpenMode.Memory || builder.DataSource is "" or ":memory:")
        {
            throw new ArgumentException("Storage:ConnectionString: Data Source must name a file.", nameof(connectionString));
        }

        if (Path.GetDirectoryName(Path.GetFullPath(builder.DataSource)) is { } folder)
        {
            Directory.CreateDirectory(folder);
        }

        var alone = SqliteLock.Take(Path.GetFullPath(builder.DataSource));
        try
        {
            var store = new SqliteStore(builder.ConnectionString, Statements.Of("Sqlite"), "writer_pragmas") { alone = alone };
            try
            {
                await store.Migrate(cancellationToken).ConfigureAwait(false);
                store.RequireTables();
                return store;
            }
            catch
            {
                await store.DisposeAsync().ConfigureAwait(false);
                throw;
            }
        }
        catch
        {
            await alone.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    /// <summary>Opens an existing file beside a running engine, to look only: nothing is migrated, every write fails.</summary>
    /// <exception cref="InvalidOperationException">The file was made by another version of the schema.</exception>
    public static async Task<SqliteStore> OpenToRead(string connectionString, CancellationToken cancellationToken)
    {
        _ = SqliteLibrary.Version;
        var builder = new SqliteConnectionStringBuilder(connectionString) { Pooling = false, Mode = SqliteOpenMode.ReadOnly };
        var store = new SqliteStore(builder.ConnectionString, Statements.Of("Sqlite"), "reader_pragmas");
        await store.RequireSchema("Sqlite", cancellationToken).ConfigureAwait(false);
        return store;
    }

    public override async Task<IReadOnlyList<CommitOutcome>> Commit(IReadOnlyList<Turn> turns, CancellationToken cancellationToken)
    {
        var rows = turns.Select(TurnRows.Of).ToList();
        await writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            return commit.Write(rows);
        }
        finally
        {
            writing.Release();
        }
    }

    public override async Task<IReadOnlyList<CustomerKey>> Due(DateTimeOffset now, int limit, CancellationToken cancellationToken)
    {
        await Execute("put_off", new { now = Micros.Of(now), limit }, cancellationToken).ConfigureAwait(false);
        return await base.Due(now, limit, cancellationToken).ConfigureAwait(false);
    }

    public override async ValueTask DisposeAsync()
    {
        await writing.WaitAsync().ConfigureAwait(false);
        disposed = true;
        writing.Dispose();
        while (readers.TryTake(out var reader))
        {
            await reader.DisposeAsync().ConfigureAwait(false);
        }

        writer.Dispose();
        if (alone is not null)
        {
            await alone.DisposeAsync().ConfigureAwait(false);
        }
    }

    /// <summary>SQLite blocks its thread while another program has the file locked: never the caller's.</summary>
    private protected override async Task<T> Reading<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        ObjectDisposedException.ThrowIf(disposed, this);
        var reader = readers.TryTake(out var pooled) ? pooled : Open(connectionString, Sql["reader_pragmas"]);
        try
        {
            return await work(reader).ConfigureAwait(false);
        }
        finally
        {
            readers.Add(reader);
            if (disposed && readers.TryTake(out var left))
            {
                await left.DisposeAsync().ConfigureAwait(false);
            }
        }
    }

    private protected override async Task<T> Writing<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellationToken)
    {
        await Task.CompletedTask.ConfigureAwait(ConfigureAwaitOptions.ForceYielding);
        await writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ObjectDisposedException.ThrowIf(disposed, this);
            writer.Execute("begin");
            try
            {
                var result = await work(writer.Connection).ConfigureAwait(false);
                writer.Execute("commit");
                return result;
            }
            catch when (writer.InTransaction)
            {
                writer.Execute("rollback");
                throw;
            }
        }
        finally
        {
            writing.Release();
        }
    }

    private protected override async Task ForgetDeleted(CancellationToken cancellationToken)
    {
        var step = "merge_words_begin";
        while (await MergeWords(step, cancellationToken).ConfigureAwait(false))
        {
            step = "merge_words_more";
        }

        await writing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await writer.Connection.ExecuteAsync(Sql["checkpoint"]).ConfigureAwait(false);
        }
        finally
        {
            writing.Release();
        }
    }

    private protected override string WordQuery(ImmutableArray<string> words) => string.Join(' ', words.Select(word => $"\"{word}\"*"));

    /// <summary>One bounded step, so that turns get in between. FTS5 says by the count of changes whether there was anything to do: one for each index means no.</summary>
    private Task<bool> MergeWords(string step, CancellationToken cancellationToken) => Writing(async connection =>
    {
        var before = await Row<long>(connection, "total_changes", null, cancellationToken).ConfigureAwait(false);
        await Execute(connection, step, null, cancellationToken).ConfigureAwait(false);
        return await Row<long>(connection, "total_changes", null, cancellationToken).ConfigureAwait(false) - before > 2;
    }, cancellationToken);

    private Task<int> Migrate(CancellationToken cancellationToken) => Writing(async connection =>
    {
        await Execute(connection, "create_migrations", null, cancellationToken).ConfigureAwait(false);
        var applied = await Rows<long>(connection, "applied_migrations", null, cancellationToken).ConfigureAwait(false);
        foreach (var migration in Migration.Of("Sqlite").Where(migration => !applied.Contains(migration.Number)))
        {
            await connection.ExecuteAsync(new CommandDefinition(migration.Text, cancellationToken: cancellationToken)).ConfigureAwait(false);
            await Execute(connection, "record_migration", new { number = migration.Number, name = migration.Name }, cancellationToken).ConfigureAwait(false);
        }

        return applied.Count;
    }, cancellationToken);

    /// <summary>A file from before the first release may have had the same steps with other tables: better told now than with every write.</summary>
    private void RequireTables()
    {
        using var connection = Open(connectionString, Sql["reader_pragmas"]);
        foreach (var name in Sql.Names)
        {
            using var command = connection.CreateCommand();
            command.CommandText = Sql[name];
            try
            {
                command.Prepare();
            }
            catch (SqliteException error) when (error.SqliteErrorCode == SQLitePCL.raw.SQLITE_ERROR)
            {
                throw new InvalidOperationException(
                    $"{connection.DataSource} was made by an unreleased version of this program, whose tables are others ({error.Message}). Move it away: the next start makes a new one.", error);
            }
        }
    }

    private static SqliteConnection Open(string connectionString, string pragmas)
    {
        var connection = new SqliteConnection(connectionString);
        connection.Open();
        connection.Execute(pragmas);
        return connection;
    }
}
