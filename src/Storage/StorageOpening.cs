using System.Data.Common;
using Conversations.Storage.Postgres;
using Conversations.Storage.Sqlite;

namespace Conversations.Storage;

/// <summary>Opens whichever database <c>Storage:ConnectionString</c> names.</summary>
public static class StorageOpening
{
    /// <param name="connectionString"><c>Data Source=…</c>: a SQLite file; anything else: PostgreSQL.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public static async Task<SqlStore> Open(string connectionString, CancellationToken cancellationToken) =>
        IsSqlite(connectionString)
            ? await SqliteStore.Open(connectionString, cancellationToken).ConfigureAwait(false)
            : await PostgresStore.Open(connectionString, cancellationToken).ConfigureAwait(false);

    /// <summary>Opens it beside a running engine, to look only.</summary>
    /// <param name="connectionString">As for <see cref="Open"/>.</param>
    /// <param name="cancellationToken">Ends the attempt.</param>
    public static async Task<SqlStore> OpenToRead(string connectionString, CancellationToken cancellationToken) =>
        IsSqlite(connectionString)
            ? await SqliteStore.OpenToRead(connectionString, cancellationToken).ConfigureAwait(false)
            : await PostgresStore.OpenToRead(connectionString, cancellationToken).ConfigureAwait(false);

    /// <exception cref="ArgumentException">It names no database.</exception>
    private static bool IsSqlite(string connectionString)
    {
        var parts = new DbConnectionStringBuilder();
        try
        {
            parts.ConnectionString = connectionString;
        }
        catch (ArgumentException)
        {
            parts.Clear();
        }

        return parts.ContainsKey("Data Source") || (parts.ContainsKey("Host") || parts.ContainsKey("Server")
            ? false
            : throw new ArgumentException("neither a SQLite file (Data Source=…) nor a PostgreSQL host (Host=…) is named"));
    }
}
