using System.Diagnostics.Metrics;
using System.Text;
using Conversations.Api.Operations;
using Conversations.WhatsApp.Sending;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Shouldly;
using Xunit;

namespace Conversations.Api.Tests;

public sealed class TelemetryTests
{
    [Fact]
    public async Task The_collector_that_any_source_of_the_configuration_names_gets_the_metrics_of_all_meters()
    {
        string[] meters = [Actors.Telemetry.Name, CallMetrics.MeterName];
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var collector = builder.Build();
        var got = new TaskCompletionSource<string>();
        collector.MapPost("/v1/metrics", async (HttpRequest request) =>
        {
            using var body = new StreamReader(request.Body, Encoding.Latin1);
            got.TrySetResult(await body.ReadToEndAsync());
            return Results.Ok();
        });
        await collector.StartAsync();
        var address = collector.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("OTEL_EXPORTER_OTLP_ENDPOINT", address), new("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")])
            .Build();

        using var export = new TelemetryExport(configuration, []);
        await export.StartAsync(CancellationToken.None);
        foreach (var meter in meters)
        {
            using var of = new Meter(meter);
            of.CreateCounter<long>($"counted.by.{meter}").Add(1);
        }

        await export.StopAsync(CancellationToken.None);

        got.Task.IsCompleted.ShouldBeTrue();
        var exported = await got.Task;
        meters.ShouldAllBe(meter => exported.Contains($"counted.by.{meter}", StringComparison.Ordinal));
    }
}
