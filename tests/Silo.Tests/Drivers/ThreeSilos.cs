using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using Conversations.Api.Tests;
using Conversations.Api.Tests.Drivers;
using Conversations.Storage.Tests;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Npgsql;

namespace Silo.Tests.Drivers;

/// <summary>The demo on three silos: the first has the simulator, requests go to all of them in turn.</summary>
internal static class ThreeSilos
{
    private static readonly Lazy<Task<PostgresCluster>> Postgres = new(StartPostgres);
    private static readonly ConcurrentDictionary<int, int[]> PortsOfFirst = new();

    /// <summary>The embedded host's scenarios, on this cluster.</summary>
    [ModuleInitializer]
    internal static void Use()
    {
        DemoDriver.Begin = Begin;
        DemoDriver.Way = static () => new InTurn();
        RolesTests.Expected["GET cluster"] = "";
    }

    /// <summary>The addresses of a cluster's silos, by that of its first.</summary>
    public static IReadOnlyList<Uri> Of(Uri first) => [.. PortsOfFirst[first.Port].Select(port => new UriBuilder(first) { Port = port }.Uri)];

    private static async Task<WebApplication> Begin(string[] args)
    {
        var database = await Database();
        var http = Enumerable.Range(0, 3).Select(static _ => PostgresCluster.FreePort()).ToArray();
        PortsOfFirst[http[0]] = http;
        List<string> Of(int place) =>
        [
            .. Without(args, "--urls", "--Storage:ConnectionString"),
            "--urls", $"http://127.0.0.1:{http[place]}",
            "--Storage:ConnectionString", database,
            "--Cluster:AdvertisedAddress", "127.0.0.1",
            "--Cluster:SiloPort", $"{PostgresCluster.FreePort()}",
            "--Cluster:Name", $"silo-{place + 1}",
            .. place == 0 ? Array.Empty<string>() : ["--WhatsApp:GraphUrl", $"http://127.0.0.1:{http[0]}/simulator/graph"],
        ];
        return await Conversations.Silo.Program.Build([.. Of(0)], builder => builder.Services.AddHostedService(_ => new Others([.. Of(1)], [.. Of(2)])));
    }

    private static async Task<PostgresCluster> StartPostgres()
    {
        var cluster = new PostgresCluster();
        await cluster.InitializeAsync();
        return cluster;
    }

    private static async Task<string> Database()
    {
        var cluster = await Postgres.Value;
        var name = $"demo{Guid.NewGuid():N}";
        await using var connection = new NpgsqlConnection(cluster.ConnectionString);
        await connection.OpenAsync();
        await using var command = new NpgsqlCommand($"create database {name}", connection);
        await command.ExecuteNonQueryAsync();

        // Clusters come and go by the dozen: what one leaves open is closed soon after.
        return new NpgsqlConnectionStringBuilder(cluster.ConnectionString) { Database = name, MaxPoolSize = 8, ConnectionIdleLifetime = 5, ConnectionPruningInterval = 2 }.ConnectionString;
    }

    private static IEnumerable<string> Without(string[] args, params string[] names)
    {
        for (var place = 0; place < args.Length; place++)
        {
            if (names.Contains(args[place]))
            {
                place++;
            }
            else
            {
                yield return args[place];
            }
        }
    }

    /// <summary>The second and the third silo live as long as the first.</summary>
    private sealed class Others(params string[][] silos) : IHostedService
    {
        private readonly List<WebApplication> apps = [];

        public async Task StartAsync(CancellationToken cancellationToken)
        {
            foreach (var args in silos)
            {
                var app = await Conversations.Silo.Program.Build(args);
                await app.StartAsync(cancellationToken);
                apps.Add(app);
            }
        }

        public async Task StopAsync(CancellationToken cancellationToken)
        {
            foreach (var app in apps)
            {
                await app.StopAsync(cancellationToken);
                await app.DisposeAsync();
            }
        }
    }

    /// <summary>A load balancer: everything but the simulator goes to each silo in turn.</summary>
    private sealed class InTurn() : DelegatingHandler(new SocketsHttpHandler())
    {
        private int turns;

        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
        {
            var asked = request.RequestUri!;
            if (PortsOfFirst.TryGetValue(asked.Port, out var ports) && !asked.AbsolutePath.StartsWith("/simulator", StringComparison.Ordinal))
            {
                request.RequestUri = new UriBuilder(asked) { Port = ports[Interlocked.Increment(ref turns) % ports.Length] }.Uri;
            }

            return base.SendAsync(request, cancellationToken);
        }
    }
}
