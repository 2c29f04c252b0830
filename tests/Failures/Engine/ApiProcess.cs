using System.Diagnostics;
using System.Globalization;
using System.Runtime.CompilerServices;
using System.Security.Cryptography;
using System.Text;
using Shouldly;

namespace Failures.Engine;

/// <summary>The built Api executable as a process of its own: started, killed and started again on the same database.</summary>
internal sealed class ApiProcess : IDisposable
{
    private static readonly TimeSpan StartMax = TimeSpan.FromSeconds(120);
    private static readonly TimeSpan StopMax = TimeSpan.FromSeconds(60);

    private readonly Process process;
    private readonly TaskCompletionSource<Uri> ready = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly StringBuilder log = new();

    private ApiProcess(Process process) => this.process = process;

    public Uri Url => ready.Task.Result;

    public int Id => process.Id;

    /// <summary>What it has logged so far.</summary>
    public string Log
    {
        get
        {
            lock (log)
            {
                return log.ToString();
            }
        }
    }

    /// <summary>Starts it and waits until it says that it is ready.</summary>
    public static async Task<ApiProcess> Start(string connectionString, Uri graph, params string[] arguments)
    {
        var start = new ProcessStartInfo("dotnet", [Executable(), "--urls", "http://127.0.0.1:0", .. arguments])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var (name, value) in Settings(connectionString, graph))
        {
            start.Environment[name] = value;
        }

        var api = new ApiProcess(Process.Start(start)!);
        api.process.OutputDataReceived += (_, line) => api.Hear(line.Data);
        api.process.ErrorDataReceived += (_, line) => api.Hear(line.Data);
        api.process.BeginOutputReadLine();
        api.process.BeginErrorReadLine();
        var ended = api.process.WaitForExitAsync();
        if (await Task.WhenAny(api.ready.Task.WaitAsync(StartMax), ended) == ended)
        {
            throw new InvalidOperationException($"The engine ended with {api.process.ExitCode}: {api.Log}");
        }

        await api.ready.Task.WaitAsync(StartMax);
        return api;
    }

    /// <summary>kill -9, and waits until it is gone.</summary>
    public async Task Kill()
    {
        process.Kill();
        await process.WaitForExitAsync();
    }

    /// <summary>SIGTERM, and waits until it has drained.</summary>
    public async Task Stop()
    {
        using var kill = Process.Start("kill", ["-TERM", Id.ToString(CultureInfo.InvariantCulture)]);
        await kill.WaitForExitAsync();
        await process.WaitForExitAsync().WaitAsync(StopMax);
        process.ExitCode.ShouldBe(0, Log);
    }

    public void Dispose()
    {
        if (!process.HasExited)
        {
            process.Kill();
            process.WaitForExit();
        }

        process.Dispose();
    }

    private static string Executable([CallerFilePath] string here = "")
    {
        var output = new DirectoryInfo(AppContext.BaseDirectory);
        var path = Path.GetFullPath(Path.Combine(Path.GetDirectoryName(here)!, "../../../src/Api/bin", output.Parent!.Name, output.Name, "Conversations.Api.dll"));
        return File.Exists(path) ? path : throw new InvalidOperationException($"{path} was not built.");
    }

    /// <summary>A whole configuration; as environment variables, or with colons as arguments.</summary>
    public static Dictionary<string, string> Settings(string connectionString, Uri graph) => new()
    {
        ["ASPNETCORE_ENVIRONMENT"] = "Production",

        // A process that lives for a second costs what it compiles: without these it takes half as long again.
        ["DOTNET_TieredPGO"] = "0",
        ["DOTNET_EnableWriteXorExecute"] = "0",
        ["DOTNET_TC_CallCounting"] = "0",
        ["Storage__ConnectionString"] = connectionString,
        ["Privacy__HashKey"] = "failures-privacy-key",
        ["WhatsApp__GraphUrl"] = graph.ToString(),
        ["Stores__shop__Name"] = "Shop",
        ["Stores__shop__Url"] = "https://shop.example",
        ["Stores__shop__TimeZone"] = "Europe/Paris",
        ["Stores__shop__Keys__0__Name"] = "tests",
        ["Stores__shop__Keys__0__Role"] = "Admin",
        ["Stores__shop__Keys__0__Sha256"] = Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(Sender.Key))),
        ["Stores__shop__WhatsApp__AppSecrets__0"] = Sender.AppSecret,
        ["Stores__shop__WhatsApp__VerifyToken"] = "verify",
        ["Stores__shop__WhatsApp__AccessToken"] = "token",
        ["Stores__shop__WhatsApp__BusinessAccountId"] = Sender.BusinessAccount,
        ["Stores__shop__WhatsApp__PhoneNumberIds__0"] = Sender.Number,
    };

    private void Hear(string? line)
    {
        if (line is null)
        {
            return;
        }

        lock (log)
        {
            log.AppendLine(line);
        }

        const string Mark = "\"The engine is ready at ";
        if (line.IndexOf(Mark, StringComparison.Ordinal) is var at and >= 0)
        {
            var rest = line[(at + Mark.Length)..];
            ready.TrySetResult(new Uri(rest[..rest.IndexOf('"', StringComparison.Ordinal)]));
        }
    }
}
