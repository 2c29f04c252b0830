using Conversations.WhatsApp.Sending;
using OpenTelemetry;
using OpenTelemetry.Metrics;
using OpenTelemetry.Resources;
using OpenTelemetry.Trace;

namespace Conversations.Api.Operations;

/// <summary>Exports the engine's own meters and traces over OTLP where <c>OTEL_EXPORTER_OTLP_ENDPOINT</c> is set. ASP.NET's traces are left out: their paths may hold phone numbers (L9); its meters name routes only.</summary>
public sealed class TelemetryExport(IConfiguration configuration, IEnumerable<ExportedMeter> more) : IHostedService, IDisposable
{
    private static readonly string[] Meters = [Actors.Telemetry.Name, CallMetrics.MeterName, "Microsoft.AspNetCore.Hosting", "Microsoft.AspNetCore.Server.Kestrel", "System.Runtime"];

    private MeterProvider? meters;
    private TracerProvider? traces;

    public Task StartAsync(CancellationToken cancellationToken)
    {
        if (!string.IsNullOrWhiteSpace(configuration["OTEL_EXPORTER_OTLP_ENDPOINT"]))
        {
            var resource = ResourceBuilder.CreateDefault().AddService("conversations");
            meters = Sdk.CreateMeterProviderBuilder().ConfigureServices(Configured).SetResourceBuilder(resource).AddMeter([.. Meters, .. more.Select(static meter => meter.Name)]).AddOtlpExporter().Build();
            traces = Sdk.CreateTracerProviderBuilder().ConfigureServices(Configured).SetResourceBuilder(resource).AddSource(Actors.Telemetry.Name).AddOtlpExporter().Build();
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken)
    {
        meters?.ForceFlush(2000);
        traces?.ForceFlush(2000);
        return Task.CompletedTask;
    }

    /// <summary>The exporter reads its settings from the same sources as all else; by itself it would look at the environment only.</summary>
    private void Configured(IServiceCollection services) => services.AddSingleton(configuration);

    public void Dispose()
    {
        meters?.Dispose();
        traces?.Dispose();
    }
}

/// <summary>A meter that another host exports besides.</summary>
public sealed record ExportedMeter(string Name);
