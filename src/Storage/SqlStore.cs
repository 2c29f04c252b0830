using System.Data.Common;
using Conversations.Actors;
using Dapper;

namespace Conversations.Storage;

/// <summary>The four ports over one SQL database. What all databases share is here, in one file a port; each adds its connections, its commit and its own statements.</summary>
public abstract partial class SqlStore : ICustomerStore, IIdentityDirectory, IReadModels, IStoreRecords, IAsyncDisposable
{
    static SqlStore() => DefaultTypeMap.MatchNamesWithUnderscores = true;

    private protected SqlStore(Statements statements) => Sql = statements;

    internal Statements Sql { get; }

    public abstract ValueTask DisposeAsync();

    /// <summary>Outside a transaction.</summary>
    private protected abstract Task<T> Reading<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellationToken);

    /// <summary>In one transaction, durable when the task is done.</summary>
    private protected abstract Task<T> Writing<T>(Func<DbConnection, Task<T>> work, CancellationToken cancellationToken);

    /// <summary>For a store opened to look only: its schema must be this program's own.</summary>
    private protected async Task RequireSchema(string database, CancellationToken cancellationToken)
    {
        var applied = await Rows<long>("applied_migrations", null, cancellationToken).ConfigureAwait(false);
        if (!applied.SequenceEqual(Migration.Of(database).Select(migration => migration.Number)))
        {
            await DisposeAsync().ConfigureAwait(false);
            throw new InvalidOperationException("The database's schema is of another version of this program.");
        }
    }

    private protected Task<List<T>> Rows<T>(string statement, object? parameters, CancellationToken cancellationToken) =>
        Reading(connection => Rows<T>(connection, statement, parameters, cancellationToken), cancellationToken);

    private protected async Task<List<T>> Rows<T>(DbConnection connection, string statement, object? parameters, CancellationToken cancellationToken) =>
        (await connection.QueryAsync<T>(new CommandDefinition(Sql[statement], parameters, cancellationToken: cancellationToken)).ConfigureAwait(false)).AsList();

    private protected Task<T?> Row<T>(string statement, object? parameters, CancellationToken cancellationToken) =>
        Reading(connection => Row<T>(connection, statement, parameters, cancellationToken), cancellationToken);

    private protected Task<T?> Row<T>(DbConnection connection, string statement, object? parameters, CancellationToken cancellationToken) =>
        connection.QueryFirstOrDefaultAsync<T>(new CommandDefinition(Sql[statement], parameters, cancellationToken: cancellationToken));

    private protected Task<int> Execute(string statement, object? parameters, CancellationToken cancellationToken) =>
        Writing(connection => Execute(connection, statement, parameters, cancellationToken), cancellationToken);

    /// <summary>A list of parameters runs the statement once for each.</summary>
    private protected Task<int> Execute(DbConnection connection, string statement, object? parameters, CancellationToken cancellationToken) =>
        connection.ExecuteAsync(new CommandDefinition(Sql[statement], parameters, cancellationToken: cancellationToken));
}
