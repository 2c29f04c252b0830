using System.Diagnostics;
using System.Globalization;
using Npgsql;

namespace Conversations.Load.Machine;

/// <summary>A PostgreSQL of this run alone, durable as in production (fsync and synchronous_commit on), on a free port of 127.0.0.1; stopped and removed at the end.</summary>
internal sealed class PrivatePostgres : IAsyncDisposable
{
    public const string Settings = "fsync=on, synchronous_commit=on, shared_buffers=512MB, max_wal_size=4GB, min_wal_size=2GB, the rest as it comes";

    private readonly int port = FreePort.Find();
    private readonly string folder;

    private PrivatePostgres() => folder = Path.Combine(Path.GetTempPath(), string.Create(CultureInfo.InvariantCulture, $"conversations-load-{Environment.ProcessId}-pg-{port}"));

    public string ConnectionString => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = port,
        Username = "bench",
        Database = "postgres",
        MaxPoolSize = 32,
        IncludeErrorDetail = true,
        CommandTimeout = 600,
    }.ConnectionString;

    private string Data => Path.Combine(folder, "data");

    /// <summary>Of the server and all its processes, those that have ended included.</summary>
    public TimeSpan CpuTime
    {
        get
        {
            var server = int.Parse(File.ReadLines(Path.Combine(Data, "postmaster.pid")).First(), CultureInfo.InvariantCulture);
            return ProcessorTimes.OfTree(server);
        }
    }

    public static async Task<PrivatePostgres> Start(CancellationToken cancellationToken)
    {
        var server = new PrivatePostgres();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => server.Stop();
        await Run("mkdir", ["-m", "700", server.folder], cancellationToken);
        await Run(Binary("initdb"), ["-D", server.Data, "-U", "bench", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions"], cancellationToken);
        var settings = string.Create(
            CultureInfo.InvariantCulture,
            $"-p {server.port} -h 127.0.0.1 -k {server.folder} -c fsync=on -c synchronous_commit=on -c shared_buffers=512MB -c max_wal_size=4GB -c min_wal_size=2GB -c max_connections=100 -c track_commit_timestamp=on");
        await Run(Binary("pg_ctl"), ["-D", server.Data, "-l", Path.Combine(server.folder, "log"), "-o", settings, "-w", "-s", "-t", "60", "start"], cancellationToken);
        return server;
    }

    /// <summary>From here on the log's old segments are used again, as they are hours after a start: for a new one all commits wait while 16 MB are written and flushed.</summary>
    public Task ReuseLog(CancellationToken cancellationToken) => Execute("checkpoint", cancellationToken);

    /// <summary>One statement, answered by its first value.</summary>
    public async Task<T> Ask<T>(string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        return (T)(await command.ExecuteScalarAsync(cancellationToken))!;
    }

    public async Task Execute(string sql, CancellationToken cancellationToken)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync(cancellationToken);
        await using var command = new NpgsqlCommand(sql, connection);
        await command.ExecuteNonQueryAsync(cancellationToken);
    }

    public async ValueTask DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await Task.Run(Stop);
    }

    private static string Binary(string name)
    {
        string[] roots = ["/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt"];
        return roots.Where(Directory.Exists)
            .SelectMany(Directory.GetDirectories)
            .Select(version => Path.Combine(version, "bin", name))
            .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(path => Path.Combine(path, name)))
            .Where(File.Exists)
            .Order(StringComparer.Ordinal)
            .LastOrDefault() ?? throw new InvalidOperationException($"PostgreSQL's {name} was not found: install PostgreSQL 15 or later.");
    }

    /// <summary>PostgreSQL refuses to run as root, so that root starts it as another user.</summary>
    private static Process Begin(string program, params string[] arguments)
    {
        var start = Environment.UserName == "root"
            ? new ProcessStartInfo("setpriv", ["--reuid=nobody", "--regid=nogroup", "--clear-groups", program, .. arguments])
            : new ProcessStartInfo(program, arguments);
        start.WorkingDirectory = "/";
        start.RedirectStandardOutput = program.EndsWith("initdb", StringComparison.Ordinal);
        return Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
    }

    private static async Task Run(string program, string[] arguments, CancellationToken cancellationToken)
    {
        using var process = Begin(program, arguments);
        if (process.StartInfo.RedirectStandardOutput)
        {
            await process.StandardOutput.ReadToEndAsync(cancellationToken);
        }

        await process.WaitForExitAsync(cancellationToken);
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}.");
        }
    }

    private void Stop()
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        using (var stop = Begin(Binary("pg_ctl"), "-D", Data, "-m", "immediate", "-w", "-s", "stop"))
        {
            stop.WaitForExit();
        }

        using var remove = Begin("rm", "-rf", folder);
        remove.WaitForExit();
    }
}
