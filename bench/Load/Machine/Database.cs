using System.Buffers.Binary;
using System.Globalization;
using System.Runtime.InteropServices;
using Conversations.Load.Raw;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace Conversations.Load.Machine;

/// <summary>One of the two databases, as the driver looks at it from outside.</summary>
internal abstract class Database : IAsyncDisposable
{
    private const string Rows = "select count(*) from inputs";

    /// <summary>What an average turn wrote down: input, snapshot, facts, without keys and indexes.</summary>
    private const string Bytes = """
        select (select sum(length(input) + length(facts)) from inputs) * 1.0 / (select count(*) from inputs)
            + (select avg(length(snapshot)) from snapshots)
        """;

    private (long Rows, long Commits) mark;

    public abstract string Name { get; }

    public abstract string ConnectionString { get; }

    /// <summary>Of the database's own processes; none where it is a library in the engine's.</summary>
    public virtual TimeSpan CpuTime => TimeSpan.Zero;

    /// <summary>As hours of running leave it.</summary>
    public virtual Task Settle(CancellationToken cancellationToken) => Task.CompletedTask;

    /// <summary>What is measured begins here.</summary>
    public async Task Mark(CancellationToken cancellationToken) =>
        mark = ((long)await Number(Rows, cancellationToken), await Commits(cancellationToken));

    /// <summary>Turns a commit, since the mark.</summary>
    public async Task<double> GroupSinceMark(CancellationToken cancellationToken) =>
        ((long)await Number(Rows, cancellationToken) - mark.Rows) / (double)Math.Max(1, await Commits(cancellationToken) - mark.Commits);

    public async Task<int> BytesOfTurn(CancellationToken cancellationToken) => (int)await Number(Bytes, cancellationToken);

    /// <summary>The raw limit: rows a second with these bytes in these groups.</summary>
    public abstract Task<double> Raw(int group, int bytes, TimeSpan time, CancellationToken cancellationToken);

    /// <summary>The same bytes as the rows that the engine writes them in: turns a second.</summary>
    public abstract Task<double> SameRows(int group, TimeSpan time, CancellationToken cancellationToken);

    public abstract ValueTask DisposeAsync();

    protected abstract Task<long> Commits(CancellationToken cancellationToken);

    protected abstract Task<double> Number(string sql, CancellationToken cancellationToken);
}

internal sealed class PostgresDatabase(PrivatePostgres server) : Database
{
    /// <summary>Connections of the raw run; more are no faster on two processors.</summary>
    private const int Lanes = 2;

    public override string Name => "PostgreSQL";

    public override string ConnectionString => server.ConnectionString;

    public PrivatePostgres Server => server;

    public override TimeSpan CpuTime => server.CpuTime;

    public override Task Settle(CancellationToken cancellationToken) => server.ReuseLog(cancellationToken);

    public override Task<double> Raw(int group, int bytes, TimeSpan time, CancellationToken cancellationToken) =>
        RawPostgres.RowsPerSecond(ConnectionString, group, bytes, Lanes, time, cancellationToken);

    public override Task<double> SameRows(int group, TimeSpan time, CancellationToken cancellationToken) =>
        SameRowsPostgres.RowsPerSecond(ConnectionString, group, Lanes, time, cancellationToken);

    public override ValueTask DisposeAsync() => server.DisposeAsync();

    /// <summary>Rows that went together were written by one transaction.</summary>
    protected override async Task<long> Commits(CancellationToken cancellationToken) =>
        (long)await Number("select count(distinct xmin::text) from inputs", cancellationToken);

    protected override Task<double> Number(string sql, CancellationToken cancellationToken) =>
        server.Ask<double>($"select coalesce(({sql}), 0)::float8", cancellationToken);
}

internal sealed class SqliteDatabase : Database
{
    private readonly string folder = Directory.CreateTempSubdirectory("conversations-load-").FullName;

    static SqliteDatabase()
    {
        // The same library as the engine's: the operating system's where there is one.
        NativeLibrary.SetDllImportResolver(typeof(SQLite3Provider_e_sqlite3).Assembly, static (name, assembly, _) =>
            name == "e_sqlite3" && NativeLibrary.TryLoad("libsqlite3.so.0", assembly, null, out var library) ? library : 0);
        Batteries_V2.Init();
    }

    public override string Name => "SQLite";

    public override string ConnectionString => $"Data Source={File}";

    private string File => Path.Combine(folder, "bench.db");

    public override Task<double> Raw(int group, int bytes, TimeSpan time, CancellationToken cancellationToken) =>
        Task.Run(() => RawSqlite.RowsPerSecond(Path.Combine(folder, "raw.db"), group, bytes, time), cancellationToken);

    public override Task<double> SameRows(int group, TimeSpan time, CancellationToken cancellationToken) =>
        Task.Run(() => SameRowsSqlite.RowsPerSecond(File, Path.Combine(folder, "same.db"), group, time, cancellationToken), cancellationToken);

    public override ValueTask DisposeAsync()
    {
        Directory.Delete(folder, recursive: true);
        return ValueTask.CompletedTask;
    }

    /// <summary>The header of the WAL's index counts transactions: iChange, four bytes at 8 (sqlite.org/walformat.html).</summary>
    protected override async Task<long> Commits(CancellationToken cancellationToken)
    {
        var header = new byte[12];
        await using var index = new FileStream(File + "-shm", FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
        await index.ReadExactlyAsync(header, cancellationToken);
        return BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(8));
    }

    protected override async Task<double> Number(string sql, CancellationToken cancellationToken)
    {
        await using var connection = new SqliteConnection($"{ConnectionString};Mode=ReadOnly;Pooling=False");
        await connection.OpenAsync(cancellationToken);
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        return Convert.ToDouble(await command.ExecuteScalarAsync(cancellationToken), CultureInfo.InvariantCulture);
    }
}
