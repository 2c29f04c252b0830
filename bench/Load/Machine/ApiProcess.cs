using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace Conversations.Load.Machine;

/// <summary>The real executable, configured as in production with one store of this driver's, on a free port of 127.0.0.1.</summary>
internal sealed class ApiProcess : IAsyncDisposable
{
    public const string Store = "bench";
    public const string Key = "bench-key";
    public const string AppSecret = "bench-app-secret";

    private static readonly TimeSpan StartTimeout = TimeSpan.FromMinutes(2);

    private readonly Process process;
    private readonly StringBuilder said = new();

    private ApiProcess(Process process, int port)
    {
        this.process = process;
        Port = port;
    }

    public int Port { get; }

    /// <summary>From the start of the process to the first 200 of /health/ready.</summary>
    public TimeSpan StartToReady { get; private set; }

    public TimeSpan CpuTime
    {
        get
        {
            process.Refresh();
            return process.TotalProcessorTime;
        }
    }

    public double ResidentMegabytes
    {
        get
        {
            process.Refresh();
            return process.WorkingSet64 / 1024.0 / 1024.0;
        }
    }

    public static Task<ApiProcess> Start(string connectionString, Uri graph, CancellationToken cancellationToken) =>
        Start("Api", connectionString, graph, cancellationToken);

    /// <summary>A silo of the cluster product; those on one database are one cluster.</summary>
    public static Task<ApiProcess> StartSilo(string connectionString, Uri graph, CancellationToken cancellationToken) =>
        Start("Silo", connectionString, graph, cancellationToken);

    private static async Task<ApiProcess> Start(string program, string connectionString, Uri graph, CancellationToken cancellationToken)
    {
        var port = FreePort.Find();
        var start = new ProcessStartInfo("dotnet", [Program(program), "--urls", string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}")])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in Configuration(connectionString, graph))
        {
            start.Environment[name] = value;
        }

        start.Environment["Cluster__AdvertisedAddress"] = "127.0.0.1";
        start.Environment["Cluster__SiloPort"] = FreePort.Find().ToString(CultureInfo.InvariantCulture);

        var started = Stopwatch.GetTimestamp();
        var api = new ApiProcess(Process.Start(start)!, port);
        api.process.OutputDataReceived += (_, line) => Keep(api.said, line.Data);
        api.process.ErrorDataReceived += (_, line) => Keep(api.said, line.Data);
        api.process.BeginOutputReadLine();
        api.process.BeginErrorReadLine();
        AppDomain.CurrentDomain.ProcessExit += (_, _) => api.Kill();
        using var http = new HttpClient();
        while (!await Ready(http, port, cancellationToken))
        {
            if (api.process.HasExited || Stopwatch.GetElapsedTime(started) > StartTimeout)
            {
                api.Kill();
                throw new InvalidOperationException($"The API did not become ready:\n{api.said}");
            }
        }

        api.StartToReady = Stopwatch.GetElapsedTime(started);
        return api;
    }

    /// <summary>As a service manager would: asks, and waits.</summary>
    public async ValueTask DisposeAsync()
    {
        if (!process.HasExited)
        {
            using var ask = Process.Start("kill", ["-TERM", process.Id.ToString(CultureInfo.InvariantCulture)]);
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
            try
            {
                await process.WaitForExitAsync(patience.Token);
            }
            catch (OperationCanceledException)
            {
                Kill();
            }
        }

        process.Dispose();
        if (said.Length > 0)
        {
            await Console.Error.WriteLineAsync($"The API said:\n{said}");
        }
    }

    private static Dictionary<string, string> Configuration(string connectionString, Uri graph) => new()
    {
        ["DOTNET_ENVIRONMENT"] = "Production",
        ["ASPNETCORE_ENVIRONMENT"] = "Production",
        ["Storage__ConnectionString"] = connectionString,
        ["Privacy__HashKey"] = "a-key-for-the-bench-only",
        ["WhatsApp__GraphUrl"] = graph.ToString(),
        [$"Stores__{Store}__Name"] = "Bench",
        [$"Stores__{Store}__Url"] = "https://shop.example",
        [$"Stores__{Store}__TimeZone"] = "Europe/Paris",
        [$"Stores__{Store}__Keys__0__Name"] = "bench",
        [$"Stores__{Store}__Keys__0__Role"] = "Admin",
        [$"Stores__{Store}__Keys__0__Sha256"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Key))),
        [$"Stores__{Store}__WhatsApp__AppSecrets__0"] = AppSecret,
        [$"Stores__{Store}__WhatsApp__VerifyToken"] = "bench-verify",
        [$"Stores__{Store}__WhatsApp__AccessToken"] = "bench-token",
        [$"Stores__{Store}__WhatsApp__BusinessAccountId"] = "200000000000001",
        [$"Stores__{Store}__WhatsApp__PhoneNumberIds__0"] = Bench.DemoRules.Number.Value,
    };

    /// <summary>Beside the driver's own output: src/Api is built with it, in the same configuration; src/Silo is built by hand, since not every registry carries Orleans.</summary>
    private static string Program(string program)
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var configuration = output.Parent!.Name;
        var root = output.Parent.Parent!.Parent!.Parent!.Parent!.FullName;
        var path = Path.Combine(root, "src", program, "bin", configuration, output.Name, $"Conversations.{program}.dll");
        return File.Exists(path) ? path : throw new InvalidOperationException($"{path} is missing: dotnet build -c {configuration} src/{program}");
    }

    private static async Task<bool> Ready(HttpClient http, int port, CancellationToken cancellationToken)
    {
        try
        {
            using var response = await http.GetAsync(new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}/health/ready")), cancellationToken);
            return response.IsSuccessStatusCode;
        }
        catch (HttpRequestException)
        {
            // Nobody listens yet; a refused connection costs little, and each try is one.
            using var pause = new PeriodicTimer(TimeSpan.FromMilliseconds(20));
            await pause.WaitForNextTickAsync(cancellationToken);
            return false;
        }
    }

    private static void Keep(StringBuilder said, string? line)
    {
        lock (said)
        {
            if (line is not null && said.Length < 5_000)
            {
                said.AppendLine(line);
            }
        }
    }

    private void Kill()
    {
        try
        {
            process.Kill();
        }
        catch (InvalidOperationException)
        {
            // It has ended already.
        }
    }
}
