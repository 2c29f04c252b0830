using System.Globalization;
using System.Runtime.InteropServices;
using Conversations.Load;
using Conversations.Load.Machine;
using Conversations.Load.Scenarios;

// dotnet run -c Release --project bench/Load -- <scenario> [seconds a measurement, default 10]
var scenarios = new Dictionary<string, Func<Report, CancellationToken, Task>>(StringComparer.Ordinal)
{
    ["events-sqlite"] = (report, stop) => With(new SqliteDatabase(), database => Events.OverHttp(database, report, stop)),
    ["events-postgres"] = async (report, stop) => await With(await Postgres(stop), database => Events.OverHttp(database, report, stop)),
    ["webhooks-sqlite"] = (report, stop) => With(new SqliteDatabase(), database => Events.Webhooks(database, report, stop)),
    ["webhooks-postgres"] = async (report, stop) => await With(await Postgres(stop), database => Events.Webhooks(database, report, stop)),
    ["due"] = async (report, stop) => await With(await Postgres(stop), database => Due.AtOnce(database.Server, report, stop)),
    ["due-minute"] = async (report, stop) => await With(await Postgres(stop), database => Due.OverAMinute(database.Server, report, stop)),
    ["silos"] = (report, stop) => Silos.OverHttp(() => Postgres(stop), report, stop),
    ["silos-one"] = (report, stop) => Silos.One(() => Postgres(stop), report, stop),
    ["silos-three"] = (report, stop) => Silos.Three(() => Postgres(stop), report, stop),
    ["silos-due"] = async (report, stop) => await With(await Postgres(stop), database => SiloDue.Lateness(database.Server, report, stop)),
    ["silos-memory"] = (report, stop) => Silos.Memory(() => Postgres(stop), report, stop),
    ["million"] = async (report, stop) => await With(await Postgres(stop), database => Million.Stored1000000(database, report, stop)),
};
var name = args is [var asked, ..] ? asked : "";
var seconds = args is [_, var given, ..] ? double.Parse(given, CultureInfo.InvariantCulture) : 10;
var chosen = name == "all" ? scenarios.Keys.Where(static key => !key.StartsWith("silos", StringComparison.Ordinal)).ToList() : scenarios.Keys.Where(key => key == name).ToList();
if (chosen.Count == 0)
{
    await Console.Error.WriteLineAsync($"Scenarios: all, {string.Join(", ", scenarios.Keys)}");
    return 1;
}

using var bounded = new CancellationTokenSource(TimeSpan.FromMinutes(30));

// The exit stops what this run has started: PostgreSQL and the API.
using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, static _ => Environment.Exit(143));
using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, static _ => Environment.Exit(130));
var report = new Report(TimeSpan.FromSeconds(seconds));
await Console.Error.WriteLineAsync($"{Environment.ProcessorCount} processors, load {await Load()}, PostgreSQL with {PrivatePostgres.Settings}");
foreach (var scenario in chosen)
{
    await Console.Error.WriteLineAsync($"== {scenario}");
    await scenarios[scenario](report, bounded.Token);
}

await Console.Error.WriteLineAsync($"load at the end {await Load()}");
report.Print();
return 0;

static async Task<string> Load() => (await File.ReadAllTextAsync("/proc/loadavg")).Trim();

static async Task<PostgresDatabase> Postgres(CancellationToken cancellationToken) => new(await PrivatePostgres.Start(cancellationToken));

static async Task With<T>(T database, Func<T, Task> work)
    where T : Database
{
    await using (database)
    {
        await work(database);
    }
}
