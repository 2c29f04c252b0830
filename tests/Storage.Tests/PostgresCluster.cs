using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using Xunit;

namespace Conversations.Storage.Tests;

[CollectionDefinition(nameof(PostgresCluster))]
public sealed class PostgresCollection : ICollectionFixture<PostgresCluster>;

/// <summary>A private PostgreSQL cluster in a temporary folder, on a free port of 127.0.0.1; stopped and removed at the end. PostgreSQL refuses to run as root, so that root starts it as another user.</summary>
public sealed class PostgresCluster : IAsyncLifetime
{
    private static int lastPort = 15_000 + (Environment.ProcessId % 100 * 100);

    private readonly string folder = Path.Combine(Path.GetTempPath(), $"conversations-pg-{Guid.NewGuid():N}");
    private readonly int port = FreePort();

    public string ConnectionString => new NpgsqlConnectionStringBuilder
    {
        Host = "127.0.0.1",
        Port = port,
        Username = "tests",
        Database = "postgres",
        MaxPoolSize = 20,
        IncludeErrorDetail = true,
    }.ConnectionString;

    private static bool IsRoot => Environment.UserName == "root";

    private string Data => Path.Combine(folder, "data");

    private string[] Server => ["-h", "127.0.0.1", "-p", port.ToString(CultureInfo.InvariantCulture), "-U", "tests"];

    public async Task InitializeAsync()
    {
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Stop();
        await Run("mkdir", "-m", "700", folder);
        await Run(Binary("initdb"), "-D", Data, "-U", "tests", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "--no-sync", "--no-instructions");
        await StartServer();
    }

    /// <summary>Starts the server, also after <see cref="Kill"/>.</summary>
    public Task StartServer()
    {
        var settings = string.Create(CultureInfo.InvariantCulture, $"-p {port} -h 127.0.0.1 -k {folder} -c fsync=off -c max_connections=200");
        return Run(Binary("pg_ctl"), "-D", Data, "-l", Path.Combine(folder, "log"), "-o", settings, "-w", "-t", "60", "start");
    }

    /// <summary>kill -9 of the server: its own processes see it and end by themselves, and the next start recovers from the log.</summary>
    public async Task Kill()
    {
        var id = int.Parse((await File.ReadAllLinesAsync(Path.Combine(Data, "postmaster.pid")))[0], CultureInfo.InvariantCulture);
        using var server = Process.GetProcessById(id);
        var children = Children(id);
        server.Kill();
        await server.WaitForExitAsync();
        foreach (var child in children)
        {
            // They hold the shared memory: the server does not start again before they are gone.
            await child.WaitForExitAsync();
            child.Dispose();
        }
    }

    /// <summary>Tables made in it lie in this folder, which the server may write to.</summary>
    public async Task<string> CreateTablespace(string within)
    {
        var name = $"t{Guid.NewGuid():N}";
        var place = Path.Combine(within, name);
        await Run("mkdir", place);
        await Tell($"create tablespace {name} location '{place}'");
        return name;
    }

    public Task DropTablespace(string name) => Tell($"drop tablespace {name}");

    /// <summary>A back-up of one schema, taken beside whoever works in it.</summary>
    public Task BackUp(string schema) => Run(Binary("pg_dump"), [.. Server, "-Fc", "-n", schema, "-f", BackUpOf(schema), "postgres"]);

    /// <summary>Puts a schema back to its back-up; what came after it is gone.</summary>
    public async Task Restore(string schema)
    {
        await Tell($"drop schema {schema} cascade");
        await Run(Binary("pg_restore"), [.. Server, "--exit-on-error", "-d", "postgres", BackUpOf(schema)]);
    }

    public async Task DisposeAsync()
    {
        NpgsqlConnection.ClearAllPools();
        await Task.Run(Stop);
    }

    /// <summary>A port for a server that starts later. Below those that outgoing connections take, or one of them may have it by then.</summary>
    public static int FreePort()
    {
        while (true)
        {
            var port = Interlocked.Increment(ref lastPort);
            try
            {
                using var listener = new TcpListener(IPAddress.Loopback, port);
                listener.Start();
                return port;
            }
            catch (SocketException)
            {
                // Taken: the next.
            }
        }
    }

    private static string Binary(string name)
    {
        string[] roots = ["/usr/lib/postgresql", "/opt/homebrew/opt", "/usr/local/opt"];
        var found = roots.Where(Directory.Exists)
            .SelectMany(Directory.GetDirectories)
            .Select(version => Path.Combine(version, "bin", name))
            .Concat((Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Select(path => Path.Combine(path, name)))
            .Where(File.Exists)
            .Order(StringComparer.Ordinal);
        return found.LastOrDefault() ?? throw new InvalidOperationException(
            $"PostgreSQL's {name} was not found. The storage tests start a cluster of their own: install PostgreSQL 15 or later (Debian: apt install postgresql).");
    }

    private string BackUpOf(string schema) => Path.Combine(folder, $"{schema}.dump");

    private async Task Tell(string statement)
    {
        await using var connection = new NpgsqlConnection(ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand(statement, connection);
        await command.ExecuteNonQueryAsync();
    }

    private static List<Process> Children(int parent) =>
    [
        .. Process.GetProcesses().Where(process => ParentOf(process.Id) == parent),
    ];

    private static int? ParentOf(int process)
    {
        try
        {
            var stat = File.ReadAllText($"/proc/{process}/stat");
            return int.Parse(stat[(stat.LastIndexOf(')') + 2)..].Split(' ')[1], CultureInfo.InvariantCulture);
        }
        catch (IOException)
        {
            return null;
        }
    }

    private static Process Start(string program, params string[] arguments)
    {
        var start = IsRoot ? new ProcessStartInfo("setpriv", ["--reuid=nobody", "--regid=nogroup", "--clear-groups", program, .. arguments]) : new ProcessStartInfo(program, arguments);
        start.WorkingDirectory = "/";
        start.RedirectStandardError = true;

        // A pipe would stay open as long as the server that pg_ctl starts; the server logs to its own file.
        return Process.Start(start) ?? throw new InvalidOperationException($"{program} did not start.");
    }

    private static async Task Run(string program, params string[] arguments)
    {
        using var process = Start(program, arguments);
        await process.WaitForExitAsync();
        if (process.ExitCode != 0)
        {
            throw new InvalidOperationException($"{program} ended with {process.ExitCode}: {await process.StandardError.ReadToEndAsync()}");
        }
    }

    private void Stop()
    {
        if (!Directory.Exists(folder))
        {
            return;
        }

        using (var stop = Start(Binary("pg_ctl"), "-D", Data, "-m", "immediate", "-w", "stop"))
        {
            stop.WaitForExit();
        }

        using var remove = Start("rm", "-rf", folder);
        remove.WaitForExit();
    }
}
