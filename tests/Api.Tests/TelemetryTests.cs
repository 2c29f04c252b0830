using Conversations.Api.Operations;
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
    public async Task The_collector_that_any_source_of_the_configuration_names_gets_the_metrics()
    {
        var builder = WebApplication.CreateBuilder();
        builder.Logging.ClearProviders();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        await using var collector = builder.Build();
        var got = new TaskCompletionSource();
        collector.MapPost("/v1/metrics", () =>
        {
            got.TrySetResult();
            return Results.Ok();
        });
        await collector.StartAsync();
        var address = collector.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First();
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection([new("OTEL_EXPORTER_OTLP_ENDPOINT", address), new("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf")])
            .Build();

        using var export = new TelemetryExport(configuration, []);
        await export.StartAsync(CancellationToken.None);
        await export.StopAsync(CancellationToken.None);

        got.Task.IsCompleted.ShouldBeTrue();
    }
}
